"""Text -> tokens that carry the lexicon's categories; numbers in words become one token.

One pass over the text with patterns whose quantifiers are bounded or cannot overlap, then one pass over the
tokens with a bounded look-ahead: linear time whatever the input.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from timeline.timex.lexicon import Lexicon, load_lexicon
from timeline.timex.numerals import number_at
from timeline.timex.token import Token, joined

__all__ = ["Token", "tokenize"]

_PIECE = re.compile(
    r"""
    (?P<ISO>\d{4}(?P<isosep>[-/.])\d{2}(?P=isosep)\d{2}
      (?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\w-]))
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
_BUSINESS = re.compile(r"q([1-4])|([1-4])q|h([12])|([12])h|fy(\d{2}|(?:19|20)\d{2})", re.IGNORECASE)
_EMPTY: Mapping[str, str] = {}


def tokenize(text: str) -> list[Token]:
    """All tokens in order; a blank line is a token of the category GAP."""
    lexicon = load_lexicon()
    return _merge(_pieces(text, lexicon), text, lexicon)


def _pieces(text: str, lexicon: Lexicon) -> list[Token]:
    found: list[Token] = []
    end = -1
    for match in _PIECE.finditer(text):
        kind = match.lastgroup or ""
        piece, start = match.group(), match.start()
        glued = start == end
        end = match.end()
        if kind == "WORD" and piece.isalpha():
            found.append(Token(piece, start, end, glued))
        elif kind == "WORD":
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
    if len(digits) <= 2 and 1 <= value <= 31:
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
        if value > 2012:
            cats["TEENS"] = digits  # years since 2013: "2022-03" is no range of years, "2007-08" is one
        if not value % 10:
            cats["TENS"] = digits
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
            after = pieces[i + 1].low if i + 1 < n else ""
            for words, cats in options:
                if len(words) > 1 and words[0] == token.low and not words[1].startswith(after):
                    continue  # most of the many phrases with "the" are told from the next word
                stop = _phrase_end(pieces, i, words)
                if stop:
                    token = joined(pieces, i, stop, text, cats)
                    taken = stop - i
                    break
        number = number_at(pieces, i, text, lexicon) if token.cats or token.low in lexicon.counting else None
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
        if token.low in lexicon.hedges and (
            (found[-1].low if found else "^") not in lexicon.hedge_after
            or (i + 1 < n and pieces[i + 1].low in ("the", "its"))
        ):
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
