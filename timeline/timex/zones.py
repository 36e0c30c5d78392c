"""Time zones of clock times: "0100 GMT", "23:40 Kyiv time", "14:35 UTC+3".

A zone is written as in readings: "Z", "+03", "-0530", a name of the IANA database ("Europe/Kyiv"), or ""
and "local" for the zone of the place that the text tells of. Intervals are in the local
zone where it is known, else in the zone that the text states; values keep what the text states.

The offsets of named zones are those of the system's time zone database, or of the package tzdata.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

__all__ = ["LOCAL", "moved", "offset", "suffix", "tzinfo_of", "zone_between"]

LOCAL = frozenset({"", "local"})
_FIXED = re.compile(r"([+-])(\d{1,2})(\d{2})?")
# names that older and newer databases know one and the same zone by
_ALSO = {"Europe/Kyiv": "Europe/Kiev", "Asia/Yangon": "Asia/Rangoon", "Asia/Kolkata": "Asia/Calcutta"}


@lru_cache(maxsize=256)
def tzinfo_of(name: str) -> tzinfo | None:
    """The zone of an offset or an IANA name; None when the database does not know it."""
    size = _size(name)
    if size is not None:
        return timezone(size)
    for key in (name, _ALSO.get(name, name)):
        try:
            return ZoneInfo(key)
        except (KeyError, OSError, ValueError):
            continue
    return None


def offset(zone: str, moment: datetime) -> timedelta | None:
    """How far a zone is ahead of UTC at a moment of its own clock; None for the unnamed local zone.

    Example:
        >>> offset("-0530", datetime(2024, 5, 24)) == -timedelta(hours=5, minutes=30)
        True
    """
    if zone in LOCAL:
        return None
    found = tzinfo_of(zone)
    return found.utcoffset(moment) if found else None


def _size(zone: str) -> timedelta | None:
    """The size of a zone that is written as an offset; None for names and for what no clock shows."""
    if zone == "Z":
        return timedelta(0)
    fixed = _FIXED.fullmatch(zone)
    if not fixed or int(fixed[2]) > 14:
        return None
    size = timedelta(hours=int(fixed[2]), minutes=int(fixed[3] or 0) % 60)
    return -size if fixed[1] == "-" else size


def suffix(zone: str, moment: datetime) -> str:
    """What a TIMEX3 value says of a zone: "Z", "+03", "-0530"; "" where it is not known."""
    if zone == "Z":
        return zone
    size = offset(zone, moment)
    return "" if size is None else _written(size)


def moved(moment: datetime, stated: str, local: str) -> datetime:
    """A moment of the stated zone on the clock of the local one; unmoved when either is unknown."""
    there = offset(stated, moment)
    here = offset(local, moment)
    if there is None or here is None:
        return moment
    try:
        return moment + (here - there)
    except OverflowError:
        return moment


def zone_between(local: datetime, other: datetime, zone: str) -> str:
    """The local zone, told by one moment on two clocks: 3 a.m. local time is 0100 GMT, so it is "+02".

    Only the hours count: a zone is taken to be up to ten hours behind UTC or thirteen ahead of it.

    Example:
        >>> zone_between(datetime(2024, 5, 24, 1), datetime(2024, 5, 24, 23), "Z")
        '+02'
    """
    there = offset(zone, other)
    if there is None:
        return ""
    seconds = ((local - other + there).total_seconds()) % 86_400
    size = timedelta(seconds=seconds)
    if size > timedelta(hours=13):
        size -= timedelta(hours=24)
    return _written(size) or "Z"


def _written(size: timedelta) -> str:
    minutes = round(size.total_seconds() / 60)
    sign, minutes = ("-" if minutes < 0 else "+"), abs(minutes)
    hours, rest = divmod(minutes, 60)
    return f"{sign}{hours:02d}" + (f"{rest:02d}" if rest else "")
