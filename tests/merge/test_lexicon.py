"""The merge lexicon and the table of weights: words that belong together, no evidence without weight."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from timeline import tables
from timeline.errors import RuleError
from timeline.merge import evidence, timing, whereabouts
from timeline.merge.lexicon import lexicon, stem, weights


@pytest.mark.parametrize(
    ("words", "same"),
    [
        (("bombard", "bombardment", "bombarded", "bombarding"), True),
        (("kill", "killing", "killed", "kills"), True),
        (("invasion", "invasions"), True),
        (("negotiate", "negotiation", "negotiations"), True),
        (("strike", "strikes"), True),
        (("arm", "army"), True),  # a known gap: too short a root
        (("attack", "arrest"), False),
        (("protest", "process"), False),
    ],
)
def test_stem(words: tuple[str, ...], same: bool) -> None:
    assert (len({stem(word) for word in words}) == 1) is same


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ("strike", "attack", True),
        ("shelling", "bombardment", True),
        ("struck", "hit", True),
        ("ceasefire", "truce", True),
        ("died", "killed", True),
        ("deliver", "receive", True),
        ("blast", "explosion", True),
        ("attack", "arrest", False),
        ("attack", "war", False),
        ("truce", "attack", False),
        ("meeting", "election", False),
        ("qwerty", "attack", False),
    ],
)
def test_classes(first: str, second: str, shared: bool) -> None:
    lex = lexicon()
    assert (not set(lex.classes_of(first)).isdisjoint(lex.classes_of(second))) is shared


def test_every_piece_of_evidence_has_a_weight_and_the_other_way_round() -> None:
    source = "".join(Path(m.__file__).read_text("utf-8") for m in (evidence, timing, whereabouts))
    kinds = {feature.partition(".")[0] for feature in weights().weight}
    named = set(re.findall(rf'"((?:{"|".join(sorted(kinds))})\.[a-z_]+)"', source))
    made = {f"{role}.{end}" for role in ("actors", "targets") for end in ("shared", "shared_rare")}
    made |= {f"status.{status}" for status in ("denied", "planned", "threatened")}
    assert named | made == set(weights().weight)


def test_every_class_has_a_known_group() -> None:
    lex = lexicon()
    known = {group for pair in lex.kin for group in pair} | set(lex.plover.values())
    assert set(lex.group.values()) <= known


@pytest.mark.parametrize("text", ["not toml [", "kin = 3", ""])
def test_a_broken_file_is_named(text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "lexicon.toml").write_text(text, "utf-8")
    monkeypatch.setattr(tables.resources, "files", lambda _: tmp_path)
    lexicon.cache_clear()
    try:
        with pytest.raises(RuleError, match="lexicon"):
            lexicon()
    finally:
        lexicon.cache_clear()
