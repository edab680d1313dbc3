"""What a term has brought, composed from the records: posts, cases, training, lectures, outputs (B19)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from exchanges.secondments.enums.returns import Section
from exchanges.secondments.enums.tasks import DONE
from exchanges.secondments.models import CaseTask, ReturnReport, Secondment
from exchanges.secondments.outcomes import Outcome, outcomes_on
from shared.credits import sources
from shared.credits.enums import Category
from shared.credits.models import CreditEntry
from shared.directory.models import Person, Posting
from shared.ui.todos import Todo

SECTIONS = {
    Category.TEACHING: Section.LECTURES,
    Category.LECTURE: Section.LECTURES,
    Category.RESEARCH: Section.OUTPUTS,
}  # everything else is training


@dataclass(frozen=True)
class Held:
    """A post held during the term, at the host or at home."""

    words: str
    first_day: dt.date | None
    last_day: dt.date | None


@dataclass
class Brought:
    """Everything of one term that stands beside its report."""

    posts: list[Held] = field(default_factory=list)
    cases: int = 0
    case_hours: Decimal = Decimal(0)
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def sections(self) -> list[tuple[Any, list[Outcome], Decimal]]:
        """Heading, rows and their hours; sections without a row are left out."""
        found = [(section, [o for o in self.outcomes if o.section == section]) for section in Section]
        return [
            (section.label, rows, sum((o.hours or Decimal(0) for o in rows), Decimal(0)))
            for section, rows in found
            if rows
        ]


def ledger_outcomes(person: Person, first_day: dt.date, last_day: dt.date) -> list[Outcome]:
    """What the ledger of hours knows, with the page of each where it has one."""
    rows = list(CreditEntry.objects.filter(person=person, occurred_on__range=(first_day, last_day)))
    pages = sources.addresses_of(row.source for row in rows)
    return [
        Outcome(
            SECTIONS.get(Category(row.category), Section.TRAINING),
            row.title,
            row.occurred_on,
            row.hours,
            pages.get(row.source, ""),
        )
        for row in rows
    ]


def brought(terms: Sequence[Secondment]) -> dict[int, Brought]:
    """What each of these terms of one person has brought; as many queries for one as for many."""
    if not terms:
        return {}
    person: Any = terms[0].person
    outcomes = outcomes_on(person, min(t.starts_on for t in terms), max(t.last_day for t in terms))
    postings = list(Posting.objects.filter(person=person).select_related("agency").order_by("valid_from", "pk"))
    done: Any = CaseTask.objects.filter(secondment__in=terms, state__in=DONE).order_by().values("secondment")
    cases = {row["secondment"]: row for row in done.annotate(tasks=Count("pk"), worked=Sum("hours"))}
    found = {}
    for term in terms:
        row = cases.get(term.pk, {})
        own = [o for o in outcomes if term.starts_on <= o.on <= term.last_day]
        found[term.pk] = Brought(posts_held(term, postings), row.get("tasks", 0), row.get("worked") or Decimal(0), own)
    return found


def posts_held(term: Secondment, postings: Iterable[Posting]) -> list[Held]:
    """The post of the term, and what she held elsewhere on its days."""
    at_host = Held(f"{term.host_org} · {term.position}", term.starts_on, term.last_day)
    return [
        at_host,
        *[
            Held(" · ".join(filter(None, (str(p.agency), p.department, p.post))), p.valid_from, p.valid_to)
            for p in postings
            if (p.valid_from is None or p.valid_from <= term.last_day)
            and (p.valid_to is None or p.valid_to >= term.starts_on)
        ],
    ]


def report_of(secondment: Secondment) -> ReturnReport | None:
    return ReturnReport.objects.filter(secondment=secondment).select_related("confirmed_by").first()


def report_todos(user: Any) -> list[Todo]:
    """Reports that wait for their writer or for the host, in one query."""
    if not user.is_authenticated:
        return []
    waiting = ReturnReport.objects.waiting_for(user).select_related("secondment__person", "secondment__host_org")
    return [
        Todo(
            title=_("Write the return report") if report.is_writable else _("Confirm the return report"),
            url=report.get_absolute_url(),
            note=f"{report.secondment.person} · {report.secondment.host_org}",
            due=report.due_on if report.is_writable else None,
            action_label=_("Open"),
        )
        for report in waiting[:20]
    ]
