"""Hours and fees of lecturers (H4): capped by title level, four hours a half-day, merged classes once, two people."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.actions.lecturers import move
from courses.training.actions.rules import require_reason
from courses.training.enums import TeachingState
from courses.training.models import LectureFee, TaughtHalf, TeachingInvitation
from courses.training.queries.lecturers import fee_cap, hours_elsewhere, jurisdiction_of, last_day, rule_for
from shared.audit.actions import NotAllowedNow
from shared.credits.actions import post_hours
from shared.credits.enums import Category
from shared.jobs.actions import later
from shared.regulations.models import LimitRule

LABELS = {
    "training.teaching.deliver": gettext_lazy("Lecture given"),
    "training.teaching.confirm": gettext_lazy("Hours taught confirmed"),
    "training.teaching.fee": gettext_lazy("Lecture fee approved"),
    "training.teaching.return": gettext_lazy("Lecture fee returned"),
    "training.teaching.pay": gettext_lazy("Lecture fee paid"),
    "training.teaching.close": gettext_lazy("Invitation to teach closed"),
}
T = TeachingState


@dataclass(frozen=True)
class Terms:
    """What is to be paid an hour, after tax, and the leader's written approval where it goes above the cap."""

    per_hour: Decimal
    is_raised: bool = False
    raise_number: str = ""
    raise_leader: str = ""
    raise_on: dt.date | None = None


@transaction.atomic
def confirm_hours(
    invitation: TeachingInvitation, *, hours: Mapping[int, Decimal], terms: Terms | None, by: Any
) -> TeachingInvitation:
    """Write down what was taught by half-day, and the fee; without `terms` there is none and the matter is closed."""
    hold_lectures_of(invitation)
    deliver(invitation, by)
    halves = list(TaughtHalf.objects.filter(invitation=invitation).select_related("slot"))
    for half in halves:
        half.hours = hours.get(half.pk, Decimal(0))
        check_half(invitation, half)
        half.save()
    move(invitation, T.CONFIRMED, "confirm", by)
    if terms is None:
        LectureFee.objects.filter(invitation=invitation).delete()
        post_teaching(invitation, by)
        return move(invitation, T.CLOSED, "close", by)
    write_fee(invitation, halves, terms, by)
    later("training.tell_finance", invitation_id=invitation.pk)
    return invitation


def deliver(invitation: TeachingInvitation, by: Any) -> None:
    if invitation.state != T.ACCEPTED:
        return
    if last_day(invitation) > timezone.localdate():
        raise NotAllowedNow(_("The last half-day of this lecturer is still ahead: confirm the hours after it."))
    move(invitation, T.DELIVERED, "deliver", by)


def hold_lectures_of(invitation: TeachingInvitation) -> None:
    """Two classes that confirm the same lecturer at once wait for each other, so that each sees the other's hours."""
    if invitation.person_id:
        same = TeachingInvitation.objects.filter(person=invitation.person_id)
    else:
        same = TeachingInvitation.objects.filter(person=None, outside_email__iexact=invitation.outside_email)
    list(same.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def check_half(invitation: TeachingInvitation, half: TaughtHalf) -> None:
    """At most four hours of one lecturer in one half-day, over all classes."""
    rule = require_rule(rule_for(invitation, "training.lecture_hours_half"), "training.lecture_hours_half")
    elsewhere = hours_elsewhere(invitation, half.slot) if half.counts else Decimal(0)
    if (half.hours or 0) + elsewhere > rule.value:
        raise NotAllowedNow(
            _("%(half)s: %(hours)s hours are more than the %(limit)s of one half-day. Source: %(source)s")
            % {
                "half": half.slot,
                "hours": plain((half.hours or Decimal(0)) + elsewhere),
                "limit": plain(rule.value),
                "source": rule.source,
            }
        )


def require_rule(rule: LimitRule | None, code: str) -> LimitRule:
    if rule is None:
        raise NotAllowedNow(
            _("No rule “%(code)s” is in force for this place and day: have it added to the regulations first.")
            % {"code": code}
        )
    return rule


def plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def allowed_per_hour(invitation: TeachingInvitation, is_raised: bool) -> tuple[Decimal, LimitRule, str]:
    """What may be paid an hour, the cap it rests on, and the sources in words."""
    cap = require_rule(fee_cap(invitation), f"training.lecture_fee_{invitation.title_level}")
    if not is_raised:
        return cap.value, cap, cap.source
    share = require_rule(rule_for(invitation, "training.lecture_fee_raise"), "training.lecture_fee_raise")
    return cap.value * (1 + share.value), cap, f"{cap.source}；{share.source}"


def check_terms(invitation: TeachingInvitation, terms: Terms) -> LimitRule:
    """The fee stays within the cap; raised, within the raise and with the leader's written approval."""
    if terms.is_raised and not (terms.raise_number.strip() and terms.raise_leader.strip() and terms.raise_on):
        raise NotAllowedNow(_("A raised fee needs the leader's written approval: number, name and day."))
    if terms.is_raised and terms.raise_on and terms.raise_on > timezone.localdate():
        raise NotAllowedNow(_("The day of the leader's approval lies ahead: give the day on which it was signed."))
    allowed, cap, source = allowed_per_hour(invitation, terms.is_raised)
    if terms.per_hour > allowed:
        raise NotAllowedNow(
            _("%(fee)s yuan an hour is above the cap of %(cap)s for “%(level)s”. Source: %(source)s")
            % {
                "fee": plain(terms.per_hour),
                "cap": plain(allowed),
                "level": invitation.get_title_level_display(),
                "source": source,
            }
        )
    return cap


def write_fee(invitation: TeachingInvitation, halves: list[TaughtHalf], terms: Terms, by: Any) -> LectureFee:
    """Merged classes count once: hours of a lecture held together are paid in the class that it is merged into."""
    cap = check_terms(invitation, terms)
    fee, _new = LectureFee.objects.update_or_create(
        invitation=invitation,
        defaults={
            "hours": sum((half.hours or Decimal(0) for half in halves if half.counts), Decimal(0)),
            "per_hour": terms.per_hour,
            "cap": cap.value,
            "cap_source": cap.source,
            "is_raised": terms.is_raised,
            "raise_number": terms.raise_number.strip(),
            "raise_leader": terms.raise_leader.strip(),
            "raise_on": terms.raise_on,
            "confirmed_by": by,
            "confirmed_at": timezone.now(),
            "approved_by": None,
            "approved_at": None,
        },
    )
    invitation.fee = fee
    return fee


def post_teaching(invitation: TeachingInvitation, by: Any) -> None:
    """Teaching counts as learning only where a rule of the place says by how much; otherwise nothing is posted."""
    factor = rule_for(invitation, "training.teaching_factor")
    halves = TaughtHalf.objects.filter(invitation=invitation).select_related("slot")
    taught = sum((half.hours or Decimal(0) for half in halves if half.counts), Decimal(0))
    if factor is None or invitation.person is None or not taught:
        return
    post_hours(
        invitation.person,
        hours=taught * factor.value,
        category=Category.TEACHING,
        source=f"training:teaching:{invitation.pk}",
        title=invitation.topic,
        occurred_on=last_day(invitation),
        by=by,
        jurisdiction=jurisdiction_of(invitation.session),
    )


@transaction.atomic
def approve_fee(invitation: TeachingInvitation, *, by: Any) -> TeachingInvitation:
    """The finance office agrees, by the rules of today; never whoever confirmed the hours."""
    fee = invitation.fee
    if fee.confirmed_by_id == by.pk:
        raise NotAllowedNow(_("Whoever confirmed the hours does not approve the fee: another finance officer decides."))
    check_terms(invitation, Terms(fee.per_hour, fee.is_raised, fee.raise_number, fee.raise_leader, fee.raise_on))
    move(invitation, T.FEE_APPROVED, "fee", by)
    fee.approved_by, fee.approved_at = by, timezone.now()
    fee.save(update_fields=["approved_by", "approved_at"])
    post_teaching(invitation, by)
    return invitation


@transaction.atomic
def return_fee(invitation: TeachingInvitation, *, reason: str, by: Any) -> TeachingInvitation:
    """Back to the organiser, who confirms the hours anew."""
    require_reason(reason)
    reason = reason.strip()[:300]
    move(invitation, T.DELIVERED, "return", by, reason=reason)
    TeachingInvitation.objects.filter(pk=invitation.pk).update(reason=reason)
    later("training.tell_of_lecturer", invitation_id=invitation.pk, kind="training.fee_returned")
    return invitation


@transaction.atomic
def mark_paid(invitation: TeachingInvitation, *, paid_on: dt.date, by: Any) -> TeachingInvitation:
    if paid_on > timezone.localdate():
        raise NotAllowedNow(_("The day of payment lies ahead."))
    approved_at = invitation.fee.approved_at
    if approved_at and paid_on < timezone.localdate(approved_at):
        raise NotAllowedNow(
            _("The fee of %(name)s was approved on %(day)s: it cannot have been paid before.")
            % {"name": invitation.name, "day": timezone.localdate(approved_at).isoformat()}
        )
    move(invitation, T.PAID, "pay", by)
    LectureFee.objects.filter(invitation=invitation).update(paid_on=paid_on)
    return invitation


def close_paid() -> int:
    """What has been paid is closed by the system."""
    paid = TeachingInvitation.objects.filter(state=T.PAID, fee__paid_on__lt=timezone.localdate())
    for invitation in paid:
        move(invitation, T.CLOSED, "close", None)
    return len(paid)
