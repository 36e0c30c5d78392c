"""Turns news reports into one dated, sourced timeline of a conflict.

Example:
    >>> import timeline
    >>> result = timeline.build(["samples"])            # doctest: +SKIP
    >>> result.to_html("timeline.html")                 # doctest: +SKIP
    >>> result.to_frame()[["event_date", "actor1"]]     # doctest: +SKIP

Names are loaded on first use, so that importing the package (and `timeline --help`) costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from timeline.api import (
        Extraction,
        build,
        explain,
        extract,
        merge_mentions,
        read_articles,
        read_timeline,
        tag,
    )
    from timeline.errors import (
        DateError,
        MissingExtraError,
        ModelError,
        OutputError,
        RuleError,
        SourceError,
        TimelineError,
    )
    from timeline.intervals import Granularity, Interval
    from timeline.limits import Limits
    from timeline.linking import link
    from timeline.models import Article, Event, Mention, Problem, Timex
    from timeline.pipeline import load
    from timeline.report import report_of
    from timeline.result import Timeline

_HOME = {
    "Extraction": "api",
    "build": "api",
    "explain": "api",
    "extract": "api",
    "merge_mentions": "api",
    "read_articles": "api",
    "read_timeline": "api",
    "tag": "api",
    "DateError": "errors",
    "MissingExtraError": "errors",
    "ModelError": "errors",
    "OutputError": "errors",
    "RuleError": "errors",
    "SourceError": "errors",
    "TimelineError": "errors",
    "Granularity": "intervals",
    "Interval": "intervals",
    "Article": "models",
    "Limits": "limits",
    "Event": "models",
    "Mention": "models",
    "Problem": "models",
    "Timex": "models",
    "Timeline": "result",
    "link": "linking",
    "load": "pipeline",
    "report_of": "report",
}

__all__ = [
    "Article",
    "DateError",
    "Event",
    "Extraction",
    "Granularity",
    "Interval",
    "Limits",
    "Mention",
    "MissingExtraError",
    "ModelError",
    "OutputError",
    "Problem",
    "RuleError",
    "SourceError",
    "Timeline",
    "TimelineError",
    "Timex",
    "build",
    "explain",
    "extract",
    "link",
    "load",
    "merge_mentions",
    "read_articles",
    "read_timeline",
    "report_of",
    "tag",
]


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'timeline' has no attribute {name!r}")
    value = getattr(import_module(f"timeline.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
