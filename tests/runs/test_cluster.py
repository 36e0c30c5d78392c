"""A real Dask cluster of two worker processes, and a store in a folder that they write into."""

from __future__ import annotations

import gzip
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import psutil
import pytest
from run_works import FakeWork, NoModel, article

from timeline.errors import MissingExtraError, OutputError, TimelineError
from timeline.limits import Limits
from timeline.models import Problem
from timeline.runs import Version, run, served, version_of
from timeline.runs.folder import FolderStore, is_folder
from timeline.runs.work import key_of

distributed = pytest.importorskip("distributed")

NOW, OTHER = Version("now", "a"), Version("now", "b")

# ---- the folder ---------------------------------------------------------------------------------


def bodies(*numbers):
    from timeline.runs.work import packed

    (work, items) = FakeWork(), [article(k) for k in numbers]
    return {key_of(a): packed(result) for a, result in zip(items, work(items), strict=True)}


def shards(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "url",
    [
        "{}/kept",
        "{}/kept/",
        "file://{}/kept",
        "memory://kept{}",
        "{}/kept.parquet/",
        "memory://kept{}.parquet",
    ],
)
def test_a_folder_gives_back_what_was_put(tmp_path, url):
    url = url.format(tmp_path)
    with closing(FolderStore(url, NOW)) as store:
        store.put(bodies(1, 2, 3))
        store.put(bodies(4))
    with closing(FolderStore(url, NOW)) as store:
        assert store.get(list(bodies(1, 2, 3, 4, 5))) == bodies(1, 2, 3, 4)
    with closing(FolderStore(url, OTHER)) as store:
        assert store.get(list(bodies(1))) == {}


def test_a_shard_written_twice_is_one_file_that_can_be_read_by_hand(tmp_path):
    with closing(FolderStore(str(tmp_path), NOW)) as store:
        assert store.write(bodies(1, 2)) == store.write(bodies(1, 2))
    (shard,) = shards(tmp_path)
    assert gzip.decompress(shard.read_bytes()).count(b'"mention_id":"m-a') == 2


def test_shards_in_parquet_are_tables_for_others(tmp_path):
    import duckdb

    url = str(tmp_path / "kept.parquet")
    with closing(FolderStore(url, NOW)) as store:
        assert store.write(bodies(1, 2)) == store.write(bodies(1, 2))
    (shard,) = shards(tmp_path)
    written = shard.read_bytes()
    with closing(FolderStore(url, NOW)) as store:
        store.write(bodies(1, 2))
    assert shard.read_bytes() == written
    ask = f"SELECT key, result->>'$.mentions[0].mention_id' FROM '{shard}' ORDER BY 2"
    assert duckdb.sql(ask).fetchall() == [(key.hex(), f"m-a{k}") for k in (1, 2) for key in bodies(k)]


def test_a_folder_may_hold_shards_of_both_forms(tmp_path):
    with closing(FolderStore(str(tmp_path / "kept"), NOW)) as store:
        store.put(bodies(1, 2))
    (tmp_path / "kept").rename(tmp_path / "kept.parquet")
    with closing(FolderStore(str(tmp_path / "kept.parquet"), NOW)) as store:
        store.put(bodies(3))
        assert store.get(list(bodies(1, 2, 3))) == bodies(1, 2, 3)
    assert [path.suffix for path in shards(tmp_path)].count(".parquet") == 1


def test_parquet_without_its_package_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with (
        closing(FolderStore(str(tmp_path / "kept.parquet"), NOW)) as store,
        pytest.raises(MissingExtraError, match=r"conflict-timeline\[parquet\]"),
    ):
        store.put(bodies(1))


@pytest.mark.parametrize("name", ["kept", "kept.parquet"])
@pytest.mark.parametrize(
    "harm", [lambda b: b"", lambda b: b[:-9], lambda b: b"x" * 50, lambda b: gzip.compress(b"{}\n")]
)
def test_a_damaged_shard_counts_as_missing(tmp_path, name, harm):
    with closing(FolderStore(str(tmp_path / name), NOW)) as store:
        store.put(bodies(1, 2))
    (shard,) = shards(tmp_path)
    shard.write_bytes(harm(shard.read_bytes()))
    with closing(FolderStore(str(tmp_path / name), NOW)) as store:
        assert store.get(list(bodies(1, 2))) == {}


@pytest.mark.filterwarnings("ignore")
def test_a_store_in_a_bucket(tmp_path, monkeypatch):
    """Against a server on this machine that answers as S3 does."""
    pytest.importorskip("s3fs")
    server = pytest.importorskip("moto.server").ThreadedMotoServer(
        ip_address="127.0.0.1", port=0, verbose=False
    )
    server.start()
    try:
        host, port = server.get_host_and_port()
        for name, value in (
            ("AWS_ENDPOINT_URL", f"http://{host}:{port}"), ("AWS_ACCESS_KEY_ID", "x"),
            ("AWS_SECRET_ACCESS_KEY", "x"), ("AWS_DEFAULT_REGION", "us-east-1"),
        ):  # fmt: skip
            monkeypatch.setenv(name, value)
        import s3fs

        s3fs.S3FileSystem(skip_instance_cache=True).mkdir("bucket")
        items = [article(k) for k in range(20)]
        for url in ("s3://bucket/kept", "s3://bucket/kept.parquet"):
            found = list(run(items, FakeWork(), store=url))
            assert found == list(FakeWork()(items))
            again = list(run(items, NoModel(), store=url))  # which could not do the work
            assert again == found
    finally:
        server.stop()


@pytest.mark.parametrize("url", ["nope://bucket/kept", "/dev/null/kept/"])
def test_a_folder_that_cannot_be(url):
    with pytest.raises(OutputError, match="cannot be used"):
        FolderStore(url, NOW)


@pytest.mark.parametrize(("name", "answer"), [("kept/", True), ("gs://b/kept", True), ("kept.store", False)])
def test_what_is_meant_by_a_store(name, answer):
    assert is_folder(name) == answer


# ---- the cluster --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cluster():
    from timeline.runs.cluster import local

    with local(2) as made:
        yield made


def results(items, cluster, store=None):
    return list(run(items, FakeWork(), cluster=cluster.scheduler_address, store=store))


def test_the_result_is_that_of_one_process(cluster):
    items = [article(k, "sleep 0.2" if k == 3 else "") for k in range(60)]
    assert results(items, cluster) == list(FakeWork()(items))


@pytest.mark.parametrize("store", ["kept.store", "kept/"])
def test_a_worker_killed_in_mid_run_changes_nothing(cluster, tmp_path, store):
    items = [article(k, "sleep 0.2" if k % 5 == 0 else "") for k in range(60)]
    stream = run(items, FakeWork(), cluster=cluster.scheduler_address, store=f"{tmp_path}/{store}")
    found = [next(stream)]
    pid = next(iter(cluster.workers.values())).pid
    os.kill(pid, signal.SIGKILL)  # the worker itself: its nanny starts another one
    found += stream
    assert found == list(FakeWork()(items))
    begun = time.monotonic()
    assert results(items, cluster, f"{tmp_path}/{store}") == found
    assert time.monotonic() - begun < 2.4  # of sleep, if it were worked out again
    # What the worker was writing when it was killed lies there under another name, and is never read.
    whole = [path for path in shards(tmp_path) if not path.name.endswith(".tmp")]
    assert len(whole) == (1 if store == "kept.store" else 8)


@pytest.mark.parametrize(
    ("order", "reason"),
    [("die", "died (signal SIGKILL), twice"), ("orphan", "died (on the cluster), twice")],
)
def test_only_the_article_on_which_workers_die_is_left_out(cluster, order, reason):
    items = [article(k, order if k == 5 else "") for k in range(10)]
    lost = [r for r in results(items, cluster) if isinstance(r, Problem)]
    assert [(r.where, r.code) for r in lost] == [("a5", "crashed")]
    assert reason in lost[0].message


@pytest.mark.parametrize(("order", "store"), [("sleep 600", None), ("stop", "kept/")])
def test_an_article_that_hangs_is_left_out_and_the_others_go_on(cluster, tmp_path, order, store):
    with distributed.Client(cluster) as client:
        client.run(impatient)
        workers = client.run(os.getpid)
        items = [article(k, order if k == 3 else "") for k in range(20)]
        work = FakeWork(limits=Limits(seconds=0.1))
        store = store and f"{tmp_path}/{store}"
        found = list(run(items, work, cluster=cluster.scheduler_address, store=store))
        assert client.run(os.getpid) == workers  # none was lost
    lost = [(k, r.code, r.where) for k, r in enumerate(found) if isinstance(r, Problem)]
    assert lost == [(3, "hung", "a3")]
    assert "hung (for 1 seconds on the clock)" in found[3].message
    well = [r for r in found if not isinstance(r, Problem)]
    assert well == list(FakeWork()([items[k] for k in range(20) if k != 3]))


def impatient():
    import timeline.limits

    timeline.limits.GRACE = 0.3


def children():
    """The processes that work for this one; those of the cluster's workers are theirs."""
    found = set()
    for child in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):
            if any("timeline.runs.worker" in word for word in child.cmdline()):
                found.add(child.pid)
    return found


def gone():
    for _ in range(100):
        if not children():
            return True
        time.sleep(0.1)
    return False


def test_each_thread_of_a_worker_has_a_child_of_its_own():
    try:
        with ThreadPoolExecutor(2) as threads:
            ask = [threads.submit(served.served, FakeWork(), "a", [article(1, "sleep 1")]) for _ in range(2)]
        assert [len(each.result()) for each in ask] == [1, 1]
        assert len(children()) == 2
    finally:
        served.close()
    assert not children()


def test_children_without_work_leave(monkeypatch):
    monkeypatch.setattr(served, "IDLE", 3)
    served.served(FakeWork(), "a", [article(1)])
    first = children()
    served.served(FakeWork(), "a", [article(2)])
    assert children() == first
    monkeypatch.setattr(served, "IDLE", 0.1)
    served.served(FakeWork(), "b", [article(1)])  # other work takes the place
    assert not children() & first
    assert gone()


def test_a_folder_that_workers_do_not_share_is_said(cluster, tmp_path, monkeypatch):
    monkeypatch.setattr(FolderStore, "read", lambda self, name: {})
    with pytest.raises(TimelineError, match="give a folder that all machines share"):
        results([article(1)], cluster, f"{tmp_path}/kept/")


def test_a_worker_of_another_version_is_refused(cluster, monkeypatch):
    monkeypatch.setattr("timeline.runs.version_of", lambda work: version_of(work)._replace(program="old"))
    with pytest.raises(TimelineError, match="another version of this program"):
        results([article(1)], cluster)


def test_no_scheduler_is_said_in_a_sentence(monkeypatch):
    monkeypatch.setattr("timeline.runs.cluster.SECONDS", 0.5)
    with pytest.raises(TimelineError, match="no Dask scheduler answers"):
        list(run([article(1)], FakeWork(), cluster="tcp://127.0.0.1:1"))


def test_without_dask_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"conflict-timeline\[cluster\]"):
        list(run([article(1)], FakeWork(), cluster="local"))
