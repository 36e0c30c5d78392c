"""What the commands share: options, the progress line, the report of what was left out, outputs."""

from __future__ import annotations

import io
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TextIO

import click

from timeline.characters import printable
from timeline.limits import Limits, amount, most_memory

if TYPE_CHECKING:
    import datetime as dt

    from timeline.models import Article, Problem, TimelineLike
    from timeline.report import Report

DONE, FAILED, USAGE, SOME_LEFT_OUT, STOPPED = 0, 1, 2, 3, 130

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
_report = click.option(
    "--report",
    metavar="FILE",
    help="What was left out or warned about, and why, as JSON; also when the run fails.",
)
_latest = click.option(
    "--latest",
    metavar="DATE",
    help="Leave out what is published later. [A date in the future is warned about.]",
)
_any_language = click.option(
    "--any-language", is_flag=True, help="Read texts that are not in English, too; they are not understood."
)
_max_size = click.option(
    "--max-size",
    metavar="SIZE",
    default="10M",
    show_default=True,
    callback=lambda context, option, value: _amount(value),
    help="Leave out larger articles (bytes, or characters of a record).",
)
_max_seconds = click.option(
    "--max-seconds",
    metavar="N",
    type=click.FloatRange(min=0),
    default=600,
    show_default=True,
    help="Leave out articles that take more computing time; 0 for no limit. A web page has 20 at most.",
)
_max_memory = click.option(
    "--max-memory",
    metavar="SIZE",
    callback=lambda context, option, value: value if value is None else _amount(value),
    help="Leave out articles for which the process would need more [what the machine has].",
)


class Inputs(NamedTuple):
    """The articles that a command is given, how they are to be read, and whom to tell of them."""

    sources: tuple[str, ...]
    options: dict[str, Any]
    reporter: Reporter
    outputs: tuple[str, ...] = ()

    def writing(self, *paths: str | None) -> Inputs:
        """The same for a command that writes these files (and its report), which are no articles."""
        wanted = (*paths, self.reporter.path)
        return self._replace(outputs=tuple(path for path in wanted if path and path != "-"))

    @property
    def limits(self) -> Limits:
        """What one article may cost."""
        limits: Limits = self.options["limits"]
        return limits

    @property
    def stdin(self) -> BinaryIO | None:
        """Standard input, when "-" is among the sources."""
        return binary_stdin(self.sources)

    def articles(self, *, duplicates: bool = True, store: str | None = None) -> Iterator[Article | Problem]:
        """The articles as `timeline.api` reads them."""
        from timeline import api

        return api.read_articles(
            self.sources,
            **self.options,
            duplicates=duplicates,
            stdin=self.stdin,
            store=store,
            outputs=self.outputs,
        )

    def counted(self) -> int | None:
        """How many articles there are, when that can be told without reading them."""
        from timeline.read.count import count_articles

        return count_articles(self.sources, format=self.options["format"], outputs=self.outputs)


def inputs(command: Callable[..., int]) -> Callable[..., int]:
    """SOURCES and the options of reading, given to the command as `inputs`."""

    @wraps(command)
    def bundled(
        sources: tuple[str, ...],
        date: str | None,
        date_order: str | None,
        force_date: str | None,
        input_format: str | None,
        latest: str | None,
        any_language: bool,
        max_size: int,
        max_seconds: float,
        max_memory: int | None,
        report: str | None,
        **rest: Any,
    ) -> int:
        import datetime as dt

        memory = most_memory() if max_memory is None else max_memory
        options = {
            "date": date,
            "date_order": date_order or "",
            "force_date": force_date,
            "format": input_format or "",
            "latest": latest,
            # The one look at the clock, and only to warn: nothing is ever dated by it.
            "today": dt.date.fromtimestamp(time.time()),  # noqa: DTZ012 - the user's own day
            "any_language": any_language,
            "limits": Limits(max_size, max_seconds, memory=memory),
        }
        reporter = Reporter(report)
        return reporter.run(
            command.__name__, lambda: command(inputs=Inputs(sources, options, reporter), **rest)
        )

    for option in reversed(_OF_READING):
        bundled = option(bundled)
    return bundled


_OF_READING = (
    _sources, _date, _date_order, _force_date, _input_format, _latest, _any_language, _max_size, _max_seconds,
    _max_memory, _report,
)  # fmt: skip


def _amount(text: str) -> int:
    try:
        return amount(text)
    except ValueError as error:
        raise click.BadParameter(f"{error}.") from None


model = click.option(
    "--model", metavar="NAME", help="An installed spaCy pipeline instead of the embedded one."
)
epoch = click.option("--epoch", metavar="DATE", help='First day of the conflict, for "day 500 of the war".')
_narrative = click.option(
    "--narrative/--news", default=None, help="The texts are histories / news [each text decides]."
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
            BadParameter: the end of a path tells no format.
            OutputError: no folder, or a folder in its place.
            MissingExtraError: a package is not installed.
        """
        from timeline.errors import OutputError
        from timeline.export import check, format_of

        for path, name in self.wanted:
            try:
                format_of(path, name)
            except OutputError as error:
                raise click.BadParameter(str(error), param_hint="--out") from None
            check(path, name)

    def write(self, data: TimelineLike, title: str, reporter: Reporter) -> list[str]:
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


def say(line: str) -> None:
    """One line on standard error. What articles bring into it must not command the terminal.

    Messages that nobody reads any more (`2>&1 | head`) are no reason to stop the work.
    """
    try:
        click.echo(printable(line), err=True)
    except BrokenPipeError:
        _forget(sys.stderr)


def _forget(stream: TextIO) -> None:
    """Whatever is still written to a pipe that nobody reads goes nowhere."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)


def leave() -> None:
    """Bring out what standard output still holds; a reader that went away (`| head`) is no error."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _forget(sys.stdout)
    except OSError as error:
        _forget(sys.stdout)
        say(f"timeline: {verdict(error)[1]}")
        sys.exit(FAILED)


class ReaderGone(Exception):  # noqa: N818 - nothing is wrong
    """Whoever read our output went away. No BrokenPipeError, of which click makes exit code 1."""


class Terminated(KeyboardInterrupt):
    """The system asked this process to end; everything is put in order as after Ctrl-C."""


class Ended(Exception):  # noqa: N818 - nothing is wrong
    """The same, once everything is in order."""


def end_when_asked() -> None:
    """From now on a request of the system to end is a `Terminated`, unless it is ignored (`nohup`)."""

    def end(number: int, frame: object) -> None:
        signal.signal(number, signal.SIG_IGN)  # once is enough: what follows puts things in order
        raise Terminated(signal.Signals(number).name)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, end)


def verdict(error: BaseException) -> tuple[int, str]:
    """The exit code and the sentence for what ended a run."""
    from timeline.errors import DateError, TimelineError

    if isinstance(error, DateError):  # those of articles are problems; this one came with an option
        return USAGE, str(error)
    if isinstance(error, click.UsageError):
        return USAGE, error.format_message()
    if isinstance(error, Terminated | Ended):
        return FAILED, f"stopped, as the system asked ({error})."
    if isinstance(error, click.exceptions.Abort | KeyboardInterrupt):
        return STOPPED, "stopped."
    if isinstance(error, click.ClickException):
        return error.exit_code, error.format_message()
    if isinstance(error, TimelineError):
        return FAILED, str(error)
    if isinstance(error, BrokenPipeError | ReaderGone):
        return DONE, "whoever read the output went away."
    if isinstance(error, OSError):
        reason = (error.strerror or str(error) or type(error).__name__).lower()
        return FAILED, f"cannot write or read {error.filename or 'a file'} ({reason})."
    if isinstance(error, MemoryError):
        return FAILED, "there is not enough memory; give fewer articles at a time, or raise --max-memory."
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else FAILED, ""
    reason = f"{type(error).__name__}: {error}".rstrip(": ")
    mend = "please report it, with what TIMELINE_DEBUG=1 shows"
    return FAILED, f"failed on something that nobody foresaw ({reason}); {mend}."


class Reporter:
    """Counts articles, shows progress on a terminal, tells of each problem as it comes, and keeps the report.

    `path` is the file for the report, which is written at the end of `run`, however that ends.
    """

    def __init__(self, path: str | None = None) -> None:
        self.articles = 0
        self.left_out = 0
        self.warnings = 0
        self.path = path
        self._report: Report | None = None
        self._progress: Any = None

    def run(self, command: str, work: Callable[[], int]) -> int:
        """Do the work of a command; the report tells of it even when it fails.

        Raises:
            OutputError: the report cannot be written.
        """
        if not self.path:
            return work()
        from timeline import report

        if self.path == "-":
            raise click.BadParameter("the report needs a file of its own.", param_hint="--report")
        report.check(self.path)
        self._report = report.Report(command)
        try:
            code = work()
        except BaseException as error:
            self._write(*verdict(error))
            raise
        self._write(code)
        return code

    def _write(self, exit_code: int, error: str = "") -> None:
        if self._report is None or not self.path:
            return
        self._report.articles = self.articles
        self._report.write(self.path, exit_code, error)
        self._report.close()

    def problem(self, problem: Problem) -> None:
        """One line on standard error for one problem."""
        from timeline.models import Severity

        lost = problem.severity is Severity.LEFT_OUT
        self.left_out += lost
        self.warnings += not lost
        if self._report is not None:
            self._report.problem(problem)
        if lost:
            self._advance()
        self._say(("left out: " if lost else "warning: ") + problem.message)

    def article(self) -> None:
        """One more article is done."""
        self.articles += 1
        self._advance()

    def saw(self, item: Article | Problem) -> None:
        """An article or a problem, as the API reports them."""
        from timeline.models import Problem

        if isinstance(item, Problem):
            self.problem(item)
        else:
            self.article()

    def _advance(self) -> None:
        if self._progress is not None:
            task = self._progress.tasks[0]
            rate = f"{task.speed:.1f}/s" if task.speed else ""
            self._progress.update(task.id, advance=1, rate=rate)

    def _say(self, line: str) -> None:
        if self._progress is not None:
            self._progress.console.print(printable(line), markup=False, highlight=False, soft_wrap=True)
        else:
            say(line)

    @contextmanager
    def progress(self, inputs: Inputs | None = None) -> Iterator[None]:
        """A progress line while the block runs, on a terminal only: articles, rate, time, and time left.

        The time left is known where `inputs` can be counted without being read.
        """
        if not sys.stderr.isatty():
            yield
            return
        from rich.console import Console
        from rich.progress import (
            MofNCompleteColumn,
            Progress,
            SpinnerColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        total = inputs.counted() if inputs is not None else None
        columns = (
            SpinnerColumn(),
            TextColumn("{task.completed:.0f}") if total is None else MofNCompleteColumn(),
            TextColumn("articles {task.fields[rate]}"),
            TimeElapsedColumn(),
            *(() if total is None else (TextColumn("left:"), TimeRemainingColumn())),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
            shown.add_task("articles", total=total, rate="")
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
