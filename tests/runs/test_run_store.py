"""The event store: what it keeps, for whom, and what becomes of it in bad hands."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest
from run_works import article, mention

from timeline.errors import OutputError, SourceError
from timeline.extraction import Extraction
from timeline.models import Problem
from timeline.runs import FileStore, InUseError, Options, Version, Work, WorkingStore, version_of
from timeline.runs.work import key_of, packed, unpacked

OLD, NOW, OTHER = Version("old", "a"), Version("now", "a"), Version("now", "b")


def keep(path, version, *numbers):
    with closing(FileStore(path, version)) as store:
        store.put({key_of(article(k)): packed(Extraction(article=article(k))) for k in numbers})


def known(path, version, *numbers):
    with closing(FileStore(path, version)) as store:
        return [k for k in numbers if store.get([key_of(article(k))])]


def test_what_is_put_is_there_in_the_next_run(tmp_path):
    keep(tmp_path / "kept", NOW, *range(1200))
    with closing(FileStore(tmp_path / "kept", NOW)) as store:
        found = store.get([key_of(article(k)) for k in range(1300)])
        assert len(found) == len(store) == 1200
    assert unpacked(found[key_of(article(7))], article(7)) == Extraction(article=article(7))


def test_other_versions_are_kept_apart_and_older_programs_go_at_the_end_of_a_run(tmp_path):
    path = tmp_path / "kept"
    keep(path, OLD, 1)
    keep(path, OTHER, 2)
    keep(path, NOW, 3)
    assert [known(path, version, 1, 2, 3) for version in (OLD, OTHER, NOW)] == [[1], [2], [3]]
    with closing(FileStore(path, NOW)) as store:
        store.finish()
    assert [known(path, version, 1, 2, 3) for version in (OLD, OTHER, NOW)] == [[], [2], [3]]


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        ({}, True),
        ({"path": "elsewhere/a.txt"}, True),
        ({"dct_source": "--date"}, True),
        ({"text": "Another text."}, False),
        ({"id": "b"}, False),
        ({"dct": article(5).dct}, False),
        ({"source": "A wire"}, False),
    ],
)
def test_the_key_is_all_that_a_result_depends_on(change, is_same):
    assert (key_of(article(1).model_copy(update=change)) == key_of(article(1))) == is_same


@pytest.mark.parametrize(
    "result",
    [
        Extraction(article=article(1)),
        Extraction(article=article(1), mentions=(mention(article(1)),)),
        Extraction(article=article(1), mentions=(mention(article(1, "half a pair \ud83d and é")),)),
        Problem(where="a1", code="failed", message="a1: left out."),
    ],
)
def test_a_result_is_read_back_as_it_was(result):
    assert unpacked(packed(result), article(1)) == result


@pytest.mark.parametrize("body", [b"", b"damaged", packed(Extraction(article=article(1)))[:-3]])
def test_a_damaged_result_is_worked_out_anew(body):
    assert unpacked(body, article(1)) is None


def test_options_and_pipelines_make_versions(nlp_blank):
    works = [
        Work(),
        Work(options=Options(dated_only=True)),
        Work(options=Options(zone="+03")),
        Work(nlp_blank),
    ]
    versions = [version_of(work) for work in works]
    assert len(set(versions)) == 4
    assert len({version.program for version in versions}) == 1
    assert version_of(Work("embedded")) == version_of(Work())


@pytest.fixture
def nlp_blank():
    import spacy

    return spacy.blank("en")


def test_a_pipeline_in_hand_is_told_by_what_it_is(nlp_blank):
    before = version_of(Work(nlp_blank))
    nlp_blank("New words change nothing.")
    assert version_of(Work(nlp_blank)) == before
    nlp_blank.add_pipe("sentencizer")
    assert version_of(Work(nlp_blank)) != before


def other_database(path):
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE events (x)")
        base.commit()


def other_form(path):
    keep(path, NOW, 1)
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA user_version = 99")


def damaged(path):
    keep(path, NOW, *range(300))
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * 8000 + whole[8100:])


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_text("Two were killed."), "is no store of this program, or is damaged"),
        (other_database, "is a database, but no store of this program"),
        (other_form, "is a store of another version of this program"),
        (damaged, "damaged"),
    ],
)
def test_what_is_no_store_is_left_alone_and_said_in_a_sentence(tmp_path, make, said):
    path = tmp_path / "kept"
    make(path)
    before = path.read_bytes()
    with pytest.raises(SourceError, match=said) as error:
        known(path, NOW, 1)
    assert path.read_bytes() == before
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["no/such/folder", "."])
def test_a_store_that_cannot_be_made(tmp_path, name):
    with pytest.raises(OutputError):
        FileStore(tmp_path / name, NOW)


def test_an_empty_file_becomes_a_store(tmp_path):
    (tmp_path / "kept").touch()
    keep(tmp_path / "kept", NOW, 1)
    assert known(tmp_path / "kept", NOW, 1) == [1]


def test_two_runs_do_not_share_a_store(tmp_path, monkeypatch):
    monkeypatch.setattr("timeline.runs.store.SECONDS", 0.05)
    with closing(FileStore(tmp_path / "kept", NOW)), pytest.raises(InUseError, match="in use by another run"):
        FileStore(tmp_path / "kept", NOW)
    keep(tmp_path / "kept", NOW, 1)


WRITER = """
import sys
sys.path[:0] = sys.argv[3:]
from test_run_store import NOW, FileStore, article
from timeline.runs.work import key_of
store = FileStore(sys.argv[1], NOW)
for k in range(int(sys.argv[2])):
    store.put({key_of(article(n)): bytes(5000) for n in range(k * 10, k * 10 + 10)})
    print(k, flush=True)
"""


def writer(path, batches, **more):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(batches), *sys.path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


@pytest.mark.parametrize("batches", [1, 7])
def test_a_killed_writer_loses_no_batch_that_it_finished(tmp_path, batches):
    with writer(tmp_path / "kept", 100_000) as process:
        for _ in range(batches):
            said = process.stdout.readline()
        time.sleep(0.003)
        process.kill()
        said = [said, *process.stdout.readlines()][-1]
    done = 10 * (int(said) + 1)
    with closing(FileStore(tmp_path / "kept", NOW)) as store:
        assert len(store.get([key_of(article(k)) for k in range(done)])) == done
        assert len(store) % 10 == 0  # a batch is there or it is not


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs limits of the system")
def test_a_full_disk_is_said_and_loses_no_batch(tmp_path):
    import resource

    def limited():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    with writer(tmp_path / "kept", 1000, preexec_fn=limited) as process:
        said, error = process.communicate()
    assert "cannot be written" in error.splitlines()[-1]
    assert "is safe" in error.splitlines()[-1]
    done = 10 * len(said.splitlines())
    assert done > 0
    with closing(FileStore(tmp_path / "kept", NOW)) as store:
        assert len(store.get([key_of(article(k)) for k in range(done)])) == len(store) == done


# ---- the working store ------------------------------------------------------------------------------


def test_a_working_store_is_made_with_the_first_result_and_removed(tmp_path):
    working = WorkingStore(tmp_path / "out.html").opened(NOW)
    assert not list(tmp_path.iterdir())
    working.put({b"k": b"v"})
    working.finish()
    working.close()
    assert [path.name for path in tmp_path.iterdir()] == [".out.html.partial"]
    again = WorkingStore(tmp_path / "out.html").opened(NOW)
    assert again.get([b"k"]) == {b"k": b"v"}
    again.remove()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("make", [lambda path: path.write_text("x" * 5000), other_form, damaged])
def test_a_working_store_that_cannot_be_read_is_begun_anew(tmp_path, make):
    make(tmp_path / ".out.html.partial")
    working = WorkingStore(tmp_path / "out.html").opened(NOW)
    working.put({b"k": b"v"})
    assert working.get([b"k"]) == {b"k": b"v"}
    working.close()


def test_a_working_store_in_use_is_left_to_its_run_with_a_warning(tmp_path, monkeypatch):
    monkeypatch.setattr("timeline.runs.store.SECONDS", 0.05)
    said = []
    first = WorkingStore(tmp_path / "out.html").opened(NOW)
    first.put({b"k": b"v"})
    second = WorkingStore(tmp_path / "out.html", said.append).opened(NOW)
    second.put({b"k": b"w"})
    assert second.get([b"k"]) == {}
    second.remove()
    assert [(problem.code, problem.severity) for problem in said] == [("not-kept", "warning")]
    assert first.get([b"k"]) == {b"k": b"v"}
    first.remove()
