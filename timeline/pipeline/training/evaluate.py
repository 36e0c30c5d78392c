"""`evaluate`: a pipeline against the held-out parts, on running text, with spaCy's own scorer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, Span
from spacy.training import Example

from ..heads.entities import spans
from ..lemmas import apply_rule
from . import records
from .records import Sentence
from .wide import coarse

GROUP = 8
"""Sentences that are read as one text, blanks between them: no line break gives a sentence away."""

TEMPORAL = "obl:unmarked"

THREE_KINDS = frozenset({"PERSON", "ORG", "LOC", "WEAPON"})
"""Labels of the public test parts. Their LOC is our GPE, LOC and FAC; their weapons are common nouns."""


def evaluate(nlp: Language, path: Path) -> dict[str, Any]:
    """Scores in percent on a converted file: tags, lemmas, UAS, LAS, sentences, entities, as it has them.

    The pipeline reads raw text with its own tokenizer; a word cut otherwise than in the gold trees counts as
    wrong. Punctuation is not scored in UAS and LAS. "temporal" is the F score of `obl:unmarked` relations.
    """
    gold = list(gold_docs(nlp, path))
    predicted = nlp.pipe([doc.text for doc in gold])
    examples = [Example(guess, doc) for guess, doc in zip(predicted, gold, strict=True)]
    scores: dict[str, Any] = {}
    if any(doc.has_annotation("DEP") for doc in gold):
        for layer in ("tag", "pos", "morph", "lemma"):
            scores[layer] = Scorer.score_token_attr(examples, layer)[f"{layer}_acc"]
        parse = Scorer.score_deps(examples, "dep", ignore_labels=("p", "punct"))
        scores |= {"uas": parse["dep_uas"], "las": parse["dep_las"]}
        by_relation = {nlp.vocab.strings[key]: values for key, values in parse["dep_las_per_type"].items()}
        scores["temporal"] = by_relation.get(TEMPORAL, {}).get("f")
        scores["sentences"] = Scorer.score_spans(examples, "sents")["sents_f"]
        scores["relations"] = {name: values["f"] for name, values in by_relation.items()}
    named = [example for example in examples if example.reference.has_annotation("ENT_IOB")]
    if named:
        gold_labels = {entity.label_ for example in named for entity in example.reference.ents}
        for example in named if gold_labels <= THREE_KINDS else []:
            _coarsen(example.predicted)
            _coarsen(example.reference)
        entities = Scorer.score_spans(named, "ents", getter=_known_entities)
        scores |= {"entities": entities["ents_f"]}
        scores["entities_by_label"] = {
            label: {part: values[part] for part in "prf"}
            for label, values in entities["ents_per_type"].items()
        }
    percent: dict[str, Any] = _percent(scores)
    return percent


def _coarsen(doc: Doc) -> None:
    """Keep only what corpora of three kinds mark, under their labels."""
    kept = [(entity, coarse(entity.label_)) for entity in doc.ents]
    missing = [doc[token.i : token.i + 1] for token in doc if token.ent_iob == 0]
    entities = [Span(doc, entity.start, entity.end, label=label) for entity, label in kept if label != "O"]
    doc.set_ents(entities, missing=missing, default="outside")


def gold_docs(nlp: Language, path: Path) -> Iterator[Doc]:
    """The texts of a converted file, cut to `GROUP` sentences, with their gold annotation."""
    for document in records.read(path):
        for start in range(0, len(document.sentences), GROUP):
            yield gold_doc(nlp, document.sentences[start : start + GROUP])


def gold_doc(nlp: Language, sentences: tuple[Sentence, ...]) -> Doc:
    """Sentences as one Doc; where a sentence has no entity layer its entities are missing, not none."""
    words: list[str] = []
    spaces: list[bool] = []
    entities: list[tuple[int, int, str]] = []
    columns: dict[str, list[Any]] = {
        name: [] for name in ("tags", "pos", "morphs", "lemmas", "heads", "deps")
    }
    unnamed: list[tuple[int, int]] = []
    trees = all(sentence.heads is not None for sentence in sentences)
    for sentence in sentences:
        offset = len(words)
        words += sentence.words
        blanks = list(sentence.spaces or (True,) * len(sentence.words))
        # A sentence is one blank away from the next, whatever stood there.
        spaces += [*blanks[:-1], True]
        named = sentence.layers.get("entity")
        if named is None:
            unnamed.append((offset, len(words)))
        else:
            path = [label or "O" for label in named]
            entities += [(offset + start, offset + end, label) for start, end, label in spans(path)]
        if trees:
            _add_tree(columns, sentence, offset)
    doc = Doc(nlp.vocab, words=words, spaces=spaces, **(columns if trees else {}))  # type: ignore[arg-type]
    if len(unnamed) < len(sentences):
        doc.set_ents(
            [Span(doc, start, end, label=label) for start, end, label in entities],
            missing=[doc[start:end] for start, end in unnamed],
            default="outside",
        )
    return doc


def _add_tree(columns: dict[str, list[Any]], sentence: Sentence, offset: int) -> None:
    layers = sentence.layers
    total = len(sentence.words)
    morphs = [label or "#" for label in layers.get("morph", (None,) * total)]
    columns["tags"] += [tag or "" for tag in layers["tag"]]
    columns["pos"] += [label.split("#", 1)[0] for label in morphs]
    columns["morphs"] += [label.split("#", 1)[1] for label in morphs]
    columns["lemmas"] += [
        apply_rule(word, edit) if edit else word
        for word, edit in zip(sentence.words, layers["lemma"], strict=True)
    ]
    columns["heads"] += [offset + head for head in sentence.heads or ()]
    columns["deps"] += list(layers["dep"])


def _known_entities(doc: Doc, _: str) -> tuple[Span, ...]:
    return tuple(doc.ents)


def _percent(scores: Any) -> Any:
    if isinstance(scores, dict):
        return {name: _percent(value) for name, value in scores.items()}
    return None if scores is None else round(100 * float(scores), 2)
