from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from timeline import pipeline
from timeline.errors import ModelError
from timeline.pipeline.foreign import adapt
from timeline.pipeline.runtime import Model


@Language.component("test_parser", assigns=["token.dep", "token.head"])
def _parser(doc: object) -> object:
    return doc


@Language.component("test_tagger", assigns=["token.tag"])
def _tagger(doc: object) -> object:
    return doc


@pytest.mark.parametrize(
    ("components", "message"),
    [
        ((), "'mine' has no parser"),
        (("test_tagger",), "'mine' has no parser"),
        (("test_parser",), "'mine' has no tagger"),
        (("sentencizer", "test_parser"), "'mine' has no tagger"),
    ],
)
def test_what_is_missing_is_named(components: tuple[str, ...], message: str) -> None:
    nlp = spacy.blank("en")
    for component in components:
        nlp.add_pipe(component)
    with pytest.raises(ModelError, match=message) as error:
        adapt(nlp, "mine")
    assert "\n" not in str(error.value)


def test_a_complete_pipeline_is_taken_and_mapped() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("test_tagger")
    nlp.add_pipe("test_parser")
    assert adapt(nlp, "mine").pipe_names == [
        "timeline_lines",
        "test_tagger",
        "test_parser",
        "timeline_schemes",
        "timeline_gazetteer",
    ]
    assert adapt(nlp, "mine").pipe_names.count("timeline_schemes") == 1


@pytest.mark.parametrize("name", ["en_core_web_none", "no such model", "../nowhere"])
def test_a_pipeline_that_is_not_installed(name: str) -> None:
    with pytest.raises(ModelError, match="is not installed: run `python -m spacy download") as error:
        pipeline.load(name)
    assert "--model" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_folder_that_is_no_pipeline(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        pipeline.load(str(tmp_path))


def test_a_damaged_model_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        Model(tmp_path)
    (tmp_path / "meta.json").write_text("{", encoding="utf8")
    with pytest.raises(ModelError, match="cannot be read"):
        Model(tmp_path)
