"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from timeline.errors import OutputError
from timeline.export.atomic import atomic_path, atomic_write


def test_it_writes(tmp_path: Path) -> None:
    with atomic_write(tmp_path / "a.txt") as handle:
        handle.write("é\r\n")
    assert (tmp_path / "a.txt").read_bytes() == "é\r\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("error", [ValueError("stop"), KeyboardInterrupt()])
def test_a_block_that_fails_leaves_the_old_file(error: BaseException, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(type(error)), atomic_write(path) as handle:
        handle.write("new")
        raise error
    assert path.read_text(encoding="utf-8") == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


def test_a_full_disk_leaves_the_old_file_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(OutputError, match="no space left"), atomic_write(path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert path.read_text(encoding="utf-8") == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


def test_an_error_about_another_file_passes_through(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), atomic_write(tmp_path / "a.txt"):
        Path("/nowhere/at/all").read_text(encoding="utf-8")


def test_the_mode_of_a_new_file_is_the_usual_one(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with atomic_write(tmp_path / "a.txt") as handle:
            handle.write("x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o640


def test_the_mode_of_an_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o604)
    with atomic_write(path) as handle:
        handle.write("new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o604


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to("real.txt")
    with atomic_write(tmp_path / "link.txt") as handle:
        handle.write("new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text(encoding="utf-8") == "new"


def test_a_device_is_written_to_directly() -> None:
    with atomic_write("/dev/null") as handle:
        handle.write("x")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_halves_of_surrogate_pairs_do_not_stop_it(tmp_path: Path) -> None:
    with atomic_write(tmp_path / "a.txt") as handle:
        handle.write("a\ud800b\x00\u202e")
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "a?b\x00\u202e"


@pytest.mark.parametrize(("name", "says"), [("missing/a.txt", "make its folder first"), ("", "is a folder")])
def test_what_cannot_be_written_is_one_sentence(name: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=says), atomic_write(tmp_path / name) as handle:
        handle.write("x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="needs locks on files and folders")
def test_what_a_killed_run_left_is_removed_and_what_another_one_writes_is_not(tmp_path: Path) -> None:
    (tmp_path / ".a.txt.0123abcd.tmp").write_text("left", encoding="utf-8")
    (tmp_path / ".a.txt.4567abcd.tmp").mkdir()
    (tmp_path / ".b.txt.0123abcd.tmp").write_text("another's", encoding="utf-8")
    (tmp_path / ".a.txt.mine.tmp").write_text("no name of ours", encoding="utf-8")
    with atomic_write(tmp_path / "a.txt") as first, atomic_path(tmp_path / "a.txt") as free:
        first.write("first")
        free.write_text("second", encoding="utf-8")
        with atomic_write(tmp_path / "a.txt") as third:
            third.write("third")
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "first"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".a.txt.mine.tmp",
        ".b.txt.0123abcd.tmp",
        "a.txt",
    ]
