"""The commands: convert, train, average, export, evaluate; check, evaluate-conflict for our own data."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...errors import MissingExtraError, TimelineError

if TYPE_CHECKING:
    from spacy.language import Language

_FOLDER = click.Path(path_type=Path, file_okay=False)

# glibc gives freed pages back to the system and faults them in again at each step: on a small machine
# training is then three to eight times slower. Read by the C library at start, hence the process is started
# anew with them.
MALLOC = {
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "1000000000000",
    "MALLOC_TOP_PAD_": "268435456",
}


@click.group()
def main() -> None:
    """Train the embedded pipeline from public corpora (needs the extra "train")."""


@main.command()
@click.argument("source", type=_FOLDER)
@click.argument("data", type=_FOLDER)
def convert(source: Path, data: Path) -> None:
    """Turn the corpora under SOURCE (ud/*.conllu.gz, ner/*.iob.gz) into training and test files in DATA."""
    from .convert import convert as run

    try:
        sizes = run(source, data)
    except FileNotFoundError as error:
        raise click.ClickException(
            f"{error.filename} is missing; the model card tells which corpora SOURCE holds."
        ) from error
    click.echo(json.dumps(sizes))


@main.command()
@click.argument("data", type=_FOLDER)
@click.argument("base", type=_FOLDER)
@click.argument("out", type=_FOLDER)
@click.option("--steps", type=int, help="Length of the schedule in steps: the same on any machine.")
@click.option("--minutes", type=float, help="Length of the schedule by the clock.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--threads", type=int, default=1, show_default=True, help="One, if anything else wants a core.")
@click.option("--bfloat16/--float32", default=False, show_default=True, help="Measure which is faster first.")
@click.option("--layers", type=int, default=6, show_default=True)
@click.option("--inner", type=int, default=1536, show_default=True, help="Inner neurons of each block.")
@click.option("--start", type=_FOLDER, help="Begin with the weights of another run.")
@click.option("--encoder-rate", type=float, default=2e-4, show_default=True)
@click.option("--cooldown", type=float, default=1.0, show_default=True, help="Share in which the rate falls.")
@click.option("--freeze-words", is_flag=True, help="Leave the word embeddings as they are.")
@click.option("--hidden", type=float, default=0.0, show_default=True, help="Share of words masked.")
def train(
    data: Path,
    base: Path,
    out: Path,
    steps: int | None,
    minutes: float | None,
    seed: int,
    threads: int,
    bfloat16: bool,
    layers: int,
    inner: int,
    start: Path | None,
    encoder_rate: float,
    cooldown: float,
    freeze_words: bool,
    hidden: float,
) -> None:
    """Train on DATA from BASE (model.safetensors, vocab.txt) into OUT, or go on where OUT stopped."""
    if (steps is None) == (minutes is None):
        raise click.UsageError("Give the schedule's length: either --steps or --minutes.")
    wanted = {**MALLOC, "OMP_NUM_THREADS": str(threads)}
    if sys.platform == "linux" and any(os.environ.get(name) != value for name, value in wanted.items()):
        os.execve(sys.executable, sys.orig_argv, {**os.environ, **wanted})
    try:
        from .loop import Options
        from .loop import train as run
    except ImportError as error:
        raise MissingExtraError(
            f"Training needs {error.name}: pip install 'conflict-timeline[train]'."
        ) from error
    run(
        data,
        base,
        out,
        Options(
            steps=steps,
            minutes=minutes,
            seed=seed,
            threads=threads,
            bfloat16=bfloat16,
            layers=layers,
            inner=inner,
            encoder_rate=encoder_rate,
            head_rate=5 * encoder_rate,
            cooldown=cooldown,
            freeze_words=freeze_words,
            hidden=hidden,
        ),
        start=start,
    )


@main.command()
@click.argument("run", type=_FOLDER)
@click.argument("data", type=_FOLDER)
@click.argument("base", type=_FOLDER)
@click.argument("out", type=_FOLDER)
@click.option("--float32", is_flag=True, help="Do not quantise (to measure what int8 costs).")
def export(run: Path, data: Path, base: Path, out: Path, float32: bool) -> None:
    """Write the trained RUN as a model's folder OUT that the pipeline can load."""
    try:
        from .export import export as write
    except ImportError as error:
        raise MissingExtraError(
            f"Export needs {error.name}: pip install 'conflict-timeline[train]'."
        ) from error
    click.echo(json.dumps(write(run, data, base, out, int8=not float32)))


@main.command()
@click.argument("out", type=_FOLDER)
@click.argument(
    "runs", nargs=-1, required=True, type=click.Path(path_type=Path, file_okay=False, exists=True)
)
def average(out: Path, runs: tuple[Path, ...]) -> None:
    """Write the mean of the weights of RUNS, which began with the same weights, as the run OUT."""
    try:
        from .average import average as write
    except ImportError as error:
        raise MissingExtraError(
            f"Averaging needs {error.name}: pip install 'conflict-timeline[train]'."
        ) from error
    write(runs, out)


_FILES = click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False, exists=True)
)
_MODEL = click.option(
    "--model", help="A model's folder, or the name of a spaCy pipeline; the embedded one without it."
)


def _pipeline(model: str | None) -> Language:
    from .. import load
    from ..embedded import create

    return create(Path(model)) if model and (Path(model) / "int8.onnx").exists() else load(model)


@main.command()
@_FILES
@_MODEL
@click.option("--relations/--no-relations", default=False, help="Show the score of every relation too.")
def evaluate(files: tuple[Path, ...], model: str | None, relations: bool) -> None:
    """Score a pipeline on converted test FILES; one JSON line a file, in percent."""
    from .evaluate import evaluate as score

    nlp = _pipeline(model)
    for path in files:
        scores = score(nlp, path)
        if not relations:
            scores.pop("relations", None)
        click.echo(json.dumps({"file": path.name.split(".")[0], **scores}))


@main.command("evaluate-conflict")
@_FILES
@_MODEL
@click.option("--bare", is_flag=True, help="Without the gazetteer layer.")
@click.option("--half", type=click.Choice(["even", "odd"]), help="Every second article only.")
@click.option("--mistakes", type=int, default=0, metavar="N", help="The N most frequent wrong names, too.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
def evaluate_conflict(
    files: tuple[Path, ...], model: str | None, bare: bool, half: str | None, mistakes: int, as_json: bool
) -> None:
    """Score a pipeline on annotated conflict news (FILES in the form of conflict/*.txt)."""
    from .evaluate_conflict import as_table
    from .evaluate_conflict import evaluate as score

    nlp = _pipeline(model)
    if bare and "timeline_gazetteer" in nlp.pipe_names:
        nlp.disable_pipe("timeline_gazetteer")
    tally = score(nlp, files, half or "")
    scores = tally.scores()
    click.echo(json.dumps(scores, indent=1) + "\n" if as_json else as_table(scores), nl=False)
    for (name, wanted, given), count in tally.mistakes.most_common(mistakes):
        click.echo(f"{count:4} {wanted:>7} given {given:7} {name!r}")


@main.command()
@_FILES
def check(files: tuple[Path, ...]) -> None:
    """Say what is wrong with annotated FILES, or count what they hold; exit code 1 if there is a fault."""
    from .conflict_check import census
    from .conflict_check import check as faults_of

    bad = False
    for path in files:
        faults = faults_of(path)
        bad = bad or bool(faults)
        for line in faults or [census(path)]:
            click.echo(line)
    if bad:
        raise SystemExit(1)


if __name__ == "__main__":
    try:
        main()
    except TimelineError as error:
        raise SystemExit(f"error: {error}") from error
