"""JSON Lines, JSON and CSV: fields by many names, and records that cannot be used."""

from __future__ import annotations

import csv
import io
import json
import time
import tomllib
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_cases import codes, piped, put, run

from timeline.limits import Limits
from timeline.read.fields import ROLES, normal, pick, roles_of

FIELDS = tomllib.loads(resources.files("timeline.read").joinpath("fields.toml").read_text(encoding="utf-8"))
DAY = "2024-05-24"


def rows_of(kind: str) -> list[tuple[str, dict[str, Any]]]:
    return [(role, record) for role in ROLES for record in FIELDS[role][kind]]


@pytest.mark.parametrize(("role", "record"), rows_of("examples"))
def test_field_names_that_are_known(role: str, record: dict[str, Any]) -> None:
    assert pick({normal(name): value for name, value in record.items()}, role) is not None


@pytest.mark.parametrize(("role", "record"), rows_of("rejects"))
def test_field_names_that_are_not(role: str, record: dict[str, Any]) -> None:
    assert pick({normal(name): value for name, value in record.items()}, role) is None


def test_no_name_stands_for_two_roles() -> None:
    seen: dict[str, str] = {}
    for role in ROLES:
        for name in FIELDS[role]["names"]:
            assert seen.setdefault(".".join(map(normal, name.split("."))), role) == role
    assert len(seen) == sum(len(FIELDS[role]["names"]) for role in ROLES)


CRAWLERS = [
    {"maintext": "Shelling.", "date_publish": "2024-05-24 10:00:00", "source_domain": "example.org",
     "title": "T", "url": "https://example.org/1", "date_download": "2024-06-01 00:00:00"},
    {"text": "Shelling.", "publish_date": "2024-05-24T10:00:00", "source": "example.org", "title": "T",
     "url": "https://example.org/1"},
    {"plaintext": "Shelling.", "publishing_date": "2024-05-24 10:00:00+00:00", "publisher": "example.org",
     "title": "T", "url": "https://example.org/1"},
    {"text": "Shelling.", "date": "2024-05-24", "sitename": "example.org", "title": "T",
     "url": "https://example.org/1", "comments": ""},
    {"content": "Shelling.", "publishedAt": "2024-05-24T10:00:00Z", "title": "T",
     "source": {"id": None, "name": "example.org"}, "url": "https://example.org/1"},
    {"articleBody": "Shelling.", "datePublished": "2024-05-24", "headline": "T",
     "publisher": {"name": "example.org"}, "url": "https://example.org/1"},
    {"body": "Shelling.", "dateTime": "2024-05-24T10:00:00Z", "source": {"title": "example.org"},
     "title": "T", "url": "https://example.org/1"},
    {"article": "Shelling.", "date": "24 May 2024", "publication": "example.org", "headline": {"main": "T"},
     "link": "https://example.org/1", "text": ""},
]  # fmt: skip


@pytest.mark.parametrize("record", CRAWLERS)
def test_what_crawlers_write(record: dict[str, Any], tmp_path: Path) -> None:
    (article,), problems = run(put(tmp_path, "a.jsonl", json.dumps(record)))
    assert not problems
    assert (article.text, article.dct) == ("Shelling.", date(2024, 5, 24))
    assert (article.source, article.title, article.url) == ("example.org", "T", "https://example.org/1")


def test_jsonl_reads_the_good_lines(tmp_path: Path) -> None:
    lines = [
        b'{"id": "a", "dct": "2024-05-24", "text": "One.\\r\\n"}',
        b"",
        b"{broken",
        b'["a list"]',
        b'{"text": "\xff"}',
        b'{"id": 7, "date": "2024-05-25", "text": "Two."}',
        b'{"date": "2024-05-25"}',
        b'{"date": "2024-05-25", "text": "  "}',
        b'{"text": "No date."}',
        b'{"date": "Feb 30", "text": "x"}',
        b"[" * 50_000,
        b'{"n": ' + b"9" * 10_000 + b"}",
        b'{"date": 20240526, "text": "half \\ud83d pair, \\u0000"}',
    ]
    articles, problems = run(put(tmp_path, "a.jsonl", b"\n".join(lines)))
    assert [(article.id, article.text) for article in articles] == [
        ("a", "One.\r\n"),
        ("7", "Two."),
        ("a.jsonl:13", "half \ufffd pair, \ufffd"),
    ]
    assert [(each.code, each.where.rpartition(" ")[2]) for each in problems] == [
        ("bad-json", "3"),
        ("bad-json", "4"),
        ("not-utf8", "5"),
        ("no-text-column", "7"),
        ("empty", "8"),
        ("no-date", "9"),
        ("bad-date", "10"),
        ("bad-json", "11"),
        ("bad-json", "12"),
        ("replaced-characters", "13"),
    ]


def test_the_byte_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    _, (problem,) = run(put(tmp_path, "a.jsonl", '{"text": "é'.encode() + b'\xff"}'))
    assert "the byte at offset 12 of the line does not fit" in problem.message


@pytest.mark.parametrize(
    ("name", "data", "code", "says"),
    [
        ("a.jsonl", b"", "empty", "is empty"),
        ("a.jsonl", b"\x00\x01\x02" * 99, "binary", "is a binary file"),
        ("a.jsonl", b"{" + b"x" * 2_000_000, "too-large", "the rest of the file is left out"),
        ("a.json", b"", "empty", "is empty"),
        ("a.json", b"[]", "empty", "holds no article"),
        ("a.json", b"{", "bad-json", "is not valid JSON"),
        ("a.json", b"3", "bad-json", "not a JSON object"),
        ("a.json", b'{"views": 3}', "no-text-column", "fields found: 'views'"),
        ("a.json", b'"' + b"x" * 30_000 + b'"', "too-large", "use JSON Lines"),
        ("a.json", b"[" * 9_000, "bad-json", "nested too deeply"),
        ("a.csv", b"", "empty", "is empty"),
        ("a.csv", b"date,text\n", "empty", "a header and no rows"),
        ("a.csv", b"date,views\n2024-05-24,3\n", "no-text-column", "columns found: 'date', 'views'"),
        ("a.csv", b"text,views\nShelling.,3\n", "no-date", "has no column with the publication date"),
        ("a.csv", b"PK\x03\x04" + b"\x00" * 99, "bad-archive", "no list of its files"),
        ("a.csv", b"date,text\n2024-05-24,\n", "empty", "line 2 has an empty text"),
        ("a.csv", b"date,text\n,Shelling.\n", "no-date", "line 2 has no publication date"),
        ("a.csv", b"date,text\nsoon,Shelling.\n", "bad-date", "line 2: the publication date 'soon'"),
        ("a.csv", b"date,text\n2024-05-24,One, two\n", "bad-csv", "3 cells and the header 2"),
        ("a.csv", b'date,text,url\n2024-05-24,"One\ntwo\n', "bad-csv", "quotation mark is never closed"),
        ("a.csv", b'date,text\n2024-05-24,"' + b"x\n" * 1_000_000, "oversized-field", "line"),
        ("a.csv", b"date,text\n2024-05-24," + b"x" * 1_200_000, "oversized-field", "line 2 holds a field"),
        ("a.csv", b"date,text\n2024-05-24," + b"x" * 1_001, "too-large", "line 2 is larger than"),
        ("a.csv", b"date,text\n2024-05-24,\xe9t\xe9\n", "not-utf8", "offset 0 of cell 2"),
    ],
)
def test_bad_tables_are_one_sentence_each(
    name: str, data: bytes, code: str, says: str, tmp_path: Path
) -> None:
    articles, problems = run(put(tmp_path, name, data), limits=Limits(size=1000))
    assert not articles
    assert [each.code for each in problems] == [code]
    assert says in problems[0].message


def test_a_file_that_is_no_jsonl_is_given_up(tmp_path: Path) -> None:
    _, problems = run(put(tmp_path, "a.jsonl", "not json\n" * 10_000))
    assert len(problems) == 21
    assert "stopped at line 20" in problems[-1].message


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        ('{"text": "One.", "date": "2024-05-24"}', ["a.json:1"]),
        ('{\n "text": "One.",\n "date": "2024-05-24"\n}', ["a.json:1"]),
        (
            '[{"text": "One.", "date": "2024-05-24"}, {"text": "Two.", "date": "2024-05-24"}]',
            ["a.json:1", "a.json:2"],
        ),
        ('{"status": "ok", "articles": [{"content": "One.", "publishedAt": "2024-05-24"}]}', ["a.json:1"]),
        (
            '{"text": "One.", "date": "2024-05-24"}\n{"text": "Two.", "date": "2024-05-24"}\n',
            ["a.json:1", "a.json:2"],
        ),
    ],
)
def test_json_in_its_many_forms(data: str, ids: list[str], tmp_path: Path) -> None:
    articles, problems = run(put(tmp_path, "a.json", data))
    assert [article.id for article in articles] == ids
    assert not problems


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_in_its_many_forms(delimiter: str, encoding: str, end: str, tmp_path: Path) -> None:
    handle = io.StringIO(newline="")
    writer = csv.writer(handle, delimiter=delimiter, lineterminator=end)
    writer.writerow(["ID", "Publication Date", "Headline", "Full Text", "Outlet"])
    writer.writerow(["k1", "24 May 2024", "T, t; t|t", 'He said "no",\nthen left; é.', "A Kyiv daily"])
    writer.writerow([])
    writer.writerow(["k2", "2024-05-25", "", "Two.", ""])
    articles, problems = run(put(tmp_path, "a.csv", handle.getvalue().encode(encoding)))
    assert not problems
    assert [article.id for article in articles] == ["k1", "k2"]
    assert articles[0].text == 'He said "no",\nthen left; é.'
    assert (articles[0].title, articles[0].source) == ("T, t; t|t", "A Kyiv daily")


def test_csv_reads_the_good_rows(tmp_path: Path) -> None:
    data = (
        b"id,date,text\n"
        b'a,2024-05-24,"=HYPERLINK(1)"\n'
        b"b,soon,x\n"
        b"c,2024-05-25,\xff\n"
        b"d,2024-05-26\n"
        b"e,2024-05-27,Last.,,\n"
    )
    articles, problems = run(put(tmp_path, "a.csv", data))
    assert [(article.id, article.text) for article in articles] == [("a", "=HYPERLINK(1)"), ("e", "Last.")]
    assert codes(problems) == [("not-utf8", "out"), ("empty", "out"), ("bad-date", "out")] or codes(
        problems
    ) == [
        ("bad-date", "out"),
        ("not-utf8", "out"),
        ("empty", "out"),
    ]


def test_a_long_article_in_a_cell_is_read(tmp_path: Path) -> None:
    (article,), problems = run(put(tmp_path, "a.csv", "date,text\n2024-05-24," + "x" * 500_000))
    assert len(article.text) == 500_000
    assert not problems


@pytest.mark.parametrize(
    ("records", "ids", "found"),
    [
        ([("a", "One."), ("a", "Two.")], ["a", "a-2"], [("duplicate-id", "warning")]),
        ([("a", "One."), ("a", "One.")], ["a"], [("duplicate-id", "warning")]),
        (
            [("a", "1"), ("a", "2"), ("a", "3"), ("a", "2")],
            ["a", "a-2", "a-3"],
            [("duplicate-id", "warning")] * 3,
        ),
        ([("a", "One."), ("b", "One.")], ["a", "b"], [("duplicates", "warning")]),
        ([("a", "1"), ("a-2", "2"), ("a", "3")], ["a", "a-2", "a-3"], [("duplicate-id", "warning")]),
    ],
)
def test_ids_are_unique(
    records: list[tuple[str, str]], ids: list[str], found: list[tuple[str, str]], tmp_path: Path
) -> None:
    lines = [json.dumps({"id": known, "text": text, "date": DAY}) for known, text in records]
    articles, problems = run(put(tmp_path, "a.jsonl", "\n".join(lines)))
    assert [article.id for article in articles] == ids
    assert codes(problems) == found


@settings(deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"text": st.text(min_size=1), "date": st.just(DAY)}, optional={"id": st.text(max_size=5)}
        ),
        max_size=5,
    )
)
def test_any_records_come_through(records: list[dict[str, str]]) -> None:
    data = "".join(json.dumps(record) + "\n" for record in records)
    articles, _ = piped(data.encode("utf-8"))
    kept = [record["text"] for record in records if record["text"].strip("\ufeff\u200b \t\r\n\f\v")]
    assert len(articles) <= len(kept)
    assert {article.text for article in articles} <= {text.replace("\x00", "\ufffd") for text in kept}


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    piped(data, date=DAY)
    piped(b"date,text\n" + data)
    piped(b'{"text": "x"}\n' + data, date=DAY)
    piped(b"---\n" + data, date=DAY)


@pytest.mark.parametrize(
    "line",
    ['"' * 9, "[" * 9, "{" * 9, "\\" * 9, ",,,,,,,,,", "x" * 9, "2024 2024", '{"a":1}x', " " * 9],
)
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.md"])
def test_no_input_takes_more_than_linear_time(line: str, name: str, tmp_path: Path) -> None:
    def seconds(n: int) -> float:
        path = put(tmp_path, name, "date,text\n" + f"{line}\n" * n + line * n)
        best = 9.0
        for _ in range(2):
            began = time.process_time()
            run(path, date=DAY)
            best = min(best, time.process_time() - began)
        return best

    # Ten times as much: 10 when linear, 100 when quadratic; small times are all noise.
    assert seconds(10_000) < 30 * max(seconds(1_000), 0.01)


def test_columns_are_told_by_name() -> None:
    assert roles_of(["Body", "publishDate", "views"]) == {"text", "date"}
    assert roles_of(["views"]) == frozenset()
