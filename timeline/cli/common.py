"""What the commands share: options, the progress line, the report of what was left out, outputs."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TextIO

import click

if TYPE_CHECKING:
    import datetime as dt

    from timeline.models import Article, Problem, TimelineData

DONE, FAILED, SOME_LEFT_OUT = 0, 1, 3

_sources = click.argument("sources", nargs=-1, required=True, metavar="SOURCES...")
_date = click.option("--date", metavar="DATE", help="Publication date of texts that carry none, in any form.")
_date_order = click.option("--date-order", type=click.Choice(["DMY", "MDY"]), help="How to read 05/06/2024.")
_force_date = click.option(
    "--force-date", metavar="DATE", help="Publication date of every article, whatever it says itself."
)
_input_format = click.option(
    "--from",
    "input_format",
    type=click.Choice(["text", "html", "jsonl", "json", "csv", "feed", "warc"]),
    help="What the sources are [told by name and content].",
)


class Inputs(NamedTuple):
    """The articles that a command is given, and how their dates are to be read."""

    sources: tuple[str, ...]
    options: dict[str, Any]

    @property
    def stdin(self) -> BinaryIO | None:
        """Standard input, when "-" is among the sources."""
        return binary_stdin(self.sources)

    def articles(self, *, duplicates: bool = True) -> Iterator[Article | Problem]:
        """The articles as `timeline.api` reads them."""
        from timeline import api

        return api.read_articles(self.sources, **self.options, duplicates=duplicates, stdin=self.stdin)


def inputs(command: Callable[..., int]) -> Callable[..., int]:
    """SOURCES and the options of reading, given to the command as `inputs`."""

    @wraps(command)
    def bundled(
        sources: tuple[str, ...],
        date: str | None,
        date_order: str | None,
        force_date: str | None,
        input_format: str | None,
        **rest: Any,
    ) -> int:
        options = {
            "date": date,
            "date_order": date_order or "",
            "force_date": force_date,
            "format": input_format or "",
        }
        return command(inputs=Inputs(sources, options), **rest)

    return _sources(_date(_date_order(_force_date(_input_format(bundled)))))


model = click.option(
    "--model", metavar="NAME", help="An installed spaCy pipeline instead of the embedded one."
)
epoch = click.option("--epoch", metavar="DATE", help='First day of the conflict, for "day 500 of the war".')
_narrative = click.option(
    "--narrative/--report", default=None, help="The texts are histories / news [each text decides]."
)
_zone = click.option(
    "--zone",
    metavar="ZONE",
    callback=lambda context, option, value: check_zone(value),
    help='Time zone told of ("Europe/Kyiv", "+03"): clock times of others are moved to it.',
)


def times(command: Callable[..., int]) -> Callable[..., int]:
    """The options of resolving dates, given to the command as `times`: arguments of `timeline.api`."""

    @wraps(command)
    def bundled(epoch: str | None, narrative: bool | None, zone: str, **rest: Any) -> int:
        return command(times={"epoch": parse_epoch(epoch), "narrative": narrative, "zone": zone}, **rest)

    return epoch(_narrative(_zone(bundled)))


# The names of timeline/export/formats.toml (a test compares them): `--help` reads no data files.
FORMATS = (
    "html", "csv", "hxl", "jsonl", "mentions", "parquet", "sqlite", "duckdb", "ics", "timelinejs", "jsonld",
    "geojson", "timeml", "datapackage",
)  # fmt: skip
outputs = click.option(
    "-o",
    "--out",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    help="May be repeated; its end tells the format: .html .csv .hxl.csv .jsonl .parquet .sqlite .duckdb "
    ".ics .timelinejs.json .jsonld .geojson .tml.zip .zip (data package).",
)


class Outputs:
    """What a command is to write: files told by their end, and files whose format an option names."""

    def __init__(self, paths: Iterable[str], name: str = "", **named: str | None) -> None:
        # Standard output has no end; the page was always what `-o -` gave.
        wanted = [(path, name or ("html" if path == "-" else "")) for path in paths]
        self.wanted = wanted + [(path, key) for key, path in named.items() if path]

    def check(self) -> None:
        """Every output can be written, as far as is known before the work begins.

        Raises:
            OutputError: no format, no folder, or a folder in its place.
            MissingExtraError: a package is not installed.
        """
        from timeline.export import check

        for path, name in self.wanted:
            check(path, name)

    def write(self, data: TimelineData, title: str, reporter: Reporter) -> list[str]:
        """Write them all, tell of what had no place in one, and list them."""
        from timeline import export

        for path, name in self.wanted:
            if path == "-":
                with output(path) as handle:
                    problems = export.write_text(data, handle, name, title=title)
            else:
                problems = export.write(data, path, name, title=title)
            for problem in problems:
                reporter.problem(problem)
        return [path for path, _ in self.wanted]


def parse_epoch(text: str | None) -> dt.date | None:
    """The day that --epoch names; wrong usage when it is no date."""
    if text is None:
        return None
    from timeline.models import Problem
    from timeline.read import parse_date

    found = parse_date(text)
    if isinstance(found, Problem):
        raise click.BadParameter(found.message, param_hint="--epoch")
    return found.day


def check_zone(text: str | None) -> str:
    """The time zone that --zone names; wrong usage when there is none of that name."""
    from timeline.timex.zones import tzinfo_of

    if text and tzinfo_of(text) is None:
        raise click.BadParameter(
            f'no time zone is called {text!r}; give one like "Europe/Kyiv" or "+03".', param_hint="--zone"
        )
    return text or ""


def binary_stdin(names: tuple[str, ...]) -> BinaryIO | None:
    """Standard input, when "-" is among the sources."""
    return sys.stdin.buffer if "-" in names else None


class Reporter:
    """Counts articles, shows progress on a terminal, and tells of each problem as it comes."""

    def __init__(self) -> None:
        self.articles = 0
        self.left_out = 0
        self.warnings = 0
        self._progress: Any = None

    def problem(self, problem: Problem) -> None:
        """One line on standard error for one problem."""
        from timeline.models import Severity

        lost = problem.severity is Severity.LEFT_OUT
        self.left_out += lost
        self.warnings += not lost
        self._say(("left out: " if lost else "warning: ") + problem.message)

    def article(self) -> None:
        """One more article is done."""
        self.articles += 1
        if self._progress is not None:
            self._progress.update(self._progress.task_ids[0], advance=1)

    def saw(self, item: Article | Problem) -> None:
        """An article or a problem, as the API reports them."""
        from timeline.models import Problem

        if isinstance(item, Problem):
            self.problem(item)
        else:
            self.article()

    def _say(self, line: str) -> None:
        # Article names and reasons may hold control characters; a terminal must not obey them.
        clean = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)
        if self._progress is not None:
            self._progress.console.print(clean, markup=False, highlight=False, soft_wrap=True)
        else:
            click.echo(clean, err=True)

    @contextmanager
    def progress(self) -> Iterator[None]:
        """A progress line while the block runs, on a terminal only."""
        if not sys.stderr.isatty():
            yield
            return
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.completed:.0f} articles"), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
            shown.add_task("articles", total=None)
            self._progress = shown
            try:
                yield
            finally:
                self._progress = None

    @property
    def exit_code(self) -> int:
        """0 when all went in, 3 when some articles were left out, 1 when none could be used."""
        if self.left_out and not self.articles:
            return FAILED
        return SOME_LEFT_OUT if self.left_out else DONE


@contextmanager
def output(path: str) -> Iterator[TextIO]:
    """A text handle on a file (written whole or not at all) or on standard output ("-")."""
    if path == "-":
        if isinstance(sys.stdout, io.TextIOWrapper):
            # Articles are UTF-8 whatever the terminal's locale is, and CSV brings its own line ends.
            sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass", newline="")
        yield sys.stdout
        sys.stdout.flush()
        return
    from timeline.export.atomic import atomic_write

    with atomic_write(Path(path)) as handle:
        yield handle
