"""Which events of a text are an entity's own."""

from __future__ import annotations

import pytest

from timeline.evaluate.entities import run_entities

pytestmark = pytest.mark.model

ROWS = [  # text, entity, the words chosen
    ("Nokia sold its maps unit on Monday and later left Bochum.", "Nokia", ["sold", "left"]),
    ("Nokia owns a mast in Turku. Nokia opened a plant there on Monday.", "Nokia", ["opened"]),
    ("Nokia's attack on the rules began on Monday.", "Nokia", ["attack", "began"]),
    ("Ericsson sold a unit on Monday. Nokia would buy a plant.", "Nokia", []),
]


@pytest.mark.parametrize(("text", "entity", "words"), ROWS)
def test_events_of_an_entity(text: str, entity: str, words: list[str]) -> None:
    tokens = text.replace(".", " .").replace("'s", " 's").split()
    document = {
        "id": "d",
        "corpus": "c",
        "dct": "2024-05-28",
        "text": text,
        "sentences": [{"n": 0, "tokens": tokens}],
    }
    [line] = run_entities([document], [{"timeline": "t", "corpus": "c", "entity": entity}])
    named = [name for entry in line["entries"] for name in entry["mentions"]]
    at = sorted(int(name.rsplit("-", 1)[1]) for name in named)
    assert [tokens[i] for i in at] == words
