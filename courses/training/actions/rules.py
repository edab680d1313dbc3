"""What every enrolment has to pass; each refusal names its rule and says what to do."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.training.actions.seats_cut_off import blocks_now
from courses.training.enums import SessionState
from courses.training.models import Enrolment, SeatBlock, Session
from courses.training.queries import can_ever_sit, conflicting_enrolment
from courses.training.queries.eligibility import (
    engaged_sentence,
    records_for,
    rules_of,
    seat_sentence,
    seats_elsewhere,
    unmet_rules,
)
from shared.audit.actions import NotAllowedNow
from shared.directory.engagements import engagements_of
from shared.directory.models import Posting


def check_can_join(session: Session, posting: Posting | None) -> tuple[Posting, list[SeatBlock]]:
    """Return the posting and the session's seat blocks, or raise NotAllowedNow with the failed rule."""
    check_window(session, timezone.now())
    if posting is None:
        raise NotAllowedNow(
            _("No current post is on record for this person; the unit's HR officer adds it in the directory first.")
        )
    blocks = blocks_now(session)
    check_side(session, posting, blocks)
    check_fit(session, posting)
    return posting, blocks


def check_fit(session: Session, posting: Posting) -> None:
    """The rules of the class, one place per person, and nothing else on the same days (A11, A12)."""
    check_internal(session, posting)
    check_eligibility(session, posting)
    check_clash(session, posting)
    check_engagements(session, posting)


def check_internal(session: Session, posting: Posting) -> None:
    """An internal lecture is for the agencies it names; a public class costs no query here."""
    if not session.is_internal:
        return
    paths = session.internal_for.values_list("path", flat=True)
    if not posting.agency.path.startswith(tuple(paths)):
        raise NotAllowedNow(
            _("This lecture is internal, and %(agency)s is not among the agencies it is for. Ask: %(organiser)s.")
            % {"agency": posting.agency, "organiser": organiser_name(session)}
        )


def check_eligibility(session: Session, posting: Posting) -> None:
    """A class without rules costs no query, one with rules one, and one more where it asks for an earlier class."""
    rules = rules_of(session)
    unmet = unmet_rules(rules, posting, records_for(rules, [posting.person_id])) if rules else []
    if unmet:
        raise NotAllowedNow(
            _(
                "%(person)s does not meet a rule of “%(session)s”. %(rules)s If the record is wrong, the unit's HR "
                "officer mends it in the directory; otherwise ask the organiser: %(organiser)s."
            )
            % {
                "person": posting.person,
                "session": session.title,
                "rules": " ".join(unmet).replace("。 ", "。"),
                "organiser": organiser_name(session),
            }
        )


def check_engagements(session: Session, posting: Posting) -> None:
    """Leave, and the days on which a secondment has her report for duty."""
    days = engagements_of([posting.person_id], session.starts_on, session.ends_on)
    blocking = next((row for row in days.get(posting.person_id, []) if row.is_blocking), None)
    if blocking:
        raise NotAllowedNow(
            _("%(person)s cannot take part. %(why)s Put somebody else forward, or have those days mended first.")
            % {"person": posting.person, "why": engaged_sentence(blocking)}
        )


def beijing(moment: dt.datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def check_window(session: Session, now: dt.datetime) -> None:
    """A10: to the second, Beijing time; the closing second itself still counts."""
    now = now.replace(microsecond=0)
    if session.state != SessionState.ENROLLING:
        raise NotAllowedNow(not_open_sentence(session))
    if session.opens_at and now < session.opens_at:
        raise NotAllowedNow(
            _("Enrolment opens on %(time)s (Beijing time). Come back then.") % {"time": beijing(session.opens_at)}
        )
    if session.closes_at and now > session.closes_at:
        raise NotAllowedNow(
            _("Enrolment closed on %(time)s (Beijing time). Ask the organiser: %(organiser)s.")
            % {"time": beijing(session.closes_at), "organiser": organiser_name(session)}
        )


def not_open_sentence(session: Session) -> str:
    if session.closes_at and session.state == SessionState.CLOSED:
        return _("Enrolment closed on %(time)s (Beijing time). Ask the organiser: %(organiser)s.") % {
            "time": beijing(session.closes_at),
            "organiser": organiser_name(session),
        }
    return _("Enrolment is not open: this class is “%(state)s”.") % {"state": session.get_state_display()}


def organiser_name(session: Session) -> str:
    return session.organiser or str(session.hosts[0])


def check_side(session: Session, posting: Posting, blocks: list[SeatBlock]) -> None:
    if not can_ever_sit(blocks, posting.agency):
        raise NotAllowedNow(
            _("This class has no seats for the side of %(unit)s and no common pool; ask the hosts for a seat.")
            % {"unit": posting.agency}
        )


def check_clash(session: Session, posting: Posting) -> None:
    """One place per person and session, and no two classes on the same days (A12)."""
    other = conflicting_enrolment(session, posting.person)
    if other is None:
        return
    if other.session_id == session.pk:
        raise NotAllowedNow(
            _("%(person)s is already enrolled in “%(session)s” (%(state)s): one person, one place.")
            % {"person": posting.person, "session": session.title, "state": other.get_state_display()}
        )
    raise NotAllowedNow(
        _("%(person)s has a seat in “%(session)s” on the same days (%(from)s to %(to)s); withdraw there first.")
        % {
            "person": posting.person,
            "session": other.session.title,
            "from": other.session.starts_on.isoformat(),
            "to": other.session.ends_on.isoformat(),
        }
    )


def check_seat_elsewhere(enrolment: Enrolment) -> None:
    """Two nominations for the same days can both be pending; only one of them becomes a seat."""
    other = seats_elsewhere(enrolment.session, [enrolment.person_id]).get(enrolment.person_id)
    if other:
        raise NotAllowedNow(
            _("%(person)s cannot be accepted. %(why)s Decline, or wait until the seat there is given up.")
            % {"person": enrolment.person, "why": seat_sentence(other)}
        )


def require_reason(reason: str) -> None:
    if not reason.strip():
        raise NotAllowedNow(_("Give a reason: the person and her unit will read it."))
