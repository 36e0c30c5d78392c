"""The gazetteer's lists, read once: what each name is, and what must speak for one that is a word too."""

from __future__ import annotations

import gzip
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
# Data of stages above this one: a name is listed once, where most is known of it. Files only, no code.
_PLACES = _HERE.parent / "places" / "data"
_EVENTS = _HERE.parent / "events" / "data"

TOWN = 15_000
"""People from which on a town of that name makes a place called LOC a GPE."""

_MARKS = re.compile("['\u0300-\u036f]")
_PIECES = re.compile(r"\w+|[^\w\s]")
_CURLY = str.maketrans("’‘ʼ‑", "'''-")
_NO_PLURAL = re.compile(r"(?:s|ese|ish|ch|x)$")


@dataclass(frozen=True, slots=True)
class Name:
    """What a listed name is.

    `evidence` None: it is that wherever it stands. Otherwise the name is a word too, and something must speak
    for it.
    """

    label: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words in lower case, any of which speaks for a name: right after it, right before it, in the article.

    `not_after` speaks against it.
    """

    after: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    anywhere: frozenset[str] = frozenset()
    not_after: frozenset[str] = frozenset()


@dataclass(slots=True)
class Lists:
    """All names, by their exact wording with straight apostrophes."""

    names: dict[str, Name] = field(default_factory=dict)
    capitals: dict[str, Name] = field(default_factory=dict)
    """The same for lines in capitals: names that are not short abbreviations."""
    longest: dict[str, int] = field(default_factory=dict)
    """First run of letters and digits of a name -> most tokens that a name so beginning can take."""

    def add(self, names: Iterable[str], name: Name, *, plural: bool = False) -> None:
        """List names; one that is listed already stays as it is."""
        for written in names:
            plain = straight(written)
            forms = [plain] if not plural or _NO_PLURAL.search(plain) else [plain, plain + "s"]
            for form in forms:
                if form in self.names:
                    continue
                self.names[form] = name
                pieces = _PIECES.findall(form)
                first = pieces[0]
                self.longest[first] = max(self.longest.get(first, 0), len(pieces))
                if name.evidence is None and len(form) > 4 and not form.isupper():
                    self.capitals.setdefault(form.upper(), name)
                    self.longest[first.upper()] = max(self.longest.get(first.upper(), 0), len(pieces))


def straight(text: str) -> str:
    """The text with straight apostrophes and plain hyphens; no longer, no shorter."""
    return text.translate(_CURLY)


def read(path: Path) -> dict[str, Any]:
    """A TOML file as it is."""
    return tomllib.loads(path.read_text(encoding="utf8"))


@cache
def rules() -> dict[str, Any]:
    """`gazetteer.toml`, with its lists of words as sets."""
    table = read(_HERE / "gazetteer.toml")
    return {
        part: {key: frozenset(words) for key, words in lists.items()}
        for part, lists in table.items()
        if isinstance(lists, dict)
    }


@cache
def weapons() -> dict[str, Any]:
    """`gazetteer_weapons.toml`."""
    return read(_HERE / "gazetteer_weapons.toml")


@cache
def lists() -> Lists:
    """Every list, those that settle a quarrel between two first."""
    found = Lists()
    places, peoples, groups = rules()["places"], read(_HERE / "gazetteer_peoples.toml"), _groups()
    _add_countries(found, places)
    found.add(places["loc"], Name("LOC"))
    found.add(places["gpe"], Name("GPE"))

    _add_sites(found)

    spoken = Evidence(after=frozenset(peoples["people_nouns"]) | titles())
    found.add(peoples["homographs"], Name("NORP", spoken))
    found.add((f"{word}s" for word in peoples["homographs"] if not _NO_PLURAL.search(word)), Name("NORP"))
    found.add(peoples["sure"], Name("NORP"), plural=True)

    for row in groups["homographs"]:
        keys = ("after", "before", "anywhere", "not_after")
        evidence = Evidence(*(frozenset(row.get(key, ())) for key in keys))
        found.add(row["names"], Name(row["label"], evidence))
    found.add(groups["unit"], Name("UNIT"))
    found.add(groups["org"], Name("ORG"))

    arms = weapons()
    needed = Name("WEAPON", Evidence(after=frozenset(rules()["weapon"]["nouns"])))
    found.add((name for names in arms["homographs"].values() for name in names), needed, plural=True)
    found.add((name for names in arms["names"].values() for name in names), Name("WEAPON"), plural=True)
    found.add(_shared_weapons(), Name("WEAPON"), plural=True)

    refused = set(groups["not_org"])
    shared = read(_EVENTS / "actors_groups.toml")["group"]
    named = (name for row in shared for name in (row["name"], *row.get("also", ())))
    # "M23 rebels" are no name; "peshmerga" is written so.
    found.add(
        (n for n in named if n not in refused and (" " not in n or not n.split()[-1].islower())), Name("ORG")
    )
    return found


def _groups() -> dict[str, Any]:
    return read(_HERE / "gazetteer_groups.toml")


def _shared_weapons() -> Iterator[str]:
    for row in read(_EVENTS / "weapons.toml")["means"]:
        for entry in row.get("names", ()):
            name, _, others = entry.partition(" = ")
            for spelling in (name, *others.split(", ")):
                if spelling and not spelling.split()[-1].islower():
                    yield spelling


def _add_countries(found: Lists, places: dict[str, frozenset[str]]) -> None:
    for row in read(_PLACES / "countries.toml").values():
        people = [word for word in row["demonyms"] if word != "Lao"]
        names = [row["name"], *(name for name in row["variants"] if not name.lower().startswith("the "))]
        homographs = [name for name in names if name in places["homographs"]]
        if homographs:
            own = {form.lower() for word in people for form in (word, f"{word}s")}
            known = frozenset(own | {word.lower() for word in row["capital"].split()[:1]})
            found.add(homographs, Name("GPE", Evidence(before=places["before"], anywhere=known)))
        found.add(names, Name("GPE"))
        found.add(people, Name("NORP"), plural=True)
    found.add(places["homographs"] & places["gpe"], Name("GPE", Evidence(before=places["before"])))


def _add_sites(found: Lists) -> None:
    """Places of several words from the table of places: a tagger often knows "Wad al-Nourah" not at all."""
    works = rules()["works"]["last"] | rules()["works"]["last_place"]
    for row in read(_PLACES / "regions.toml")["region"]:
        names = [name for name in (row["name"], *row["aka"]) if " " in name and name[0].isupper()]
        if row.get("context") or row["cc"] == "":
            continue
        of_work = [name for name in (row["name"], *row["aka"]) if name.split()[-1].lower() in works]
        found.add(of_work, Name("FAC"))
        if "code" in row or (row["precision"] == 1 and not of_work):
            found.add((name for name in names if not name.split()[-1].islower()), Name("GPE"))


@cache
def titles() -> frozenset[str]:
    """Titles and ranks of one word, in lower case."""
    shared = read(_EVENTS / "actors_nouns.toml")["titles"]
    words = {word for row in shared for word in row["words"] if " " not in word and "-" not in word}
    listed: frozenset[str] = rules()["person"]["titles"]
    return frozenset(words) | listed


@cache
def towns() -> frozenset[str]:
    """Folded names of towns and first-level provinces, less those that are words or people's names."""
    names: set[str] = set()
    for line in gzip.decompress((_PLACES / "cities.tsv.gz").read_bytes()).decode("utf8").split("\n"):
        cells = line.rsplit("\t", 2)
        if len(cells) == 3 and len(cells[1]) > 4 and int(cells[1]) >= TOWN:
            names.update(cells[2].split("|"))
    for line in (_PLACES / "admin1.tsv").read_text(encoding="utf8").splitlines():
        cells = line.split("\t")
        if len(cells) > 2 and cells[1]:
            names.add(_fold(cells[2]))
    for row in read(_PLACES / "regions.toml")["region"]:
        if "code" in row or row["precision"] == 1:
            names.update(_fold(name) for name in (row["name"], *row["aka"]))
    table = read(_PLACES / "ambiguous.toml")
    return frozenset(names) - set(table["words"]) - set(table["people"])


def _fold(name: str) -> str:
    """A name as the tables of places fold it: lower case, no accents, apostrophes or hyphens."""
    bare = unicodedata.normalize("NFKD", straight(name).lower())
    return _MARKS.sub("", bare).replace("-", " ")


def is_town(name: str) -> bool:
    """True of a town or province that the gazetteer of places is sure of.

    >>> is_town("El-Fasher"), is_town("Kharkiv Oblast"), is_town("Austin")
    (True, True, False)
    """
    return _fold(name) in towns()
