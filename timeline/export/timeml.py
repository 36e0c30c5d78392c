"""The mentions as TimeML 1.2.1: EVENT, TIMEX3, MAKEINSTANCE and TLINK, one document for each article.

A timeline keeps no articles, so TEXT holds the sentences that tell of events, one a line, in their order.
The interval of a mention is a TIMEX3: a day, month, year or decade by its value, anything else a DURATION
between a `beginPoint` and an `endPoint`; an open end is a TLINK to the one day that is known. Tellings of
one event in the same article are tied by IDENTITY.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from timeline.characters import xml_safe
from timeline.errors import OutputError
from timeline.export.views import ends
from timeline.intervals import Interval
from timeline.models import ArticleRef, Mention, Status, TimelineData

__all__ = ["documents", "write_timeml"]

_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<TimeML xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:noNamespaceSchemaLocation="http://timeml.org/timeMLdocs/TimeML_1.2.1.xsd">\n'
)
_NEGATIVE: Final = (Status.DENIED, Status.NEGATED)
# A ZIP needs a time for each part; the first that it can write makes the same bytes every time.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)


def write_timeml(data: TimelineData, path: Path, *, title: str = "") -> int:
    """Write a document (`.tml`), or a ZIP of documents, one for each article that tells of an event (`.zip`).

    Raises:
        OutputError: several articles and a name that is no ZIP.
    """
    found = list(documents(data))
    if path.suffix.lower() != ".zip":
        if len(found) > 1:
            raise OutputError(
                f"{path.name} would hold one article and this timeline has {len(found)}; "
                f"name it {path.name}.zip for a document each."
            )
        text = found[0][1] if found else _Document(None, "timeline").xml()
        path.write_text(text, encoding="utf-8", newline="\n")
        return 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in found:
            archive.writestr(zipfile.ZipInfo(name, _NO_TIME), text.encode("utf-8"), zipfile.ZIP_DEFLATED)
    return 0


def documents(data: TimelineData) -> Iterator[tuple[str, str]]:
    """A file name and a TimeML document for each article with mentions, in the order of the articles."""
    articles = {article.id: article for article in data.articles}
    told: dict[str, list[Mention]] = {known: [] for known in articles}
    for mention in data.mentions:
        told.setdefault(mention.article_id, []).append(mention)
    taken: set[str] = set()
    for name, mentions in told.items():
        if mentions:
            made = _Document(articles.get(name), name)
            made.add(sorted(mentions, key=lambda m: (m.sentence_start, m.trigger_start, m.mention_id)))
            yield _free(name, taken), made.xml()


def _free(name: str, taken: set[str]) -> str:
    """A file name that no archive program trips over, and no other article has."""
    base = re.sub(r"[^\w.-]+", "-", name).strip(".-")[:80] or "article"
    found, number = base, 1
    while found.lower() in taken:
        number += 1
        found = f"{base}-{number}"
    taken.add(found.lower())
    return f"{found}.tml"


@dataclass(slots=True)
class _Document:
    """The parts of one document, filled sentence by sentence."""

    article: ArticleRef | None
    name: str
    text: list[str] = field(default_factory=list)
    times: dict[str, str] = field(default_factory=dict)
    instances: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    first_of: dict[str, str] = field(default_factory=dict)
    n_tids: int = 0

    def add(self, mentions: Iterable[Mention]) -> None:
        by_sentence: dict[tuple[int, str], list[Mention]] = {}
        for mention in mentions:
            by_sentence.setdefault((mention.sentence_start, mention.sentence), []).append(mention)
        number = 0
        for (base, sentence), own in by_sentence.items():
            spans: list[tuple[int, int, str, str]] = []
            tids: dict[str, str] = {}
            for mention in own:
                number += 1
                spans.append(_event_span(mention, base, number))
                tid = ""
                timex = mention.timex
                if timex is not None and base <= timex.start < timex.end <= base + len(sentence):
                    if timex.id not in tids:
                        tids[timex.id] = self.tid()
                        pairs = {"tid": tids[timex.id], "type": timex.type.value, "value": timex.value}
                        spans.append((timex.start - base, timex.end - base, "TIMEX3", _pairs(pairs)))
                    day = ends(mention.interval) if mention.interval else None
                    if day and day.first == day.last and day.first and timex.value == day.first.isoformat():
                        tid = tids[timex.id]
                self.instance(mention, number, tid)
            self.text.append(_marked(sentence, spans))

    def instance(self, mention: Mention, number: int, tid: str) -> None:
        eiid = f"ei{number}"
        pairs = {"eiid": eiid, "eventID": f"e{number}", "tense": "NONE", "aspect": "NONE", "pos": "OTHER"}
        pairs["polarity"] = "NEG" if mention.status in _NEGATIVE else "POS"
        if mention.status is not Status.HAPPENED:
            pairs["modality"] = mention.status.value.upper()
        self.instances.append(f"<MAKEINSTANCE{_pairs(pairs)}/>\n")
        if mention.interval is not None:
            for relation, target in self.relations(mention.interval, tid):
                self.link(eiid, relation, relatedToTime=target)
        if first := self.first_of.get(mention.event_id):
            self.link(eiid, "IDENTITY", relatedToEventInstance=first)
        self.first_of.setdefault(mention.event_id, eiid)

    def link(self, eiid: str, relation: str, **target: str) -> None:
        pairs = {"lid": f"l{len(self.links) + 1}", "eventInstanceID": eiid, "relType": relation, **target}
        self.links.append(f"<TLINK{_pairs(pairs)}/>\n")

    def relations(self, interval: Interval, tid: str) -> Iterator[tuple[str, str]]:
        first, last = interval.first_day, interval.last_day
        if first is None and last is not None:
            yield ("ENDED_BY" if interval.lasting else "BEFORE"), self.day(last)
        elif last is None and first is not None:
            yield ("BEGUN_BY" if interval.lasting else "AFTER"), self.day(first)
        elif first is not None and last is not None:
            target = tid or self.time(interval, first, last)
            yield ("SIMULTANEOUS" if interval.lasting else "IS_INCLUDED"), target

    def time(self, interval: Interval, first: date, last: date) -> str:
        edtf = Interval(interval.start, interval.end, interval.granularity).edtf()
        hedge = {"mod": "APPROX"} if interval.approximate else {}
        if "/" not in edtf:
            return self.timex({"type": "DATE", "value": edtf.removesuffix("X"), **hedge})
        pairs = {"type": "DURATION", "value": f"P{(last - first).days + 1}D"}
        points = {"beginPoint": self.day(first), "endPoint": self.day(last)}
        return self.timex({**pairs, **points, **hedge})

    def day(self, day: date) -> str:
        return self.timex({"type": "DATE", "value": day.isoformat()})

    def timex(self, pairs: dict[str, str]) -> str:
        """The id of a TIMEX3 without text; the same one for the same value."""
        key = _pairs(pairs)
        if key not in self.times:
            self.times[key] = self.tid()
        return self.times[key]

    def tid(self) -> str:
        self.n_tids += 1
        return f"t{self.n_tids}"

    def xml(self) -> str:
        pieces = [_HEAD, f"<DOCID>{_escaped(self.name)}</DOCID>\n"]
        if self.article is not None:
            day = self.article.dct.isoformat()
            pairs = {"tid": "t0", "type": "DATE", "value": day, "functionInDocument": "CREATION_TIME"}
            pieces.append(f"<DCT><TIMEX3{_pairs(pairs)}>{day}</TIMEX3></DCT>\n")
            if self.article.title:
                pieces.append(f"<TITLE>{_escaped(self.article.title)}</TITLE>\n")
        pieces.append("<TEXT>" + "\n".join(self.text) + "</TEXT>\n")
        pieces += [f"<TIMEX3 tid={quoteattr(tid)}{key}/>\n" for key, tid in self.times.items()]
        return "".join([*pieces, *self.instances, *self.links, "</TimeML>\n"])


def _event_span(mention: Mention, base: int, number: int) -> tuple[int, int, str, str]:
    kind = "REPORTING" if mention.plover_type == "STATEMENT" else "OCCURRENCE"
    pairs = _pairs({"eid": f"e{number}", "class": kind})
    return mention.trigger_start - base, mention.trigger_end - base, "EVENT", pairs


def _marked(sentence: str, spans: Iterable[tuple[int, int, str, str]]) -> str:
    """The sentence with its tags; one that crosses an earlier one, or has no words here, stands empty."""
    pieces, at = [], 0
    for start, end, tag, pairs in sorted(spans):
        if not at <= start < end <= len(sentence):
            pieces.append(f"<{tag}{pairs}/>")
            continue
        pieces += [_escaped(sentence[at:start]), f"<{tag}{pairs}>{_escaped(sentence[start:end])}</{tag}>"]
        at = end
    return "".join([*pieces, _escaped(sentence[at:])])


def _pairs(pairs: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(xml_safe(value))}" for name, value in pairs.items())


def _escaped(text: str) -> str:
    return escape(xml_safe(text), {"\r": "&#13;"})
