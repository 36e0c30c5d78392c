"""The palette, symbols and words of the chart, read from looks.toml."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from timeline.tables import read_table


@dataclass(frozen=True, slots=True)
class Family:
    """Event types that share a colour, one for a light and one for a dark background."""

    id: str
    label: str
    light: str
    dark: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatusLook:
    """How a status is drawn and explained."""

    id: str
    label: str
    symbol: str
    explain: str


@dataclass(frozen=True, slots=True)
class Looks:
    """Everything in looks.toml, with the ways in that the chart needs."""

    families: tuple[Family, ...]
    types: dict[str, str]
    statuses: tuple[StatusLook, ...]
    bases: dict[str, str]
    quads: dict[str, int]
    mutual: tuple[str, ...]

    def family_of(self, plover_type: str) -> Family:
        """The family of a PLOVER type; an unknown code is drawn like OTHER, the last one."""
        return next((f for f in self.families if plover_type in f.codes), self.families[-1])

    def label_of(self, plover_type: str) -> str:
        """A PLOVER type in words; an unknown code is shown as it is."""
        return self.types.get(plover_type, plover_type)

    def symbol_of(self, status: str) -> str:
        """The plotly symbol of a status."""
        return next((s.symbol for s in self.statuses if s.id == status), "circle")

    def as_json(self) -> dict[str, Any]:
        """The same as plain values, for the page's script."""
        return {
            "families": [asdict(f) for f in self.families],
            "types": self.types,
            "statuses": [asdict(s) for s in self.statuses],
            "bases": self.bases,
            "quads": self.quads,
            "mutual": self.mutual,
        }


@cache
def looks() -> Looks:
    """Read looks.toml once."""
    table = read_table("timeline.page", "looks.toml")
    return Looks(
        families=tuple(Family(**{**row, "codes": tuple(row["codes"])}) for row in table["family"]),
        types={row["code"]: row["label"] for row in table["type"]},
        statuses=tuple(StatusLook(**row) for row in table["status"]),
        bases={row["id"]: row["label"] for row in table["basis"]},
        quads={row["code"]: row["quad"] for row in table["type"] if "quad" in row},
        mutual=(
            *(row["code"] for row in table["type"] if row.get("mutual")),
            *table["mutual"]["sub_event_type"],
        ),
    )
