"""Random interleavings of everything that moves a seat, against an oracle that has no database."""

import datetime as dt
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
import time_machine
from django.db import transaction
from django.test import TestCase
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from courses.training import actions
from courses.training.actions.sessions import lapse
from courses.training.enums import EnrolmentState, Side
from courses.training.models import Enrolment, SeatBlock
from courses.training.queries import blocks_with_someone_waiting
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode, System
from shared.directory.models import RoleAssignment
from tests.courses.training.seat_oracle import Oracle, Seats
from tests.factories.directory import AgencyFactory, member
from tests.factories.training import SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]

HALF_WAY = dt.timedelta(days=2)
PERSON = st.integers(0, 17)
UNIT = st.sampled_from(["a", "a1", "b", "p"])
STEPS = st.one_of(
    st.tuples(st.sampled_from(["apply", "nominate", "accept", "leave", "decline", "lapse", "substitute"]), PERSON),
    st.tuples(st.just("reserve"), UNIT, st.integers(1, 3)),
    st.tuples(st.just("reduce"), UNIT, st.integers(0, 2)),
    st.tuples(
        st.just("move"), st.sampled_from(["ip", "proc", "pool"]), st.sampled_from(["ip", "proc", "pool"]), PERSON
    ),
    st.tuples(st.just("grow"), st.sampled_from(["ip", "proc", "pool"]), st.integers(0, 6)),
    st.tuples(st.just("cut-off")),
)


@pytest.fixture
def world():
    """A class for both sides, one unit of which (with a unit below it) has seats of its own until half way."""
    session = SessionFactory(direct_entry=True, seats=(5, 3, 2))
    units = {"a": AgencyFactory(), "b": AgencyFactory(), "p": AgencyFactory(proc=True)}
    units["a1"] = AgencyFactory(parent=units["a"])
    units["c"] = AgencyFactory(system=System.COURT)
    users = [member(units[key]) for key in ["a"] * 4 + ["a1"] * 3 + ["b"] * 5 + ["p"] * 5 + ["c"]]
    hr = member(session.ip_host, RoleCode.UNIT_HR)
    for unit in units.values():
        RoleAssignment.objects.create(user=hr, role=RoleCode.UNIT_HR, agency=unit)
    organiser = member(session.ip_host, RoleCode.ORGANISER)
    ends = timezone.now().replace(microsecond=0) + HALF_WAY
    ip, proc = (session.blocks.get(side=side) for side in (Side.IP, Side.PROC))
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.add_block(session, source=ip, seats=2, agency=units["a"], returns_at=ends, by=organiser)
        actions.set_cut_off(proc, returns_at=ends, by=organiser)
    return SimpleNamespace(session=session, units=units, users=users, hr=hr, organiser=organiser, ends=ends)


def oracle_of(world):
    people = {
        u.person.pk: (u.person.postings.get().agency.path, u.person.postings.get().agency.side) for u in world.users
    }
    blocks = [
        Seats("ip", 3, side="ip"),
        Seats("proc", 3, side="proc", due=True),
        Seats("pool", 2),
        Seats("a", 2, world.units["a"].path, "ip", "ip", due=True),
    ]
    return Oracle(people, blocks)


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Run:
    """One interleaving, step by step on both sides."""

    def __init__(self, world):
        self.world, self.oracle = world, oracle_of(world)
        self.keys = {unit.path: key for key, unit in world.units.items()}
        self.total, self.now, self.is_over = 10, timezone.now(), False

    def take(self, name, *rest):
        self.now += dt.timedelta(seconds=2)
        with time_machine.travel(self.now, tick=False), TestCase.captureOnCommitCallbacks(execute=True):
            getattr(self, name.replace("-", "_"))(*rest)
        self.compare()

    def enrolment(self, number):
        person = self.world.users[number].person
        return Enrolment.objects.live().select_related("session", "block", "person").filter(person=person).first()

    def does(self, act, *args, **kwargs):
        """Did it go through? Inside one transaction a refusal must not leave a trace."""
        try:
            with transaction.atomic():
                act(*args, **kwargs)
        except NotAllowedNow:
            return False
        return True

    def apply(self, number):
        user = self.world.users[number]
        refused = self.oracle.is_in(user.person.pk) or not self.oracle.may_join(user.person.pk)
        assert self.does(actions.apply, self.world.session, by=user) is not refused
        if not refused:
            self.oracle.place(user.person.pk)

    def nominate(self, number):
        person = self.world.users[number].person
        refused = self.oracle.is_in(person.pk) or not self.oracle.may_join(person.pk)
        assert self.does(actions.nominate, self.world.session, person=person, by=self.world.hr) is not refused
        if not refused:
            actions.approve_for_unit(self.enrolment(number), by=self.world.hr)
            self.oracle.submit(person.pk)

    def accept(self, number):
        row = self.enrolment(number)
        if row and row.person_id in self.oracle.submitted:
            actions.accept(row, by=self.world.organiser)
            self.oracle.accept(row.person_id)

    def leave(self, number):
        if row := self.enrolment(number):
            actions.withdraw(row, by=self.world.hr)
            self.oracle.leave(row.person_id)

    def decline(self, number):
        row = self.enrolment(number)
        if row and row.state in {EnrolmentState.SUBMITTED, EnrolmentState.WAITLISTED}:
            actions.decline(row, reason="名额有限", by=self.world.organiser)
            self.oracle.leave(row.person_id)

    def lapse(self, number):
        row = self.enrolment(number)
        if row and row.state == EnrolmentState.ACCEPTED:
            lapse(row)
            self.oracle.leave(row.person_id)

    def substitute(self, number):
        row = self.enrolment(number)
        others = [u.person for u in self.world.users if not self.oracle.is_in(u.person.pk)]
        other = next((p for p in others if p.postings.get().agency_id == (row.agency_id if row else 0)), None)
        if row and row.block_id and other:
            actions.substitute(row, person=other, by=self.world.hr)
            self.oracle.substitute(row.person_id, other.pk)

    def reserve(self, key, number):
        unit = self.world.units[key]
        until = self.world.ends if not self.is_over else self.now + dt.timedelta(days=1)
        if self.is_over:
            return  # nothing is kept once the day for names has passed
        done = self.does(
            actions.reserve_seats, self.world.session, agency=unit, seats=number, until=until, by=self.world.organiser
        )
        assert done is self.oracle.reserve(key, unit.path, unit.side, number)

    def reduce(self, key, keep):
        for block in SeatBlock.objects.filter(is_reserved=True, agency=self.world.units[key]).order_by("pk"):
            twin = self.oracle.blocks[self.name_of(block)]
            expected = keep < twin.seats and twin.free >= twin.seats - keep
            assert self.does(actions.reduce_reserved, block, seats=keep, by=self.world.hr) is expected
            if expected:
                self.oracle.move(twin, self.oracle.goal(twin), twin.seats - keep)
                self.oracle.fill()

    def move(self, source, target, number):
        rows = {b.side: b for b in self.world.session.blocks.plain()}
        number = number % 3 + 1
        expected = source != target and self.oracle.blocks[source].free >= number
        terms = {"source": rows[source], "target": rows[target], "seats": number, "by": self.world.organiser}
        assert self.does(actions.move_seats, self.world.session, **terms) is expected
        if expected:
            self.oracle.move(self.oracle.blocks[source], self.oracle.blocks[target], number)
            self.oracle.fill()

    def grow(self, side, number):
        block = self.oracle.blocks[side]
        expected = number >= len(block.people)
        assert (
            self.does(actions.change_seats, self.world.session, seats={side: number}, by=self.world.organiser)
            is expected
        )
        if expected:
            self.total += number - block.seats
            block.seats = number
            self.oracle.fill()

    def cut_off(self):
        if not self.is_over:
            self.now, self.is_over = self.world.ends + dt.timedelta(seconds=1), True
        with time_machine.travel(self.now, tick=False):
            actions.return_all_unused_seats()
            actions.return_all_unused_seats()
        self.oracle.cut_off()

    def name_of(self, block):
        if block.is_plain:
            return block.side
        key = self.keys[block.agency.path]
        return f"{key}<{block.parent.side}" if block.is_reserved else key

    def compare(self):
        """Everything that must hold after every step, and the whole outcome by the oracle."""
        blocks = list(SeatBlock.objects.with_scope().select_related("parent"))
        rows = list(Enrolment.objects.live().order_by("waitlisted_at", "pk"))
        seated = {b.pk: {e.person_id for e in rows if e.block_id == b.pk} for b in blocks}
        assert all(b.taken == len(seated[b.pk]) and 0 <= b.taken <= b.seats for b in blocks)
        assert sum(b.seats for b in blocks) == self.total
        assert len({e.person_id for e in rows}) == len(rows)
        assert blocks_with_someone_waiting(self.world.session.pk) == []
        assert [e.person_id for e in rows if e.state == EnrolmentState.WAITLISTED] == self.oracle.line
        found = {self.name_of(b): (b.seats, seated[b.pk]) for b in blocks}
        assert found == {b.name: (b.seats, b.people) for b in self.oracle.blocks.values()}


@settings(
    max_examples=25,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=5, max_size=40))
def test_every_interleaving_comes_to_what_the_rule_says(world, steps):
    with undone():
        run = Run(world)
        for step in steps:
            run.take(*step)
