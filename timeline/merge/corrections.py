"""A user's own word on what is the same event: it wins over everything that the package concludes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from timeline.errors import SourceError
from timeline.merge.clustering import Components
from timeline.models import Record

__all__ = ["Corrections", "parse_corrections", "read_corrections"]

Pair = tuple[str, str]


class Corrections(Record):
    """Pairs of ids (of events or of mentions) that tell of one event, and pairs that do not.

    An event's id stays good after the event was merged into another (it is then an alias). Naming an event in
    `same` brings all its mentions along; in `different` it speaks for the telling that the event began with.

    Example:
        >>> Corrections(same=(("e1", "e2"),)).different
        ()
    """

    same: tuple[Pair, ...] = ()
    different: tuple[Pair, ...] = ()

    def ids(self) -> tuple[str, ...]:
        """All ids named, each once, sorted."""
        return tuple(sorted({name for pair in self.same + self.different for name in pair}))


def read_corrections(path: str | Path) -> Corrections:
    """Read a file of corrections: one `same: A B` or `different: A B` a line, '#' starts a comment.

    Raises:
        SourceError: the file cannot be read, or a line is in neither form, or two lines contradict each
        other.
    """
    try:
        text = Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: cannot read the corrections: {error}") from error
    return parse_corrections(text.splitlines(), where=str(path))


def parse_corrections(lines: Iterable[str], where: str = "corrections") -> Corrections:
    """The corrections that the lines spell; see read_corrections.

    Example:
        >>> parse_corrections(["same: a b  # one strike"]).same
        (('a', 'b'),)
    """
    found: dict[str, list[tuple[Pair, int]]] = {"same": [], "different": []}
    for number, line in enumerate(lines, 1):
        said = line.partition("#")[0].strip()
        if not said:
            continue
        kind, colon, rest = said.partition(":")
        names = rest.split()
        if kind.strip() not in found or not colon or len(names) != 2 or names[0] == names[1]:
            raise SourceError(
                f"{where}, line {number}: expected 'same: A B' or 'different: A B', found {said!r}"
            )
        found[kind.strip()].append(((names[0], names[1]), number))
    _check(found["same"], found["different"], where)
    return Corrections(
        same=tuple(pair for pair, _ in found["same"]), different=tuple(pair for pair, _ in found["different"])
    )


def _check(same: list[tuple[Pair, int]], different: list[tuple[Pair, int]], where: str) -> None:
    names = sorted({name for pair, _ in same + different for name in pair})
    position = {name: k for k, name in enumerate(names)}
    sets = Components(len(names))
    for (a, b), _ in same:
        sets.union(position[a], position[b])
    for (a, b), number in different:
        if sets.find(position[a]) == sets.find(position[b]):
            raise SourceError(f"{where}, line {number}: 'different: {a} {b}' contradicts the 'same' lines")
