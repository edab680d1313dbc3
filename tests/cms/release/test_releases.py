"""Releases: planned, moved, confirmed, and brought live at their minute, all pages or none."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction

from cms.library.actions import submit_for_review
from cms.library.models import CasePage
from cms.release.actions import (
    add_page,
    ask_for_emergency,
    authorise_emergency,
    cancel_release,
    confirm_release,
    decide,
    launch_release,
    move_release,
    plan_release,
    release_now,
    remove_page,
)
from cms.release.enums import ReleaseState, Step
from cms.release.models import DateChange, Release, ReleaseItem, Route
from cms.release.queries import lacking
from cms.release.tasks import launch, launch_due, warn_of_lacking_releases
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.cms import case, chapter, paper
from tests.factories.directory import AgencyFactory, member
from tests.factories.release import agree, reviewed, reviewers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
MINUTE = dt.datetime(2026, 4, 26, 2, 0, tzinfo=dt.UTC)  # ten o'clock in Beijing
EARLIER = MINUTE - dt.timedelta(days=2)
MOMENT = dt.timedelta(microseconds=1)


@pytest.fixture
def clock():
    with time_machine.travel(EARLIER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def head(agency):
    return member(agency, RoleCode.SECTION_HEAD)


@pytest.fixture
def release(agency, author, clock):
    return plan_release(
        title="知识产权周发布", summary="两起典型案例", agency=agency, planned_at=MINUTE, is_listed=True, by=author
    )


def waiting(release, agency, author, *, slug, without=()):
    """A case of the release on whose route everybody has agreed, besides the steps `without`."""
    page = case(by=author, agency=agency, slug=slug, title=f"案例{slug}")
    add_page(release, page, by=author)
    reviewed(page, without=without, opened_by=author)
    return page


@pytest.fixture
def pages(release, agency, author):
    return [waiting(release, agency, author, slug=slug) for slug in ("one", "two")]


@pytest.fixture
def tick(run_jobs):
    """The clock looks, and its jobs run; returns how many releases it found due."""

    def ticked():
        found = launch_due()
        run_jobs()
        return found

    return ticked


def live():
    return set(CasePage.objects.live().values_list("slug", flat=True))


def test_all_pages_come_live_at_the_minute_and_not_before(release, pages, head, clock, tick):
    confirm_release(release, by=head)

    clock.move_to(MINUTE - MOMENT)
    assert (tick(), live()) == (0, set())
    clock.move_to(MINUTE)
    assert (tick(), live()) == (1, {"one", "two"})
    release.refresh_from_db()
    assert (release.state, release.released_at) == (ReleaseState.RELEASED, MINUTE)
    assert [item.route.used_at for item in release.items.all()] == [MINUTE, MINUTE]


@pytest.mark.parametrize("step", [Step.SECRECY, Step.LEGAL, Step.SIGN, Step.PROOF_DATES])
def test_nothing_comes_live_when_one_page_lacks_a_step(release, pages, agency, author, head, clock, step, tick):
    waiting(release, agency, author, slug="three", without=[step])
    confirm_release(release, by=head)

    clock.move_to(MINUTE)
    tick()

    release.refresh_from_db()
    assert (live(), release.state) == (set(), ReleaseState.HELD)
    assert "案例three" in release.held_reason
    assert "案例one" not in release.held_reason
    assert Route.objects.open().count() == 3
    told = set(Notice.objects.filter(kind="release.held").values_list("user", flat=True))
    assert {author.pk, head.pk} <= told


def test_edit_after_the_last_proof_holds_the_release_back(release, pages, author, head, clock, tick):
    confirm_release(release, by=head)
    page = CasePage.objects.get(slug="two")
    page.title = "发布前一刻改动"
    page.save_revision(user=author)

    clock.move_to(MINUTE)
    tick()

    release.refresh_from_db()
    assert (live(), release.state) == (set(), ReleaseState.HELD)
    assert "案例two" in release.held_reason or "发布前一刻改动" in release.held_reason


def test_edit_between_the_last_look_and_the_launch_holds_everything_back(
    release, pages, author, head, clock, monkeypatch
):
    confirm_release(release, by=head)
    clock.move_to(MINUTE)

    def looked_at(one):
        assert lacking(one) == []
        page = CasePage.objects.get(slug="two")
        page.title = "看过之后才改"
        page.save_revision(user=author)
        return []

    monkeypatch.setattr("cms.release.actions.launching.lacking", looked_at)

    assert launch_release(release) is False
    release.refresh_from_db()
    assert (live(), release.state) == (set(), ReleaseState.HELD)
    assert release.held_reason == "本次发布中有页面恰在发布时刻被修改。"


def test_a_release_held_back_does_not_go_by_itself_later(release, pages, agency, author, head, clock, tick):
    page = waiting(release, agency, author, slug="three", without=[Step.PROOF_DATES])
    confirm_release(release, by=head)
    clock.move_to(MINUTE)
    tick()
    decide(Route.objects.open().get(page=page.pk), step=Step.PROOF_DATES, by=member(agency, RoleCode.EDITOR))

    clock.shift(dt.timedelta(minutes=1))
    assert (tick(), live()) == (0, set())

    release.refresh_from_db()
    later = MINUTE + dt.timedelta(hours=1)
    move_release(release, to=later, reason="补齐校对", by=head)
    assert release.state == ReleaseState.PROVISIONAL
    confirm_release(release, by=head)
    clock.move_to(later)
    tick()
    assert live() == {"one", "two", "three"}


def test_a_provisional_release_never_goes(release, pages, clock, tick):
    clock.move_to(MINUTE + dt.timedelta(days=1))

    assert (tick(), live()) == (0, set())
    assert launch_release(release) is False


def test_the_second_run_finds_nothing_to_do(release, pages, head, clock):
    confirm_release(release, by=head)
    clock.move_to(MINUTE)

    assert launch(release.pk) is True
    assert launch(release.pk) is False
    assert launch(release.pk + 99) is False


def test_a_page_whose_route_ends_waits_for_its_minute(release, agency, author):
    page = case(by=author, agency=agency, slug="waits")
    add_page(release, page, by=author)
    submit_for_review(page, by=author)

    agree(page, reviewers(agency))

    route = Route.objects.open().get(page=page.pk)
    assert (page.live, route.next_step) == (False, None)
    assert page.specific.get_lock().for_user(author)
    notice = Notice.objects.get(kind="release.waiting")
    assert (notice.user, "2026-04-26 10:00" in notice.body) == (author, True)


def test_a_page_in_no_release_comes_live_with_its_last_proof(agency, author):
    page = case(by=author, agency=agency)
    submit_for_review(page, by=author)

    assert agree(page, reviewers(agency)).live


def test_a_paper_waits_with_its_chapters(release, agency, author, head, clock):
    page = paper(agency, slug="2026", by=author)
    part = chapter(page, slug="basics", title="一、基本情况", by=author)
    add_page(release, page, by=author)

    with pytest.raises(NotAllowedNow, match="不单独发布"):
        add_page(release, part, by=author)


def test_a_page_waits_for_one_release_only(release, pages, agency, author):
    other = plan_release(title="另一次", agency=agency, planned_at=MINUTE, by=author)

    with pytest.raises(NotAllowedNow, match="另一项发布"):
        add_page(other, pages[0], by=author)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReleaseItem.objects.create(release=other, page_id=pages[0].pk, added_by=author)


def test_a_public_page_without_changes_is_nothing_to_release(release, agency, author):
    page = case(by=author, agency=agency, live=True, slug="public")

    with pytest.raises(NotAllowedNow, match="没有可发布"):
        add_page(release, CasePage.objects.get(pk=page.pk), by=author)


def test_cancelling_frees_the_pages_and_keeps_them_from_the_public(release, pages, head, clock, tick):
    confirm_release(release, by=head)
    with pytest.raises(NotAllowedNow, match="取消的原因"):
        cancel_release(release, reason=" ", by=head)

    cancel_release(release, reason="发布会延期", by=head)

    clock.move_to(MINUTE)
    assert (tick(), live()) == (0, set())
    assert not ReleaseItem.objects.waiting().exists()
    with pytest.raises(NotAllowedNow):
        move_release(release, to=MINUTE + dt.timedelta(days=1), reason="再来", by=head)
    page = release_now(Route.objects.open().get(page=pages[0].pk), by=head)
    assert (page.live, live()) == (True, {"one"})


def test_a_waiting_page_is_not_released_by_hand(release, pages, head):
    with pytest.raises(NotAllowedNow, match="知识产权周发布"):
        release_now(Route.objects.open().get(page=pages[0].pk), by=head)


def test_an_incomplete_route_is_not_released_by_hand(agency, author, head):
    page = case(by=author, agency=agency)
    route = reviewed(page, without=[Step.SECRECY], opened_by=author)

    with pytest.raises(NotAllowedNow, match="保密审查"):
        release_now(route, by=head)


def test_dates_change_with_a_reason_that_stays_on_record(release, pages, author, head, agency, clock, tick):
    first, second = MINUTE + dt.timedelta(days=1), MINUTE + dt.timedelta(days=2)

    with pytest.raises(NotAllowedNow, match="原因"):
        move_release(release, to=first, reason=" ", by=author)
    with pytest.raises(NotAllowedNow, match="已经过去"):
        move_release(release, to=EARLIER, reason="更早", by=author)
    move_release(release, to=first, reason="等数据", by=author)
    confirm_release(release, by=head)
    with pytest.raises(NotAllowedNow):
        move_release(release, to=second, reason="再等", by=author)  # an editor, and it is confirmed
    move_release(release, to=second, reason="与另一方同日", by=head)

    assert list(DateChange.objects.values_list("was_at", "now_at", "reason", "by")) == [
        (MINUTE, first, "等数据", author.pk),
        (first, second, "与另一方同日", head.pk),
    ]
    assert (release.state, release.sequence) == (ReleaseState.CONFIRMED, 3)
    clock.move_to(MINUTE)
    assert (tick(), live()) == (0, set())


def test_an_empty_release_is_not_confirmed(release, head):
    with pytest.raises(NotAllowedNow, match="没有"):
        confirm_release(release, by=head)


def test_the_last_page_of_a_confirmed_release_stays(release, agency, author, head):
    waiting(release, agency, author, slug="only")
    confirm_release(release, by=head)

    with pytest.raises(NotAllowedNow, match="唯一"):
        remove_page(release.items.get(), by=head)
    assert release.items.count() == 1


@pytest.mark.parametrize(
    ("role", "plans", "confirms"),
    [
        (RoleCode.EDITOR, True, False),
        (RoleCode.SECTION_HEAD, True, True),
        (RoleCode.ISSUER, True, True),
        (RoleCode.LEGAL_OFFICER, False, False),
        (RoleCode.SECRECY_OFFICER, False, False),
    ],
)
def test_who_plans_and_who_confirms(agency, author, clock, role, plans, confirms):
    user = member(agency, role)
    release = plan_release(title="发布", agency=agency, planned_at=MINUTE, by=author)
    waiting(release, agency, author, slug="one")

    assert allowed(lambda: plan_release(title="又一次", agency=agency, planned_at=MINUTE, by=user)) is plans
    assert allowed(lambda: move_release(release, to=MINUTE + MOMENT, reason="改", by=user)) is plans
    assert allowed(lambda: confirm_release(release, by=user)) is confirms
    assert allowed(lambda: cancel_release(release, reason="停", by=user)) is confirms


def allowed(act):
    try:
        act()
    except NotAllowedNow:
        return False
    return True


def test_people_of_another_agency_plan_nothing_here(release, pages, clock):
    stranger = member(AgencyFactory(proc=True), RoleCode.ISSUER)

    for act in (
        lambda: plan_release(title="x", agency=release.agency, planned_at=MINUTE, by=stranger),
        lambda: confirm_release(release, by=stranger),
        lambda: cancel_release(release, reason="x", by=stranger),
        lambda: add_page(release, pages[0], by=stranger),
        lambda: remove_page(release.items.first(), by=stranger),
    ):
        assert not allowed(act)
    assert not Release.objects.visible_to(stranger).exists()


def test_somebody_elses_page_is_not_put_into_ones_release(release, author):
    elsewhere = AgencyFactory()
    page = case(by=member(elsewhere, RoleCode.EDITOR), agency=elsewhere)

    with pytest.raises(NotAllowedNow, match="不由您编辑"):
        add_page(release, page, by=author)


def test_those_behind_hear_once_what_a_release_of_tomorrow_lacks(release, agency, author, head, clock):
    waiting(release, agency, author, slug="late", without=[Step.PROOF_NAMES])
    confirm_release(release, by=head)

    clock.move_to(MINUTE - dt.timedelta(hours=24) - MOMENT)
    assert warn_of_lacking_releases() == 0
    clock.move_to(MINUTE - dt.timedelta(hours=24))
    assert (warn_of_lacking_releases(), warn_of_lacking_releases()) == (1, 1)

    told = Notice.objects.filter(kind="release.lacking", user=author)
    assert told.count() == 1
    assert "案例late" in told.get().body


def test_an_emergency_takes_its_page_out_of_the_release(release, agency, author, head, clock, tick):
    page = waiting(release, agency, author, slug="urgent", without=[Step.PROOF_NAMES])
    waiting(release, agency, author, slug="calm")
    emergency = ask_for_emergency(Route.objects.open().get(page=page.pk), reason="澄清", by=author)
    authorise_emergency(emergency, by=member(agency, RoleCode.ISSUER))
    confirm_release(release, by=head)

    clock.move_to(MINUTE)
    tick()

    release.refresh_from_db()
    assert (release.state, live()) == (ReleaseState.RELEASED, {"urgent", "calm"})
