"""Text -> tokens that carry the lexicon's categories; numbers in words become one token.

Nine tokens of ten are words that no rule looks at, so nothing is done for them one by one: the text is cut
in one call, each piece is looked up among those met before, and only the few that the lexicon may join with
their neighbours are looked at. The patterns' quantifiers are bounded or cannot overlap, and the look-ahead of
a join is bounded: linear time whatever the input.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import accumulate

from timeline.timex.clause import telling
from timeline.timex.lexicon import Lexicon, load_lexicon
from timeline.timex.numerals import joins_of, number_at
from timeline.timex.rules import told_words
from timeline.timex.token import NOTHING, PLAIN, UNSIGNED, Token, Tokens

__all__ = ["Token", "Tokens", "forget", "tokenize"]

# What begins with a figure, the more special forms first. "3pm" is cut behind its figures.
_FIGURES = (
    ("ISO", r"\d{4}(?:-\d{2}-\d{2}|/\d{2}/\d{2}|\.\d{2}\.\d{2})"
            r"(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\w-])"),
    ("NUMDATE", r"\d{1,2}(?:/\d{1,2}/|\.\d{1,2}\.|-\d{1,2}-)(?:\d{4}|\d{2})(?![\w/-]|[.]\d)"),
    ("CLOCK", r"(?:[01]?\d|2[0-4])[:.][0-5]\d(?::[0-5]\d)?(?:(?=[apAP][mM]\b)|(?![\w%]|[:.,]\d))"),
    ("LONGNUM", r"\d{1,3}(?:,\d{3})+(?![\w])|\d+[.,]\d+(?!\w)"),
    ("CUT", r"\d{1,4}(?=(?:[aApP][mM]|[hH]|[hH][rR][sS]|[mM][iI][nN])(?![^\W_]|\.[^\W\d_]\.))"),
    ("WORD", r"[^\W_]+(?:\.[^\W\d_](?=\.))?"),
)  # fmt: skip
_FIGURE = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _FIGURES))
_WORD = r"[^\W\d_][^\W_]*+(?:\.[^\W\d_](?=\.))?"
# A piece with the space before it, so that the lengths add up; a blank line is a piece of its own, and so is
# the space behind the last token. The first line is what most pieces are, said so that it is quick.
_PIECE = re.compile(
    r"(?: [a-zA-Z]++(?![^\W_]|\.[^\W\d_]\.)|[,;)])"
    rf"|[^\S\n]*+(?:{_WORD}|(?:\n[^\S\n]*+(?!\n))?(?:{'|'.join(p for _, p in _FIGURES)}|[^\s])"
    r"|\n[^\S\n]*+\n\s*+|\n?[^\S\n]*+\Z)"
)
_DIGITS_TAIL = re.compile(r"(\d{1,4})(st|nd|rd|th|s|am|pm|h|hrs|min)$", re.IGNORECASE)
_BUSINESS = re.compile(r"q([1-4])|([1-4])q|h([12])|([12])h|fy(\d{2}|(?:19|20)\d{2})", re.IGNORECASE)
_EMPTY: Mapping[str, str] = {}
# pieces remembered, and the longest of them
_MANY, _LONGEST = 40_000, 40


def tokenize(text: str) -> Tokens:
    """All tokens in order; a blank line is a token of the category GAP."""
    known = _known()
    pieces = _PIECE.findall(text)
    while pieces and pieces[-1].count("\n") < 2 and not pieces[-1].strip():
        pieces.pop()
    raw = list(map(known.__getitem__, pieces))
    busy = [i for i, token in enumerate(raw) if token.hot]
    tokens = Tokens(raw, list(accumulate(map(len, pieces))), busy)
    for i in [i for i in busy if raw[i].figure]:
        tokens[i] = known.figure(raw[i], text, tokens, pieces[i], i)
    joining = [i for i in busy if tokens[i].joins is not NOTHING]
    return _merged(tokens, joining, text, known)


def forget(tokens: Sequence[Token]) -> None:
    """Take back what the grammar wrote on tokens, on these and on all that are remembered."""
    _known().clear()
    _known().figures.clear()
    _known().joined.clear()
    for token in tokens:
        token.sign = token.opens = UNSIGNED
        token.shape = 0
        token.hot = True


class _Known(dict[str, Token]):
    """The tokens of the pieces met so far, with the space before them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.words = told_words() | lexicon.counting | lexicon.abbreviations | lexicon.hedges
        self.words |= lexicon.phrases.keys()
        self.figures: dict[tuple[str, str, bool, bool], Token] = {}
        self.joined: dict[tuple[object, ...], Token] = {}

    def __missing__(self, piece: str) -> Token:
        text = piece.strip()
        glued = not piece[:1].isspace()
        if text and not glued and piece != (usual := " " + text):
            token = self[usual]
        elif text.isalpha() and text.lower() not in self.words:
            token = Token(text, glued)
            token.sign, token.opens, token.hot = PLAIN, 0, False
            token.tells = telling(token)
        elif not text:
            blank = piece[piece.index("\n") :]
            token = Token(blank, blank == piece, {"GAP": blank})
            token.tells = telling(token)
        elif text[0].isdecimal():
            token = self._figure(text, glued)
        else:
            cats = _EMPTY if text.isalpha() else _word_cats(text, None)
            token = self._alone(Token(text, glued, cats))
        if len(piece) <= _LONGEST:
            if len(self) >= _MANY:
                self.clear()
            self[piece] = token
        return token

    def _figure(self, text: str, glued: bool) -> Token:
        """The token of a piece that begins with a figure.

        Alone it is what it is in a text, but for clock times: "12.45%" is a number, and where one opens its
        line tells, too. The figures of other scripts are numbers before "pm" only.
        """
        match = _FIGURE.match(text)
        kind = match.lastgroup or "" if match else ""
        if kind != "CLOCK" and text.isascii():
            token = Token(text, glued, _figure_cats(kind, text))
            if text in self.words:
                return self._alone(token)
            token.joins = joins_of(token, self.lexicon) or NOTHING
            return token
        token = Token(text, glued)
        token.figure, token.joins = True, None
        return token

    def figure(self, found: Token, text: str, tokens: Tokens, piece: str, i: int) -> Token:
        """The token of a figure of which what stands behind it tells what it is."""
        match = _FIGURE.match(text, tokens.start(i))
        kind = match.lastgroup or "" if match else ""
        line = not i or "GAP" in tokens[i - 1].cats or "\n" in piece
        key = (kind, found.text, found.glued, line)
        token = self.figures.get(key)
        if token is None:
            token = self._alone(Token(found.text, found.glued, _figure_cats(kind, found.text)))
            token.line = line and ("CLOCK" in token.cats or "CLOCKDOT" in token.cats)
            if len(found.text) <= _LONGEST:
                if len(self.figures) >= _MANY:
                    self.figures.clear()
                self.figures[key] = token
        return token

    def same(self, token: Token) -> Token:
        """The token of that text and those categories, one object wherever it is met."""
        key = (token.text, token.glued, token.line, *token.cats.items())
        found = self.joined.get(key)
        if found is None:
            if len(self.joined) >= _MANY:
                self.joined.clear()
            found = self.joined[key] = token
            token.tells = telling(token)
        return found

    def _alone(self, raw: Token) -> Token:
        """The token as it is where nothing behind it joins it."""
        token, _ = _joined(Tokens([raw], [len(raw.text)], []), 0, "^", raw.text, self.lexicon)
        token.raw = raw
        token.joins = _joins(raw, self.lexicon)
        token.tells = telling(token)
        return token


@cache
def _known() -> _Known:
    return _Known(load_lexicon())


def _figure_cats(kind: str, piece: str) -> Mapping[str, str]:
    if kind == "CUT":
        return _number_cats(piece)
    if kind == "WORD":
        return _word_cats(piece, _DIGITS_TAIL.match(piece))
    if kind == "LONGNUM":
        plain = piece.replace(",", "")
        return {"NUM": plain, "LONG": plain} if len(plain) < 9 else _EMPTY
    if kind == "CLOCK" and "." in piece:
        # "12.45" is a time only with a.m. or p.m. behind it
        return {"CLOCKDOT": piece, "NUM": piece}
    return {kind: piece}


def _word_cats(piece: str, tail: re.Match[str] | None) -> Mapping[str, str]:
    if piece.isdecimal() and piece.isascii():
        return _number_cats(piece)
    if tail:
        suffix = tail[2].lower()
        if suffix == "s":
            if not tail[1].endswith("0"):
                return _EMPTY
            return {"DECADEYY" if len(tail[1]) == 2 else "DECADE": tail[1]}
        return {"ORD": tail[1].lstrip("0") or "0"}
    business = _BUSINESS.fullmatch(piece) if len(piece) < 7 else None
    if business:
        quarter, half = business[1] or business[2], business[3] or business[4]
        return {"QTR": quarter} if quarter else {"HALFYEAR": half} if half else {"FY": business[5]}
    return _EMPTY


def _number_cats(digits: str) -> dict[str, str]:
    if len(digits) > 6:
        return {}
    value = int(digits)
    cats = {"NUM": str(value)}
    if 1 <= value <= 31 and len(digits) <= 2:
        cats["DAYNUM"] = str(value)
    if len(digits) <= 2 and value <= 24:
        cats["HOURNUM"] = str(value)
    if len(digits) == 2:
        cats["YY"] = digits
        if 1 <= value <= 12:
            cats["MM"] = str(value)
    if len(digits) == 4 and 1000 <= value <= 2199:
        cats["YEAR"] = digits
        if 1900 <= value < 2100:
            cats["MODERN"] = digits
            if value % 100:
                del cats["NUM"]  # "World Cup 2018 day five", "the post-2014 years"
        if value > 2012:
            cats["TEENS"] = digits  # years since 2013: "2022-03" is no range of years, "2007-08" is one
        if not value % 10:
            cats["TENS"] = digits
    if len(digits) == 4 and value < 2400 and value % 100 < 60:
        cats["HHMM"] = digits
    if 2 <= len(digits) <= 4:
        cats["YEARANY"] = digits
    return cats


def _merged(tokens: Tokens, joining: Sequence[int], text: str, known: _Known) -> Tokens:
    """Join phrases of the lexicon, abbreviations with their full stops, and numbers in words."""
    found: list[Token] = []
    ends: list[int] = []
    done, last = 0, len(tokens) - 1
    for i in joining:
        joins = tokens[i].joins
        if i < done or (joins is not None and (i == last or tokens[i + 1].low not in joins)):
            continue
        found += tokens[done:i]
        ends += tokens.ends[done:i]
        token, done = _joined(tokens, i, found[-1].low if found else "^", text, known.lexicon)
        found.append(known.same(token))
        ends.append(tokens.ends[done - 1])
    if done:
        found += tokens[done:]
        ends += tokens.ends[done:]
        tokens = Tokens(found, ends, [])
    tokens.openers = [i for i, token in enumerate(tokens) if token.opens]
    return tokens


def _joined(tokens: Tokens, i: int, before: str, text: str, lexicon: Lexicon) -> tuple[Token, int]:
    """The token that begins at a piece, behind a word, and the index of the piece after it."""
    token, n = tokens[i].raw or tokens[i], len(tokens)
    cats, stop = token.cats, i
    for words, phrase_cats in lexicon.phrases.get(token.low, ()):
        if stop := _phrase_end(tokens, i, words):
            cats = {**cats, **phrase_cats} if stop == i + 1 else phrase_cats
            break
    stop = max(stop, i)
    number = number_at(tokens, i, lexicon) if cats or token.low in lexicon.counting else None
    if number and number[1] >= max(stop, i + 1):
        own = {**token.cats, **number[0]} if number[1] == i + 1 else number[0]
        cats = {**cats, **own} if number[1] == stop else own
        stop = number[1]
    stop = max(stop, i + 1)
    start = tokens.start(i)
    joined = Token(text[start : tokens.ends[stop - 1]], token.glued, cats)
    joined.line = token.line
    low = joined.low
    if low in lexicon.abbreviations and stop < n and tokens[stop].text == ".":
        behind = tokens[stop + 1].cats if stop + 1 < n else _EMPTY
        if tokens[stop].glued or "DAYNUM" in behind:
            stop += 1
            joined.text = text[start : tokens.ends[stop - 1]]
    if low in lexicon.latent_capital and not joined.text[0].isupper():
        joined.cats = _EMPTY
    if low in lexicon.hedges and (
        before not in lexicon.hedge_after or (i + 1 < n and tokens[i + 1].low in ("the", "its"))
    ):
        joined.cats = _EMPTY
    return joined, stop


def _joins(raw: Token, lexicon: Lexicon) -> frozenset[str] | None:
    """The words that may make one token with this one when they stand behind it."""
    low = raw.low
    if low in lexicon.hedges:
        return None  # what stands before it tells
    found = set(joins_of(raw, lexicon))
    for words, _ in lexicon.phrases.get(low, ()):
        rest = words[0][len(low) :] or (words[1] if len(words) > 1 else "")
        if words[0].startswith(low):
            # a word of the lexicon may be several pieces of a text: "year's"
            found.update(rest[:k] for k in range(1, len(rest) + 1))
    if low in lexicon.abbreviations:
        found.add(".")
    return frozenset(found) or NOTHING


def _phrase_end(tokens: Sequence[Token], start: int, words: tuple[str, ...]) -> int:
    """Index after the phrase's last token when it stands at start, else 0."""
    i = start
    for word in words:
        left = word
        # tokens split at apostrophes and full stops; a word of the lexicon may hold them
        while left:
            if i >= len(tokens):
                return 0
            low = tokens[i].low
            if not left.startswith(low) or (left is not word and not tokens[i].glued):
                return 0
            left = left[len(low) :]
            i += 1
    return i
