from __future__ import annotations

from pathlib import Path

import pytest

from timeline.errors import RuleError
from timeline.export.columns import columns
from timeline.linking.mapping import SHIPPED, load_mapping


@pytest.mark.parametrize("name", [*SHIPPED, "ours"])
def test_shipped_mappings_load(name):
    mapping = load_mapping(name)
    assert mapping.name
    if mapping.header:
        assert {c for named in mapping.columns.values() for c in named} <= set(mapping.header)


def test_widths_are_those_of_the_codebooks():
    assert len(load_mapping("gdelt").header) == 61
    assert len(load_mapping("ucdp").header) == 49


def test_ours_is_our_own_table():
    known = {column.name for column in columns()}
    assert {c for named in load_mapping("ours").columns.values() for c in named} <= known


BAD = [
    ("nothing = 1", "no part"),
    ("[columns]\nid = 'a'", "'date'"),
    ("[columns]\nid = 'a'\nwhen = 'b'", "no word 'when'"),
    ("[columns]\nid = 3\ndate = 'd'", "must be a text"),
    ("[columns]\nid = 'a'\ndate = 'd'\n[date.window]\n1 = 'fortnight'", "fortnight"),
    ("[columns]\nid = 'a'\ndate = 'd'\n[required]\ncolumns = ['place']", "'place'"),
    ("crosswalk = 'gtd'\n[columns]\nid = 'a'\ndate = 'd'", "no crosswalk 'gtd'"),
    ("extends = 'nobody'", "extends must be one of"),
    ("columns = 3", "must be a table"),
    ("[columns\n", "not valid TOML"),
]


@pytest.mark.parametrize(("text", "said"), BAD, ids=lambda v: v[:30])
def test_bad_mappings_are_told_in_a_sentence(tmp_path, text, said):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match=said) as error:
        load_mapping(path)
    assert "\n" not in str(error.value)[:-1] or "TOML" in said


@pytest.mark.parametrize("name", ["gtd", "no-such.toml"])
def test_no_such_mapping(name):
    with pytest.raises(RuleError):
        load_mapping(name)


def test_a_mapping_may_extend_another(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("extends = 'acled'\nname = 'mine'\n[columns]\nid = 'my_id'\n", encoding="utf-8")
    mapping = load_mapping(path)
    assert mapping.columns["id"] == ("my_id",)
    assert mapping.columns["date"] == ("event_date",)


def test_the_mapping_of_the_readme_loads(tmp_path):
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(readme.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    assert load_mapping(path).columns["place"] == ("village",)
