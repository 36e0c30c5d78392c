"""spaCy's English tokenizer, made to cut the news as Universal Dependencies does, in linear time."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from spacy.lang.char_classes import HYPHENS
from spacy.language import Language
from spacy.symbols import ORTH
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, registry

from ..tables import read_table

REGISTERED = "timeline.NewsTokenizer.v1"
"""The tokenizer's name in spaCy's registry."""

LONGEST_RUN = 300
"""Letters without a blank that spaCy's rules, quadratic in time, are tried on; no word is so long."""

CHUNK = 300
"""Size of the tokens that a longer run (encoded data, a table without blanks) is cut into."""

_LONG_RUN = re.compile(rf"\S{{{LONGEST_RUN},}}")


@cache
def _tables() -> dict[str, Any]:
    return read_table("timeline.pipeline", "tokenizer.toml")


class NewsTokenizer(Tokenizer):  # type: ignore[misc, unused-ignore]
    """A spaCy tokenizer that cuts runs without a blank longer than `LONGEST_RUN` into chunks, unread."""

    def __call__(self, string: str) -> Doc:
        """Cut one text; the tokens with their blanks give it back letter by letter."""
        if _LONG_RUN.search(string) is None:
            doc: Doc = super().__call__(string)
            return doc
        words: list[str] = []
        spaces: list[bool] = []
        position = 0
        for run in _LONG_RUN.finditer(string):
            self._add(string[position : run.start()], words, spaces)
            chunks = [run[0][start : start + CHUNK] for start in range(0, len(run[0]), CHUNK)]
            words += chunks
            spaces += [False] * len(chunks)
            position = run.end()
            if string[position : position + 1] == " ":
                spaces[-1] = True
                position += 1
        self._add(string[position:], words, spaces)
        return Doc(self.vocab, words=words, spaces=spaces)

    def _add(self, text: str, words: list[str], spaces: list[bool]) -> None:
        for token in super().__call__(text):
            words.append(token.text)
            spaces.append(bool(token.whitespace_))


def news_tokenizer() -> Callable[[Language], NewsTokenizer]:
    """What a pipeline's config names: `{"@tokenizers": "timeline.NewsTokenizer.v1"}`."""
    return create_tokenizer


def create_tokenizer(nlp: Language) -> NewsTokenizer:
    """The tokenizer for `nlp`, which must be English: its rules with ours (`tokenizer.toml`) added."""
    defaults = nlp.Defaults
    tables = _tables()
    rules = dict(defaults.tokenizer_exceptions or {})
    for word in tables["abbreviations"]:
        rules[word] = [{ORTH: word}]
    for word in tables["split"]:
        rules.pop(word, None)
    for phrase in tables["joined"]:
        for parts in (phrase.split(), phrase.capitalize().split()):
            rules["".join(parts)] = [{ORTH: part} for part in parts]
    for word, parts in list(rules.items()):
        if word.endswith(("n't", "n’t")):  # spaCy's rules know "don't" and "Don't" alone
            rules[word.upper()] = [{ORTH: str(part[ORTH]).upper()} for part in parts]
    unsplit = "".join(rf"(?<!\b[{word[0].upper()}{word[0]}]{word[1:]})" for word in tables["unsplit"])
    # spaCy's rule for hyphens between letters, held back after "anti" and its like.
    inside = [infix if isinstance(infix, str) else infix.pattern for infix in defaults.infixes or []]
    infixes = [unsplit + infix if f"(?:{HYPHENS})" in infix else infix for infix in inside]
    infixes += tables["infixes"]
    # Ours first: the first that fits is taken, and a run of marks must not be met one by one.
    prefixes = [*tables["prefixes"], *(defaults.prefixes or [])]
    suffixes = [*(defaults.suffixes or []), *tables["suffixes"]]
    return NewsTokenizer(
        nlp.vocab,
        rules=rules,
        prefix_search=compile_prefix_regex(prefixes).search,
        suffix_search=compile_suffix_regex(suffixes).search,
        infix_finditer=compile_infix_regex(infixes).finditer,
        token_match=defaults.token_match,
        url_match=defaults.url_match,
    )


registry.tokenizers.register(REGISTERED, func=news_tokenizer)
