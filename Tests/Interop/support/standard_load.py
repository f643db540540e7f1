"""The energy of a published standard load profile, summed up quarter-hour by quarter-hour.

Written from the description of the figures (profiles/standards), not from meterfarm's code: the
figure of each quarter-hour by the wall clock, times the dynamisation factor of the day, scaled so
that the calendar year has the wanted energy.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from .farm import PROFILES

QUARTER = timedelta(minutes=15)
Json = dict[str, Any]


def dynamisation(day_of_year: int) -> float:
    """BDEW's factor of the day."""
    t = day_of_year
    return -3.92e-10 * t**4 + 3.2e-7 * t**3 - 7.02e-5 * t**2 + 2.1e-3 * t + 1.24


def day_kind(day: date) -> str:
    """Saturday, Sunday or weekday; Christmas Eve and New Year's Eve count as Saturdays."""
    if day.weekday() == 6:
        return "sunday"
    is_eve = (day.month, day.day) in {(12, 24), (12, 31)}
    return "saturday" if day.weekday() == 5 or is_eve else "weekday"


@cache
def _profile(name: str) -> Json:
    return json.loads((PROFILES / "standards" / f"{name}.json").read_text())


@cache
def _figures(name: str, month: int, day: int, kind: str) -> list[float]:
    key = f"{month:02}-{day:02}"
    for period in _profile(name)["periods"]:
        for first, last in period["dates"]:
            inside = first <= key <= last if first <= last else key >= first or key <= last
            if inside:
                return period[kind]
    raise LookupError(f"{name} has no period for {key}")


def _quarters(first: datetime, end: datetime) -> Iterator[datetime]:
    """The wall-clock beginnings of all quarter-hours between two instants."""
    zone = first.tzinfo
    instant = first.astimezone(timezone.utc)
    while instant < end:
        yield instant.astimezone(zone)
        instant += QUARTER


def _weight(name: str, quarter: datetime) -> float:
    figures = _figures(name, quarter.month, quarter.day, day_kind(quarter.date()))
    factor = dynamisation(quarter.timetuple().tm_yday) if _profile(name)["dynamised"] else 1.0
    return figures[quarter.hour * 4 + quarter.minute // 15] * factor


def energy_of_day(name: str, day: date, annual_energy: float, zone_name: str) -> float:
    """Wh of one civil day when the calendar year has `annual_energy` Wh."""
    zone = ZoneInfo(zone_name)

    def total(first: date, end: date) -> float:
        begin = datetime(first.year, first.month, first.day, tzinfo=zone)
        finish = datetime(end.year, end.month, end.day, tzinfo=zone)
        return sum(_weight(name, quarter) for quarter in _quarters(begin, finish))

    year = total(date(day.year, 1, 1), date(day.year + 1, 1, 1))
    return total(day, day + timedelta(days=1)) / year * annual_energy
