"""The personnel file of one person: her terms, their changes and appraisals, as data and as PDF."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from exchanges.secondments.enums import Party
from exchanges.secondments.models import Appraisal, AppraisalRound, ReturnReport, Secondment, TermChange
from exchanges.secondments.queries import Brought, brought, least_remarks
from shared.directory.models import Person
from shared.documents.actions import typeset

FORMAT = "tongtang.personnel-file/1"


def file_data(person: Person, terms: Iterable[Secondment], *, by: Any) -> dict[str, Any]:
    """Everything of `terms` that belongs in the file, as plain values; days in ISO form, choices in words."""
    terms = list(terms)
    reports = {term.pk: report for term in terms if (report := shown_report(term))}
    found = brought([term for term in terms if term.pk in reports])
    return {
        "format": FORMAT,
        "made_at": timezone.localtime().isoformat(timespec="minutes"),
        "made_by": str(by.name),
        "name": person.name,
        "expertise": person.expertise,
        "terms": [
            {**term_data(term), "return_report": report_data(reports.get(term.pk), found.get(term.pk))}
            for term in terms
        ],
    }


def shown_report(term: Secondment) -> ReturnReport | None:
    """The report that the person has handed in; a draft stays with its writer."""
    report = getattr(term, "return_report", None)
    return report if report and report.is_shown else None


def report_data(report: ReturnReport | None, found: Brought | None) -> dict[str, Any] | None:
    """The report with what the records say beside it; None where nothing is handed in."""
    if report is None or found is None:
        return None
    return {
        "state": str(report.get_state_display()),
        "text": report.text,
        "handed_in_on": iso(report.handed_in_on),
        "confirmed_on": iso(report.confirmed_on),
        "posts": [
            {"post": held.words, "first_day": iso(held.first_day), "last_day": iso(held.last_day)}
            for held in found.posts
        ],
        "cases": found.cases,
        "case_hours": f"{found.case_hours.normalize():f}",
        "sections": [
            {
                "heading": str(heading),
                "hours": f"{hours.normalize():f}",
                "rows": [
                    {"title": row.title, "on": iso(row.on), "hours": f"{row.hours.normalize():f}" if row.hours else ""}
                    for row in rows
                ],
            }
            for heading, rows, hours in found.sections
        ],
    }


def term_data(term: Secondment) -> dict[str, Any]:
    return {
        "number": term.number,
        "kind": str(term.get_kind_display()),
        "home": str(term.home_org),
        "host": str(term.host_org),
        "position": term.position,
        "legal_basis": term.legal_basis,
        "duties": term.duties,
        "state": str(term.get_state_display()),
        "first_day": iso(term.starts_on),
        "last_day": iso(term.last_day),
        "term_number": term.term_number,
        "consented_on": iso(term.consented_on),
        "pledge_signed_on": iso(term.pledge_signed_on),
        "letter": term.letter_number,
        "letter_issued_on": iso(term.letter_issued_on),
        "terminated_on": iso(term.terminated_on),
        "termination_reason": str(term.get_termination_reason_display()),
        "cases_joined": term.cases_joined,
        "questions_answered": term.questions_answered,
        "changes": [change_data(change) for change in term.term_changes.all()],
        "appraisals": [appraisal_data(appraisal) for appraisal in term.appraisals.all()],
        "merged": [merged_data(subject) for subject in term.appraisal_rounds.all() if subject.closed_on],
    }


def change_data(change: TermChange) -> dict[str, str]:
    return {
        "kind": str(change.get_kind_display()),
        "asked_on": iso(change.asked_on),
        "asked_by": str(change.asked_by_agency),
        "old_end": iso(change.old_end),
        "new_end": iso(change.new_end),
        "decision": str(change.get_approved_display()),
    }


def appraisal_data(appraisal: Appraisal) -> dict[str, str]:
    return {
        "period": appraisal.period,
        "by": str(appraisal.by_agency),
        "grade": str(appraisal.get_grade_display()),
        "opinion": appraisal.opinion,
        "on": iso(appraisal.appraised_on),
    }


def merged_data(subject: AppraisalRound) -> dict[str, Any]:
    """The result that both units' parts make, with the person's own report."""
    reports = [part.opinion for part in subject.parts.all() if part.side == Party.PERSON]
    return {
        "period": subject.period,
        "grade": str(subject.get_grade_display()),
        "result": str(subject.result),
        "home_share": subject.home_share,
        "host_share": subject.host_share,
        "basis": subject.basis,
        "self_report": "".join(reports),
        "remarks": shown_remarks(subject),
        "on": iso(subject.closed_on),
    }


def shown_remarks(subject: AppraisalRound) -> list[str]:
    """Without names, and only where there are enough to hide each author."""
    texts = sorted(remark.text for remark in subject.remarks.all())
    return texts if len(texts) >= least_remarks(subject) else []


def iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def file_pdf(data: dict[str, Any]) -> bytes:
    """Raises MissingGlyphsError where no font has a character."""
    return typeset("secondments/personnel_file", data, lang=get_language() or "zh-Hans")
