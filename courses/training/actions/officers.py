"""Who runs one class: appointed for this class alone, by the organisers of the person's side."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.enums import FINISHED_STATES, Duty, SessionState
from courses.training.models import Session, SessionOfficer
from courses.training.permissions import can_appoint
from courses.training.queries import current_posting
from shared.audit.actions import NotAllowedNow, record
from shared.directory.models import Person
from shared.jobs.actions import later

LABELS = {
    "training.officer.appoint": gettext_lazy("Officer of the class appointed"),
    "training.officer.end": gettext_lazy("Duty of an officer ended"),
}


@transaction.atomic
def appoint_officer(session: Session, *, person: Person, duty: Duty, by: Any) -> SessionOfficer:
    """Give a person of either side a duty in this class; one class head per side."""
    if session.state in {*FINISHED_STATES, SessionState.CANCELLED}:
        raise NotAllowedNow(_("This class is over: nobody is appointed any more."))
    posting = current_posting(person=person)
    if posting is None or posting.agency.side == "pool":
        raise NotAllowedNow(_("%(person)s serves at no agency of either side today.") % {"person": person})
    side = posting.agency.side
    if not can_appoint(by, session, side):
        raise NotAllowedNow(_("%(person)s is of the other side: its organisers appoint her.") % {"person": person})
    officer = SessionOfficer(session=session, person=person, duty=duty, side=side, appointed_by=by)
    try:
        with transaction.atomic():
            officer.save()
    except IntegrityError as taken:
        raise NotAllowedNow(already_there(session, person, duty, side)) from taken
    session.__dict__.pop("active_officers", None)
    record("training.officer.appoint", session, by=by, person=person.name, duty=str(duty), side=side)
    later("training.tell_officer", officer_id=officer.pk)
    return officer


def already_there(session: Session, person: Person, duty: Duty, side: str) -> str:
    same = SessionOfficer.objects.filter(session=session, duty=duty, ended_at=None)
    if duty == Duty.CLASS_HEAD and (head := same.filter(side=side).exclude(person=person).first()):
        return _("%(head)s is this side's class head: end that duty first, a side has one class head.") % {
            "head": head.person
        }
    return _("%(person)s already has this duty in this class.") % {"person": person}


@transaction.atomic
def end_duty(officer: SessionOfficer, *, by: Any) -> SessionOfficer:
    """The person no longer runs this class; what she did stays on record."""
    now = timezone.now()
    if not SessionOfficer.objects.filter(pk=officer.pk, ended_at=None).update(ended_at=now):
        raise NotAllowedNow(_("This duty has already ended."))
    officer.ended_at = now
    officer.session.__dict__.pop("active_officers", None)
    record("training.officer.end", officer.session, by=by, person=officer.person.name, duty=str(officer.duty))
    return officer
