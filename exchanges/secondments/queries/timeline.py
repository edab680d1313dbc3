"""Terms as bars over months, quarters or years."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchanges.secondments.enums import (
    BEFORE_OFFICE,
    PROLONGING,
    REFUSED,
    Zoom,
)
from exchanges.secondments.models import Secondment
from exchanges.secondments.queries.steps import pending_change

COLUMNS = 8
EARLIEST, LATEST = 1900, 9000
MONTHS: dict[str, int] = {Zoom.MONTH: 1, Zoom.QUARTER: 3, Zoom.YEAR: 12}
# How much of the window lies before today.
PAST: dict[str, int] = {Zoom.MONTH: 3, Zoom.QUARTER: 5, Zoom.YEAR: 4}
# Columns that one turn of the page moves by: half the window.
TURN = 4


@dataclass(frozen=True)
class Stretch:
    """One column of the timeline: a month, a quarter or a year, by its number since the year 0."""

    zoom: str
    index: int

    @classmethod
    def of(cls, day: dt.date, zoom: str) -> "Stretch":
        return cls(zoom, (day.year * 12 + day.month - 1) // MONTHS[zoom])

    @classmethod
    def parse(cls, text: str, zoom: str) -> "Stretch | None":
        """`2026-07`, `2026Q3` or `2026`; the column of `zoom` that holds its first day."""
        year, rest = text[:4], text[4:]
        starts = {"": 1, **{f"Q{n}": n * 3 - 2 for n in range(1, 5)}, **{f"-{n:02}": n for n in range(1, 13)}}
        if not (text.isascii() and year.isdecimal() and len(year) == 4 and rest in starts):
            return None
        return cls.of(dt.date(int(year), starts[rest], 1), zoom) if EARLIEST <= int(year) < LATEST else None

    def plus(self, columns: int) -> "Stretch":
        return Stretch(self.zoom, self.index + columns)

    @property
    def year(self) -> int:
        return self.index * MONTHS[self.zoom] // 12

    @property
    def month(self) -> int:
        return self.index * MONTHS[self.zoom] % 12 + 1

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.month, 1)

    @property
    def days(self) -> int:
        return (self.plus(1).first_day - self.first_day).days

    def head(self, *, with_year: bool) -> str:
        if self.zoom == Zoom.YEAR:
            return str(self.year)
        name = f"Q{self.month // 3 + 1}" if self.zoom == Zoom.QUARTER else f"{self.month:02}"
        sign = " " if self.zoom == Zoom.QUARTER else "-"
        return f"{self.year % 100:02}{sign}{name}" if with_year or self.month == 1 else name

    def __str__(self) -> str:
        end = {Zoom.MONTH: f"-{self.month:02}", Zoom.QUARTER: f"Q{self.month // 3 + 1}"}
        return f"{self.year}{end.get(Zoom(self.zoom), '')}"


@dataclass(frozen=True)
class Window:
    """What a timeline shows: eight columns of one zoom, and where a day lies among them in per cent."""

    first: Stretch

    @classmethod
    def around(cls, day: dt.date, start: str = "", zoom: str = "") -> "Window":
        chosen = zoom if zoom in MONTHS else str(Zoom.QUARTER)
        return cls(Stretch.parse(start, chosen) or Stretch.of(day, chosen).plus(-PAST[chosen]))

    @property
    def zoom(self) -> str:
        return self.first.zoom

    @property
    def columns(self) -> list[Stretch]:
        return [self.first.plus(n) for n in range(COLUMNS)]

    @property
    def heads(self) -> list[str]:
        """`25 Q3`, then `Q4`: the year where it changes."""
        return [column.head(with_year=column == self.first) for column in self.columns]

    @property
    def earlier(self) -> Stretch:
        return self.first.plus(-TURN)

    @property
    def later(self) -> Stretch:
        return self.first.plus(TURN)

    @property
    def last_day(self) -> dt.date:
        return self.first.plus(COLUMNS).first_day - dt.timedelta(days=1)

    @property
    def zooms(self) -> list[dict[str, object]]:
        """The three zooms with their words; a change of zoom begins around today again."""
        return [{"value": z.value, "label": z.label, "is_current": z == self.zoom} for z in Zoom]

    def place(self, day: dt.date) -> float:
        """0 at the first day of the window, 100 at its end; beyond them for days outside."""
        column = Stretch.of(day, self.zoom)
        share = (day - column.first_day).days / column.days
        return (column.index - self.first.index + share) * 100 / COLUMNS

    def today(self) -> str:
        place = self.place(timezone.localdate())
        return f"{place:.2f}%" if 0 <= place <= 100 else ""


@dataclass(frozen=True)
class Bar:
    tone: str
    x: str
    width: str
    label: str


@dataclass(frozen=True)
class Lane:
    """One line of the timeline: the secondment, its bars and the same in words."""

    secondment: Secondment
    bars: list[Bar]
    words: str


def lanes(secondments: list[Secondment], window: Window) -> list[Lane]:
    return [Lane(s, bars_of(s, window), words_of(s)) for s in secondments]


def bars_of(secondment: Secondment, window: Window) -> list[Bar]:
    if secondment.state in REFUSED:
        return []
    planned = secondment.state in BEFORE_OFFICE
    tone = "plan" if planned else secondment.home_org.side
    label = f"{secondment.get_kind_display()} · {length_words(secondment.starts_on, secondment.last_day)}"
    bars = [bar(window, tone, secondment.starts_on, secondment.last_day, label)]
    change = pending_change(secondment)
    if change and change.kind in PROLONGING:
        text = _("%(kind)s to be agreed by both") % {"kind": change.get_kind_display()}
        bars.append(bar(window, "plan", change.old_end + dt.timedelta(days=1), change.new_end, text))
    return [b for b in bars if b is not None]


def bar(window: Window, tone: str, start: dt.date, end: dt.date, label: str) -> Bar | None:
    left = max(window.place(start), 0.0)
    right = min(window.place(end + dt.timedelta(days=1)), 100.0)
    return Bar(tone, f"{left:.2f}%", f"{right - left:.2f}%", label) if right > left else None


def length_words(start: dt.date, end: dt.date) -> str:
    """2 years, 6 months, 20 days: as long as the words stay exact."""
    after = end + dt.timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month - (after.day < start.day)
    if months and months % 12 == 0:
        return ngettext("%(n)s year", "%(n)s years", months // 12) % {"n": months // 12}
    if months:
        return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    days = (after - start).days
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def words_of(secondment: Secondment) -> str:
    return _("%(kind)s, %(start)s to %(end)s, %(state)s") % {
        "kind": secondment.get_kind_display(),
        "start": secondment.starts_on.isoformat(),
        "end": secondment.last_day.isoformat(),
        "state": secondment.get_state_display(),
    }
