"""Participles that a parser hangs below the count before them."""

from __future__ import annotations

from timeline.events.ellipsis import with_verbs


def test_a_participle_behind_a_count_is_a_verb() -> None:
    words = ["300", "were", "killed", "and", "2,700", "wounded", "in", "Kursk"]
    heads = [2, 1, 0, 1, -2, -1, 1, -3]
    deps = ["nsubj:pass", "aux:pass", "ROOT", "cc", "conj", "orphan", "case", "orphan"]
    tags = ["CD", "VBD", "VBN", "CC", "CD", "JJ", "IN", "NNP"]
    pos = ["NUM", "AUX", "VERB", "CCONJ", "NUM", "ADJ", "ADP", "PROPN"]
    lemmas = ["300", "be", "kill", "and", "2,700", "wounded", "in", "Kursk"]
    with_verbs([word.lower() for word in words], heads, deps, tags, pos, lemmas)
    found = [(words[i], dep, words[i + heads[i]]) for i, dep in enumerate(deps)]
    assert found[3:6] == [
        ("and", "cc", "wounded"),
        ("2,700", "nsubj:pass", "wounded"),
        ("wounded", "conj", "killed"),
    ]
    assert found[7] == ("Kursk", "orphan", "wounded")
    assert (tags[5], pos[5], lemmas[5]) == ("VBN", "VERB", "wound")


def test_other_remnants_stay() -> None:
    heads, deps = [0, -1, 1, -2, -1], ["ROOT", "obj", "cc", "conj", "orphan"]
    with_verbs(
        ["killing", "three", "and", "two", "okhtyrka"], heads, deps, ["VBG"] * 5, ["VERB"] * 5, [""] * 5
    )
    assert deps == ["ROOT", "obj", "cc", "conj", "orphan"]


def test_a_second_state_stays_one() -> None:
    # Of "left two dead and 30 wounded" as parsers read it: the count hangs on the verb or on the first count.
    for head in (-4, -3):
        words = ["left", "two", "dead", "and", "30", "wounded"]
        heads = [0, -1, -2, 1, head, -1]
        deps = ["ROOT", "obj", "xcomp", "cc", "conj", "orphan"]
        tags = ["VBD", "CD", "JJ", "CC", "CD", "VBN"]
        pos = ["VERB", "NUM", "ADJ", "CCONJ", "NUM", "VERB"]
        with_verbs(words, heads, deps, tags, pos, ["leave", *words[1:]])
        assert (deps[5], words[5 + heads[5]], pos[5]) == ("conj", "dead", "ADJ")
        assert (deps[4], words[4 + heads[4]]) == ("nsubj", "wounded")
        assert words[3 + heads[3]] == "wounded"
