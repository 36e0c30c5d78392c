"""`timeline explain`: why an expression was read as it was, which event it dates, and why events merged."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from timeline.cli import common

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timeline.merge import Account
    from timeline.models import Mention, Timex, Toll

EPILOG = """\b
Examples:
  timeline explain "Two were killed on Thursday evening." --date 2024-05-24
  cat report.txt | timeline explain - --date 2024-05-24
  timeline explain events.jsonl --event e-d365570c6e36
"""


@click.command(epilog=EPILOG)
@click.argument("text")
@click.option("--date", metavar="DATE", help="Publication date, in any form.")
@click.option("--event", metavar="ID", help="Of a timeline (in place of TEXT) this event, or this mention's.")
@common.model
@common.epoch
def explain(text: str, date: str | None, event: str | None, model: str | None, epoch: str | None) -> int:
    """Show each expression of TEXT: its reading, anchor, rule, interval, and the event that it dates.

    With --event, TEXT is a timeline that this program wrote: show the tellings of one of its events, and why
    each of them is one with the others.
    """
    from timeline import api

    if event is not None:
        return _event(text, event)
    if date is None:
        raise click.UsageError("give the publication date of the text with --date, or an event with --event.")
    if text == "-":
        text = _piped()
    if not text.strip():
        raise click.UsageError("there is no text to explain.")
    # What the text brings must not command the terminal; character by character, so that offsets hold.
    text = "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)
    result = api.explain(text, date, nlp=model, epoch=common.parse_epoch(epoch))
    for timex in result.timexes:
        for line in _timex(timex, text):
            click.echo(line)
        for mention in result.mentions:
            if mention.timex is not None and mention.timex.id == timex.id:
                for line in _mention(mention):
                    click.echo(line)
    undated = [m for m in result.mentions if m.timex is None]
    if undated:
        click.echo(click.style("events with no expression of their own", bold=True))
        for mention in undated:
            for line in _mention(mention):
                click.echo(line)
    if not result.timexes and not result.mentions:
        click.echo("No temporal expression and no event found.")
    return common.DONE


def _piped() -> str:
    """The text of standard input, told as for files: UTF-8, or what a byte order mark names."""
    from timeline.errors import SourceError
    from timeline.read.decode import NotText, decode

    try:
        return decode(sys.stdin.buffer.read())
    except NotText as error:
        raise SourceError(f"standard input {error.reason}.") from None


def _event(source: str, name: str) -> int:
    from timeline import api
    from timeline.merge import account

    found = account(api.read_timeline(source), name)
    if found is None:
        click.echo(f"timeline: {source} has no event or mention {name}.", err=True)
        return common.FAILED
    for line in _account(found):
        click.echo("".join(c if c.isprintable() or c == "\x1b" else " " for c in line))
    return common.DONE


def _account(found: Account) -> Iterator[str]:
    event = found.event
    yield click.style(event.event_id, fg="cyan", bold=True) + f"  {event.title}"
    yield from _rows(
        [
            ("when", event.interval.words() if event.interval else "not known"),
            ("why", event.date_why),
            ("others say", event.date_conflict),
            ("status", event.status),
            ("toll", "; ".join(map(_toll, event.tolls))),
            ("once also", ", ".join(event.aliases)),
            ("confidence", f"{event.confidence:.2f}"),
        ],
        indent=2,
    )
    for telling in found.tellings:
        m, article, reason = telling.mention, telling.article, telling.reason
        outlet = ", ".join(x for x in (article.source, article.dct.isoformat()) if x)
        yield "  " + click.style(m.mention_id, fg="green", bold=True) + f"  {m.trigger}  ({outlet})"
        joined = f"{reason.why} (score {reason.score:g}, with {reason.with_id})" if reason else ""
        yield from _rows(
            [
                ("says", f"“{' '.join(m.sentence.split())}”"),
                ("when", m.interval.words() if m.interval else "not known"),
                ("toll", "; ".join(map(_toll, m.tolls))),
                ("same event", joined or "the others were joined to it"),
            ],
            indent=4,
        )
    for link, title in found.related:
        why = f" ({link.why})" if link.why else ""
        yield "  " + click.style(link.relation, bold=True) + f"  {link.event_id}  {title}{why}"


def _toll(toll: Toll) -> str:
    high = "+" if toll.high is None else f" to {toll.high}" if toll.high != toll.low else ""
    return f"{toll.low}{high} {toll.kind}"


def _timex(timex: Timex, text: str) -> Iterator[str]:
    shown = text[timex.start : timex.end].replace("\n", " ")
    yield click.style(f'"{shown}"', fg="cyan", bold=True) + f"  {timex.type} {timex.value or '(no value)'}"
    rows = [
        ("where", f"characters {timex.start} to {timex.end}"),
        ("read as", timex.reading + (f" ({timex.bound})" if timex.bound else "")),
        ("rule", timex.rule),
        ("anchor", f"{timex.anchor} ({timex.anchor_source})" if timex.anchor else "none needed"),
        ("direction", timex.direction or ""),
        ("interval", f"{timex.interval.words()}  [{timex.interval.edtf()}]" if timex.interval else "none"),
        ("why", timex.why),
        ("confidence", f"{timex.confidence:.2f}"),
    ]
    yield from _rows(rows, indent=2)


def _mention(mention: Mention) -> Iterator[str]:
    yield "  " + click.style(f"dates: {mention.trigger}", fg="green", bold=True) + f"  {mention.title}"
    rows = [
        ("when", mention.interval.words() if mention.interval else "not known"),
        ("why", mention.date_why),
        ("basis", mention.date_basis or ""),
        ("type", " / ".join(x for x in (mention.plover_type, mention.sub_event_type) if x)),
        ("status", mention.status),
        ("who says so", "; ".join(a.name for a in mention.attribution)),
        ("actors", "; ".join(a.name for a in mention.actors)),
        ("targets", "; ".join(a.name for a in mention.targets)),
        ("place", mention.place.name if mention.place else ""),
        ("means", "; ".join(m.name for m in mention.means)),
        ("toll", "; ".join(f"{t.low}{'+' if t.high is None else ''} {t.kind}" for t in mention.tolls)),
        ("quantities", "; ".join(quantity.words() for quantity in mention.quantities)),
        ("confidence", f"{mention.confidence:.2f}"),
    ]
    yield from _rows(rows, indent=4)


def _rows(rows: list[tuple[str, str]], indent: int) -> Iterator[str]:
    for name, value in rows:
        if value:
            yield " " * indent + click.style(f"{name:<12}", dim=True) + value
