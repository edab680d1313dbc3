"""A suspension runs its own approval; an early end by the host keeps the home unit's answer; papers end (B6, B16)."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from exchanges.secondments import actions, queries
from exchanges.secondments.enums import Decision, Paper, Party, State
from exchanges.secondments.models import FiledPaper, ReminderSent, Secondment, TermChange
from shared.audit.actions import NotAllowedNow
from shared.notices.models import Notice
from tests.factories.secondments import SecondmentFactory, brought, parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
TODAY = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-23 10:00 +0800", tick=False):
        yield


@pytest.fixture
def p():
    return parties()


def told(kind):
    return set(Notice.objects.filter(kind=f"secondment.{kind}").values_list("user", flat=True))


def step(client, user, s, name, **said):
    client.force_login(user)
    return client.post(reverse("secondments:step", args=[s.number, name]), said)


def test_a_suspension_holds_from_the_day_on_which_the_other_unit_agrees(client, p):
    s = p.secondment(State.ACTIVE)
    step(client, p.host_officer, s, "suspend", reason="回避核查")
    before = Secondment.objects.get(pk=s.pk).state
    page = client.get(s.get_absolute_url()).content.decode()
    with time_machine.travel("2026-11-25 10:00 +0800", tick=False):
        client.logout()  # the session of two days ago
        own = step(client, p.host_officer, s, "agree").status_code
        step(client, p.hr, s, "agree")

    s.refresh_from_db()
    change = s.term_changes.get()
    assert (before, own, s.state, s.suspended_on) == (State.ACTIVE, 422, State.SUSPENDED, dt.date(2026, 11, 25))
    assert (change.kind, change.approved, change.asked_on, change.note) == ("suspension", "yes", TODAY, "回避核查")
    assert (change.host_agreed_on, change.home_agreed_on) == (TODAY, dt.date(2026, 11, 25))
    assert "已提出暂停履职，自双方同意之日起暂停。 回避核查" in page
    assert told("suspension_proposed") == {p.home_officer.pk, p.hr.pk, p.user.pk}
    assert s.ends_on == dt.date(2027, 12, 31)


def test_a_refused_suspension_leaves_the_person_at_work(p):
    s = p.secondment(State.ACTIVE)
    change = actions.propose_suspension(s, reason="工作调整", side=Party.HOME, by=p.hr)
    with pytest.raises(NotAllowedNow, match="尚待决定"):
        actions.propose_suspension(s, reason="再次", side=Party.HOST, by=p.host_officer)

    actions.refuse_change(change, side=Party.HOST, reason="案件未结", by=p.host_officer)

    s.refresh_from_db()
    assert (s.state, s.term_changes.get().approved) == (State.ACTIVE, Decision.REFUSED)


@pytest.mark.parametrize("state", [State.APPROVED, State.SUSPENDED, State.ENDED])
def test_a_suspension_is_proposed_of_a_term_at_work_only(p, state):
    with pytest.raises(NotAllowedNow, match="状态"):
        actions.propose_suspension(p.secondment(state), reason="理由", side=Party.HOST, by=p.host_officer)


@pytest.mark.parametrize(("answer", "approved", "day"), [("yes", "yes", TODAY), ("no", "no", None)])
def test_the_home_units_answer_to_an_early_end_stands_on_record(client, p, answer, approved, day):
    s = p.secondment(State.ACTIVE)
    step(client, p.host_officer, s, "terminate", reason_code="transfer", note="另有任用")
    waiting = {name for name in ("hr", "home_officer", "user") if queries.todos(getattr(p, name))}
    page = client.get(s.get_absolute_url()).content.decode()

    host = step(client, p.host_officer, s, "answer-end", answer=answer, note="理由").status_code
    first = step(client, p.hr, s, "answer-end", answer=answer, note="材料已移交")
    second = step(client, p.hr, s, "answer-end", answer="yes", note="")

    s.refresh_from_db()
    change = s.term_changes.get()
    assert waiting == {"hr", "home_officer"}
    assert "派出单位尚未答复" in page
    assert (host, first.status_code, second.status_code, s.state) == (403, 302, 422, State.TERMINATED)
    assert (change.kind, change.approved, change.home_agreed_on) == ("early_end", approved, day)
    assert (change.asked_on, change.new_end, change.note, change.answer) == (TODAY, TODAY, "另有任用", "材料已移交")
    assert "材料已移交" in client.get(s.get_absolute_url()).content.decode()
    assert told("end_answered") == {p.host_officer.pk, p.user.pk}
    assert queries.todos(p.hr) == []


def test_an_objection_gives_its_reason_and_an_early_end_is_never_agreed_like_a_change(p):
    s = actions.terminate(p.secondment(State.ACTIVE), reason_code="refusal", by=p.host_officer)
    change = s.term_changes.get()

    with pytest.raises(NotAllowedNow, match="异议理由"):
        actions.answer_end(change, agrees=False, note=" ", by=p.hr)
    for act in (actions.agree_to_change, actions.refuse_change):
        said = {"reason": "理由"} if act is actions.refuse_change else {}
        with pytest.raises(NotAllowedNow, match="答复提前终止"):
            act(change, side=Party.HOME, by=p.hr, **said)

    s.refresh_from_db()
    assert (change.note, s.ends_on) == ("拒不履职", dt.date(2027, 12, 31))
    assert TermChange.objects.get().approved == Decision.PENDING


def test_the_answer_may_come_after_the_appraisal(client, p):
    s = actions.terminate(p.secondment(State.ACTIVE), reason_code="transfer", by=p.host_officer)
    actions.appraise(s, grade="competent", opinion="称职。", by=p.host_officer)

    assert step(client, p.hr, s, "answer-end", answer="yes", note="").status_code == 302
    assert s.term_changes.get().approved == "yes"


def valid(s, until, side=Party.HOST, **facts):
    row = brought(s, Paper.OTHER).papers.first()
    FiledPaper.objects.filter(pk=row.pk).update(valid_until=until, side=side, title="门禁授权书", **facts)
    return row


def test_the_owner_of_a_paper_is_warned_once_some_days_before_it_ends(p):
    s = p.secondment(State.ACTIVE)
    valid(s, dt.date(2026, 12, 23))
    valid(s, dt.date(2026, 12, 24))
    valid(s, dt.date(2026, 12, 1), state="void", ended_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    valid(p.secondment(State.APPRAISED), dt.date(2026, 12, 1))

    sent = [actions.warn_of_papers(), actions.warn_of_papers()]
    with time_machine.travel("2026-11-24 10:00 +0800", tick=False):
        sent.append(actions.warn_of_papers())

    assert sent == [1, 0, 1]
    assert told("paper_ends") == {p.host_officer.pk}
    assert ReminderSent.objects.filter(rule_code__startswith="secondment.paper_ends:").count() == 2


@pytest.mark.parametrize(("side", "who"), [("home", {"home_officer", "hr"}), ("host", {"host_officer"})])
def test_each_side_is_warned_of_its_own_papers(p, side, who):
    valid(p.secondment(State.ACTIVE), dt.date(2026, 12, 1), side=side)

    actions.warn_of_papers()

    assert told("paper_ends") == {getattr(p, name).pk for name in who}


def test_papers_with_a_last_day_stand_on_the_list_of_what_ends_soon(client, p):
    s = p.secondment(State.ACTIVE)
    valid(s, dt.date(2026, 11, 20))  # over, and nobody has brought another
    valid(s, dt.date(2027, 2, 21))
    valid(s, dt.date(2027, 2, 22))
    valid(SecondmentFactory(), dt.date(2026, 12, 1))

    items = queries.expiring(p.hr, 90)
    client.force_login(p.hr)

    assert [(str(item.what), item.until.isoformat()) for item in items] == [
        ("门禁授权书", "2026-11-20"),
        ("门禁授权书", "2027-02-21"),
    ]
    assert "门禁授权书" in client.get(reverse("secondments:expiring")).content.decode()
