"""The whole path as a few plain functions: read -> tag -> extract -> merge.

Whatever the command line does, these do. Articles stream through; only mentions are held for merging. One
bad article never costs the others: it is yielded as a `Problem`, with its name and the reason, and the rest
go on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from timeline import extraction
from timeline.errors import SourceError
from timeline.extraction import BATCH, Extraction, tag_articles
from timeline.gathering import gathered, merge_mentions, whole
from timeline.limits import Limits
from timeline.models import Article, Mention, Problem, TimelineLike, Timex
from timeline.result import Timeline

if TYPE_CHECKING:
    from spacy.language import Language

    from timeline.merge import Corrections
    from timeline.runs import WorkingStore

__all__ = [
    "BATCH",
    "Extraction",
    "build",
    "build_stream",
    "explain",
    "extract",
    "merge_mentions",
    "read_articles",
    "read_timeline",
    "tag",
    "tag_articles",
]


def read_articles(
    sources: str | Path | Sequence[str | Path],
    *,
    date: str | None = None,
    date_order: str = "",
    force_date: str | None = None,
    format: str = "",  # noqa: A002 - the word that the command line uses, too
    duplicates: bool = True,
    latest: str | dt.date | None = None,
    today: dt.date | None = None,
    any_language: bool = False,
    limits: Limits | None = None,
    stdin: BinaryIO | None = None,
    store: str | Path | WorkingStore | None = None,
    outputs: Sequence[str | Path] = (),
) -> Iterator[Article | Problem]:
    """Read articles from files, folders, patterns or "-" (standard input), one at a time.

    Texts, web pages, JSONL, CSV, feeds and WARC archives are told by their content, or all by `format`.
    `date` is the publication date of articles that carry none, `force_date` that of all. `date_order` ("DMY"
    or "MDY") settles dates such as 05/06/2024. `duplicates` marks articles that repeat others. What is
    published after `latest` is left out, and after `today` warned about (None looks at no clock). What is not
    in English is left out, unless `any_language` is given, and what passes the `limits` is, too. Whatever
    cannot be read is yielded as a Problem. Where `store` is a file, web pages are kept beside it
    ("kept.store.pages") and not taken apart again. `outputs` are files that the run writes: where a folder or
    a pattern holds them, they are not read as articles.

    Example:
        >>> for item in read_articles(["samples"]):       # doctest: +SKIP
        ...     print(item.id if isinstance(item, Article) else item.message)
    """
    from timeline import read

    listed = [sources] if isinstance(sources, str | Path) else list(sources)
    return read.read_articles(
        listed,
        date=date,
        date_order=date_order,
        force_date=force_date,
        format=format,
        duplicates=duplicates,
        latest=latest,
        today=today,
        any_language=any_language,
        limits=limits,
        stdin=stdin,
        store=_file(store),
        outputs=outputs,
    )


def _file(store: str | Path | WorkingStore | None) -> str | Path | None:
    """A store of the user's own that is a file."""
    if not isinstance(store, str | Path):
        return None
    from timeline.runs.folder import is_folder

    return None if is_folder(str(store)) else store


def read_timeline(path: str | Path | BinaryIO) -> Timeline:
    """A timeline from a file that this program wrote, without its articles.

    JSON lines, SQLite, DuckDB and Parquet give back all of it, a CSV what a table holds; the timeline's
    problems then say what that lacks. An open handle (standard input) gives JSON lines.

    Raises:
        SourceError: the file is missing, unreadable, or none that this program wrote.
        MissingExtraError: the package that reads it is not installed.

    Example:
        >>> read_timeline("events.jsonl").write("events.geojson")    # doctest: +SKIP
    """
    from timeline import export

    return Timeline(**dict(export.read_timeline(path)))


def tag(
    text: str,
    date: dt.date | None,
    *,
    epoch: dt.date | None = None,
    narrative: bool | None = None,
    zone: str = "",
) -> tuple[Timex, ...]:
    """Find and resolve the temporal expressions of one text, counting from its publication date.

    `epoch` is the first day of the conflict ("on day 500 of the war"). `narrative` says whether the text is a
    history (True) or a report (False); None lets the text itself decide. `zone` is the time zone of the place
    told of ("Europe/Kyiv", "+03"): clock times of other zones are moved to it.

    Example:
        >>> tag("He left on Tuesday.", dt.date(2023, 8, 15))[0].value
        '2023-08-15'
    """
    from timeline import timex

    return timex.tag(text, date, epoch=epoch, narrative=narrative, zone=zone)


def extract(
    items: Iterable[Article | Problem],
    *,
    nlp: Language | str | None = None,
    dated_only: bool = False,
    epoch: dt.date | None = None,
    narrative: bool | None = None,
    zone: str = "",
    store: str | Path | WorkingStore | None = None,
    jobs: int = 1,
    cluster: str = "",
    limits: Limits | None = None,
) -> Iterator[Extraction | Problem]:
    """The dated events of each article, not merged, in the order of the articles.

    `nlp` is a loaded spaCy pipeline, the name of an installed one, or None for the embedded one.
    `dated_only` leaves out events that no temporal expression of their own dates. `epoch`, `narrative` and
    `zone` are those of `tag`. `store`, `jobs` and `cluster` are those of `timeline.runs.run`: finished
    articles are kept in a file (or a folder) and not worked on again, and the work is shared out. An article
    that passes the `limits` of time and memory is left out. Where they are given and the pipeline is not
    loaded yet, one job, too, works in a process of its own: only a process can be ended wherever it hangs.

    Raises:
        ModelError: the pipeline is not installed or lacks a component.
        SourceError: the store is in use by another run, damaged, or none of ours.
        OutputError: the store cannot be written any more; what it holds is safe.
        MissingExtraError: a cluster is asked for, and its packages are not installed.
    """
    watched = limits is not None and limits.seconds > 0 and (nlp is None or isinstance(nlp, str))
    if store is None and jobs == 1 and not cluster and not watched:
        done = extraction.extract(
            items,
            nlp=nlp,
            dated_only=dated_only,
            epoch=epoch,
            narrative=narrative,
            zone=zone,
            limits=limits,
        )
    else:
        from timeline import runs

        work = runs.Work(nlp, runs.Options(dated_only, epoch, narrative, zone), limits or Limits())
        done = runs.run(items, work, store=store, jobs=jobs, cluster=cluster, watched=watched)
    yield from done


def build(
    sources: str | Path | Sequence[str | Path],
    *,
    date: str | None = None,
    date_order: str = "",
    force_date: str | None = None,
    format: str = "",  # noqa: A002 - the word that the command line uses, too
    latest: str | dt.date | None = None,
    today: dt.date | None = None,
    any_language: bool = False,
    limits: Limits | None = None,
    nlp: Language | str | None = None,
    dated_only: bool = False,
    epoch: dt.date | None = None,
    narrative: bool | None = None,
    zone: str = "",
    previous: Timeline | None = None,
    corrections: Corrections | None = None,
    stdin: BinaryIO | None = None,
    progress: Callable[[Article | Problem], None] | None = None,
    store: str | Path | WorkingStore | None = None,
    jobs: int = 1,
    cluster: str = "",
    outputs: Sequence[str | Path] = (),
) -> Timeline:
    """The main job: articles in, conflict timeline out.

    A source may also be a timeline that this program wrote (JSON lines, SQLite, DuckDB, Parquet): alone it is
    taken as it is, with others its events are added to and keep their ids. A CSV of events stands alone.
    The other options are those of `read_articles` and `extract`.
    `progress` is called with each article as soon as it is done (or with the problem that left it out).
    `store` keeps what finished articles hold, `jobs` and `cluster` share out the work: see `extract`. Only
    the articles of this run are in its timeline, whatever else the store holds.

    Example:
        >>> result = build(["samples"])                   # doctest: +SKIP
        >>> result.to_html("timeline.html")               # doctest: +SKIP
        >>> build(["samples"], store="kept.store", jobs=2)    # doctest: +SKIP

    Raises:
        ModelError: the pipeline is not installed or lacks a component.
        SourceError: a timeline among the sources cannot be read, or not be added to; the store is in use by
            another run, damaged, or none of ours.
        OutputError: the store cannot be written any more; what it holds is safe.
        MissingExtraError: a cluster is asked for, and its packages are not installed.
    """
    with build_stream(
        sources,
        date=date,
        date_order=date_order,
        force_date=force_date,
        format=format,
        latest=latest,
        today=today,
        any_language=any_language,
        limits=limits,
        nlp=nlp,
        dated_only=dated_only,
        epoch=epoch,
        narrative=narrative,
        zone=zone,
        previous=previous,
        corrections=corrections,
        stdin=stdin,
        progress=progress,
        store=store,
        jobs=jobs,
        cluster=cluster,
        outputs=outputs,
    ) as built:
        return whole(built)


@contextmanager
def build_stream(
    sources: str | Path | Sequence[str | Path],
    *,
    date: str | None = None,
    date_order: str = "",
    force_date: str | None = None,
    format: str = "",  # noqa: A002 - the word that the command line uses, too
    latest: str | dt.date | None = None,
    today: dt.date | None = None,
    any_language: bool = False,
    limits: Limits | None = None,
    nlp: Language | str | None = None,
    dated_only: bool = False,
    epoch: dt.date | None = None,
    narrative: bool | None = None,
    zone: str = "",
    previous: Timeline | None = None,
    corrections: Corrections | None = None,
    stdin: BinaryIO | None = None,
    progress: Callable[[Article | Problem], None] | None = None,
    store: str | Path | WorkingStore | None = None,
    jobs: int = 1,
    cluster: str = "",
    outputs: Sequence[str | Path] = (),
) -> Iterator[TimelineLike]:
    """As `build`, for more than fits in memory: a large timeline lies on the disk until the block ends.

    Its events, mentions, articles and problems can be counted, gone through, and written.

    Example:
        >>> with build_stream(["archive"], store="kept.store", jobs=0) as built:      # doctest: +SKIP
        ...     timeline.export.write(built, "events.jsonl")

    Raises:
        As `build`.
    """
    timelines, others = _parted(sources, told=format)
    told: list[Iterable[Extraction | Problem]] = []
    if timelines:
        alone = len(timelines) == 1 and not others and previous is None and corrections is None
        earlier = [_earlier(path, alone, progress) for path in timelines]
        if alone:
            yield earlier[0]
            return
        previous = previous or earlier.pop(0)
        told = [_retold(timeline) for timeline in earlier]
    if others:
        articles = read_articles(
            others,
            date=date,
            date_order=date_order,
            force_date=force_date,
            format=format,
            latest=latest,
            today=today,
            any_language=any_language,
            limits=limits,
            stdin=stdin,
            store=store,
            outputs=outputs,
        )
        done = extract(
            articles,
            nlp=nlp,
            dated_only=dated_only,
            epoch=epoch,
            narrative=narrative,
            zone=zone,
            store=store,
            jobs=jobs,
            cluster=cluster,
            limits=limits,
        )
        told.append(_watched(done, progress))
    with gathered(chain.from_iterable(told), previous=previous, corrections=corrections) as built:
        for problem in built.problems:
            if progress is not None and problem.code == "unknown-id":  # of the corrections
                progress(problem)
        yield built


def _parted(
    sources: str | Path | Sequence[str | Path], told: str
) -> tuple[list[str | Path], list[str | Path]]:
    """The sources that are timelines of ours, and those that are articles; all are, when a format is told."""
    from timeline.export import kind_of

    listed = [sources] if isinstance(sources, str | Path) else list(sources)
    timelines: list[str | Path] = []
    others: list[str | Path] = []
    for source in listed:
        (timelines if not told and kind_of(source) else others).append(source)
    return timelines, others


def _earlier(path: str | Path, alone: bool, progress: Callable[[Article | Problem], None] | None) -> Timeline:
    found = read_timeline(path)
    for problem in found.problems:
        if problem.code == "from-csv" and problem.where == str(path):
            if not alone:
                raise SourceError(
                    f"{path} is a CSV of events, which nothing can be added to; give JSON lines instead."
                )
            if progress is not None:
                progress(problem)
    return found


def _retold(earlier: Timeline) -> Iterator[Extraction | Problem]:
    """A timeline taken apart again, to be merged into another one."""
    yield from earlier.problems
    told: dict[str, list[Mention]] = {}
    for mention in earlier.mentions:
        alone = mention.model_copy(update={"event_id": mention.mention_id})
        told.setdefault(mention.article_id, []).append(alone)
    for ref in earlier.articles:
        article = Article(text="", **ref.model_dump())
        yield Extraction(article=article, mentions=tuple(told.get(ref.id, ())))


def _watched(
    items: Iterable[Extraction | Problem],
    progress: Callable[[Article | Problem], None] | None,
) -> Iterator[Extraction | Problem]:
    for item in items:
        if progress is not None:
            progress(item if isinstance(item, Problem) else item.article)
        yield item


def explain(
    text: str, date: str, *, nlp: Language | str | None = None, epoch: dt.date | None = None
) -> Extraction:
    """Everything known about one text: its expressions with rule, anchor and interval, and its events.

    Raises:
        DateError: the publication date cannot be read.
        ModelError: the pipeline is not installed or lacks a component.
    """
    from timeline.errors import DateError
    from timeline.read import parse_date

    found = parse_date(date)
    if isinstance(found, Problem):
        raise DateError(found.message)
    article = Article(id="text", text=text, dct=found.day, dct_time=found.moment)
    result = next(iter(extract([article], nlp=nlp, epoch=epoch)))
    if isinstance(result, Problem):
        raise DateError(result.message)
    return result
