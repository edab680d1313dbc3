"""The seat contract: agencies, regions, reservations without names, cut-off to the second."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from courses.training import actions
from courses.training.actions.seats_reserved import naming_deadline
from courses.training.enums import EnrolmentState, SessionState, Side
from courses.training.models import Enrolment, SeatBlock
from courses.training.queries import blocks_open_to, waitlist_place
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.directory.models import Region
from shared.notices.models import Notice
from tests.factories.directory import AgencyFactory, member
from tests.factories.training import EnrolmentFactory, SessionFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]

FRIDAY = dt.datetime(2026, 12, 4, 10, 0, tzinfo=dt.UTC)  # 18:00 in Beijing


@pytest.fixture
def organiser():
    return member(AgencyFactory(), RoleCode.ORGANISER)


@pytest.fixture
def session(organiser):
    host = organiser.role_assignments.get().agency
    with time_machine.travel(FRIDAY - dt.timedelta(days=10)):
        return SessionFactory(ip_host=host, seats=(6, 4, 2), closes_at=FRIDAY + dt.timedelta(days=4))


@pytest.fixture(autouse=True)
def monday():
    """Eleven o'clock on the Monday before."""
    with time_machine.travel(FRIDAY - dt.timedelta(days=4), tick=False):
        yield


@pytest.fixture
def unit(session, organiser):
    """An agency with two seats of its own until Friday 18:00."""
    agency = AgencyFactory()
    ip = session.blocks.get(side=Side.IP)
    actions.add_block(session, source=ip, seats=2, agency=agency, returns_at=FRIDAY, by=organiser)
    return agency


def seats(session):
    return {str(b.label): (b.taken, b.seats) for b in session.blocks.with_scope()}


def plain(session):
    return {b.side: b.seats for b in session.blocks.plain()}


def apply_as(session, agency):
    return actions.apply(session, by=member(agency))


def test_seats_of_an_agency_are_cut_out_of_its_side(session, unit):
    assert plain(session) == {"ip": 4, "proc": 4, "pool": 2}
    assert session.blocks.get(agency=unit).seats == 2
    assert session.blocks.get(agency=unit).side == "ip"


def test_nearest_seats_come_first(session, unit, organiser):
    below = AgencyFactory(parent=unit, region=Region.objects.create(code="330100", name="杭州市", level="prefecture"))
    province = Region.objects.create(code="330000", name="浙江省", level="province")
    actions.add_block(session, source=session.blocks.get(side="pool"), seats=1, region=province, by=organiser)

    order = blocks_open_to(session.blocks.with_scope(), below)

    assert [(b.agency, b.region and b.region.code, b.side) for b in order] == [
        (unit, None, "ip"),
        (None, "330000", "pool"),
        (None, None, "ip"),
        (None, None, "pool"),
    ]
    assert not any(b.region for b in blocks_open_to(session.blocks.with_scope(), unit))


def test_own_seats_are_used_first_and_stay_closed_to_others(session, unit):
    session.direct_entry = True
    session.save()

    entries = [apply_as(session, unit) for _ in range(3)]
    others = [apply_as(session, AgencyFactory()) for _ in range(6)]

    assert [e.block.agency for e in entries] == [unit, unit, None]
    assert [e.block.side if e.block else e.state for e in others] == ["ip"] * 3 + ["pool"] * 2 + ["waitlisted"]


@pytest.mark.parametrize(("seconds", "kept"), [(0, 2), (0.9, 2), (1, 0)])
def test_cut_off_is_kept_to_the_second(session, unit, seconds, kept):
    with time_machine.travel(FRIDAY + dt.timedelta(seconds=seconds), tick=False):
        actions.return_all_unused_seats()

    assert session.blocks.get(agency=unit).seats == kept
    assert plain(session)["ip"] == 6 - kept


def test_cut_off_moves_seats_exactly_once_when_run_twice_and_says_so(session, unit, organiser, run_jobs):
    hr = member(unit, RoleCode.UNIT_HR)
    waiting = EnrolmentFactory(session=session, state=EnrolmentState.WAITLISTED)
    SeatBlock.objects.plain().filter(session=session, side__in=["ip", "pool"]).update(seats=0)

    with time_machine.travel(FRIDAY + dt.timedelta(seconds=1), tick=False):
        moved = [actions.return_all_unused_seats() for _ in range(2)]
        run_jobs()

    waiting.refresh_from_db()
    assert moved == [2, 0]
    assert waiting.state == EnrolmentState.ACCEPTED
    assert plain(session) == {"ip": 2, "proc": 4, "pool": 0}
    assert Notice.objects.filter(user=hr, kind="training.seats_returned").count() == 1


def test_unused_seats_of_a_side_go_to_the_other_side_when_so_agreed(session, organiser):
    ip, proc = (session.blocks.get(side=side) for side in (Side.IP, Side.PROC))
    seated(session, Side.PROC)
    actions.set_cut_off(proc, returns_at=FRIDAY, returns_to=ip, by=organiser)

    with time_machine.travel(FRIDAY + dt.timedelta(seconds=1), tick=False):
        actions.return_all_unused_seats()

    assert plain(session) == {"ip": 9, "proc": 1, "pool": 2}


def test_who_asks_after_the_cut_off_finds_the_seats_moved_before_any_clock_ticks(session, unit):
    session.direct_entry = True
    session.save()
    SeatBlock.objects.plain().filter(session=session, side__in=["ip", "pool"]).update(seats=0)

    with time_machine.travel(FRIDAY + dt.timedelta(seconds=1), tick=False):
        entry = apply_as(session, AgencyFactory())

    assert (entry.state, entry.block.side, entry.block.agency) == (EnrolmentState.ACCEPTED, "ip", None)


def test_seat_freed_after_the_cut_off_follows_the_others(session, unit):
    session.direct_entry = True
    session.save()
    entry = apply_as(session, unit)

    with time_machine.travel(FRIDAY + dt.timedelta(hours=1), tick=False):
        actions.withdraw(entry, by=entry.put_forward_by)

    assert session.blocks.get(agency=unit).seats == 0
    assert plain(session)["ip"] == 6


def test_cut_off_is_announced_once_some_working_days_before(session, unit, run_jobs):
    hr = member(unit, RoleCode.UNIT_HR)

    with time_machine.travel(FRIDAY - dt.timedelta(days=4), tick=False):
        early = actions.announce_cut_offs()
    with time_machine.travel(FRIDAY - dt.timedelta(days=3), tick=False):
        told = [actions.announce_cut_offs() for _ in range(2)]
        run_jobs()

    notice = Notice.objects.get(user=hr, kind="training.cut_off_ahead")
    assert (early, told) == (0, [1, 0])
    assert "2 个" in notice.body
    assert "2026-12-04 18:00" in notice.body


def test_reserved_seats_go_to_the_names_that_come_later(session, organiser):
    unit = AgencyFactory()
    hr, leader = member(unit, RoleCode.UNIT_HR), member(unit, RoleCode.UNIT_LEADER)
    block = actions.reserve_seats(session, agency=unit, seats=3, by=hr)
    row = actions.nominate(session, person=member(unit).person, by=hr)
    actions.approve_for_unit(row, by=leader)

    actions.accept(row, by=organiser)

    block.refresh_from_db()
    assert (block.taken, block.seats, plain(session)["ip"]) == (1, 3, 3)
    assert timezone.localtime(block.returns_at).isoformat() == "2026-12-04T18:00:00+08:00"  # 2 working days before
    assert block.returns_at == naming_deadline(session)


def test_names_under_decision_keep_their_reserved_seats_past_the_deadline(session, organiser):
    unit = AgencyFactory()
    hr = member(unit, RoleCode.UNIT_HR)
    block = actions.reserve_seats(session, agency=unit, seats=3, by=hr)
    row = actions.nominate(session, person=member(unit).person, by=hr)

    with time_machine.travel(FRIDAY + dt.timedelta(seconds=1), tick=False):
        moved = [actions.return_all_unused_seats(), actions.return_all_unused_seats()]
        actions.refuse_for_unit(row, reason="另行安排", by=hr)
        moved.append(actions.return_all_unused_seats())

    block.refresh_from_db()
    assert moved == [2, 0, 1]
    assert (block.seats, plain(session)["ip"]) == (0, 6)


def test_reserved_seats_are_reduced_and_the_waitlist_moves_up(session):
    unit = AgencyFactory()
    hr = member(unit, RoleCode.UNIT_HR)
    block = actions.reserve_seats(session, agency=unit, seats=3, by=hr)
    SeatBlock.objects.plain().filter(session=session).update(seats=0)
    waiting = EnrolmentFactory(session=session, state=EnrolmentState.WAITLISTED)

    actions.reduce_reserved(block, seats=1, by=hr)

    waiting.refresh_from_db()
    block.refresh_from_db()
    assert (waiting.state, block.seats) == (EnrolmentState.ACCEPTED, 1)


@pytest.mark.parametrize(
    ("number", "said"), [(0, "至少为 1"), (5, "最多 4 个"), (4, None)], ids=["none", "too many for one unit", "half"]
)
def test_one_unit_reserves_at_most_its_share(session, number, said):
    unit = AgencyFactory()
    hr = member(unit, RoleCode.UNIT_HR)

    if said is None:
        assert actions.reserve_seats(session, agency=unit, seats=number, by=hr).seats == number
        return
    with pytest.raises(NotAllowedNow, match=said):
        actions.reserve_seats(session, agency=unit, seats=number, by=hr)


def test_nothing_is_reserved_once_names_were_due(session):
    unit = AgencyFactory()

    with time_machine.travel(FRIDAY + dt.timedelta(seconds=1), tick=False), pytest.raises(NotAllowedNow, match="名单"):
        actions.reserve_seats(session, agency=unit, seats=1, by=member(unit, RoleCode.UNIT_HR))


def test_everyone_keeps_her_seat_when_a_block_is_taken_back(session, unit, organiser):
    session.direct_entry = True
    session.save()
    entry = apply_as(session, unit)

    actions.remove_block(session.blocks.get(agency=unit), by=organiser)

    entry.refresh_from_db()
    assert (entry.block.side, entry.block.agency, entry.state) == ("ip", None, EnrolmentState.ACCEPTED)
    assert seats(session)["知识产权管理部门"] == (1, 6)


def test_moving_more_than_is_free_is_refused_with_the_number(session, organiser):
    ip, pool = session.blocks.get(side=Side.IP), session.blocks.get(side=Side.POOL)
    seated(session)

    with pytest.raises(NotAllowedNow, match="只有 5 个，不足 6 个"):
        actions.move_seats(session, source=ip, target=pool, seats=6, by=organiser)
    actions.move_seats(session, source=ip, target=pool, seats=5, by=organiser)

    assert plain(session) == {"ip": 1, "proc": 4, "pool": 7}


def test_the_contract_refuses_what_makes_no_sense(session, unit, organiser):
    ip, proc, pool = (session.blocks.plain().get(side=side) for side in ("ip", "proc", "pool"))
    other = SessionFactory().blocks.get(side=Side.IP)
    day_one = dt.datetime.combine(session.starts_on, dt.time(9), tzinfo=dt.UTC)
    refused = [
        lambda: actions.add_block(session, source=ip, seats=1, agency=unit, by=organiser),
        lambda: actions.add_block(session, source=proc, seats=1, agency=AgencyFactory(), by=organiser),
        lambda: actions.add_block(session, source=ip, seats=1, by=organiser),
        lambda: actions.add_block(
            session, source=ip, seats=1, agency=AgencyFactory(), returns_at=day_one, by=organiser
        ),
        lambda: actions.move_seats(session, source=ip, target=ip, seats=1, by=organiser),
        lambda: actions.move_seats(session, source=other, target=ip, seats=1, by=organiser),
        lambda: actions.remove_block(ip, by=organiser),
        lambda: actions.set_cut_off(pool, returns_at=FRIDAY, by=organiser),
        lambda: actions.set_cut_off(ip, returns_at=FRIDAY - dt.timedelta(days=9), by=organiser),
        lambda: actions.reduce_reserved(session.blocks.get(agency=unit), seats=0, by=organiser),
    ]

    for act in refused:
        with pytest.raises(NotAllowedNow):
            act()

    assert plain(session) == {"ip": 4, "proc": 4, "pool": 2}


def test_the_contract_is_closed_once_the_class_runs(session, organiser):
    session.state = SessionState.IN_PROGRESS
    ip, pool = session.blocks.get(side=Side.IP), session.blocks.get(side=Side.POOL)

    with pytest.raises(NotAllowedNow):
        actions.move_seats(session, source=ip, target=pool, seats=1, by=organiser)


def test_waitlisted_person_sees_her_place_in_her_unit_and_until_when_it_counts(session, unit):
    session.direct_entry = True
    session.save()
    SeatBlock.objects.filter(session=session, agency=None).update(seats=0)
    SeatBlock.objects.filter(session=session, agency=unit).update(seats=1)
    apply_as(session, unit)
    for agency in (AgencyFactory(), unit, AgencyFactory()):
        EnrolmentFactory(session=session, agency=agency, state=EnrolmentState.WAITLISTED)
    last = EnrolmentFactory(session=session, agency=AgencyFactory(parent=unit), state=EnrolmentState.WAITLISTED)

    place = waitlist_place(last)

    assert (place.in_her_unit, place.on_her_side, place.overall) == (2, 4, 4)
    assert (place.unit, place.unit_until) == (unit.name, FRIDAY)


def test_freed_seat_of_a_unit_goes_to_the_next_of_that_unit_until_the_cut_off(session, unit):
    session.direct_entry = True
    session.save()
    inside = [apply_as(session, unit) for _ in range(2)]
    SeatBlock.objects.filter(session=session, agency=None).update(seats=0)
    early = EnrolmentFactory(session=session, state=EnrolmentState.WAITLISTED)
    own = EnrolmentFactory(session=session, agency=unit, state=EnrolmentState.WAITLISTED)

    actions.withdraw(inside[0], by=inside[0].put_forward_by)
    states = [Enrolment.objects.get(pk=e.pk).state for e in (early, own)]
    with time_machine.travel(FRIDAY + dt.timedelta(seconds=1), tick=False):
        actions.withdraw(inside[1], by=inside[1].put_forward_by)

    early.refresh_from_db()
    assert states == ["waitlisted", "accepted"]
    assert early.state == EnrolmentState.ACCEPTED
