"""One secondment: its way and its history."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from exchanges.secondments.enums import (
    IN_OFFICE,
    State,
)
from exchanges.secondments.models import Secondment
from shared.audit.labels import LABELS
from shared.audit.queries import fields_in_words, who_acted


@dataclass(frozen=True)
class Stop:
    """One station of the way, `done`, `now` or still to come (''), with what is known of it."""

    title: str
    note: str
    mark: str


def route(secondment: Secondment, *, shows_grade: bool = True) -> list[Stop]:
    """The way of a secondment from need to appraisal, with the days on record."""
    grade = secondment.get_grade_display() if shows_grade else ""
    s = secondment
    decided = ", ".join(
        _("%(who)s on %(day)s") % {"who": who, "day": day.isoformat()}
        for who, day in ((_("host unit"), s.host_decided_on), (_("home unit"), s.home_signed_on))
        if day
    )
    stops: list[tuple[str, str, set[str]]] = [
        (_("Need recorded"), s.position, {State.PLANNED}),
        (_("Recommended by the home unit"), s.person.name if s.person else "", {State.RECOMMENDED, State.REJECTED}),
        (_("Examined, consent of the person"), iso(s.consented_on), {State.UNDER_REVIEW, State.DECLINED}),
        (_("Decided by the host, signed by the home unit"), decided, {State.CONSENTED, State.NOT_APPROVED}),
        (_("Pledge signed, letter issued"), letter_words(s), {State.APPROVED}),
        (_("In office"), _("until %(end)s") % {"end": s.last_day.isoformat()}, set(IN_OFFICE)),
        (_("Term over"), iso(s.terminated_on), {State.ENDED, State.TERMINATED}),
        (_("Appraised"), f"{grade} {iso(s.appraised_on)}".strip(), {State.APPRAISED}),
    ]
    here = next(n for n, stop in enumerate(stops) if s.state in stop[2])
    marks = [
        "done" if n < here or s.state == State.APPRAISED else "now" if n == here else "" for n in range(len(stops))
    ]
    return [Stop(title, note if mark else "", mark) for (title, note, _states), mark in zip(stops, marks, strict=True)]


def iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def letter_words(secondment: Secondment) -> str:
    parts = [
        _("pledge on %(day)s") % {"day": secondment.pledge_signed_on.isoformat()}
        if secondment.pledge_signed_on
        else "",
        secondment.letter_number,
    ]
    return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Entry:
    label: str
    by: str
    at: dt.datetime
    reason: str
    fields: list[tuple[str, str, str]]


def history(secondment: Secondment, *, shows_grade: bool = True) -> list[Entry]:
    """Every act on record, newest first; “system” where nobody acted. A grade is told to whom the appraisals are."""
    grade = str(Secondment._meta.get_field("grade").verbose_name)
    rows = (
        ModelLogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(Secondment), object_id=str(secondment.pk)
        )
        .select_related("user")
        .order_by("-timestamp", "-pk")
    )
    return [
        Entry(
            str(LABELS.get(row.action, row.action)),
            who_acted({"user_id": row.user_id, "data": row.data}, row.user) if row.user_id else _("by the system"),
            row.timestamp,
            str(row.data.get("reason", "")),
            [f for f in fields_in_words(Secondment, row.data) if shows_grade or f[0] != grade],
        )
        for row in rows
    ]
