"""The examination by a panel: named, scored apart from one another, closed with a weighted result (B3, B4)."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from exchanges.secondments.emails import officers_near
from exchanges.secondments.enums import EXAMINABLE
from exchanges.secondments.models import (
    HOST_ROLES,
    Panel,
    PanelCriterion,
    PanelMember,
    Score,
    Secondment,
)
from exchanges.secondments.queries.conflicts import conflicts_of
from shared.audit.actions import NotAllowedNow, record
from shared.notices.actions import notify
from shared.regulations.models import LimitRule
from shared.regulations.queries import in_force


def tell_panel(panel: Panel, kind: str, *users: Any) -> int:
    secondment = panel.secondment
    return notify(
        f"panel.{kind}",
        to=users,
        url=panel.get_absolute_url(),
        number=secondment.number,
        host=secondment.host_org.name,
        position=secondment.position,
    )


@transaction.atomic
def name_panel(secondment: Secondment, *, members: Iterable[Any], criteria: list[tuple[str, int]], by: Any) -> Panel:
    """The host names who examines and by what; somebody with a conflict cannot be named."""
    members = list(members)
    check_examinable(secondment)
    check_criteria(criteria)
    fewest = fewest_members(secondment)
    if len(members) < fewest:
        raise NotAllowedNow(_("A panel has %(count)s members at least.") % {"count": fewest})
    try:
        with transaction.atomic():
            panel = Panel.objects.create(secondment=secondment, named_on=timezone.localdate())
    except IntegrityError as error:
        raise NotAllowedNow(_("This candidate has a panel already.")) from error
    PanelCriterion.objects.bulk_create(
        PanelCriterion(panel=panel, label=label, weight=weight) for label, weight in criteria
    )
    for user in members:
        seat(panel, user)
    record("secondments.panel.name", panel, by=by)
    return panel


def check_examinable(secondment: Secondment) -> None:
    if secondment.state not in EXAMINABLE or secondment.host_decided_on:
        raise NotAllowedNow(
            _("A panel examines before the host decides; the state is now “%(state)s”.")
            % {"state": secondment.get_state_display()}
        )


def check_criteria(criteria: list[tuple[str, int]]) -> None:
    total = sum(weight for _label, weight in criteria)
    if total != 100 or len({label for label, _weight in criteria}) != len(criteria):
        raise NotAllowedNow(
            _("The criteria have different names and weights that make 100 together; these make %(total)s.")
            % {"total": total}
        )


def fewest_members(secondment: Secondment) -> int:
    row = in_force(LimitRule, timezone.localdate(), secondment.jurisdiction, "secondment.panel_members")
    return int(row.value) if row else 1


def seat(panel: Panel, user: Any) -> PanelMember:
    if reasons := conflicts_of(user, panel.secondment):
        raise NotAllowedNow(
            _("%(name)s cannot sit on this panel: %(reasons)s.") % {"name": user, "reasons": "; ".join(reasons)}
        )
    try:
        with transaction.atomic():
            member = PanelMember.objects.create(panel=panel, user=user)
    except IntegrityError as error:
        raise NotAllowedNow(_("%(name)s sits on this panel already.") % {"name": user}) from error
    tell_panel(panel, "named", user)
    return member


@transaction.atomic
def add_member(panel: Panel, *, user: Any, by: Any) -> PanelMember:
    """Somebody for a member who has stepped back."""
    if panel.closed_on:
        raise NotAllowedNow(_("The panel has handed in its result."))
    member = seat(panel, user)
    record("secondments.panel.add", panel, by=by)
    return member


@transaction.atomic
def declare_conflict(member: PanelMember, *, reason: str, by: Any) -> PanelMember:
    """From here on she sees neither the candidate's file nor a score, and hers counts no more."""
    open_seat = PanelMember.objects.filter(pk=member.pk, blocked_on=None, panel__closed_on=None)
    if not open_seat.update(blocked_on=timezone.localdate(), conflict=reason):
        raise NotAllowedNow(_("You have stepped back already, or the panel has handed in its result."))
    member.refresh_from_db()
    tell_panel(member.panel, "conflict", *officers_near(member.panel.secondment.host_org, HOST_ROLES))
    record("secondments.panel.conflict", member.panel, by=by)
    return member


@transaction.atomic
def hand_in(member: PanelMember, *, points: dict[int, int], by: Any, remark: str = "") -> PanelMember:
    """Her scores, once and for all; only now she sees the others'."""
    panel = member.panel
    if reasons := conflicts_of(member.user, panel.secondment):
        raise NotAllowedNow(_("You cannot score this candidate: %(reasons)s.") % {"reasons": "; ".join(reasons)})
    criteria = list(panel.criteria.all())
    if set(points) != {criterion.pk for criterion in criteria} or not all(0 <= n <= 100 for n in points.values()):
        raise NotAllowedNow(_("Give every criterion 0 to 100 points."))
    open_seat = PanelMember.objects.filter(pk=member.pk, blocked_on=None, handed_in_at=None, panel__closed_on=None)
    if not open_seat.update(handed_in_at=timezone.now(), remark=remark):
        raise NotAllowedNow(_("You have handed in your scores already, or the panel has closed."))
    Score.objects.bulk_create(
        Score(member=member, criterion=criterion, given=points[criterion.pk]) for criterion in criteria
    )
    member.refresh_from_db()
    record("secondments.panel.hand_in", panel, by=by)
    return member


@transaction.atomic
def close_panel(panel: Panel, *, by: Any, conclusion: str = "") -> Panel:
    """The result: the mean of what the members without a conflict give, each criterion by its weight."""
    seats = list(panel.members.select_for_update(no_key=True).filter(blocked_on=None))
    missing = [str(member) for member in seats if member.handed_in_at is None]
    fewest = fewest_members(panel.secondment)
    if missing or len(seats) < fewest:
        raise NotAllowedNow(
            _("The result needs the scores of every member and of %(count)s at least; missing: %(names)s.")
            % {"count": fewest, "names": ", ".join(missing) or "—"}
        )
    result = weighted_result(panel, seats)
    changes = {"closed_on": timezone.localdate(), "result": result, "conclusion": conclusion}
    if not Panel.objects.filter(pk=panel.pk, closed_on=None).update(**changes):
        raise NotAllowedNow(_("The panel has handed in its result."))
    panel.refresh_from_db()
    record("secondments.panel.close", panel.secondment, by=by)
    return panel


def weighted_result(panel: Panel, seats: list[PanelMember]) -> Decimal:
    scores = Score.objects.filter(member__in=seats).select_related("criterion")
    total = sum((score.weighted for score in scores), Decimal(0))
    return (total / len(seats)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def check_panel(secondment: Secondment) -> None:
    """The host decides after the panel, where there is one or the kind asks for one."""
    panel = Panel.objects.filter(secondment=secondment).first()
    if panel is None and secondment.kind_rule.needs_panel:
        raise NotAllowedNow(
            _("%(rule)s: the host decides on the result of a panel. Name one first (source: %(source)s).")
            % {"rule": secondment.kind_rule.label, "source": secondment.kind_rule.source}
        )
    if panel and panel.closed_on is None:
        raise NotAllowedNow(_("The panel has not handed in its result yet."))
