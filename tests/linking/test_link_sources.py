"""What a table may come as, and what is said of one that cannot be read."""

from __future__ import annotations

import gzip
import json
import zipfile

import pytest

from timeline.errors import SourceError
from timeline.linking import link_tables
from timeline.linking.mapping import load_mapping


def n_pairs(*args, **kwargs):
    return len(link_tables(*args, **kwargs).pairs)


def test_csv(write, ours, acled):
    assert n_pairs(write("events.csv", [ours()]), write("acled.csv", [acled()]), as_="acled") == 1


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters(write, ours, acled, delimiter):
    assert n_pairs([ours()], write("acled.csv", [acled()], delimiter), as_="acled") == 1


def test_older_acled_files_shout(write, ours, acled):
    row = {
        name.upper(): value for name, value in acled(event_date="25 May 2024", inter1="1", inter2="7").items()
    }
    assert n_pairs([ours()], write("acled.csv", [row]), as_="acled") == 1


def test_byte_order_mark_gzip_and_zip(tmp_path, write, ours, acled):
    path = write("acled.csv", [acled()])
    text = "\ufeff" + path.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    packed = tmp_path / "acled.csv.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    archive = tmp_path / "acled.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("acled.csv", text)
    for source in (path, packed, archive):
        assert n_pairs([ours()], source, as_="acled") == 1


@pytest.mark.parametrize(
    "wrap",
    [
        lambda rows: "\n".join(map(json.dumps, rows)),
        json.dumps,
        lambda rows: json.dumps({"status": 200, "data": rows}),
        lambda rows: json.dumps(rows, indent=1),
    ],
)
def test_json(tmp_path, ours, acled, wrap):
    path = tmp_path / "acled.json"
    path.write_text(wrap([acled(), acled(event_id_cnty="UKR2", event_date="2024-08-01")]), encoding="utf-8")
    found = link_tables([ours()], path, as_="acled")
    assert [found.theirs[p.theirs].id for p in found.pairs] == ["UKR1"]


def test_parquet_and_frames(tmp_path, ours, acled):
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame([acled()]).assign(
        event_date=pd.Timestamp("2024-05-25"), fatalities=18, latitude=49.9935
    )
    assert n_pairs(pd.DataFrame([ours()]), frame, as_="acled") == 1
    pytest.importorskip("pyarrow")
    frame.to_parquet(tmp_path / "acled.parquet")
    assert n_pairs([ours()], tmp_path / "acled.parquet", as_="acled") == 1


def test_polars(ours, acled):
    pl = pytest.importorskip("polars")
    assert n_pairs(pl.DataFrame([ours()]), pl.DataFrame([acled()]), as_="acled") == 1


GDELT = {
    "GLOBALEVENTID": "1",
    "SQLDATE": "20240526",
    "EventCode": "195",
    "Actor1Name": "RUSSIA",
    "Actor1CountryCode": "RUS",
    "ActionGeo_Type": "4",
    "ActionGeo_FullName": "Kharkiv, \"Kharkivs'ka Oblast', Ukraine",
    "ActionGeo_CountryCode": "UP",
    "ActionGeo_Lat": "49.98",
    "ActionGeo_Long": "36.25",
}


def test_gdelt_has_no_header_and_quotes_nothing(tmp_path, ours):
    header = load_mapping("gdelt").header
    path = tmp_path / "20240526.export.CSV"
    lines = [
        "\t".join((GDELT | {"GLOBALEVENTID": str(n)}).get(name, "") for name in header) for n in range(3)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = link_tables([ours()], path, as_="gdelt")
    assert len(found.theirs) == 3
    assert len(found.pairs) == 1


def test_gdelt_with_a_header(write, ours):
    assert n_pairs([ours()], write("bigquery.csv", [GDELT]), as_="gdelt") == 1


def test_ucdp_candidate_without_header(tmp_path, ours):
    row = {
        "id": "9",
        "type_of_violence": "1",
        "side_a": "Government of Russia (Soviet Union)",
        "side_b": "Government of Ukraine",
        "where_prec": "1",
        "where_coordinates": "Kharkiv city",
        "adm_1": "Kharkiv oblast",
        "latitude": "49.98",
        "longitude": "36.25",
        "country": "Ukraine",
        "date_prec": "1",
        "date_start": "2024-05-25 00:00:00.000",
        "date_end": "2024-05-25 00:00:00.000",
        "best": "18",
    }
    path = tmp_path / "GEDEvent_v24_0_5.csv"
    path.write_text(
        ",".join(row.get(name, "") for name in load_mapping("ucdp").header) + "\n", encoding="utf-8"
    )
    assert n_pairs([ours()], path, as_="ucdp") == 1


def test_codes_that_went_through_a_frame(ours):
    row = {
        "id": 9.0,
        "type_of_violence": 1.0,
        "side_a": "Government of Russia (Soviet Union)",
        "where_prec": 1.0,
    }
    row |= {"where_coordinates": "Kharkiv city", "country": "Ukraine", "latitude": 49.98, "longitude": 36.25}
    row |= {"date_prec": 1.0, "date_start": "2024-05-25", "date_end": "2024-05-25", "best": 16.0}
    found = link_tables([ours()], [row, {name: str(value) for name, value in row.items()}], as_="ucdp")
    assert len(found.possible) == 2
    assert all(theirs.types and theirs.killed == 16 for theirs in found.theirs)


def test_any_table_by_its_usual_names(ours):
    row = {
        "id": "x",
        "date": "2024-05-25",
        "type": "airstrike",
        "town": "Kharkiv",
        "country": "Ukraine",
        "killed": 18,
    }
    assert n_pairs([ours()], [row], as_="generic") == 1


def test_the_store_of_a_timeline(tmp_path, acled):
    from timeline.export import write_timeline
    from timeline.export.csv import write_csv
    from timeline.intervals import Interval
    from timeline.models import Actor, Event, Place, TimelineData

    day = parse("2024-05-25")
    place = Place(
        text="Kharkiv",
        start=0,
        end=7,
        name="Kharkiv",
        country="Ukraine",
        iso3="UKR",
        latitude=49.98,
        longitude=36.25,
        precision=1,
    )
    event = Event(
        event_id="E1",
        title="Bombs hit a store",
        interval=Interval.day(day),
        event_type="Explosions/Remote violence",
        sub_event_type="Air/drone strike",
        actors=(Actor(text="Russia", start=0, end=6, name="Russia", country="RUS"),),
        place=place,
        mention_ids=(),
        article_ids=(),
    )
    data = TimelineData(events=(event,))
    write_timeline(data, tmp_path / "t.jsonl")
    write_csv(data, tmp_path / "t.csv")
    for source in (data, tmp_path / "t.jsonl", tmp_path / "t.csv"):
        assert n_pairs(source, [acled()], as_="acled") == 1


def parse(text):
    from datetime import date

    return date.fromisoformat(text)


def test_hashtags_are_no_event(write, ours, acled):
    rows = [{name: f"#{name}" for name in ours()} | {"event_id": "#event+id"}, ours()]
    assert len(link_tables(write("events.csv", rows), [acled()], as_="acled").ours) == 1


# ---- what cannot be read ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("event_id_cnty,event_date\nA,2024-01-01\n", "no column sub_event_type or event_type"),
        ("a,b,c\n1,2,3\n", "no column event_id_cnty"),
        ('{"event_id_cnty": \n', "not valid JSON"),
        ('["a"]\n', "not a JSON object"),
    ],
)
def test_bad_tables(tmp_path, ours, content, said):
    path = tmp_path / "acled.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match=said) as error:
        link_tables([ours()], path, as_="acled")
    assert "acled.csv" in str(error.value)


def test_a_header_alone_has_nothing_to_match(tmp_path, ours, acled):
    path = tmp_path / "acled.csv"
    path.write_text(",".join(acled()) + "\n", encoding="utf-8")
    with pytest.raises(SourceError, match="no rows"):
        link_tables([ours()], path, as_="acled")


def test_no_date_can_be_read(ours, acled):
    with pytest.raises(SourceError, match=r"no date can be read \('soon'"):
        link_tables([ours()], [acled(event_date="soon")], as_="acled")


def test_some_dates_cannot_be_read(ours, acled):
    found = link_tables([ours()], [acled(), acled(event_id_cnty="B", event_date="soon")], as_="acled")
    assert len(found.pairs) == 1
    assert "1 row has a date that cannot be read ('soon')" in found.warnings[0]
    assert [r["reasons"] for r in found.rows("only_theirs")] == ["no date that can be read"]


def test_wrong_as(tmp_path, write, ours, acled):
    with pytest.raises(SourceError, match="give another --as"):
        link_tables([ours()], write("acled.csv", [acled()]), as_="gdelt")


@pytest.mark.parametrize("source", ["nothing-here.csv", "."])
def test_no_such_file(ours, source):
    with pytest.raises(SourceError):
        link_tables([ours()], source, as_="acled")
    with pytest.raises(SourceError):
        link_tables(source, [ours()], as_="acled")


def test_not_text(tmp_path, ours):
    path = tmp_path / "acled.csv"
    path.write_bytes("event_id_cnty,event_date\nö".encode("latin-1"))
    with pytest.raises(SourceError, match="UTF-8"):
        link_tables([ours()], path, as_="acled")
