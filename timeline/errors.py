"""Every exception a caller may catch, and the record of what was left out.

A message is one sentence for the person at the keyboard: what is wrong, where, and the mend.
"""


class TimelineError(Exception):
    """Base of all errors that this package raises on purpose; the CLI prints it without a traceback."""


class SourceError(TimelineError):
    """A source cannot be used at all: a missing folder, a CSV without a text column, an unreadable file."""


class DateError(TimelineError):
    """A publication date is missing or cannot be read."""


class ModelError(TimelineError):
    """A spaCy pipeline is not installed, or lacks a component that the extractor needs."""


class RuleError(TimelineError):
    """A rule or lexicon file breaks its own format (our mistake or a user's own rules)."""


class MissingExtraError(TimelineError):
    """An optional dependency is not installed; the message names the extra that brings it."""


class OutputError(TimelineError):
    """A result cannot be written: a missing folder, a full disk, a path that is a folder."""
