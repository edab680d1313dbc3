"""Numbered papers of a class: the call-up notice, its corrections, the notice of postponement (E25, N24)."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.enums import FILLING_STATES, NoticeType
from courses.training.models import CallUpNotice, Session
from courses.training.queries.notices import changes_since, last_notice, notice_content
from shared.audit.actions import NotAllowedNow, record
from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from shared.directory.permissions import has_role
from shared.documents.actions import typeset
from shared.documents.numbers import document_number, next_number, series_mark
from shared.jobs.actions import later

LABELS = {
    "training.notice.issue": gettext_lazy("Notice issued"),
    "training.notice.correct": gettext_lazy("Corrected notice issued"),
}


def issuing_host(session: Session, by: Any) -> Agency:
    """The host whose organiser issues: the number is of its series."""
    return next((host for host in session.hosts if has_role(by, RoleCode.ORGANISER, agency=host)), session.hosts[0])


def take_number(host: Agency) -> str:
    """The next number of the host's series of the year; given back with the transaction if that fails."""
    year = timezone.localdate().year
    return document_number(series_mark(host, "培"), year, next_number(f"notice:{host.code}:{year}"))


def issue_notice(session: Session, type: NoticeType, *, by: Any, **extra: Any) -> CallUpNotice:
    """Give the paper its number and freeze what it says; the caller's transaction holds the class."""
    before = last_notice(session)
    number = take_number(issuing_host(session, by))
    content = notice_content(
        session, type, number=number, replaces=before.number if before else session.notice_number, **extra
    )
    notice = CallUpNotice.objects.create(
        session=session,
        type=type,
        number=number,
        version=(before.version if before else 0) + 1,
        replaces=before,
        content=content,
        issued_by=by,
    )
    Session.objects.filter(pk=session.pk).update(notice_number=number)
    session.notice_number = number
    later("training.typeset_notice", notice_id=notice.pk)
    later("training.tell_units", notice_id=notice.pk)
    return notice


@transaction.atomic
def correct_notice(session: Session, *, text: str = "", contact: str = "", by: Any) -> CallUpNotice:
    """Issue the notice anew after its quotas, days or place have changed; the old one is kept."""
    Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if session.state not in FILLING_STATES:
        raise NotAllowedNow(
            _("A notice is corrected between its issue and the first day; this class is “%(state)s”.")
            % {"state": session.get_state_display()}
        )
    before = last_notice(session)
    is_new = text.strip() not in ("", before.content.get("text", "") if before else "")
    if before and not is_new and not changes_since(before, session):
        raise NotAllowedNow(
            _("Nothing that the notice says has changed since %(number)s: there is nothing to correct.")
            % {"number": before.number}
        )
    contact = contact.strip() or (before.content.get("contact", "") if before else "")
    notice = issue_notice(session, NoticeType.CORRECTED, by=by, text=text.strip(), contact=contact)
    record("training.notice.correct", session, by=by, document=notice.number, version=notice.version)
    return notice


def typeset_notice(notice: CallUpNotice, *, by: Any = None) -> CallUpNotice:
    """Typeset and store the PDF; what is stored already is left alone, so the task may run twice."""
    if notice.file:
        return notice
    pdf = typeset("training/notice", notice.content, made_at=notice.issued_at)
    notice.file.save(f"{notice.session.slug}-{notice.version}.pdf", ContentFile(pdf), save=False)
    CallUpNotice.objects.filter(pk=notice.pk, file="").update(file=notice.file.name)
    return notice
