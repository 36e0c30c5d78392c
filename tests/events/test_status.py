"""Whether an event happened, as far as the sentence goes; the tables' own examples and more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from timeline.events.attribution import Quotes, voices
from timeline.events.status import status
from timeline.events.tables import table
from timeline.events.telling import tellings
from timeline.models import Status

if TYPE_CHECKING:
    from spacy.language import Language

CUES = table("status_cues")["cue"]
EXAMPLES = [(e["text"], e["trigger"], e["status"]) for cue in CUES for e in cue["examples"]]
REJECTS = [(e["text"], e["trigger"], cue["status"]) for cue in CUES for e in cue["rejects"]]

ROWS = [
    ("Shells hit the town.", "hit", "happened"),
    ("Shells hit the town, officials said.", "hit", "claimed"),
    ("The ministry said that shells had hit the town.", "hit", "claimed"),
    ("According to the mayor, shells hit the town.", "hit", "claimed"),
    ("The ministry confirmed that shells had hit the town.", "hit", "happened"),
    ("The army denied that it had shelled the town.", "shelled", "denied"),
    ("Kyiv accused Moscow of shelling the town.", "shelling", "claimed"),
    ("The two sides will exchange prisoners.", "exchange", "planned"),
    ("The ministry said it would send tanks.", "send", "planned"),
    ("The president vowed to send tanks.", "send", "planned"),
    ("The parliament could ratify the treaty.", "ratify", "hypothetical"),
    ("The decision may be reconsidered.", "reconsidered", "hypothetical"),
    ("The envoy asked the army to open the road.", "open", "hypothetical"),
    ("The army used the bridge to shell the town.", "shell", "hypothetical"),
    ("The rebels never shelled the town.", "shelled", "negated"),
    ("No one was killed.", "killed", "negated"),
    ("The army has not shelled the town.", "shelled", "negated"),
    ("The general threatened to shell the town.", "shell", "threatened"),
    ("The army is planning an attack.", "attack", "planned"),
    ("The talks ended after the rebels attacked, the envoy said.", "attacked", "claimed"),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "trigger", "wanted"), EXAMPLES + ROWS)
def test_status(nlp: Language, text: str, trigger: str, wanted: str) -> None:
    assert _status(nlp, text, trigger) is Status(wanted)


@pytest.mark.model
@pytest.mark.parametrize(("text", "trigger", "unwanted"), REJECTS)
def test_a_cue_does_not_reach_too_far(nlp: Language, text: str, trigger: str, unwanted: str) -> None:
    assert _status(nlp, text, trigger) is not Status(unwanted)


def _status(nlp: Language, text: str, trigger: str) -> Status:
    doc = nlp(text)
    told = tellings(doc, [])
    found = [t for t in told if any(p.text == trigger for p in t.parts)]
    assert found, [t.trigger.text for t in told]
    telling = found[0]
    return status(telling.trigger, telling.parts, voices(telling.trigger, telling.parts, Quotes(doc)))
