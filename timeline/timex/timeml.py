"""TimeML out and in, so that the work can be checked with other people's tools.

Written by hand rather than with an XML library: the text must come back character for character, and what
stands in an article must never become markup. XML 1.0 has no way to write most control characters and turns a
carriage return into a line feed, so both are written as U+FFFD and "&#13;". Read with expat with every
declaration of an entity refused: there are no entities to expand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from xml.parsers import expat

from timeline.characters import xml_safe
from timeline.errors import SourceError
from timeline.models import Timex, TimexType

__all__ = ["from_timeml", "to_timeml"]

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<TimeML xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:noNamespaceSchemaLocation="http://timeml.org/timeMLdocs/TimeML_1.2.1.xsd">
"""
# what XML 1.0 cannot carry, even escaped
_TABLE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_QUOTED = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
)
_DCT_ID = "t0"


def to_timeml(text: str, dct: date | None, timexes: Sequence[Timex], doc_id: str = "") -> str:
    """A TimeML 1.2 document of a text and its expressions.

    Args:
        text: the article's text, kept as it is; characters that XML cannot carry become U+FFFD, so that every
            offset still holds.
        dct: publication date; None leaves the DCT element out.
        timexes: in order of start, not overlapping, offsets into `text`.
        doc_id: written to DOCID.

    Raises:
        ValueError: when expressions overlap, are out of order or lie outside the text.

    Example:
        >>> to_timeml("He left.", None, ()).splitlines()[-2]
        '<TEXT>He left.</TEXT>'
    """
    pieces = [_HEAD, f"<DOCID>{_text(doc_id)}</DOCID>\n"]
    if dct is not None:
        day = dct.isoformat()
        pieces.append(
            f'<DCT><TIMEX3 tid="{_DCT_ID}" type="DATE" value="{day}" temporalFunction="false" '
            f'functionInDocument="CREATION_TIME">{day}</TIMEX3></DCT>\n'
        )
    pieces.append("<TEXT>")
    at = 0
    for timex in timexes:
        if not at <= timex.start < timex.end <= len(text):
            raise ValueError(
                f"{timex.id}: [{timex.start}, {timex.end}) overlaps another or lies outside the text"
            )
        pieces.append(_text(text[at : timex.start]))
        pieces.append(f"<TIMEX3{_attributes(timex)}>{_text(text[timex.start : timex.end])}</TIMEX3>")
        at = timex.end
    pieces.append(_text(text[at:]))
    pieces.append("</TEXT>\n</TimeML>\n")
    return "".join(pieces)


def _attributes(timex: Timex) -> str:
    pairs = {"tid": timex.id, "type": timex.type.value, "value": timex.value}
    if timex.mod:
        pairs["mod"] = timex.mod
    if timex.anchor_source:
        pairs["temporalFunction"] = "true"
        if timex.anchor_source == "dct":
            pairs["anchorTimeID"] = _DCT_ID
    return "".join(f' {name}="{xml_safe(value).translate(_QUOTED)}"' for name, value in pairs.items())


def _text(text: str) -> str:
    return xml_safe(text).translate(_TABLE)


def from_timeml(xml: str) -> tuple[str, date | None, str, tuple[Timex, ...]]:
    """Read a TimeML document: its id, publication date, text, and expressions in order of start.

    The text is the content of TEXT (of the whole document where there is none, as in TimeBank 1.2) without
    its tags; all other tags are passed over. `reading`, `rule` and `interval` stay empty: TimeML has none.

    Raises:
        SourceError: when it is no well-formed XML, declares entities, or names an unknown TIMEX3 type.
    """
    reader = _Reader("<TEXT" in xml)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.EntityDeclHandler = reader.refuse
    parser.UnparsedEntityDeclHandler = reader.refuse
    parser.ExternalEntityRefHandler = reader.refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        # as text, so that an encoding declared inside cannot disagree with what the caller decoded
        parser.Parse(re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", xml.lstrip("﻿"), count=1), True)
    except expat.ExpatError as error:
        raise SourceError(f"no well-formed TimeML: {error}") from error
    found = sorted(reader.found, key=lambda timex: (timex.start, timex.end))
    return "".join(reader.doc_id).strip(), reader.dct, "".join(reader.text), tuple(found)


class _Reader:
    """Collects what the parser hands over."""

    def __init__(self, has_text: bool) -> None:
        self.has_text = has_text
        self.inside: list[str] = []
        self.text: list[str] = []
        self.doc_id: list[str] = []
        self.length = 0
        self.dct: date | None = None
        self.open: list[tuple[int, dict[str, str]]] = []
        self.found: list[Timex] = []

    def refuse(self, *_: object) -> int:
        raise SourceError("the TimeML declares entities, which are refused: they can blow up without bound")

    @property
    def in_text(self) -> bool:
        return "TEXT" in self.inside if self.has_text else "DOCID" not in self.inside

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.inside.append(name)
        if name != "TIMEX3":
            return
        if attributes.get("functionInDocument") == "CREATION_TIME" and self.dct is None:
            self.dct = _day(attributes.get("value", ""))
        self.open.append((self.length, attributes))

    def end(self, name: str) -> None:
        inside = self.in_text
        self.inside.pop()
        if name != "TIMEX3":
            return
        start, attributes = self.open.pop()
        if not inside or start == self.length:
            return
        try:
            kind = TimexType(attributes.get("type", "").upper())
        except ValueError as error:
            raise SourceError(f"the TimeML has an unknown TIMEX3 type {attributes.get('type')!r}") from error
        self.found.append(
            Timex(
                id=attributes.get("tid", f"t{len(self.found) + 1}"),
                start=start,
                end=self.length,
                text=self._tail(start),
                type=kind,
                value=attributes.get("value", ""),
                mod=attributes.get("mod", ""),
            )
        )

    def data(self, text: str) -> None:
        if self.in_text:
            self.text.append(text)
            self.length += len(text)
        if self.inside and self.inside[-1] == "DOCID":
            self.doc_id.append(text)

    def _tail(self, start: int) -> str:
        """The text from an offset on, joined from the last pieces only: a document stays linear to read."""
        missing, pieces = self.length - start, []
        for piece in reversed(self.text):
            pieces.append(piece)
            missing -= len(piece)
            if missing <= 0:
                break
        return "".join(reversed(pieces))[-(self.length - start) :]


def _day(value: str) -> date | None:
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        return None
