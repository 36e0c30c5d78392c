"""`timeline evaluate`: one stage alone on documents with known answers."""

from __future__ import annotations

import json

import click

from timeline.cli import common

EPILOG = """\b
Examples:
  timeline evaluate timex gold.jsonl --out predictions.jsonl
  timeline evaluate dating events.jsonl --out dates.jsonl
"""


@click.command(epilog=EPILOG)
@click.argument("stage", type=click.Choice(["timex", "dating", "merge"]))
@click.argument("gold", metavar="GOLD.jsonl")
@click.option(
    "--out", "path", required=True, metavar="FILE", help="Predictions (JSONL); - is standard output."
)
@common.model
def evaluate(stage: str, gold: str, path: str, model: str | None) -> int:
    """Run STAGE on the documents of GOLD.jsonl and write its predictions; score them where gold is present.

    The answers in the file are never read by the stage, and may be missing.
    """
    from timeline import evaluate as evaluation
    from timeline.errors import MissingExtraError
    from timeline.evaluate.scoring import score

    documents = evaluation.documents(gold)
    if stage == "timex":
        stream = evaluation.run_timex(documents)
    elif stage == "dating":
        stream = evaluation.run_dating(documents, model)
    else:
        stream = evaluation.run_merge(documents)
    answers = []
    with common.output(path) as handle:
        for line in stream:
            answers.append(line)
            handle.write(json.dumps(line, ensure_ascii=False) + "\n")
    try:
        scores = score(stage, documents, answers)
    except MissingExtraError as error:
        # The predictions are written and can be scored elsewhere.
        click.echo(f"not scored: {error}", err=True)
        return common.DONE
    for name, figures in scores.items():
        shown = "  ".join(f"{key} {value:g}" for key, value in figures.items())
        click.echo(f"{name}: {shown}", err=path == "-")
    return common.DONE
