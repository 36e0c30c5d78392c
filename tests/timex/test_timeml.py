"""TimeML: what goes out comes back, and hostile documents stay outside."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest

from timeline.errors import SourceError
from timeline.timex import from_timeml, tag, to_timeml

DCT = date(2024, 5, 24)


@pytest.mark.parametrize(
    "text",
    [
        "He said Tuesday that it was over.",
        "<b>\"Tuesday\"</b> & ]]> 'May 3'\r\nnext\tweek",
        '&lt;TIMEX3 tid="t9"&gt; on Friday </TEXT>',
        "",
        "Ünïcödé — ‘Tuesday’ 🚀 on 3 May",
    ],
)
def test_text_and_expressions_come_back(text: str) -> None:
    found = tag(text, DCT)
    xml = to_timeml(text, DCT, found, doc_id="a<b>&c")
    ElementTree.fromstring(xml)
    doc_id, dct, back, again = from_timeml(xml)
    assert (doc_id, dct, back) == ("a<b>&c", DCT, text)
    assert [(t.start, t.end, t.type, t.value, t.text) for t in again] == [
        (t.start, t.end, t.type, t.value, t.text) for t in found
    ]


def test_what_xml_cannot_carry_keeps_its_place() -> None:
    text = "\x00 on Friday \x0b"
    _, _, back, again = from_timeml(to_timeml(text, DCT, tag(text, DCT)))
    assert len(back) == len(text) and back[again[0].start : again[0].end] == "Friday"


def test_overlapping_expressions_are_refused() -> None:
    found = tag("on Friday", DCT)
    with pytest.raises(ValueError, match="overlaps"):
        to_timeml("on Friday", DCT, (*found, *found))


@pytest.mark.parametrize(
    "xml",
    [
        "<TimeML><TEXT>on",
        "",
        "no markup",
        '<!DOCTYPE T [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><TimeML><TEXT>&b;</TEXT></TimeML>',
        '<!DOCTYPE T [<!ENTITY a SYSTEM "file:///etc/hostname">]><TimeML><TEXT>&a;</TEXT></TimeML>',
        '<!DOCTYPE T [<!ENTITY % a SYSTEM "x">%a;]><TimeML><TEXT>a</TEXT></TimeML>',
        "<TimeML><TEXT>&unknown;</TEXT></TimeML>",
        '<TimeML><TEXT><TIMEX3 type="NONE">on</TIMEX3></TEXT></TimeML>',
    ],
)
def test_bad_documents_are_refused(xml: str) -> None:
    with pytest.raises(SourceError):
        from_timeml(xml)


def test_other_tags_are_passed_over() -> None:
    xml = (
        '<TimeML><DOCID>x</DOCID><DCT><TIMEX3 tid="t0" type="DATE" value="1998-01-08" '
        'functionInDocument="CREATION_TIME">01/08/98</TIMEX3></DCT><TEXT>He <EVENT eid="e1">left</EVENT> on '
        '<TIMEX3 tid="t1" type="DATE" value="1998-01-07">Wed<i>nes</i>day</TIMEX3>.</TEXT></TimeML>'
    )
    doc_id, dct, text, found = from_timeml(xml)
    assert (doc_id, dct, text) == ("x", date(1998, 1, 8), "He left on Wednesday.")
    assert [(t.start, t.end, t.text) for t in found] == [(11, 20, "Wednesday")]
