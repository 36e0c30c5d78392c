"""ZIP and tar archives, bzip2 and xz: read as the folder that was packed, and what is wrong with them is said."""

# ruff: noqa: E501 - tables read better in one line a row
from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import struct
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_cases import DATED, codes, piped, put, run

from timeline.limits import Limits
from timeline.models import Article, Problem
from timeline.read import members, read_articles
from timeline.read.members import inner_path
from timeline.read.unpack import PackedError, is_packed, unpacked

Files = Mapping[str, str | bytes]
PAGE = (
    '<!DOCTYPE html><html><head><meta property="article:published_time" content="2024-05-23"></head><body>'
    "<article><h1>Depot hit</h1><p>A depot was hit.</p></article></body></html>"
)
RECORD = json.dumps({"text": "Five fled.", "date": "2024-05-22"}) + "\n"
FOLDER: Files = {
    "a.md": DATED,
    "crawl/page.html": PAGE,
    "crawl/page_files/frame.html": PAGE.replace("depot", "frame"),
    "crawl/records.jsonl": RECORD + RECORD.replace("Five", "Six"),
    "crawl/packed.jsonl.gz": gzip.compress(RECORD.replace("Five", "Seven").encode()),
    "listed/manifest.csv": "file,date,source\nin.txt,2024-05-20,A wire\nsub/deep.txt,2024-05-19,B wire\n",
    "listed/in.txt": "Nine died.",
    "listed/out.txt": "Ten died.",
    "listed/sub/deep.txt": "Eleven died.",
    "side/b.txt": "Twelve died.",
    "side/b.json": '{"date": "2024-05-18", "source": "C wire"}',
    "side/alone.json": json.dumps({"text": "Thirteen died.", "date": "2024-05-17"}),
    ".hidden/c.txt": DATED,
    "picture.png": b"\x89PNG",
    "noname": PAGE.replace("A depot", "A second depot"),
}


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return packed.getvalue()


def tarred(files: Files, mode: str = "w", form: int = tarfile.PAX_FORMAT) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode, format=form) as archive:  # type: ignore[call-overload]
        for name, body in files.items():
            data = body if isinstance(body, bytes) else body.encode()
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


PACKERS: dict[str, Callable[[Files], bytes]] = {
    "a.zip": zipped,
    "stored.zip": lambda files: zipped(files, zipfile.ZIP_STORED),
    "bzip2.zip": lambda files: zipped(files, zipfile.ZIP_BZIP2),
    "lzma.zip": lambda files: zipped(files, zipfile.ZIP_LZMA),
    "a.tar": tarred,
    "gnu.tar": lambda files: tarred(files, form=tarfile.GNU_FORMAT),
    "ustar.tar": lambda files: tarred(files, form=tarfile.USTAR_FORMAT),
    "a.tar.gz": lambda files: tarred(files, "w:gz"),
    "a.tgz": lambda files: tarred(files, "w:gz"),
    "a.tar.bz2": lambda files: tarred(files, "w:bz2"),
    "a.tar.xz": lambda files: tarred(files, "w:xz"),
    "zip-by-content.dat": zipped,
    "tar-by-content.dat": lambda files: tarred(files, "w:xz"),
    "twice.zip.gz": lambda files: gzip.compress(zipped(files)),
}


def told(articles: list[Article]) -> list[tuple[str, ...]]:
    return sorted((a.id, a.text, str(a.dct), a.dct_source, a.source, a.title) for a in articles)


@pytest.fixture
def as_folder(tmp_path: Path) -> tuple[list[tuple[str, ...]], list[tuple[str, str]]]:
    for name, body in FOLDER.items():
        put(tmp_path / "folder", name, body)
    articles, problems = run(tmp_path / "folder")
    return told(articles), sorted(codes(problems))


@pytest.mark.parametrize("name", PACKERS)
def test_an_archive_is_read_as_the_folder_that_was_packed(
    name: str, tmp_path: Path, as_folder: tuple[list[tuple[str, ...]], list[tuple[str, str]]]
) -> None:
    path = put(tmp_path, name, PACKERS[name](FOLDER))
    articles, problems = run(path)
    expected, said = as_folder
    assert len(expected) == 10
    assert told(articles) == sorted((f"{name}/{row[0]}", *row[1:]) for row in expected)
    assert sorted(codes(problems)) == said
    assert {a.path for a in articles} >= {f"{path}/a.md", f"{path}/listed/sub/deep.txt"}
    again, _ = run(path)
    assert again == articles


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.xz", "twice.zip.gz"])
def test_an_archive_on_standard_input(name: str) -> None:
    articles, _ = piped(PACKERS[name](FOLDER))
    assert len(articles) == 10
    assert articles[0].id == "stdin/a.md"


def test_archives_lie_in_folders_and_a_manifest_may_say_something_of_one(tmp_path: Path) -> None:
    put(tmp_path, "in/old.zip", zipped({"x/a.txt": "One died.", "b.md": DATED}))
    put(tmp_path, "in/sub/new.tar.gz", tarred({"a.md": DATED.replace("Two", "Three")}, "w:gz"))
    put(tmp_path, "in/sub/report.docx", zipped({"[Content_Types].xml": "", "a.txt": DATED}))
    put(tmp_path, "in/sub/tool.jar", zipped({"a.txt": DATED}))
    put(tmp_path, "in/manifest.csv", "file,date,source\nold.zip,2024-05-01,An archive\n")
    articles, problems = run(tmp_path / "in")
    assert [(a.id, str(a.dct), a.source) for a in articles] == [
        ("old.zip/x/a.txt", "2024-05-01", "An archive"),
        ("old.zip/b.md", "2024-05-01", "An archive"),
        ("sub/new.tar.gz/a.md", "2024-05-24", "A wire service"),
    ]
    assert codes(problems) == [("date-conflict", "warning"), ("other-files", "warning")]


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz"])
def test_single_files_packed_in_each_way(suffix: str, tmp_path: Path) -> None:
    pack = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}[suffix]
    put(tmp_path, f"a.md{suffix}", pack(DATED.encode()) + pack(b"More.\n"))
    put(tmp_path, f"b.txt{suffix}", pack(b"Three died."))
    put(tmp_path, "b.json", '{"date": "2024-05-18"}')
    articles, problems = run(tmp_path)
    assert [a.text for a in articles] == ["Two were killed on Thursday.\nMore.\n", "Three died."]
    assert not problems


# ---- paths ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("a.txt", "a.txt"),
        ("../../etc/a.txt", "etc/a.txt"),
        ("/etc/a.txt", "etc/a.txt"),
        ("//server/share/a.txt", "server/share/a.txt"),
        ("C:\\news\\..\\a.txt", "news/a.txt"),
        ("./a/./b.txt", "a/b.txt"),
        ("..", ""),
        ("", ""),
        ("a\x00b.txt", "a\ufffdb.txt"),
        ("a\udcffb.txt", "a\ufffdb.txt"),
    ],
)
def test_paths_are_names_that_lead_nowhere(written: str, path: str) -> None:
    assert inner_path(written) == path


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("written", ["../../secret.md", "/secret.md", "C:/secret.md", "a/../../secret.md"])
def test_a_path_that_climbs_opens_nothing_and_writes_nothing(
    pack: Callable[[Files], bytes], written: str, tmp_path: Path
) -> None:
    secret = put(tmp_path, "secret.md", DATED.replace("Two", "Nobody"))
    path = put(tmp_path, "in/deep/a.archive", pack({written: DATED}))
    before = sorted(tmp_path.rglob("*"))
    (article,), problems = run(path)
    assert article.text == "Two were killed on Thursday.\n"
    assert ".." not in article.id
    assert not problems
    assert sorted(tmp_path.rglob("*")) == before
    assert "Nobody" in secret.read_text()


def test_links_and_devices_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "secret.md", DATED.replace("Two", "Nobody"))
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, kind in (("a.md", tarfile.SYMTYPE), ("b.md", tarfile.LNKTYPE), ("c.md", tarfile.FIFOTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "../secret.md"
            archive.addfile(member)
        member = tarfile.TarInfo("good.md")
        member.size = len(DATED)
        archive.addfile(member, io.BytesIO(DATED.encode()))
    articles, problems = run(put(tmp_path, "in/a.tar", packed.getvalue()))
    assert [a.id for a in articles] == ["a.tar/good.md"]
    assert not problems
    link = zipfile.ZipInfo("link.md")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(packed := io.BytesIO(), "w") as both:
        both.writestr(link, "../secret.md")
        both.writestr("good.md", DATED)
    articles, problems = run(put(tmp_path, "in/a.zip", packed.getvalue()))
    assert [a.id for a in articles] == ["a.zip/good.md"]
    assert not problems


@pytest.mark.parametrize(
    ("row", "code", "says"),
    [
        ("gone.txt", "no-such-path", "a.zip/m/manifest.csv, line 2 lists 'gone.txt', which is missing"),
        ("../a.txt", "path-escapes", "leads out of its folder"),
        ("", "no-file", "names no file"),
    ],
)
def test_rows_of_a_manifest_that_lead_nowhere(row: str, code: str, says: str, tmp_path: Path) -> None:
    files = {"m/manifest.csv": f"file,date\n{row},2024-05-24\n", "a.txt": "One died.", "m/b.md": DATED}
    articles, problems = run(put(tmp_path, "a.zip", zipped(files)), date="2024-01-01")
    assert {a.id for a in articles} == {"a.zip/a.txt", "a.zip/m/b.md"}
    assert codes(problems) == [(code, "out")]
    assert says in problems[0].message


# ---- what is wrong with them ----------------------------------------------------------------------


def changed(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


TWO = {"a.md": DATED, "b.md": DATED.replace("Two", "Three")}
STORED = zipped(TWO, zipfile.ZIP_STORED)
TAR = tarred(TWO)
LONG = tarred({"a.md": DATED, "x" * 300 + ".md": DATED}, form=tarfile.GNU_FORMAT)


def encrypted(data: bytes) -> bytes:
    """The first member said to be encrypted, in its own header and in the list."""
    at = data.index(b"PK\x01\x02")
    return data[:6] + b"\x01" + data[7 : at + 8] + b"\x01" + data[at + 9 :]


def unknown_method(data: bytes) -> bytes:
    at = data.index(b"PK\x01\x02")
    return data[:8] + b"\x09\x00" + data[10 : at + 10] + b"\x09\x00" + data[at + 12 :]


def header(data: bytes, at: int, field: slice, value: bytes) -> bytes:
    """A tar archive with a field of a header changed, and the sum over the header right again."""
    block = bytearray(data[at : at + 512])
    block[field] = value
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\x00 " % sum(block)
    return data[:at] + bytes(block) + data[at + 512 :]


SIZE = slice(124, 136)


@pytest.mark.parametrize(
    ("name", "data", "ids", "found", "says"),
    [
        ("a.zip", encrypted(STORED), ["b.md"], "encrypted", "a.zip/a.md is encrypted; unpack it with its password"),
        ("a.zip", changed(STORED, b"Two were", b"Ten were"), ["b.md"], "bad-archive", "a.zip/a.md holds damaged data"),
        ("a.zip", unknown_method(STORED), ["b.md"], "archive", "a.zip/a.md is packed in a way that is not opened"),
        ("a.zip", STORED[:-30], [], "bad-archive", "a.zip is damaged or cut off: it has no list of its files"),
        ("a.zip", STORED[:40], [], "bad-archive", "no list of its files"),
        ("a.zip", b"", [], "bad-archive", "no list of its files"),
        ("a.zip", zipped({}), [], "empty", "is an archive with no file of articles"),
        ("a.tar", tarred({}), [], "empty", "is an archive with no file of articles"),
        ("a.tar", b"Two were killed." * 99, [], "bad-archive", "is no tar archive, or damaged"),
        ("a.tar", TAR[:540], [], "truncated", "ends in the middle"),
        ("a.tar", TAR[:1400], ["a.md"], "truncated", "ends in the middle"),
        ("a.tar", TAR[:1024] + b"\xff" * 512 + TAR[1536:], ["a.md"], "bad-archive", "a.tar is damaged"),
        ("a.tar", header(TAR, 1024, SIZE, b"77777777777\x00"), ["a.md"], "truncated", "ends in the middle"),
        ("a.tar", header(TAR, 1024, SIZE, b"\xff" * 11 + b"\x00"), ["a.md"], "bad-archive", "is damaged"),
        ("a.tar", header(LONG, 1024, SIZE, b"77777777777\x00"), ["a.md"], "bad-archive", "a header of it has no end"),
        ("a.tar.gz", gzip.compress(TAR)[:150], ["a.md"], "truncated", "ends in the middle of its gzip data"),
        ("a.tar.gz", gzip.compress(TAR)[:60] + b"\xff" * 99, [], "bad-gzip", "holds damaged gzip data"),
        ("a.tar.bz2", bz2.compress(TAR)[:-20], [], "truncated", "ends in the middle of its bzip2 data"),
        ("a.tar.xz", lzma.compress(TAR)[:90] + b"\xff" * 99, [], "bad-gzip", "holds damaged xz data"),
        ("a.zip", zipped({"in.zip": STORED, "b.md": DATED}), ["b.md"], "archive", "not opened within another one"),
        ("a.zip", zipped({"in.tar.gz": TAR, "b.md": DATED}), ["b.md"], "archive", "not opened within another one"),
        ("a.tar", tarred({"in.txt": STORED, "b.md": DATED}), ["b.md"], "archive", "not opened within another one"),
        ("a.tar", tarred({"in.7z": b"7z", "b.md": DATED}), ["b.md"], "archive", "is a 7z archive, which is not opened"),
    ],
)  # fmt: skip
def test_damaged_and_foreign_archives(
    name: str, data: bytes, ids: list[str], found: str, says: str, tmp_path: Path
) -> None:
    articles, problems = run(put(tmp_path, name, data))
    assert [a.id for a in articles] == [f"{name}/{each}" for each in ids]
    assert codes(problems) == [(found, "out")]
    assert says in problems[0].message


BOMB = "0" * 8_000_000


@pytest.mark.parametrize(
    ("name", "data", "ids", "code"),
    [
        ("a.zip", zipped({"a.txt": BOMB, "b.md": DATED}), ["b.md"], "bomb"),
        ("a.zip", zipped({f"{k}.txt": BOMB[:1_900_000] for k in range(9)} | {"b.md": DATED}), ["0.txt", "1.txt"], "bomb"),
        # A large archive has room for what swells, and then the one that does is at fault.
        ("a.zip", zipped({"a.txt": BOMB, "b.md": DATED, "r.bin": random.Random(1).randbytes(99_000)}), ["b.md"], "bomb"),
        ("a.tar.gz", tarred({"a.txt": BOMB, "b.md": DATED}, "w:gz"), [], "bomb"),
        ("a.tar.bz2", tarred({"a.bin": BOMB, "b.md": DATED}, "w:bz2"), [], "bomb"),
        ("a.tar.xz", tarred({"a.bin": BOMB, "b.md": DATED}, "w:xz"), [], "bomb"),
        ("a.zip", zipped({"a.txt.gz": gzip.compress(gzip.compress(BOMB.encode()) * 50), "b.md": DATED}), ["b.md"], "binary"),
        ("a.zip", zipped({"a.jsonl.gz": gzip.compress(gzip.compress(BOMB.encode()))}, zipfile.ZIP_STORED), [], "binary"),
    ],
)  # fmt: skip
def test_bombs_go_off_outside(name: str, data: bytes, ids: list[str], code: str, tmp_path: Path) -> None:
    path = put(tmp_path, name, data)
    tracemalloc.start()
    articles, problems = run(path, date="2024-05-24")
    assert tracemalloc.get_traced_memory()[1] < 25_000_000
    tracemalloc.stop()
    assert [a.id for a in articles] == [f"{name}/{each}" for each in ids]
    assert code in {each.code for each in problems}


def test_too_large_a_member_is_left_out_and_the_others_go_on(tmp_path: Path) -> None:
    files = {"a.txt": random.Random(1).randbytes(150_000).hex(), "b.md": DATED}
    packers: tuple[tuple[str, Callable[[Files], bytes]], ...] = (("a.zip", zipped), ("a.tar", tarred))
    for name, pack in packers:
        articles, problems = run(put(tmp_path, name, pack(files)), limits=Limits(size=200_000))
        assert [a.id for a in articles] == [f"{name}/b.md"]
        assert codes(problems) == [("too-large", "out")]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_too_many_files(
    pack: Callable[[Files], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "MOST", 3)
    files = {f"{k}.md": DATED.replace("Two", str(k)) for k in range(2, 6)}
    _, problems = run(put(tmp_path, "a.dat", pack(files)))
    assert "holds more than 3 files; unpack it and give the folder" in problems[-1].message


def test_the_list_of_a_zip_is_looked_at_before_it_is_read(tmp_path: Path) -> None:
    """One that says it is longer than any real one costs no memory."""
    end = zipped({})
    for said in (
        end[:8] + struct.pack("<HHI", 65_000, 65_000, 4_000_000_000) + end[16:],
        struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1 << 40, 1 << 40, 1 << 50, 0)
        + struct.pack("<4sIQI", b"PK\x06\x07", 0, 0, 1)
        + end[:8] + b"\xff" * 12 + end[20:],
    ):  # fmt: skip
        articles, problems = run(put(tmp_path, "a.zip", zipped({})[:0] + said))
        assert not articles
        assert codes(problems) == [("archive", "out")]


def test_an_archive_of_many_files_is_read_at_flat_memory(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        files = {f"{k % 7}/{k}.txt": f"Report {k}: two died. " * 250 for k in range(count)}
        path = put(tmp_path, f"{count}.tar.gz", tarred(files, "w:gz"))
        tracemalloc.start()
        n_read = sum(
            isinstance(each, Article) for each in read_articles([path], date="2024-05-24", duplicates=False)
        )
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert n_read == count
        return most

    peak(10)  # what is loaded with the first
    assert peak(2000) < peak(500) + 1500 * 2000  # what is remembered of ids and texts


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(PACKERS)), st.data())
def test_any_damage_is_said(name: str, data: st.DataObject) -> None:
    whole = bytearray(PACKERS[name](TWO))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    found = list(read_articles(["-"], stdin=io.BytesIO(bytes(whole[cut // 2 :])), date="2024-05-24"))
    assert all(isinstance(each, Article | Problem) for each in found)


@settings(deadline=None, max_examples=40)
@given(st.sampled_from([bz2.compress, lzma.compress]), st.lists(st.binary(max_size=100_000), max_size=3))
def test_any_bytes_come_back(pack: Callable[[bytes], bytes], pieces: list[bytes]) -> None:
    packed = b"".join(pack(piece) for piece in pieces)
    assert is_packed(packed) == bool(pieces)
    assert not pieces or unpacked(io.BytesIO(packed)).read() == b"".join(pieces)


@pytest.mark.parametrize("text", ["BZhang met Li.", "BZh", "", "\x1f"])
def test_text_that_begins_like_a_packed_file(text: str) -> None:
    assert not is_packed(text.encode())


@settings(deadline=None, max_examples=25)
@given(st.sampled_from([b"BZh91AY&SY", b"\xfd7zXZ\x00"]), st.binary(max_size=2000))
def test_any_damage_ends_the_stream(magic: bytes, data: bytes) -> None:
    try:
        unpacked(io.BytesIO(magic + data)).read()
    except PackedError as error:
        assert error.code in ("truncated", "bad-gzip", "bomb")


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    stream = read_articles(["-"], stdin=io.BytesIO(zipped(FOLDER)))
    next(iter(stream))
    del stream
    assert not list(tmp_path.iterdir())
