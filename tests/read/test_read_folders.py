"""Folders, manifests and patterns: which files are read, in which order, under which ids."""

from __future__ import annotations

import itertools
import os
from datetime import date
from pathlib import Path

import pytest
from read_cases import DATED, codes, put, run

from timeline.models import Article
from timeline.read import read_articles

DAY = "2024-05-24"


def test_a_folder_is_read_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.txt", "sub/deeper/d.md", ".hidden.txt", ".git/x.txt"):
        put(tmp_path, name, f"Text of {name}.")
    put(tmp_path, "r.jsonl", '{"id": "r1", "text": "One."}\n{"text": "Two."}\n')
    put(tmp_path, "t.csv", "date,text\n2024-05-24,Three.\n")
    articles, problems = run(tmp_path, date=DAY)
    assert [article.id for article in articles] == [
        "a.md", "b.txt", "r1", "r.jsonl:2", "t.csv:2", "sub/c.txt", "sub/deeper/d.md",
    ]  # fmt: skip
    assert not problems


def test_files_of_other_kinds_are_said_once(tmp_path: Path) -> None:
    put(tmp_path, "a.md", DATED)
    for name in ("x.pdf", "y.PDF", "z.docx", "noend"):
        put(tmp_path, name, "x")
    articles, problems = run(tmp_path)
    assert len(articles) == 1
    assert codes(problems) == [("other-files", "warning")]
    assert "4 file(s) of kinds that are not read (.docx, .pdf, noend)" in problems[0].message


@pytest.mark.parametrize(
    ("sources", "read"),
    [
        (["in"], ["a.md", "r1"]),
        (["in/*"], ["a.md", "r1"]),  # as our own pattern, not the shell's
        (["in/../in", "in/out.jsonl"], ["a.md", "r1", "o1"]),  # named, it is wanted
        (["in/link"], ["o1"]),
    ],
)
def test_what_the_run_writes_is_no_article(
    sources: list[str], read: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "in/a.md", DATED)
    put(tmp_path, "in/r.jsonl", '{"id": "r1", "text": "One.", "date": "2024-05-24"}\n')
    put(tmp_path, "in/out.jsonl", '{"id": "o1", "text": "Two.", "date": "2024-05-24"}\n')
    (tmp_path / "in/link").symlink_to(tmp_path / "in/out.jsonl")
    monkeypatch.chdir(tmp_path)
    found = list(read_articles(sources, outputs=["in/out.jsonl", "in/not-there-yet.html"]))
    assert [item.id for item in found if isinstance(item, Article)] == read
    assert len(found) == len(read)  # and nothing is said of it


@pytest.mark.parametrize("name", [None, "x.pdf", ".hidden.txt"])
def test_a_folder_without_articles_is_said(name: str | None, tmp_path: Path) -> None:
    if name:
        put(tmp_path, name, "x")
    articles, problems = run(tmp_path)
    assert not articles
    assert problems[-1].code == "empty"


def test_a_manifest_says_what_a_text_is(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", "Text b.")
    put(tmp_path, "sub/a.txt", "Text a.")
    put(
        tmp_path,
        "manifest.csv",
        "\ufefffile,date,source,title,url\n"
        'sub/a.txt,24 May 2024 10:00 +0300,A Kyiv daily,"Bridge, hit",https://example.org/a\n'
        "b.txt,2024-05-25,A wire service,,\n",
    )
    (a, b), problems = run(tmp_path)
    assert not problems
    assert (a.id, a.dct, a.source, a.title, a.url) == (
        "sub/a.txt", date(2024, 5, 24), "A Kyiv daily", "Bridge, hit", "https://example.org/a",
    )  # fmt: skip
    assert a.dct_time is not None
    assert (b.id, b.dct, b.dct_time) == ("b.txt", date(2024, 5, 25), None)
    assert b.path == str(tmp_path / "b.txt")


@pytest.mark.parametrize(
    ("row", "code", "says"),
    [
        ("none.txt,2024-05-24", "no-such-path", "lists 'none.txt', which is missing"),
        ("sub,2024-05-24", "no-such-path", "which is a folder"),
        ("../outside.txt,2024-05-24", "path-escapes", "leads out of its folder"),
        ("sub/../../outside.txt,2024-05-24", "path-escapes", "leads out of its folder"),
        ("/etc/hostname,2024-05-24", "path-escapes", "leads out of its folder"),
        ("..\\outside.txt,2024-05-24", "path-escapes", "leads out of its folder"),
        ("C:\\outside.txt,2024-05-24", "path-escapes", "leads out of its folder"),
        ("x" * 5000 + ",2024-05-24", "no-such-path", "which is missing"),
        ("~/x.txt,2024-05-24", "path-escapes", "leads out of its folder"),
        (",2024-05-24", "no-file", "names no file"),
        ("b.txt,", "no-date", "b.txt has no publication date"),
        ("b.txt,Feb 30", "bad-date", "'Feb 30' is no whole date"),
        ("b.txt,yesterday", "bad-date", "counts from another day"),
        ("b.txt,2024-05-24,more,and more", "bad-csv", "4 cells and the header 2"),
    ],
)
def test_bad_rows_of_a_manifest(row: str, code: str, says: str, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    put(tmp_path, "outside.txt", "Not to be read.")
    put(folder, "a.txt", "Text a.")
    put(folder, "b.txt", "Text b.")
    put(folder, "sub/c.md", DATED)
    put(folder, "manifest.csv", f"file,date\na.txt,2024-05-24\nsub/c.md,2024-05-24\n{row}\n")
    articles, problems = run(folder)
    assert [article.id for article in articles] == ["a.txt", "sub/c.md"]
    assert problems[0].code == code
    assert says in problems[0].message
    assert all(each.code == "not-listed" and "b.txt" in each.where for each in problems[1:])


def test_files_that_a_manifest_does_not_list(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "Text a.")
    put(tmp_path, "README.md", "About these files.")
    put(tmp_path, "later.md", DATED)
    put(tmp_path, "sub/more.jsonl", '{"text": "x", "date": "2024-05-26"}\n{"text": "undated"}\n')
    put(tmp_path, "notes.csv", "who,what\na,b\n")
    put(tmp_path, "manifest.csv", "file,date\na.txt,2024-05-24\n")
    articles, problems = run(tmp_path, date="2020-01-01")
    assert [article.id for article in articles] == ["a.txt", "later.md", "sub/more.jsonl:1"]
    assert codes(problems) == [("not-listed", "warning")] * 2
    assert [Path(each.where).name for each in problems] == ["README.md", "notes.csv"]


def test_any_csv_with_a_file_column_is_a_manifest(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "Text a.")
    put(tmp_path, "index.csv", "Filename;Published\na.txt;2024-05-24\n")
    (article,), problems = run(tmp_path)
    assert article.dct == date(2024, 5, 24)
    assert not problems


def test_a_manifest_can_be_given_itself(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "Text a.")
    put(tmp_path, "b.txt", "Text b.")
    manifest = put(tmp_path, "manifest.csv", "file,date\na.txt,2024-05-24\n")
    articles, problems = run(manifest)
    assert [article.id for article in articles] == ["a.txt"]
    assert not problems


def test_a_manifest_below_the_folder_given(tmp_path: Path) -> None:
    put(tmp_path, "one/a.txt", "Text a.")
    put(tmp_path, "one/manifest.csv", "file,date\na.txt,2024-05-24\n")
    put(tmp_path, "two.md", DATED)
    articles, problems = run(tmp_path)
    assert [article.id for article in articles] == ["two.md", "one/a.txt"]
    assert not problems


def test_a_manifest_goes_before_front_matter_and_says_so(tmp_path: Path) -> None:
    put(tmp_path, "a.md", DATED)
    put(tmp_path, "manifest.csv", "file,date,source\na.md,2024-05-20,\n")
    (article,), problems = run(tmp_path)
    assert (article.dct, article.source) == (date(2024, 5, 20), "A wire service")
    assert codes(problems) == [("date-conflict", "warning")]
    put(tmp_path, "manifest.csv", "file,date,source\na.md,24 May 2024,A Kyiv daily\n")
    (article,), problems = run(tmp_path)
    assert (article.dct, article.source) == (date(2024, 5, 24), "A Kyiv daily")
    assert not problems


def test_a_manifest_fills_what_records_leave_empty(tmp_path: Path) -> None:
    put(tmp_path, "r.jsonl", '{"text": "One."}\n{"text": "Two.", "date": "2024-05-25", "source": "Own"}\n')
    put(tmp_path, "manifest.csv", "file,date,source\nr.jsonl,2024-05-24,A wire service\n")
    (one, two), problems = run(tmp_path)
    assert (one.dct, one.source) == (date(2024, 5, 24), "A wire service")
    assert (two.dct, two.source) == (date(2024, 5, 25), "Own")
    assert not problems


def test_a_row_given_twice_is_read_once(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "Text a.")
    put(tmp_path, "manifest.csv", "file,date\na.txt,2024-05-24\n./a.txt,2024-05-25\n")
    (article,), problems = run(tmp_path)
    assert article.dct == date(2024, 5, 24)
    assert codes(problems) == [("given-twice", "warning")]


def test_loops_of_links_end(tmp_path: Path) -> None:
    put(tmp_path, "sub/a.md", DATED)
    (tmp_path / "sub" / "up").symlink_to("..")
    (tmp_path / "sub" / "self").symlink_to("self")
    (tmp_path / "gone.txt").symlink_to("nowhere.txt")
    articles, problems = run(tmp_path)
    assert [article.id for article in articles] == ["sub/a.md"]
    # "self" has no name of an article; what would have been one is said.
    assert codes(problems) == [("no-such-path", "out")]


def test_the_same_file_given_twice_is_read_once(tmp_path: Path) -> None:
    path = put(tmp_path, "a.md", DATED)
    (tmp_path / "link.md").symlink_to("a.md")
    articles, problems = run(path, tmp_path / "." / "a.md", tmp_path / "link.md")
    assert len(articles) == 1
    assert codes(problems) == [("given-twice", "warning")] * 2


def test_the_same_folder_given_twice_is_read_once(tmp_path: Path) -> None:
    put(tmp_path, "sub/a.md", DATED)
    articles, problems = run(tmp_path, tmp_path, tmp_path / "sub")
    assert len(articles) == 1
    assert codes(problems) == [("given-twice", "warning")] * 2


def test_two_files_of_one_name_keep_two_ids(tmp_path: Path) -> None:
    one = put(tmp_path, "one/a.md", DATED)
    two = put(tmp_path, "two/a.md", DATED + "More.")
    articles, problems = run(one, two)
    assert [article.id for article in articles] == ["a.md", "a.md-2"]
    assert codes(problems) == [("duplicate-id", "warning")]


@pytest.mark.parametrize(
    ("pattern", "ids"),
    [
        ("*.md", ["a.md", "b.md"]),
        ("**/*.md", ["a.md", "b.md", "c.md"]),
        ("[a].md", ["a.md"]),
        ("?.md", ["a.md", "b.md"]),
    ],
)
def test_patterns(pattern: str, ids: list[str], tmp_path: Path) -> None:
    for name in ("b.md", "a.md", "sub/c.md"):
        put(tmp_path, name, DATED + name)
    articles, problems = run(str(tmp_path / pattern))
    assert [article.id for article in articles] == ids
    assert not problems


def test_a_name_that_looks_like_a_pattern_is_a_name(tmp_path: Path) -> None:
    articles, _ = run(str(put(tmp_path, "a[1].md", DATED)))
    assert [article.id for article in articles] == ["a[1].md"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nothing", "does not exist"),
        ("*.md", "matches no file"),
        ("a\x00b", "does not exist"),
        ("x" * 5000, "does not exist"),
    ],
)
def test_a_missing_path_costs_only_itself(name: str, says: str, tmp_path: Path) -> None:
    good = put(tmp_path, "good/a.md", DATED)
    articles, problems = run(f"{tmp_path}/{name}", good)
    assert len(articles) == 1
    assert codes(problems) == [("no-such-path", "out")]
    assert says in problems[0].message


def test_links_to_nothing_are_said(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to("nowhere.md")
    _, problems = run(tmp_path / "a.md")
    assert codes(problems) == [("no-such-path", "out")]


def test_a_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.md", DATED)
    bad = put(tmp_path, "b.md", DATED)

    from timeline.read import source

    whole = source.buffered

    def refuse(path: Path) -> object:
        if path == bad:
            raise PermissionError(13, "Permission denied", str(path))
        return whole(path)

    monkeypatch.setattr(source, "buffered", refuse)
    articles, problems = run(tmp_path)
    assert [article.id for article in articles] == ["a.md"]
    assert codes(problems) == [("not-readable", "out")]
    assert "(permission denied)" in problems[0].message


@pytest.mark.skipif(os.name == "nt", reason="names of bytes")
def test_names_that_are_not_utf_8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.md"
    try:
        with open(name, "w", encoding="utf-8") as handle:  # noqa: PTH123 - a name of bytes
            handle.write(DATED)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    articles, problems = run(tmp_path)
    assert [article.id for article in articles] == ["caf\ufffd.md"]
    assert not problems


def test_unknown_endings_are_told_by_content(tmp_path: Path) -> None:
    text = put(tmp_path, "article", DATED)
    lines = put(tmp_path, "dump.data", '{"text": "One.", "date": "2024-05-24"}\n')
    table = put(tmp_path, "table.out", "date,text\n2024-05-24,Two.\n")
    articles, problems = run(text, lines, table)
    assert [article.id for article in articles] == ["article", "dump.data:1", "table.out:2"]
    assert not problems


def test_reading_streams(tmp_path: Path) -> None:
    for number in range(50):
        put(tmp_path, f"{number:02}.md", DATED)
    found = read_articles([tmp_path])
    first = list(itertools.islice(found, 2))
    assert all(isinstance(each, Article) for each in first)
    (tmp_path / "02.md").write_text(DATED + "Changed after the run began.", encoding="utf-8")
    third = next(found)
    assert isinstance(third, Article)
    assert "Changed" in third.text


def test_the_seeds(shared_dir: Path) -> None:
    articles, problems = run(shared_dir / "seeds")
    assert [str(article.dct) for article in articles] == ["2023-08-15", "2024-05-24"]
    assert codes(problems) == [("not-listed", "warning")]
