"""What each of many processes does that want seats at the same moment."""

import random
from collections import Counter

from courses.training import actions
from courses.training.enums import EnrolmentState
from courses.training.models import Enrolment, SeatBlock, Session
from courses.training.queries import blocks_with_someone_waiting, sessions_to_settle
from shared.accounts.models import User
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.directory.models import RoleAssignment
from shared.regulations.actions import load_regulations
from tests.factories.directory import AgencyFactory, member
from tests.factories.training import EnrolmentFactory, SessionFactory


def set_up():
    """Two sessions, people of both sides."""
    load_regulations()

    direct = SessionFactory(number="RUSH-1", direct_entry=True, seats=(9, 7, 5))
    below = [AgencyFactory(parent=direct.ip_host), AgencyFactory(parent=direct.proc_host, proc=True)]
    for number in range(96):
        member(below[number % 2])
    by_desk = SessionFactory(number="RUSH-2", ip_host=direct.ip_host, proc_host=direct.proc_host, seats=(6, 3, 2))
    member(direct.ip_host, RoleCode.ORGANISER)
    for number in range(40):
        EnrolmentFactory(session=by_desk, agency=below[number % 2], state=EnrolmentState.SUBMITTED)


def apply_for_all(share, shares):
    """Every person tries from two processes; some who got a seat give it back."""
    session = Session.objects.get(number="RUSH-1")
    users = list(User.objects.filter(person__isnull=False, role_assignments=None).order_by("pk"))
    mine = [u for place, u in enumerate(users) if share in {place % shares, (place + 1) % shares}]
    chance = random.Random(share)  # noqa: S311  repeatable, not secret
    chance.shuffle(mine)
    answers = Counter()
    for user in mine:
        try:
            entry = actions.apply(session, by=user)
            answers[str(entry.state)] += 1
            if entry.block_id and chance.random() < 0.4:
                actions.withdraw(entry, reason="测试退出", by=user)
                answers["left"] += 1
        except NotAllowedNow:
            answers["told"] += 1
    return answers


def accept_all(share, shares):
    """Every process accepts every submitted enrolment, as impatient organisers do."""
    organiser = RoleAssignment.objects.get(role="organiser").user
    rows = list(Enrolment.objects.filter(session__number="RUSH-2").select_related("session", "person", "block"))
    random.Random(share).shuffle(rows)  # noqa: S311  repeatable, not secret
    answers = Counter()
    for enrolment in rows:
        try:
            answers[str(actions.accept(enrolment, by=organiser).state)] += 1
        except NotAllowedNow:
            answers["told"] += 1
    return answers


def look():
    """What the database holds when all is over."""
    seated = Counter(Enrolment.objects.exclude(block=None).values_list("block", flat=True))
    live = Counter(Enrolment.objects.live().values_list("session__number", "person"))
    return {
        "miscounted": [str(b) for b in SeatBlock.objects.all() if b.taken != seated[b.pk] or b.taken > b.seats],
        "taken": {n: sum(b.taken for b in SeatBlock.objects.filter(session__number=n)) for n in ("RUSH-1", "RUSH-2")},
        "twice": [key for key, number in live.items() if number > 1],
        "states": {
            n: Counter(Enrolment.objects.filter(session__number=n).values_list("state", flat=True))
            for n in ("RUSH-1", "RUSH-2")
        },
        "left_free": sum(len(blocks_with_someone_waiting(pk)) for pk in sessions_to_settle()),
    }
