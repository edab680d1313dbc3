"""The end of a term opens the way back: the return list and the report that the person writes (B14, B19)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.secondments.actions.checklists import lay_down
from exchanges.secondments.emails import tell
from exchanges.secondments.enums import Party
from exchanges.secondments.enums.checklists import Phase
from exchanges.secondments.enums.returns import REPORT_TRANSITIONS, WRITABLE, ReportState
from exchanges.secondments.models import ReturnReport, Secondment
from shared.audit.actions import NotAllowedNow, move_state, record
from shared.regulations.queries import Deadlines

DUE = "secondment.return_report"
LABELS = {
    "secondments.report.save": gettext_lazy("Return report written"),
    "secondments.report.hand_in": gettext_lazy("Return report handed in"),
    "secondments.report.return": gettext_lazy("Return report sent back"),
    "secondments.report.confirm": gettext_lazy("Return report confirmed"),
}


def open_return(secondment: Secondment) -> None:
    """Lay down the return list and open the report, once."""
    lay_down(secondment, Phase.RETURN)
    due = Deadlines(DUE).due(DUE, start=secondment.last_day, jurisdiction=secondment.jurisdiction)
    ReturnReport.objects.get_or_create(secondment=secondment, defaults={"due_on": due})


@transaction.atomic
def save_report(report: ReturnReport, *, text: str, by: Any) -> ReturnReport:
    """Keep what is written so far; nobody else reads it yet."""
    if not ReturnReport.objects.filter(pk=report.pk, state__in=WRITABLE).update(text=text):
        raise NotAllowedNow(
            _("The report is handed in and stays as it is. The host can return it if something is missing.")
        )
    report.text = text
    record("secondments.report.save", report, by=by)
    return report


@transaction.atomic
def hand_in_report(report: ReturnReport, *, text: str, by: Any) -> ReturnReport:
    if not text.strip():
        raise NotAllowedNow(_("Write the report before you hand it in."))
    day = timezone.localdate()
    facts = {"text": text, "handed_in_on": day, "remark": ""}
    move_report(report, ReportState.HANDED_IN, act="hand_in", by=by, **facts)
    tell(report.secondment, "report_handed_in", Party.HOST, Party.HOME)
    return report


@transaction.atomic
def return_report(report: ReturnReport, *, reason: str, by: Any) -> ReturnReport:
    """The host asks for something to be completed; the writer goes on from what she has written."""
    move_report(report, ReportState.RETURNED, act="return", by=by, reason=reason, reason_in="remark")
    tell(report.secondment, "report_returned", Party.PERSON, reason=reason)
    return report


@transaction.atomic
def confirm_report(report: ReturnReport, *, by: Any) -> ReturnReport:
    day = timezone.localdate()
    move_report(report, ReportState.CONFIRMED, act="confirm", by=by, confirmed_on=day, confirmed_by=by)
    tell(report.secondment, "report_confirmed", Party.PERSON, Party.HOME)
    return report


def move_report(report: ReturnReport, to: str, *, act: str, by: Any, **facts: Any) -> None:
    move_state(report, to, transitions=REPORT_TRANSITIONS, action=f"secondments.report.{act}", by=by, **facts)
