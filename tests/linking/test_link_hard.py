"""The pairs written by hand: see link_hard.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from timeline.linking import link_tables

TABLE = tomllib.loads((Path(__file__).parent / "link_hard.toml").read_text(encoding="utf-8"))
OURS = (
    "date_start date_end location admin1 country latitude longitude geo_precision "
    "type actor1 actor2 fatalities"
)
THEIRS = {
    "acled": "event_date time_precision sub_event_type actor1 actor2 admin1 location country latitude "
    "longitude geo_precision fatalities",
    "ucdp": "date_start date_end date_prec where_prec side_a side_b type_of_violence where_coordinates adm_1 "
    "country latitude longitude best",
    "gdelt": "SQLDATE EventCode Actor1Name Actor1CountryCode Actor1Type1Code Actor2Name Actor2CountryCode "
    "Actor2Type1Code ActionGeo_Type ActionGeo_FullName ActionGeo_CountryCode ActionGeo_Lat ActionGeo_Long",
}
IDS = {"acled": "event_id_cnty", "ucdp": "id", "gdelt": "GLOBALEVENTID"}


def our_row(cells, name):
    row = dict(zip(OURS.split(), cells, strict=True), event_id=name)
    if row["date_start"].endswith("p"):
        row |= {"date_start": row["date_start"][:-1], "date_basis": "publication"}
    kind = row.pop("type")
    if ":" in kind:
        row["plover_type"], row["plover_mode"] = kind.split(":")
    else:
        row["sub_event_type"] = kind
    return row


def linked(form):
    pairs = [p for p in TABLE["pair"] if p["as"] == form]
    ours = [our_row(p["ours"], f"P{n}") for n, p in enumerate(pairs)]
    theirs = [
        dict(zip(THEIRS[form].split(), p["theirs"], strict=True)) | {IDS[form]: f"P{n}"}
        for n, p in enumerate(pairs)
    ]
    ours += [our_row(r["row"], f"O{n}") for n, r in enumerate(TABLE["ours"]) if r["as"] == form]
    theirs += [
        dict(zip(THEIRS[form].split(), r["row"], strict=True)) | {IDS[form]: f"T{n}"}
        for n, r in enumerate(TABLE["theirs"])
        if r["as"] == form
    ]
    # The order of a table must not give the answer away.
    found = link_tables(ours[::-1], sorted(theirs, key=str), as_=form)
    return {(r["our_id"], r["their_id"]): r for r in found.rows("both")}, len(pairs)


@pytest.mark.parametrize("form", THEIRS)
def test_hard_pairs(form):
    found, n = linked(form)
    right = sum((f"P{k}", f"P{k}") in found for k in range(n))
    assert right / n >= 0.9
    assert right / len(found) >= 0.9


def test_all_forty_pairs():
    counts = [linked(form) for form in THEIRS]
    right = sum((f"P{k}", f"P{k}") in found for found, n in counts for k in range(n))
    assert sum(n for _, n in counts) == 40
    assert right / 40 >= 0.9
    assert right / sum(len(found) for found, _ in counts) >= 0.9
