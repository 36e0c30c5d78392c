"""The words near an expression, within its sentence, that may tell of its place in time.

Nine words of ten tell nothing; a token knows of itself whether it may (`Token.tells`), so that nobody asks it
again and again.
"""

from __future__ import annotations

from functools import cache

from timeline.timex.lexicon import cue_words
from timeline.timex.token import STOP, Token, Tokens

__all__ = ["STOPS", "telling", "telling_before"]

STOPS = frozenset({".", "!", "?", ";", '"', "“", "”"})
# tokens before an expression that are looked through
_REACH = 14
# words that are asked for by name, beside those of the lexicon's cues and those in -ed
_NAMED = frozenset(
    {
        "'ll", "could", "did", "expected", "expires", "had", "if", "last", "plan", "planned", "plans",
        "scheduled", "shall", "since", "till", "to", "unless", "until", "was", "were", "will", "would",
    }
)  # fmt: skip


@cache
def _words() -> frozenset[str]:
    return cue_words() | _NAMED


def telling(token: Token) -> int:
    """What `Token.tells` is to be."""
    low = token.low
    if low in STOPS or "GAP" in token.cats:
        return STOP
    return 1 if low.endswith("ed") or low in _words() else 0


def telling_before(tokens: Tokens, first: int) -> list[int]:
    """Where the telling words of the sentence stand before a token, the nearest first."""
    found = tokens.clauses.get(first)
    if found is None:
        found = []
        for i in range(first - 1, max(-1, first - 1 - _REACH), -1):
            tells = tokens[i].tells
            if tells == STOP:
                break
            if tells:
                found.append(i)
        tokens.clauses[first] = found
    return found
