"""`--zone` and `--narrative` reach the resolver from every command that dates something."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from timeline.cli import cli


def values(folder: Path, text: str, *options: str) -> list[tuple[str, str | None]]:
    (folder / "a.txt").write_text(text, encoding="utf8")
    run = CliRunner().invoke(cli, ["tag", str(folder / "a.txt"), "--date", "2024-05-24", *options])
    assert run.exit_code == 0, run.output
    rows = json.loads(run.output.splitlines()[0])["timexes"]
    return [(row["value"], (row.get("start_date") or row.get("date_start"))) for row in rows]


def test_a_history_can_be_told(tmp_path: Path) -> None:
    text = "The army rose on 3 July 1936. In August it took the port."
    assert values(tmp_path, text, "--narrative")[1][0] == "1936-08"
    assert values(tmp_path, text, "--news")[1][0] == "2023-08"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "+99", "Kyiv"])
def test_a_zone_that_is_none(tmp_path: Path, zone: str) -> None:
    (tmp_path / "a.txt").write_text("It hit Kyiv at 23:30 GMT on Tuesday.", encoding="utf8")
    run = CliRunner().invoke(cli, ["tag", str(tmp_path / "a.txt"), "--date", "2024-05-24", "--zone", zone])
    assert run.exit_code == 2
    assert f"no time zone is called '{zone}'" in run.output


def test_clock_times_move_to_the_zone(tmp_path: Path) -> None:
    from datetime import date

    from timeline import tag

    text = "The missile hit Kyiv at 23:30 GMT on Tuesday."
    (plain, *_), (moved, *_) = (tag(text, date(2024, 5, 24), zone=zone) for zone in ("", "Europe/Kyiv"))
    assert plain.interval is not None and moved.interval is not None
    assert plain.interval.first_day == date(2024, 5, 21)
    assert moved.interval.first_day == date(2024, 5, 22)
