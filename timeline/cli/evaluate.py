"""`timeline evaluate`: one stage alone on documents with known answers."""

from __future__ import annotations

import json

import click

from timeline.cli import common

EPILOG = """\b
Examples:
  timeline evaluate timex gold.jsonl --out predictions.jsonl
  timeline evaluate dating events.jsonl --out dates.jsonl
  timeline evaluate entities documents.jsonl --targets timelines.jsonl --out timelines-found.jsonl
"""


@click.command(epilog=EPILOG)
@click.argument("stage", type=click.Choice(["timex", "dating", "merge", "entities", "days"]))
@click.argument("gold", metavar="GOLD.jsonl")
@click.option(
    "--out", "path", required=True, metavar="FILE", help="Predictions (JSONL); - is standard output."
)
@click.option(
    "--targets", metavar="FILE", help="For entities: whose timelines are asked for (JSONL, with the answers)."
)
@click.option("--given", is_flag=True, help="For entities: the documents' event words are given.")
@common.model
def evaluate(stage: str, gold: str, path: str, targets: str | None, given: bool, model: str | None) -> int:
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
    elif stage == "merge":
        stream = evaluation.run_merge(documents)
    elif stage == "days":
        stream = evaluation.run_days(documents)
    elif targets is None:
        raise click.UsageError("entities needs --targets FILE.")
    else:
        texts, documents = documents, evaluation.documents(targets)
        stream = evaluation.run_entities(texts, documents, given=given, model=model)
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
