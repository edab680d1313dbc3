"""Many processes move the seats of one class at random; afterwards nothing may be wrong. `manage.py soak` runs it."""

import datetime as dt
import random
import time
from collections import Counter
from typing import Any

from courses.training import actions
from courses.training.actions.sessions import lapse
from courses.training.enums import SessionState, Side
from courses.training.models import Enrolment, SeatBlock, Session
from courses.training.queries import blocks_with_someone_waiting
from portal.bench.volume import add_people, new_session
from shared.accounts.models import User
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import Level, RoleCode, System
from shared.directory.models import Agency, RoleAssignment

NUMBER = "SOAK-1"
FIRST, PEOPLE = 900_000, 160
SHARES = {Side.IP: 18, Side.PROC: 14, Side.POOL: 8}
SEATS = sum(SHARES.values())


def unit(code: str, system: str, parent: Agency | None = None) -> Agency:
    return Agency.objects.create(code=code, name=code, system=system, level=Level.PREFECTURE, parent=parent)


def set_up() -> dict[str, Any]:
    """One open class of both sides with seats of a unit, and people of five units."""
    ip = [unit("SK-I1", System.IP_ADMIN), unit("SK-I2", System.IP_ADMIN)]
    ip.append(unit("SK-I11", System.IP_ADMIN, ip[0]))
    proc = [unit("SK-P1", System.PROCURATORATE), unit("SK-P2", System.PROCURATORATE)]
    add_people(range(FIRST, FIRST + PEOPLE), ip, proc)
    officer = User.objects.create(username="SOAK", name="压测专员", email="soak@bench.example", password="!")  # noqa: S106
    for agency in [*ip, *proc]:
        for role in (RoleCode.UNIT_HR, RoleCode.UNIT_LEADER, RoleCode.ORGANISER):
            RoleAssignment.objects.create(user=officer, role=role, agency=agency)
    session = new_session(NUMBER, ip[0], proc[0], 800, SessionState.ENROLLING)
    session.save()
    blocks = {side: SeatBlock.objects.create(session=session, side=side, seats=n) for side, n in SHARES.items()}
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    actions.add_block(session, source=blocks[Side.IP], seats=6, agency=ip[0], returns_at=soon, by=officer)
    return {"people": PEOPLE, "seats": SEATS}


class Worker:
    """One process: a person, an act, again and again."""

    def __init__(self, share: int) -> None:
        self.chance = random.Random(share)  # noqa: S311  repeatable, not secret
        self.session = Session.objects.with_hosts().get(number=NUMBER)
        self.officer = User.objects.get(username="SOAK")
        numbers = range(FIRST, FIRST + PEOPLE)
        self.users = list(User.objects.filter(username__in=[f"B{n:06}" for n in numbers]).select_related("person"))

    def somebody(self, *states: str) -> Any:
        rows = Enrolment.objects.live().filter(session=self.session, **({"state__in": states} if states else {}))
        found = list(rows.select_related("person", "block", "agency"))
        if not found:
            return None
        row = self.chance.choice(found)
        row.session = self.session
        return row

    def block(self, **scope: Any) -> Any:
        found = list(self.session.blocks.with_scope().select_related("session").filter(**scope).order_by("pk"))
        return self.chance.choice(found) if found else None

    def apply(self) -> Any:
        self.session.direct_entry = True
        return actions.apply(self.session, by=self.chance.choice(self.users))

    def nominate(self) -> Any:
        person = self.chance.choice(self.users).person
        row = actions.nominate(self.session, person=person, by=self.officer)
        return actions.approve_for_unit(row, by=self.officer)

    def accept(self) -> Any:
        row = self.somebody("submitted")
        return row and actions.accept(row, by=self.officer)

    def confirm(self) -> Any:
        row = self.somebody("accepted")
        return row and actions.confirm(row, by=self.officer)

    def withdraw(self) -> Any:
        row = self.somebody()
        return row and actions.withdraw(row, reason="工作安排", by=self.officer)

    def decline(self) -> Any:
        row = self.somebody("submitted", "waitlisted")
        return row and actions.decline(row, reason="名额有限", by=self.officer)

    def lapse(self) -> Any:
        row = self.somebody("accepted")
        return row and (lapse(row) or row)

    def substitute(self) -> Any:
        row = self.somebody("accepted", "confirmed")
        person = self.chance.choice(self.users).person
        return row and actions.substitute(row, person=person, by=self.officer)

    def reserve(self) -> Any:
        agency = Agency.objects.get(code=self.chance.choice(["SK-I1", "SK-I2", "SK-I11", "SK-P1"]))
        number = self.chance.randint(1, 4)
        return actions.reserve_seats(self.session, agency=agency, seats=number, by=self.officer)

    def reduce(self) -> Any:
        block = self.block(is_reserved=True)
        return block and actions.reduce_reserved(block, seats=self.chance.randint(0, 2), by=self.officer)

    def move(self) -> Any:
        terms = {"source": self.block(), "target": self.block(), "seats": self.chance.randint(1, 3)}
        return actions.move_seats(self.session, by=self.officer, **terms)

    def add(self) -> Any:
        agency = Agency.objects.get(code=self.chance.choice(["SK-I2", "SK-I11", "SK-P1", "SK-P2"]))
        source = self.block(agency=None)
        return actions.add_block(self.session, source=source, seats=2, agency=agency, by=self.officer)

    def remove(self) -> Any:
        block = self.block(agency__isnull=False)
        return block and actions.remove_block(block, by=self.officer)

    def cut_off(self) -> Any:
        """A block's last moment comes; then the clock ticks, as it does in every worker."""
        block = self.block(agency__isnull=False)
        if block:
            past = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=2)
            SeatBlock.objects.filter(pk=block.pk).update(returns_at=past, returned_at=None)
        return actions.return_all_unused_seats() + 1


ACTS = [
    *["apply"] * 14,
    *["withdraw"] * 9,
    *["nominate"] * 5,
    *["accept"] * 6,
    *["confirm", "decline", "lapse", "substitute"] * 2,
    *["reserve", "reduce", "move", "cut_off"] * 2,
    "add",
    "remove",
]


def work(share: int, operations: int, start: float) -> dict[str, int]:
    """Do so many acts; a refusal in a sentence is an answer, anything else is an error and is named."""

    worker = Worker(share)
    while time.time() < start:
        time.sleep(0.005)
    answers: Counter[str] = Counter()
    for _number in range(operations):
        verb = worker.chance.choice(ACTS)
        try:
            answers[verb if getattr(worker, verb)() else "nobody there"] += 1
        except NotAllowedNow:
            answers["refused in a sentence"] += 1
        except Exception as error:  # noqa: BLE001  whatever it is, it is what we look for
            answers[f"ERROR {verb} {type(error).__name__}: {str(error)[:160]}"] += 1
    return dict(answers)


def look() -> dict[str, Any]:
    """What the database holds when all is over and the clock has ticked once more."""

    actions.return_all_unused_seats()
    actions.fill_waiting_sessions()
    session = Session.objects.get(number=NUMBER)
    blocks = list(SeatBlock.objects.filter(session=session))
    rows = Enrolment.objects.filter(session=session)
    seated = Counter(rows.exclude(block=None).values_list("block", flat=True))
    live = Counter(rows.live().values_list("person", flat=True))
    return {
        "miscounted": sum(b.taken != seated[b.pk] for b in blocks),
        "oversold": sum(not 0 <= b.taken <= b.seats for b in blocks),
        "seats lost or won": sum(b.seats for b in blocks) - SEATS,
        "people twice": sum(number > 1 for number in live.values()),
        "free seats somebody waits for": len(blocks_with_someone_waiting(session.pk)),
        "seated without a seat": rows.filter(state__in=["accepted", "confirmed"], block=None).count(),
    }
