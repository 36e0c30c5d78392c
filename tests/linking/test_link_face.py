"""The face: what one row beside another becomes, and the laws that hold for all."""

from __future__ import annotations

import subprocess
import sys

import pytest
from link_made import make

import timeline
from timeline.linking import COLUMNS, link_tables


def score(ours, theirs, form="acled"):
    found = link_tables([ours], [theirs], as_=form, min_score=0.001)
    return found.pairs[0].score if found.pairs else 0.0


SAME = [
    {},
    {"event_date": "2024-05-26"},
    {"event_date": "2024-05-24", "fatalities": "11"},
    {"location": "Saltivka", "latitude": "50.03", "longitude": "36.30"},
    {"location": "Kharkov", "latitude": "", "longitude": ""},
    {
        "actor1": "Civilians (Ukraine)",
        "actor2": "Military Forces of Russia (2000-)",
        "inter1": "Civilians",
        "inter2": "State forces",
    },
    {"sub_event_type": "Shelling/artillery/missile attack"},
    {"event_date": "2024-05-23", "time_precision": "2"},
    {"location": "Kharkiv", "geo_precision": "3"},
    {"actor1": "", "actor2": ""},
]
OTHER = [
    {"event_date": "2024-06-01"},
    {"event_date": "2024-05-28"},
    {"location": "Izium", "latitude": "49.21", "longitude": "37.26"},
    {"location": "Kharkiv", "latitude": "49.21", "longitude": "37.26"},
    {
        "sub_event_type": "Peaceful protest",
        "actor1": "Protesters (Ukraine)",
        "inter1": "Protesters",
        "actor2": "",
    },
    {"sub_event_type": "Arrests", "actor1": "Police Forces of Ukraine (2019-)", "fatalities": "0"},
    {
        "country": "Russia",
        "admin1": "Belgorod",
        "location": "Belgorod",
        "latitude": "50.6",
        "longitude": "36.59",
    },
]


@pytest.mark.parametrize("changes", SAME, ids=str)
def test_one_event(ours, acled, changes):
    assert score(ours(), acled(**changes)) >= 0.7


@pytest.mark.parametrize("changes", OTHER, ids=str)
def test_another_event(ours, acled, changes):
    assert score(ours(), acled(**changes)) < 0.5


@pytest.mark.parametrize("status", ["planned", "denied", "threatened", "negated", "hypothetical"])
def test_what_did_not_happen_is_in_no_dataset(ours, acled, status):
    found = link_tables([ours(status=status)], [acled()], as_="acled")
    assert [r["reasons"] for r in found.rows("only_ours")] == [f"not told as happened ({status})"]


def test_open_dates_are_never_matched(ours, acled):
    found = link_tables([ours(date_start="")], [acled()], as_="acled")
    assert [r["reasons"] for r in found.rows("only_ours")] == ["a date with an open end"]


def test_a_pair_says_why(ours, acled):
    row = next(
        link_tables([ours()], [acled(event_date="2024-05-26", fatalities="16")], as_="acled").rows("both")
    )
    assert row["days_apart"] == 1
    assert 1 < row["km_apart"] < 3
    assert 0.9 < row["score"] < 1
    assert row["share"] == 1.0
    for words in (
        "one day apart",
        "same place (Kharkiv)",
        "same actors (Russia",
        "same type (air or drone strike)",
        "same toll (16)",
    ):
        assert words in row["reasons"]


def test_a_row_that_lost_says_to_whom(ours, acled):
    found = link_tables(
        [ours()], [acled(), acled(event_id_cnty="UKR2", event_date="2024-05-26")], as_="acled"
    )
    left = next(found.rows("only_theirs"))
    assert left["their_id"] == "UKR2"
    assert left["reasons"].startswith("fits E1, which went to UKR1 (0.9")
    pair = next(found.rows("both"))
    assert pair["next_id"] == "UKR2"
    assert pair["share"] < 1


def test_frame(ours, acled):
    pytest.importorskip("pandas")
    frame = timeline.link(
        [ours(), ours(event_id="E2", date_start="2023-01-01", date_end="2023-01-01")], [acled()], as_="acled"
    )
    assert list(frame.columns) == [column.name for column in COLUMNS]
    assert list(frame["match"]) == ["both", "only_ours"]
    assert str(frame["our_start"].dtype) == "datetime64[s]"
    assert frame["their_killed"].tolist()[0] == 18


def test_every_row_is_in_one_part_once():
    world = make("acled", seed=5, n=80)
    rows = list(link_tables(world.ours, world.theirs, as_="acled").rows())
    assert sorted(r["our_id"] for r in rows if r["our_id"]) == sorted(r["event_id"] for r in world.ours)
    assert sorted(r["their_id"] for r in rows if r["their_id"]) == sorted(
        r["event_id_cnty"] for r in world.theirs
    )


def test_the_order_of_rows_does_not_matter():
    world = make("ucdp", seed=6, n=80)

    def pairs(ours, theirs):
        return {(r["our_id"], r["their_id"]) for r in link_tables(ours, theirs, as_="ucdp").rows("both")}

    assert pairs(world.ours, world.theirs) == pairs(world.ours[::-1], world.theirs[::-1])


def test_a_higher_score_asks_for_more():
    world = make("gdelt", seed=7, n=80)
    loose = link_tables(world.ours, world.theirs, as_="gdelt", min_score=0.5)
    strict = link_tables(world.ours, world.theirs, as_="gdelt", min_score=0.95)
    assert 0 < len(strict.pairs) <= len(loose.pairs)
    assert all(p.score >= 0.95 for p in strict.pairs)


@pytest.mark.parametrize("wrong", [{"min_score": 0}, {"min_score": 1}, {"days": -1}, {"days": 400}])
def test_wrong_limits(ours, acled, wrong):
    with pytest.raises(ValueError, match="must lie between"):
        link_tables([ours()], [acled()], as_="acled", **wrong)


def test_an_event_beside_itself_across_the_date_line(ours, acled):
    a = ours(location="Taveuni", country="Fiji", iso="242", latitude="-16.85", longitude="179.98", admin1="")
    b = acled(location="Naselesele", country="Fiji", latitude="-16.72", longitude="-179.97", admin1="")
    assert score(a, b) > 0.5


def test_without_pandas_one_line_names_the_extra():
    code = (
        "import sys; sys.modules['pandas'] = None\n"
        "import timeline\n"
        "try: timeline.link([], [], as_='acled')\n"
        "except timeline.MissingExtraError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (
        done.stdout.strip()
        == "A frame needs pandas; install it with: pip install 'conflict-timeline[pandas]'"
    )


def test_command(tmp_path, write, ours, acled):
    from click.testing import CliRunner

    from timeline.cli import cli

    events = write(
        "events.csv", [ours(), ours(event_id="E2", date_start="2023-01-01", date_end="2023-01-01")]
    )
    other = write("acled.csv", [acled(), acled(event_id_cnty="X", event_date="2020-01-01")])
    run = CliRunner().invoke(
        cli,
        [
            "link",
            str(events),
            str(other),
            "--as",
            "acled",
            "-o",
            str(tmp_path / "all.csv"),
            "--pairs",
            str(tmp_path / "pairs.csv"),
            "--theirs",
            str(tmp_path / "theirs.csv"),
        ],
        standalone_mode=False,
    )
    assert run.return_value == 0, run.output
    assert "1 pair, 1 only in" in run.stderr
    assert [
        len((tmp_path / f"{name}.csv").read_text().splitlines()) for name in ("all", "pairs", "theirs")
    ] == [4, 2, 2]
    run = CliRunner().invoke(cli, ["link", str(events), str(other), "--as", "acled"], standalone_mode=False)
    assert run.stdout.startswith("match,our_id,their_id,score")


@pytest.mark.parametrize(
    ("args", "said"), [(["--as", "gtd"], "there is no mapping 'gtd'"), (["--as", "acled"], "no column")]
)
def test_command_says_what_is_wrong_in_a_line(tmp_path, write, ours, args, said):
    other = write("other.csv", [{"a": "1", "b": "2"}])
    done = subprocess.run(
        [sys.executable, "-m", "timeline", "link", str(write("events.csv", [ours()])), str(other), *args],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
