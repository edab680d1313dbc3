"""From the open need to the letter (rule book 8.3), in both directions."""

import datetime as dt

import pytest
import time_machine

from exchanges.secondments import actions
from exchanges.secondments.enums import Kind, Paper, State
from shared.audit.actions import NotAllowedNow
from shared.notices.models import Notice
from tests.factories.directory import AgencyFactory
from tests.factories.secondments import PostFactory, SecondmentFactory, brought, colleague, endorsement, parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
TODAY = "2026-11-22 10:00 +0800"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def p():
    return parties()


def test_a_secondment_goes_from_the_need_to_the_letter(p):
    s = actions.plan_secondment(
        p.host,
        home_org=p.home,
        kind=Kind.CONCURRENT_ASSISTANT,
        position="专利专业岗",
        starts_on=dt.date(2026, 12, 1),
        ends_on=dt.date(2028, 11, 30),
        by=p.host_officer,
    )
    states = [s.state]
    actions.recommend(s, person=p.user.person, by=p.home_officer, **endorsement())
    states.append(s.state)
    actions.begin_examination(s, by=p.host_officer)
    states.append(s.state)
    actions.give_consent(s, by=p.user)
    states.append(s.state)
    actions.decide_to_appoint(brought(s, Paper.DECISION), by=p.host_officer)
    actions.sign_as_home(s, by=p.home_officer)
    states.append(s.state)
    actions.sign_pledge(s, by=p.user)
    actions.issue_letter(s, by=p.host_officer)
    states.append(s.state)

    s.refresh_from_db()
    assert states == ["planned", "recommended", "under_review", "consented", "approved", "active"]
    assert (s.number, s.state, s.person, s.letter_number) == (
        "SEC-0001",
        "active",
        p.user.person,
        f"{p.host.code}聘〔2026〕1号",
    )
    assert (s.consented_on, s.pledge_signed_on) == (dt.date(2026, 11, 22), dt.date(2026, 11, 22))
    assert Notice.objects.filter(user=p.user).values_list("kind", flat=True).order_by("pk")[::1] == [
        "secondment.consent_asked",
        "secondment.approved",
        "secondment.letter_issued",
    ]


def test_the_other_direction_takes_the_same_way():
    home, host = AgencyFactory(proc=True), AgencyFactory()

    s = SecondmentFactory(home_org=home, host_org=host)

    assert (s.direction, SecondmentFactory().direction) == ("to_ip", "to_proc")


def test_the_letter_waits_for_the_pledge(p):
    s = p.secondment(State.APPROVED)

    with pytest.raises(NotAllowedNow, match="承诺书"):
        actions.issue_letter(s, by=p.host_officer)

    s.refresh_from_db()
    assert s.state == State.APPROVED


def test_the_home_unit_signs_after_the_host(p):
    s = p.secondment(State.CONSENTED)

    with pytest.raises(NotAllowedNow, match="接收单位"):
        actions.sign_as_home(s, by=p.home_officer)


def test_a_term_beyond_the_limit_names_the_rule_and_its_source(p):
    s = p.secondment(State.PLANNED, starts_on=dt.date(2026, 12, 1), ends_on=dt.date(2029, 12, 1))

    with pytest.raises(NotAllowedNow) as refused:
        actions.recommend(s, person=p.user.person, by=p.home_officer)

    assert "2029-11-30" in str(refused.value)
    assert "兼任检察官助理任期上限" in str(refused.value)
    assert "规则手册 1.1" in str(refused.value)


def test_a_local_limit_changes_what_is_allowed_without_code(p):
    from shared.regulations.models import LimitRule

    LimitRule.objects.create(
        code="secondment.assistant_years",
        label="浙江任期",
        value=24,
        unit="month",
        source="浙检发",
        jurisdiction="330000",
    )
    s = p.secondment(State.PLANNED, starts_on=dt.date(2026, 12, 1), ends_on=dt.date(2028, 12, 1))

    with pytest.raises(NotAllowedNow, match="浙江任期"):
        actions.recommend(s, person=p.user.person, by=p.home_officer)


@pytest.mark.parametrize(("starts_on", "allowed"), [("2028-04-29", False), ("2028-04-30", True)])
def test_a_second_loan_waits_two_years_after_the_return(p, starts_on, allowed):
    p.secondment(
        State.TERMINATED,
        kind=Kind.LOAN,
        starts_on=dt.date(2026, 3, 1),
        ends_on=dt.date(2026, 8, 31),
        terminated_on=dt.date(2026, 4, 30),
    )
    start = dt.date.fromisoformat(starts_on)
    s = p.secondment(State.PLANNED, kind=Kind.LOAN, starts_on=start, ends_on=start + dt.timedelta(days=60))

    if allowed:
        said = endorsement(Kind.LOAN)
        assert actions.recommend(s, person=p.user.person, by=p.home_officer, **said).state == State.RECOMMENDED
    else:
        with pytest.raises(NotAllowedNow, match="再次借调间隔"):
            actions.recommend(s, person=p.user.person, by=p.home_officer)


def test_two_full_time_terms_may_not_overlap(p):
    p.secondment(State.ACTIVE, kind=Kind.TEMPORARY_POST, ends_on=dt.date(2026, 12, 31))
    elsewhere = SecondmentFactory(
        home_org=p.home,
        person=p.user.person,
        state=State.CONSENTED,
        kind=Kind.LOAN,
        starts_on=dt.date(2026, 12, 31),
        ends_on=dt.date(2027, 3, 31),
    )

    with pytest.raises(NotAllowedNow, match="不得重叠"):
        actions.decide_to_appoint(elsewhere, by=p.host_officer)

    elsewhere.starts_on = dt.date(2027, 1, 1)
    elsewhere.save()
    brought(elsewhere, Paper.LOAN_LETTER)
    assert actions.decide_to_appoint(elsewhere, by=p.host_officer).host_decided_on == dt.date(2026, 11, 22)


def test_an_assistant_may_serve_beside_a_full_time_term_elsewhere(p):
    p.secondment(State.ACTIVE, kind=Kind.TEMPORARY_POST)
    elsewhere = SecondmentFactory(home_org=p.home, person=p.user.person, state=State.CONSENTED)
    brought(elsewhere, Paper.DECISION)

    assert actions.decide_to_appoint(elsewhere, by=p.host_officer).host_decided_on


def test_a_post_takes_no_more_people_than_its_headcount(p):
    post = PostFactory(host_agency=p.host, headcount=1)
    first = p.secondment(State.CONSENTED, post=post, host_decided_on=dt.date(2026, 11, 20))
    second = p.secondment(State.CONSENTED, post=post, person=colleague(p.home), host_decided_on=dt.date(2026, 11, 20))
    actions.sign_as_home(first, by=p.home_officer)

    with pytest.raises(NotAllowedNow, match="已满"):
        actions.sign_as_home(second, by=p.home_officer)

    post.refresh_from_db()
    second.refresh_from_db()
    assert (post.taken, second.state) == (1, State.CONSENTED)


@pytest.mark.parametrize(("day", "allowed"), [("2026-10-31", False), ("2026-11-01", True), ("2027-01-01", False)])
def test_a_post_is_answered_from_its_first_to_its_closing_day(p, day, allowed):
    post = PostFactory(host_agency=p.host)

    with time_machine.travel(f"{day} 09:00 +0800", tick=False):
        answer = {
            "person": p.user.person,
            "home_org": p.home,
            "starts_on": dt.date(2027, 2, 1),
            "ends_on": dt.date(2028, 1, 31),
            "by": p.hr,
            **endorsement(),
        }
        if allowed:
            assert actions.recommend_for_post(post, **answer).state == State.RECOMMENDED
        else:
            with pytest.raises(NotAllowedNow, match="2026-12-31"):
                actions.recommend_for_post(post, **answer)


def test_a_number_that_a_sheet_brought_is_skipped(p):
    SecondmentFactory(number="SEC-0001")

    s = actions.plan_secondment(
        p.host,
        home_org=p.home,
        kind=Kind.LOAN,
        position="岗",
        starts_on=dt.date(2027, 1, 1),
        ends_on=dt.date(2027, 3, 1),
        by=p.host_officer,
    )

    assert s.number == "SEC-0002"


STEPS = {
    State.UNDER_REVIEW: lambda s, by: actions.begin_examination(s, by=by),
    State.REJECTED: lambda s, by: actions.reject_recommendation(s, reason="不符合条件", by=by),
    State.CONSENTED: lambda s, by: actions.give_consent(s, by=by),
    State.DECLINED: lambda s, by: actions.decline(s, by=by),
    State.NOT_APPROVED: lambda s, by: actions.decide_not_to_appoint(s, reason="名额调整", by=by),
    State.SUSPENDED: lambda s, by: actions.suspend(s, reason="健康原因", by=by),
    State.TERMINATED: lambda s, by: actions.terminate(s, reason_code="transfer", by=by),
}


@pytest.mark.parametrize("target", list(STEPS))
@pytest.mark.parametrize("source", [s for s in State if s != State.PLANNED])
def test_every_step_is_taken_from_the_states_of_the_rule_book_only(p, source, target):
    from exchanges.secondments.enums import TRANSITIONS

    s = p.secondment(source, terminated_on=dt.date(2026, 11, 1) if source == State.TERMINATED else None)

    if target in TRANSITIONS.get(source, set()):
        assert STEPS[target](s, p.host_officer).state == target
    else:
        with pytest.raises(NotAllowedNow):
            STEPS[target](s, p.host_officer)
        s.refresh_from_db()
        assert s.state == source
