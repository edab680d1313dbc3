"""Terms as bars over quarters."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchanges.secondments.enums import (
    BEFORE_OFFICE,
    REFUSED,
    ChangeKind,
)
from exchanges.secondments.models import Secondment
from exchanges.secondments.queries.steps import pending_change

QUARTERS = 8
PAST_QUARTERS = 5


@dataclass(frozen=True)
class Quarter:
    year: int
    number: int

    @classmethod
    def of(cls, day: dt.date) -> "Quarter":
        return cls(day.year, (day.month - 1) // 3 + 1)

    @classmethod
    def parse(cls, text: str) -> "Quarter | None":
        year, _sign, number = text.partition("Q")
        if (
            len(year) == 4
            and text.isascii()
            and year.isdecimal()
            and number in {"1", "2", "3", "4"}
            and int(year) >= 1900
        ):
            return cls(int(year), int(number))
        return None

    def plus(self, quarters: int) -> "Quarter":
        year, index = divmod(self.year * 4 + self.number - 1 + quarters, 4)
        return Quarter(year, index + 1)

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.number * 3 - 2, 1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


@dataclass(frozen=True)
class Window:
    """The quarters a timeline shows, and where a day lies among them in per cent."""

    first: Quarter

    @classmethod
    def around(cls, day: dt.date, start: str = "") -> "Window":
        chosen = Quarter.parse(start)
        return cls(chosen if chosen and chosen.year < 9000 else Quarter.of(day).plus(-PAST_QUARTERS))

    @property
    def quarters(self) -> list[Quarter]:
        return [self.first.plus(n) for n in range(QUARTERS)]

    @property
    def heads(self) -> list[str]:
        """`25 Q3`, then `Q4`: the year where it changes."""
        return [
            f"{q.year % 100:02} Q{q.number}" if q.number == 1 or q == self.first else f"Q{q.number}"
            for q in self.quarters
        ]

    @property
    def earlier(self) -> Quarter:
        return self.first.plus(-4)

    @property
    def later(self) -> Quarter:
        return self.first.plus(4)

    def place(self, day: dt.date) -> float:
        """0 at the first day of the window, 100 at its end; beyond them for days outside."""
        quarter = Quarter.of(day)
        index = (quarter.year - self.first.year) * 4 + quarter.number - self.first.number
        length = (quarter.plus(1).first_day - quarter.first_day).days
        return (index + (day - quarter.first_day).days / length) * 100 / QUARTERS

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
    if change and change.kind != ChangeKind.EARLY_RETURN:
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
