"""Text -> tokens that carry the lexicon's categories; numbers in words become one token.

One pass over the text with patterns whose quantifiers are bounded or cannot overlap, then one pass over the
tokens with a bounded look-ahead: linear time whatever the input.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from timeline.timex.lexicon import Lexicon, load_lexicon

__all__ = ["Token", "tokenize"]

_PIECE = re.compile(
    r"""
    (?P<ISO>\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\w-]))
  | (?P<NUMDATE>\d{1,2}(?P<sep>[/.-])\d{1,2}(?P=sep)(?:\d{4}|\d{2})(?![\w/-]|[.]\d))
  | (?P<CLOCK>(?:[01]?\d|2[0-4])[:.][0-5]\d(?::[0-5]\d)?(?:(?=[apAP][mM]\b)|(?![\w%]|[:.,]\d)))
  | (?P<LONGNUM>\d{1,3}(?:,\d{3})+(?![\w])|\d+[.,]\d+(?!\w))
  | (?P<GAP>\n\s*\n\s*)
  | (?P<WORD>[^\W_]+(?:\.[^\W\d_](?=\.))?)
  | (?P<PUNCT>[^\s])
    """,
    re.VERBOSE,
)
_DIGITS_TAIL = re.compile(r"(\d{1,4})(st|nd|rd|th|s|am|pm|h|hrs|min)$", re.IGNORECASE)
# one mark for each job
_SAME = {"’": "'", "‘": "'", "`": "'", "–": "-", "‑": "-", "−": "-"}
_EMPTY: Mapping[str, str] = {}


class Token:
    """A word, number or mark with its categories; `low` is in lower case, `glued` means no space before,
    `line` that a clock time opens its line."""

    __slots__ = ("cats", "end", "glued", "latent", "line", "low", "start", "text")

    def __init__(
        self, text: str, start: int, end: int, glued: bool, cats: Mapping[str, str] = _EMPTY
    ) -> None:
        self.text = text
        low = text.lower()
        self.low = _SAME.get(low, low)
        self.start = start
        self.end = end
        self.glued = glued
        self.cats = cats
        self.latent = False
        self.line = False

    def __repr__(self) -> str:
        return f"Token({self.text!r}, {self.start}, {dict(self.cats)})"


def tokenize(text: str) -> list[Token]:
    """All tokens in order; a blank line is a token of the category GAP."""
    lexicon = load_lexicon()
    return _merge(_pieces(text, lexicon), text, lexicon)


def _pieces(text: str, lexicon: Lexicon) -> list[Token]:
    found: list[Token] = []
    end = -1
    for match in _PIECE.finditer(text):
        kind = match.lastgroup or ""
        if match.group("sep"):
            kind = "NUMDATE"
        piece, start = match.group(), match.start()
        glued = start == end
        end = match.end()
        if kind == "WORD":
            tail = _DIGITS_TAIL.match(piece) if piece[0].isdigit() else None
            if tail and tail[2].lower() in ("am", "pm", "h", "hrs", "min"):
                cut = start + len(tail[1])
                found.append(Token(tail[1], start, cut, glued, _number_cats(tail[1])))
                found.append(Token(tail[2], cut, end, True))
                continue
            found.append(Token(piece, start, end, glued, _word_cats(piece, tail, lexicon)))
        elif kind == "PUNCT":
            found.append(Token(piece, start, end, glued))
        elif kind == "LONGNUM":
            plain = piece.replace(",", "")
            found.append(
                Token(piece, start, end, glued, {"NUM": plain, "LONG": plain} if len(plain) < 9 else {})
            )
        elif kind == "CLOCK" and "." in piece:
            # "12.45" is a time only with a.m. or p.m. behind it
            found.append(Token(piece, start, end, glued, {"CLOCKDOT": piece, "NUM": piece}))
        else:
            found.append(Token(piece, start, end, glued, {kind: piece}))
    for k, token in enumerate(found):
        if "CLOCK" in token.cats or "CLOCKDOT" in token.cats:
            before = found[k - 1] if k else None
            token.line = (
                before is None or "GAP" in before.cats or text.find("\n", before.end, token.start) >= 0
            )
    return found


def _word_cats(piece: str, tail: re.Match[str] | None, lexicon: Lexicon) -> Mapping[str, str]:
    if piece.isdecimal() and piece.isascii():
        return _number_cats(piece)
    if tail:
        suffix = tail[2].lower()
        if suffix == "s":
            if not tail[1].endswith("0"):
                return _EMPTY
            return {"DECADEYY" if len(tail[1]) == 2 else "DECADE": tail[1]}
        return {"ORD": tail[1].lstrip("0") or "0"}
    return _EMPTY


def _number_cats(digits: str) -> dict[str, str]:
    if len(digits) > 6:
        return {}
    value = int(digits)
    cats = {"NUM": str(value)}
    if len(digits) <= 2 and 1 <= value <= 31:
        cats["DAYNUM"] = str(value)
    if len(digits) <= 2 and value <= 24:
        cats["HOURNUM"] = str(value)
    if len(digits) == 2:
        cats["YY"] = digits
    if len(digits) == 4 and 1000 <= value <= 2199:
        cats["YEAR"] = digits
        if 1900 <= value < 2100:
            cats["MODERN"] = digits
    if len(digits) == 4 and value < 2400 and value % 100 < 60:
        cats["HHMM"] = digits
    if 2 <= len(digits) <= 4:
        cats["YEARANY"] = digits
    return cats


def _merge(pieces: list[Token], text: str, lexicon: Lexicon) -> list[Token]:
    """Join phrases of the lexicon, abbreviations with their full stops, and numbers in words."""
    found: list[Token] = []
    i, n = 0, len(pieces)
    while i < n:
        token = pieces[i]
        options = lexicon.phrases.get(token.low)
        taken = 0
        if options:
            for words, cats in options:
                stop = _phrase_end(pieces, i, words)
                if stop:
                    token = _joined(pieces, i, stop, text, cats)
                    taken = stop - i
                    break
        number = _number(pieces, i, text, lexicon)
        if number and number[1] - i >= max(taken, 1):
            merged, stop = number
            if taken and stop - i == taken:
                merged.cats = {**token.cats, **merged.cats}
            token, taken = merged, stop - i
        if not taken:
            taken = 1
        if token.low in lexicon.abbreviations and i + taken < n:
            dot = pieces[i + taken]
            behind = pieces[i + taken + 1].cats if i + taken + 1 < n else _EMPTY
            if dot.text == "." and (dot.glued or "DAYNUM" in behind):
                token.end = dot.end
                token.text = text[token.start : token.end]
                taken += 1
        if token.cats and token.low in lexicon.latent_capital:
            token.latent = True
            if not token.text[0].isupper():
                token.cats = {}
        elif token.cats and token.low in ("second", "fall", "spring"):
            token.latent = True
        if token.low in lexicon.hedges and (found[-1].low if found else "^") not in lexicon.hedge_after:
            token.cats = _EMPTY
        found.append(token)
        i += taken
    return found


def _phrase_end(pieces: Sequence[Token], start: int, words: tuple[str, ...]) -> int:
    """Index after the phrase's last token when it stands at start, else 0."""
    i = start
    for word in words:
        left = word
        # tokens split at apostrophes and full stops; a word of the lexicon may hold them
        while left:
            if i >= len(pieces):
                return 0
            low = pieces[i].low
            if not left.startswith(low) or (left is not word and not pieces[i].glued):
                return 0
            left = left[len(low) :]
            i += 1
    return i


def _joined(pieces: Sequence[Token], i: int, stop: int, text: str, cats: Mapping[str, str]) -> Token:
    first, last = pieces[i], pieces[stop - 1]
    merged = {**first.cats, **cats} if stop == i + 1 else cats
    return Token(text[first.start : last.end], first.start, last.end, first.glued, merged)


def _number(pieces: Sequence[Token], i: int, text: str, lexicon: Lexicon) -> tuple[Token, int] | None:
    """A number, ordinal or year in words that starts at i, as one token, and the index after it."""
    low = pieces[i].low
    if low in lexicon.numbers:
        return _number_words(pieces, i, text, lexicon)
    if low in lexicon.ordinals:
        value = lexicon.ordinals[low]
        return _joined(pieces, i, i + 1, text, {"ORD": str(value)}), i + 1
    if "NUM" in pieces[i].cats and "LONG" not in pieces[i].cats:
        return _fraction(pieces, i, text)
    if low in ("a", "an", "one") and i + 1 < len(pieces):
        after = pieces[i + 1].low
        if after in ("hundred", "thousand", "dozen"):
            return _number_words(pieces, i + 1, text, lexicon, start=i)
    if low == "half" and i + 1 < len(pieces) and pieces[i + 1].low in ("a", "an"):
        return _joined(pieces, i, i + 2, text, {"HALF": "0.5"}), i + 2
    return None


def _fraction(pieces: Sequence[Token], i: int, text: str) -> tuple[Token, int] | None:
    """ "2 1/2" and "5 and a half"; None when there is no fraction behind the number."""
    if i + 3 < len(pieces):
        a, slash, b = pieces[i + 1 : i + 4]
        if slash.text == "/" and a.low in ("1", "3") and b.low in ("2", "4") and a.glued is False and b.glued:
            value = int(pieces[i].low) + int(a.low) / int(b.low)
            return _joined(pieces, i, i + 4, text, {"NUM": f"{value:g}"}), i + 4
        if pieces[i + 1].low == "and" and slash.low in ("a", "one") and b.low == "half":
            value = int(pieces[i].low) + 0.5
            return Token(
                text[pieces[i].start : b.end], pieces[i].start, b.end, pieces[i].glued, {"NUM": f"{value:g}"}
            ), i + 4
    return None


def _number_words(
    pieces: Sequence[Token], i: int, text: str, lexicon: Lexicon, start: int | None = None
) -> tuple[Token, int]:
    start = i if start is None else start
    values: list[int] = []
    ordinal = False
    j, words = i, 0
    stop = i
    while j < len(pieces) and words < 12:
        low = pieces[j].low
        if low == "-" or (low == "and" and values and values[-1] >= 100):
            j += 1
            continue
        if low in lexicon.numbers and not (values and _cannot_follow(values, lexicon.numbers[low])):
            values.append(lexicon.numbers[low])
        elif (
            low in lexicon.ordinals
            and values
            and values[-1] >= 20
            and values[-1] % 10 == 0
            and lexicon.ordinals[low] < 10
        ):
            values.append(lexicon.ordinals[low])
            ordinal = True
        else:
            break
        words += 1
        j += 1
        stop = j
        if ordinal:
            break
    year = _year_words(values)
    if year and not ordinal:
        cats = {"YEAR": str(year), "NUM": str(year)}
        if values[0] >= 19:
            cats["MODERN"] = str(year)
        return _joined(pieces, start, stop, text, cats), stop
    value = _sum(values) if values else 0
    if ordinal:
        return _joined(pieces, start, stop, text, {"ORD": str(value)}), stop
    cats = {"NUM": str(value)}
    if 1 <= value <= 31:
        cats["DAYWORD"] = str(value)
    if 1 <= value <= 12:
        cats["HOURWORD"] = str(value)
    if stop + 2 < len(pieces) and [p.low for p in pieces[stop : stop + 3]] == ["and", "a", "half"]:
        cats = {"NUM": f"{value + 0.5:g}"}
        stop += 3
    return Token(
        text[pieces[start].start : pieces[stop - 1].end],
        pieces[start].start,
        pieces[stop - 1].end,
        pieces[start].glued,
        cats,
    ), stop


def _cannot_follow(values: list[int], value: int) -> bool:
    """True when the next number word starts another number ("two three")."""
    last = values[-1]
    if value in (100, 1000, 12):
        return (last in (100, 1000) and value <= last) or (value == 12 and last != 1)
    if last in (100, 1000):
        return False
    if 20 <= last < 100 and last % 10 == 0 and value < 10:
        return False
    # "nineteen ninety": a year read in pairs
    return not (last in (17, 18, 19, 20) and 10 <= value < 100 and len(values) == 1)


def _year_words(values: list[int]) -> int | None:
    if len(values) >= 2 and values[0] in (17, 18, 19, 20) and 10 <= values[1] < 100:
        rest = sum(values[1:])
        return values[0] * 100 + rest if len(values) <= 3 and rest < 100 else None
    if len(values) >= 2 and values[0] == 2 and values[1] == 1000:
        rest = sum(values[2:])
        return 2000 + rest if rest < 100 and 100 not in values else None
    return None


def _sum(values: list[int]) -> int:
    total = part = 0
    for value in values:
        if value == 12 and part:
            part *= 12
        elif value == 100:
            part = (part or 1) * 100
        elif value == 1000:
            total += (part or 1) * 1000
            part = 0
        else:
            part += value
    return total + part
