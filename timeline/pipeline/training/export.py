"""`export`: a trained run -> the folder of a model that the pipeline loads."""

from __future__ import annotations

import gzip
import json
import shutil
from collections import Counter
from importlib.resources import files
from pathlib import Path

import numpy as np

from ...tables import read_table
from ..heads.lemma import TABLE
from ..heads.parse import RELATIONS
from ..lemmas import LemmaTable, apply_rule, rule_of
from . import records
from .graph import KEPT_FLOAT, build
from .loop import load
from .network import WIDTH

CERTAIN = 0.8
"""A form enters the lemma table under a tag if this share of its lemmas agree."""

PROPER = frozenset({"NNP", "NNPS"})
"""Tags whose lemmas are left to the head: names are not learned by heart."""


def export(
    run: Path, data: Path, base: Path, out: Path, *, int8: bool = True, keep: str = KEPT_FLOAT
) -> dict[str, int]:
    """Write the model's folder from a run (finished or under way); returns the size of each file in bytes."""
    out.mkdir(parents=True, exist_ok=True)
    network = load(run)
    build(network, out / "int8.onnx", int8=int8, keep=keep)
    np.save(out / RELATIONS, network.parser.relations.detach().numpy().astype(np.float16))
    shutil.copyfile(base / "vocab.txt", out / "vocab.txt")
    lemma_table(data).write(out / TABLE)
    meta = {"width": WIDTH, "language": "en", "labels": network.labels}
    (out / "meta.json").write_text(json.dumps(meta, ensure_ascii=False, indent=0), encoding="utf8")
    return {path.name: path.stat().st_size for path in sorted(out.iterdir())}


def lemma_table(data: Path) -> LemmaTable:
    """The lemmas of the training trees by lower-case form and tag, where they agree.

    Pairs that they never show come from `irregular.toml`, which also settles some doubts, or a word list.
    """
    seen: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
    for document in records.read(data / "train.jsonl.gz"):
        for sentence in document.sentences:
            if "lemma" not in sentence.layers:
                continue
            rows = zip(sentence.words, sentence.layers["tag"], sentence.layers["lemma"], strict=True)
            for word, tag, edit in rows:
                form = LemmaTable.key(word)
                if tag and edit and tag not in PROPER and form.replace("-", "").replace("'", "").isalpha():
                    seen.setdefault((form, tag), Counter())[word, edit] += 1
    written = irregular()
    edits = {pair: edit for pair, edit in (inflected() | written).items() if pair not in seen}
    for pair, counts in seen.items():
        edit, times = _best(counts)
        if times >= CERTAIN * counts.total() or edit == written.get(pair):
            edits[pair] = edit
    return LemmaTable(edits)


def _best(counts: Counter[tuple[str, str]]) -> tuple[str, int]:
    """The edit that gives the most words their lemma ("I" and "i" are one form here, and two edits)."""
    right = {
        edit: sum(n for (word, own), n in counts.items() if apply_rule(word, edit) == apply_rule(word, own))
        for edit in sorted({edit for _, edit in counts})
    }
    best = max(right, key=lambda edit: right[edit])
    return best, right[best]


ENDINGS = {
    "verb": (("ing", ("VBG",)), ("ed", ("VBD", "VBN")), ("s", ("VBZ",))),
    "noun": (("es", ("NNS",)),),
    "adj": (("er", ("JJR",)), ("est", ("JJS",))),
}
"""Endings of forms that leave the lemma open ("curtailing" of curtail, "hiring" of hire), and their tags."""


def inflected() -> dict[tuple[str, str], str]:
    """Forms by tag from lemminflect's word list (MIT; after the SPECIALIST lexicon, in the public domain).

    Only forms of a single word are taken: whether "found" is of "find" is for the trees to say.
    """
    edits: dict[tuple[str, str], str] = {}
    with gzip.open(
        str(files("lemminflect") / "resources" / "lemma_lu.csv.gz"), "rt", encoding="utf8"
    ) as rows:
        for row in rows:
            form, part, lemma = row.rstrip("\n").split(",")[:3]
            if not form.isalpha() or not form.islower() or "/" in lemma or lemma == form:
                continue
            for ending, tags in ENDINGS.get(part, ()):
                if form.endswith(ending):
                    edits |= {(form, tag): rule_of(form, lemma) for tag in tags}
                    break
    return edits


def irregular() -> dict[tuple[str, str], str]:
    """The edits of `irregular.toml` by form and tag."""
    written = read_table("timeline.pipeline.training", "irregular.toml")
    edits: dict[tuple[str, str], str] = {}
    for kind, tags in (("verbs", ("VBD", "VBN")), ("nouns", ("NNS",))):
        for row in written[kind]:
            lemma, *forms = row.split()
            for tag, alternatives in zip(tags, forms, strict=True):
                edits |= {(form, tag): rule_of(form, lemma) for form in alternatives.split("/")}
    return edits
