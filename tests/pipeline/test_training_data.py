"""Training's data side, which needs no torch: corpora read, layers joined, sentences varied and packed."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from timeline.pipeline.lemmas import apply_rule
from timeline.pipeline.subwords import Subwords
from timeline.pipeline.training import augment, records
from timeline.pipeline.training.__main__ import main
from timeline.pipeline.training.batches import IGNORED, Stream, inventory, windows_of
from timeline.pipeline.training.corpora import read_conllu, read_iob, with_entities
from timeline.pipeline.training.records import Document, Sentence

TREES = """\
# newdoc id = a
# sent_id = 1
1	Talks	talk	NOUN	NNS	Number=Plur	2	nsubj	_	_
2-3	didn't	_	_	_	_	_	_	_	_
2	did	do	AUX	VBD	Tense=Past	4	aux	_	_
3	n't	not	PART	RB	_	4	advmod	_	_
4	stop	stop	VERB	VB	VerbForm=Inf	0	root	_	_
4.1	stop	stop	VERB	VB	_	_	_	_	_
5	Monday	Monday	PROPN	NNP	Number=Sing	4	obl:tmod	_	SpaceAfter=No
6	.	.	PUNCT	.	_	4	punct	_	_

# newdoc id = b
1	“	"	PUNCT	``	_	2	punct	_	SpaceAfter=No
2	Yes	yes	INTJ	UH	_	0	root	_	_

"""
NAMES = "Yes\tO\n\nTalks\tO\nin\tO\nKyiv\tB-LOC\n\nAnna\tI-PER\nLee\tI-PER\nUN\tB-ORG\n"


@pytest.fixture
def trees(tmp_path: Path) -> list[Document]:
    path = tmp_path / "x.conllu"
    path.write_text(TREES.replace("obl:tmod", "obl:tmod"), encoding="utf8")
    return list(read_conllu(path, "x"))


def test_trees_are_read_by_syntactic_word(trees: list[Document]) -> None:
    assert [len(document.sentences) for document in trees] == [1, 1]
    sentence = trees[0].sentences[0]
    assert sentence.words == ("Talks", "did", "n't", "stop", "Monday", ".")
    assert sentence.spaces == (True, False, True, True, False, True)
    assert sentence.heads == (1, 3, 3, 3, 3, 3)
    assert sentence.layers["dep"] == ("nsubj", "aux", "advmod", "ROOT", "obl:unmarked", "punct")
    assert sentence.layers["morph"][0] == "NOUN#Number=Plur"
    assert [apply_rule(w, e or "") for w, e in zip(sentence.words, sentence.layers["lemma"], strict=True)][
        :4
    ] == [
        "talk",
        "do",
        "not",
        "stop",
    ]


def test_names_are_read_as_whole_entities(tmp_path: Path) -> None:
    path = tmp_path / "x.iob"
    path.write_text(NAMES, encoding="utf8")
    documents = list(read_iob(path, "x", group=2))
    assert [len(document.sentences) for document in documents] == [2, 1]
    assert documents[0].sentences[1].layers["entity"] == ("O", "O", "U-LOC")
    assert documents[1].sentences[0].layers["entity"] == ("B-PERSON", "L-PERSON", "U-ORG")


def test_names_and_trees_over_the_same_words_are_joined(trees: list[Document]) -> None:
    words = trees[0].sentences[0].words
    named = Document("y", (Sentence(words, {"entity": ("O",) * 6}), Sentence(("Other",), {"entity": ("O",)})))
    joined = list(with_entities(trees, [named]))
    assert joined[0].sentences[0].layers["entity"] == ("O",) * 6
    assert "entity" not in joined[1].sentences[0].layers


def test_converted_documents_read_back(trees: list[Document], tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl.gz"
    assert records.write(path, trees) == 2
    assert list(records.read(path)) == trees


@given(st.integers(0, 10_000))
def test_a_varied_sentence_is_still_well_annotated(seed: int) -> None:
    said = Sentence(
        ("The", "army", "said", "that", "it", '"', "won", '"', "."),
        {
            "tag": ("DT", "NN", "VBD", "IN", "PRP", "``", "VBD", "''", "."),
            "morph": ("DET#", "NOUN#", "VERB#", "SCONJ#", "PRON#", "PUNCT#", "VERB#", "PUNCT#", "PUNCT#"),
            "lemma": (None,) * 9,
            "dep": ("det", "nsubj", "ROOT", "mark", "nsubj", "punct", "ccomp", "punct", "punct"),
            "entity": ("O",) * 9,
        },
        (1, 2, 2, 6, 6, 6, 2, 6, 2),
    )
    rng = random.Random(seed)
    for sentence in augment.vary(Document("x", (said,)), rng).sentences:
        assert sentence.heads is not None
        assert {len(labels) for labels in sentence.layers.values()} == {len(sentence.words)}
        assert len(sentence.heads) == len(sentence.words)
        roots = [index for index, head in enumerate(sentence.heads) if head == index]
        assert [sentence.layers["dep"][index] for index in roots] == ["ROOT"]
    put_in = augment.insert_time(said, rng)
    assert put_in.heads is not None
    new = [i for i, dep in enumerate(put_in.layers["dep"]) if dep in ("obl", "obl:unmarked")]
    assert [put_in.words[put_in.heads[index]] for index in new] in (["said"], ["won"])


def test_no_date_is_put_where_the_reading_would_be_open() -> None:
    ran = Sentence(
        ("He", "was", "tired", "."),
        {
            "tag": ("PRP", "VBD", "JJ", "."),
            "morph": ("PRON#", "AUX#", "ADJ#", "PUNCT#"),
            "dep": ("nsubj", "cop", "ROOT", "punct"),
        },
        (2, 2, 2, 2),
    )
    assert augment.insert_time(ran, random.Random(0)) == ran


@pytest.mark.parametrize("seed", range(20))
def test_names_change_places_with_their_like(seed: int) -> None:
    def news(*words: str, entity: tuple[str, ...]) -> Sentence:
        return Sentence(words, {"entity": entity})

    given = news(
        "Troops", "left", "Goma", "for", "Port", "Sudan", entity=("O", "O", "U-GPE", "O", "B-GPE", "L-GPE")
    )
    other = news("New", "York", "thanked", "Mali", entity=("B-GPE", "L-GPE", "O", "U-GPE"))
    names = augment.Names([Document("conflict", (given, other))])
    words = names.put(given, random.Random(seed)).words
    assert words[2] in ("Goma", "Mali")
    assert words[4:] in (("Port", "Sudan"), ("New", "York"))
    assert words[:2] + words[3:4] == ("Troops", "left", "for")


@pytest.fixture
def stream(trees: list[Document], tmp_path: Path) -> Stream:
    vocabulary = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "talks",
        "did",
        "n",
        "'",
        "t",
        "stop",
        "monday",
        ".",
        "yes",
    ]
    (tmp_path / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf8")
    named = Document("y", (Sentence(("Yes",), {"entity": ("U-ORG",)}),))
    labels = inventory([*trees * 3, named])
    subwords = Subwords(tmp_path / "vocab.txt")
    assert windows_of(trees, subwords, random.Random(0))
    return Stream([*trees, named], labels, subwords, pieces=64, seed=1)


def test_hidden_words_are_masked_and_have_no_lemma_to_learn(stream: Stream) -> None:
    """The lemma of a word that is not seen cannot be told; its part of speech can, by its neighbours."""
    stream._hidden = 1.0
    batch = next(stream.batches())[3]
    known = batch.inputs["first"] > 0
    first, last = batch.inputs["first"][known], batch.inputs["last"][known]
    rows = np.nonzero(known)[0]
    assert (batch.inputs["pieces"][rows, first] == stream._subwords.mask).all()
    assert (batch.inputs["pieces"][rows, last] == stream._subwords.mask).all()
    assert (batch.targets["lemma"][known] == IGNORED).all()
    assert (batch.targets["tag"] != IGNORED).any()
    assert (batch.inputs["pieces"][:, 0] == stream._subwords.start).all()


def test_the_stream_can_be_taken_up_again(stream: Stream) -> None:
    first = stream.batches()
    seen = [next(first) for _ in range(6)]
    epoch, index, _, _ = seen[2]
    again = stream.batches(epoch, index)
    for expected in seen[3:]:
        batch = next(again)
        assert batch[:2] == expected[:2]
        assert all(
            np.array_equal(batch[3].targets[name], expected[3].targets[name]) for name in batch[3].targets
        )


def test_layers_that_a_corpus_lacks_teach_nothing(stream: Stream) -> None:
    for _, (_, _, _, batch) in zip(range(8), stream.batches(), strict=False):
        assert set(batch.targets) == {"tag", "morph", "lemma", "entity", "parse", "sentence"}
        known = {name: (target != IGNORED) for name, target in batch.targets.items()}
        assert not (known["parse"] & known["entity"] & (batch.sentence_of < 0)).any()
        assert (batch.targets["sentence"][:, 0] == IGNORED).all()


def test_a_missing_corpus_is_one_sentence(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["convert", str(tmp_path), str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "is missing; the model card tells" in result.output and "Traceback" not in result.output
