"""One row of either table in the one form that the comparison knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from timeline.errors import SourceError
from timeline.linking import actors, dates, places, types
from timeline.linking.actors import Party
from timeline.linking.mapping import Columns
from timeline.linking.tables import table

__all__ = ["Reader", "Row"]

_SHOWN: Final = 5
_LOOKED_AT: Final = 100


@dataclass(frozen=True, slots=True)
class Row:
    """An event of one table. Days are ordinals, both ends inclusive; None is open or unknown.

    `early` is how many days before `first` it may really have been (a date that is only that of the report).
    `size` is 0 unknown, 1 town, 2 area, 3 province, 4 country. `unlinked` says why it takes no part.
    """

    number: int
    id: str
    first: int | None
    last: int | None
    early: int
    place: str
    place_shown: str
    latitude: float | None
    longitude: float | None
    size: int
    reach_km: float
    admins: frozenset[str]
    country: str
    parties: tuple[Party, ...]
    types: tuple[str, ...]
    type_shown: str
    killed: int | None
    killed_low: int | None
    killed_high: int | None
    unlinked: str = ""

    @property
    def days(self) -> int:
        """Number of days of the interval; 0 when it is open or unknown."""
        return self.last - self.first + 1 if self.first is not None and self.last is not None else 0

    @property
    def actors_shown(self) -> str:
        """The actors as written."""
        return "; ".join(p.shown for p in self.parties)


class Reader:
    """Makes rows of one table by its mapping, and counts the dates that it could not read."""

    def __init__(self, mapping: Columns, name: str) -> None:
        self.mapping = mapping
        self.name = name
        self.bad_dates = 0
        self.bad_date = ""
        self.n_rows = 0
        self._names: dict[str, tuple[str, ...]] = {}
        self._shapes: dict[tuple[str, ...], dict[str, tuple[str, ...]]] = {}

    def rows(self, raw: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
        """All rows, in order.

        Raises:
            SourceError: a column that is needed is missing, or no date of the whole table can be read.
        """
        for number, record in enumerate(raw):
            keys = tuple(record)
            if keys not in self._shapes:
                self._shapes[keys] = self._bound(keys)
            self._names = self._shapes[keys]
            if number == _LOOKED_AT:
                self._check()
            self.n_rows += 1
            yield self._row(number, record)
        if 0 < self.n_rows <= _LOOKED_AT:
            self._check()
        if self.n_rows and self.bad_dates >= self.n_rows:
            forms = ", ".join(self.mapping.formats)
            raise SourceError(
                f"{self.name}: no date can be read ({self.bad_date!r} is of none of the forms {forms}); "
                "give a mapping with [date] formats of yours."
            )

    def _bound(self, keys: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """The table's own spelling of each column: older ACLED files have them in capitals."""
        present = {name.strip().casefold(): name for name in keys}
        return {
            word: tuple(present[n.casefold()] for n in names if n.casefold() in present)
            for word, names in self.mapping.columns.items()
        }

    def _check(self) -> None:
        """Whether all needed columns are there. JSON leaves out what is empty, so many rows are asked."""
        found = list(dict.fromkeys(key for keys in self._shapes for key in keys))
        listed = ", ".join(found[:8]) + (", ..." if len(found) > 8 else "")
        has = {word for names in self._shapes.values() for word, columns in names.items() if columns}
        for word in self.mapping.required:
            if word not in has:
                wanted = " or ".join(self.mapping.columns[word])
                raise SourceError(
                    f"{self.name} has no column {wanted}, which holds the {word} in {self.mapping.name}; "
                    f"it has {listed}. Give another --as, or a mapping of your own."
                )
        if not has & {"date", "date_start"}:
            wanted = " or ".join(n for w in ("date", "date_start") for n in self.mapping.columns.get(w, ()))
            raise SourceError(
                f"{self.name} has no column with dates ({wanted}); it has {listed}. "
                "Give a mapping of your own."
            )

    def _cells(self, record: Mapping[str, Any], word: str) -> list[str]:
        made = []
        for name in self._names.get(word, ()):
            value = record.get(name)
            if value is None or (isinstance(value, float) and value != value):
                continue
            if isinstance(value, list | tuple):
                value = "; ".join(map(str, value))
            elif isinstance(value, float) and value.is_integer():
                value = int(value)
            if text := str(value).strip():
                made.append(text)
        return made

    def _cell(self, record: Mapping[str, Any], word: str) -> str:
        return next(iter(self._cells(record, word)), "")

    def _row(self, number: int, record: Mapping[str, Any]) -> Row:
        m = self.mapping
        first, last, early = self._when(record)
        # "1.0" is a code that went through a spreadsheet or a frame.
        codes = tuple(code.removesuffix(".0") for code in self._cells(record, "type"))
        low, best, high = (_whole(self._cell(record, w)) for w in ("killed_low", "killed", "killed_high"))
        status = self._cell(record, "status").casefold()
        unlinked = ""
        if m.linkable and status and status not in m.linkable:
            unlinked = f"not told as happened ({status})"
        elif first is None and last is None:
            unlinked = "no date that can be read"
        elif first is None or last is None:
            unlinked = "a date with an open end"
        return Row(
            number=number,
            id=self._cell(record, "id") or str(number + 1),
            first=first,
            last=last,
            early=early,
            **self._where(record),
            parties=self._parties(record),
            types=types.families(m.crosswalk, codes),
            type_shown=types.shown(m.crosswalk, codes[0]) if codes else "",
            killed=best,
            killed_low=low,
            killed_high=high,
            unlinked=unlinked,
        )

    def _when(self, record: Mapping[str, Any]) -> tuple[int | None, int | None, int]:
        m = self.mapping
        one, start, end = (self._day(record, word) for word in ("date", "date_start", "date_end"))
        window = m.windows.get(self._cell(record, "date_precision").removesuffix(".0"), "day")
        early = m.basis.get(self._cell(record, "date_basis"), m.early)
        if start is not None and end is not None:
            return min(start, end), max(start, end), early
        if one is not None:
            return (*dates.stretch(one, window), early)
        if "date" in m.columns or window != "day":
            lone = start if start is not None else end
            return (*dates.stretch(lone, window), early) if lone is not None else (None, None, early)
        return start, end, early

    def _day(self, record: Mapping[str, Any], word: str) -> int | None:
        for name in self._names.get(word, ()):
            value = record.get(name)
            if isinstance(value, date):
                return value.toordinal()
            text = "" if value is None else str(value).strip()
            if not text or text.casefold() in ("nan", "nat", "none"):
                continue
            found = dates.parse_day(text, self.mapping.formats)
            if found is not None:
                return found
            self.bad_dates += 1
            self.bad_date = text[:40]
            return None
        return None

    def _parties(self, record: Mapping[str, Any]) -> tuple[Party, ...]:
        found: list[Party] = []
        for side in ("1", "2"):
            text = self._cell(record, f"actor{side}")
            land = places.country_code(self._cell(record, f"country{side}"), self.mapping.kind_codes)
            made = actors.party(text, land, self._kind(self._cell(record, f"kind{side}")))
            if made is not None:
                found.append(made)
        for cell in self._cells(record, "more_actors"):
            found += [p for part in cell.split(";") if (p := actors.party(part.strip())) is not None]
        return tuple(found[:_SHOWN])

    def _kind(self, text: str) -> str:
        if not text:
            return ""
        if self.mapping.kind_codes == "cameo":
            return str(table("codes")["cameo"]["kind"].get(text.upper(), ""))
        return str(table("codes")["inter"].get(text.removesuffix(".0"), ""))

    def _where(self, record: Mapping[str, Any]) -> dict[str, Any]:
        m = self.mapping
        shown = self._cell(record, "place")
        admins = self._cells(record, "admin")
        country = next(
            (
                code
                for text in self._cells(record, "country")
                if (code := places.country_code(text, m.country_codes))
            ),
            "",
        )
        if m.place_parts and shown:
            parts = [part.strip() for part in shown.split(",")]
            shown, admins = parts[0], [*admins, *parts[1:-1]]
        latitude, longitude = (_degrees(self._cell(record, w)) for w in ("latitude", "longitude"))
        code = self._cell(record, "place_precision").removesuffix(".0")
        has_point = latitude is not None and longitude is not None
        size = m.sizes.get(code, places.TOWN if has_point or shown else places.UNKNOWN)
        if not has_point:
            latitude = longitude = None
            size, latitude, longitude, country, admins = self._found(shown, size, country, admins)
        if not shown:
            shown = admins[-1] if admins else self._cell(record, "country")
            size = size or (places.PROVINCE if admins else places.COUNTRY if country else places.UNKNOWN)
        name = places.plain(shown) if shown else ""
        if (
            size in (places.TOWN, places.AREA)
            and country
            and not has_point
            and places.country_code(shown) == country
        ):
            size = places.COUNTRY  # our own table puts a country at its middle
        elif size == places.PROVINCE and country and places.country_code(shown) == country:
            size = places.COUNTRY
        return {
            "place": name,
            "place_shown": shown,
            "latitude": latitude,
            "longitude": longitude,
            "size": size,
            "reach_km": m.reach_km.get(code, 25.0 if size == places.AREA else 0.0),
            "admins": frozenset(
                places.plain(a) for a in (*admins, *((shown,) if size == places.PROVINCE else ()))
            ),
            "country": country,
        }

    def _found(
        self, shown: str, size: int, country: str, admins: list[str]
    ) -> tuple[int, float | None, float | None, str, list[str]]:
        """What the gazetteer adds to a place without coordinates."""
        spot = places.located(shown, country) if shown else None
        if spot is None:
            return size, None, None, country, admins
        size = size if size > spot.size else spot.size
        return (
            size,
            spot.latitude,
            spot.longitude,
            country or spot.country,
            [*admins, *((spot.admin,) if spot.admin else ())],
        )


def _whole(text: str) -> int | None:
    value = _number(text)
    return int(value) if value is not None and value >= 0 else None


def _degrees(text: str) -> float | None:
    value = _number(text)
    return value if value is not None and abs(value) <= 180 else None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e9 else None  # neither infinite nor "nan"
