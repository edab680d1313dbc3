"""A class of the demo whose seats are shared out to units: own seats, some without names, a cut-off to come."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.training import actions
from courses.training.enums import Mode, SessionState, Side
from courses.training.models import Session
from portal.demo.training import Cast, Plan, colleagues, create_session, create_timetable
from shared.audit.actions import NotAllowedNow
from shared.directory.models import Agency

SHARED_OUT = Plan(
    18,
    "专利侵权纠纷行政裁决与检察监督衔接同堂培训班",
    SessionState.ENROLLING,
    38,
    40,
    "杭州 · 示范培训基地",
    (20, 16, 6),
    mode=Mode.JOINT,
)


def seed(world: Any) -> None:
    """A second call changes nothing."""
    if Session.objects.filter(number=f"TT-ZJ-{SHARED_OUT.number:03}").exists():
        return
    cast = Cast(world.today)
    with transaction.atomic():
        session = create_session(SHARED_OUT, cast)
        session.opens_at = timezone.now() - dt.timedelta(days=3)
        session.save()
        create_timetable(session, SHARED_OUT, cast)
        share_out(session, cast)
    world.say(f"  demo: seats of {session.number} shared out")


def share_out(session: Session, cast: Cast) -> None:
    """Hangzhou has seats of its own until a Friday evening; another unit keeps some without names."""
    organiser, hr, leader = (cast.user(key) for key in ("organiser", "hr", "leader"))
    ip, pool = (session.blocks.get(side=side, agency=None, region=None) for side in (Side.IP, Side.POOL))
    friday = next_friday(cast.today)
    hangzhou = Agency.objects.get(code="I330100")
    actions.add_block(session, source=ip, seats=4, agency=hangzhou, returns_at=friday, by=organiser)
    procurators = Agency.objects.filter(code="P330100").first()
    if procurators:
        actions.add_block(session, source=pool, seats=2, agency=procurators, by=organiser)
    near = Agency.objects.valid_on().filter(code__startswith="I", region__code__startswith="33")
    other = near.exclude(code__in=["I330000", hangzhou.code]).order_by("code").first()
    if other:
        reserve(session, other, organiser)
    for person in colleagues(cast, "I330100", session, 2):
        row = actions.approve_for_unit(actions.nominate(session, person=person, by=hr), by=leader)
        actions.accept(row, by=organiser)


def reserve(session: Session, agency: Agency, by: Any) -> None:
    """Where enrolment closes too soon for the rule, the demo goes without."""
    try:
        actions.reserve_seats(session, agency=agency, seats=3, by=by)
    except NotAllowedNow:
        return


def next_friday(today: dt.date) -> dt.datetime:
    """Eighteen o'clock in Beijing on the Friday after next."""
    day = today + dt.timedelta(days=(4 - today.weekday()) % 7 + 7)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(18)))
