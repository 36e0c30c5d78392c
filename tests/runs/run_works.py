"""Articles and work for tests of runs: importable by worker processes, and quick without a pipeline."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import repeat
from pathlib import Path

from timeline.errors import ModelError
from timeline.extraction import Extraction
from timeline.limits import Limits
from timeline.models import Article, Mention, Problem
from timeline.runs import Options

PLACES = ("Kharkiv", "Bakhmut", "Omdurman", "Goma", "Khan Younis", "Idlib", "Hodeidah", "Mekelle")
DEEDS = (
    "killed {n} civilians",
    "wounded {n} people",
    "destroyed {n} houses",
    "hit a depot and killed {n} soldiers",
)
DAYS = ("on Monday", "on Tuesday", "last week", "on 3 May 2024", "yesterday", "two days earlier")


def article(k: int, text: str = "") -> Article:
    """A short report, another one for each number."""
    if not text:
        n = 2 + k % 37
        deed = DEEDS[k % len(DEEDS)].format(n=n)
        text = (
            f"Shelling {deed} in {PLACES[k % len(PLACES)]} {DAYS[k % len(DAYS)]}, officials said. "
            f"The army denied report {k}. "
            f"Rebels seized a village near {PLACES[(k * 3 + 1) % len(PLACES)]} a day later."
        )
    return Article(id=f"a{k}", text=text, dct=date(2024, 5, 24) + timedelta(days=k % 90), title=f"Report {k}")


def written(folder: Path, count: int, first: int = 0) -> Path:
    """A file of articles as JSON lines."""
    path = folder / f"articles-{first}-{count}.jsonl"
    lines = (
        article(k).model_dump_json(include={"id", "text", "dct", "title"})
        for k in range(first, first + count)
    )
    path.write_text("\n".join(line.replace('"dct"', '"date"') for line in lines) + "\n", encoding="utf-8")
    return path


@dataclass(frozen=True)
class FakeWork:
    """Finds one mention in each article, unless its text is an order to misbehave."""

    nlp: None = None
    options: Options = field(default_factory=Options)
    limits: Limits = field(default_factory=Limits)

    def loaded(self) -> FakeWork:
        return self

    def __call__(self, articles: Sequence[Article]) -> Iterator[Extraction | Problem]:
        for given in articles:
            match given.text.split():
                case ["die"]:
                    os.kill(os.getpid(), signal.SIGKILL)
                case ["exit"]:
                    os._exit(7)
                case ["die-once", flag] if not Path(flag).exists():
                    Path(flag).touch()
                    os.kill(os.getpid(), signal.SIGKILL)
                case ["die-twice", flag] if not Path(flag + "2").exists():
                    Path(flag + ("2" if Path(flag).exists() else "")).touch()
                    os.kill(os.getpid(), signal.SIGKILL)
                case ["sleep", seconds]:
                    time.sleep(float(seconds))
                case ["stop"]:  # as in a library that holds on to the interpreter: nothing runs any more
                    os.kill(os.getpid(), signal.SIGSTOP)
                case ["compute"]:  # the same, and as busy as can be
                    sum(repeat(1))
                case ["orphan"]:  # whoever started this process dies
                    os.kill(os.getppid(), signal.SIGKILL)
                    time.sleep(60)
                case ["print"]:
                    print("a library's own words")
                case ["fail"]:
                    yield Problem(where=given.id, code="failed", message="failed")
                    continue
            yield Extraction(article=given, mentions=(mention(given),))


class NoModel(FakeWork):
    """Has a pipeline that is not installed."""

    def loaded(self) -> FakeWork:
        raise ModelError("The spaCy pipeline 'nope' is not installed.")


class NoStart(FakeWork):
    """Cannot even be loaded."""

    def loaded(self) -> FakeWork:
        os._exit(3)


def mention(given: Article) -> Mention:
    """A mention that tells its article apart."""
    return Mention(
        mention_id=f"m-{given.id}",
        event_id=f"m-{given.id}",
        article_id=given.id,
        trigger="hit",
        trigger_start=0,
        trigger_end=3,
        sentence=given.text,
        sentence_start=0,
        sentence_end=len(given.text),
    )
