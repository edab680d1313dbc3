"""The examination: members score apart from one another, a conflict shuts the file, the result weighs (B3, B4)."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from exchanges.secondments import actions
from exchanges.secondments.enums import Kind, Paper, State
from exchanges.secondments.models import KindRule, Panel, PanelMember, Score, Secondment
from exchanges.secondments.queries import conflicts_of, due_secondments, panel_todos
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from shared.recusal.actions import declare
from shared.recusal.models import RecusalRule
from shared.regulations.models import LimitRule
from tests.factories.directory import member
from tests.factories.secondments import brought, parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
CRITERIA = [("政治素质", 20), ("专业能力", 50), ("工作实绩", 30)]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-22 10:00 +0800", tick=False):
        yield


@pytest.fixture
def p():
    return parties()


@pytest.fixture
def examiners(p):
    return [member(p.host, name=name) for name in ("沈昀", "陆衡")]


@pytest.fixture
def term(p):
    return p.secondment(State.UNDER_REVIEW)


@pytest.fixture
def panel(p, term, examiners):
    return actions.name_panel(term, members=examiners, criteria=CRITERIA, by=p.host_officer)


def score(panel, user, *points):
    seat = panel.members.get(user=user)
    given = dict(zip(panel.criteria.values_list("pk", flat=True), points, strict=True))
    return actions.hand_in(seat, points=given, by=user)


def test_the_result_is_the_mean_of_the_weighted_scores(p, term, panel, examiners):
    score(panel, examiners[0], 90, 80, 71)
    with pytest.raises(NotAllowedNow, match=str(examiners[1])):
        actions.close_panel(panel, by=p.host_officer)
    score(panel, examiners[1], 81, 92, 77)

    actions.close_panel(panel, conclusion="同意", by=p.host_officer)

    # 18 + 40 + 21.3 = 79.3 and 16.2 + 46 + 23.1 = 85.3
    assert (panel.result, panel.closed_on, panel.conclusion) == (Decimal("82.30"), dt.date(2026, 11, 22), "同意")
    with pytest.raises(NotAllowedNow, match="已经"):
        actions.close_panel(panel, by=p.host_officer)


def test_nobody_sees_anothers_scores_before_she_has_handed_in_her_own(client, p, term, panel, examiners):
    first, second = examiners
    score(panel, first, 91, 82, 73)
    page = reverse("secondments:panel", args=[term.number])

    def seen(user):
        client.force_login(user)
        text = client.get(page).content.decode()
        return Score.objects.visible_to(user).count(), any(f">{n}<" in text for n in (91, 82, 73))

    before = [seen(user) for user in (second, p.host_officer)]
    own = seen(first)
    score(panel, second, 60, 61, 62)
    after = [seen(user) for user in (second, p.host_officer)]
    actions.close_panel(panel, by=p.host_officer)

    assert before == [(0, False), (0, False)]
    assert own == (3, True)
    assert after == [(6, True), (0, False)]
    assert seen(p.host_officer) == (6, True)


def test_scores_are_handed_in_once_whole_and_between_0_and_100(panel, examiners):
    seat = panel.members.get(user=examiners[0])
    ids = list(panel.criteria.values_list("pk", flat=True))

    for points in ({ids[0]: 50}, dict.fromkeys(ids, 101), dict.fromkeys([*ids, 0], 50)):
        with pytest.raises(NotAllowedNow, match="0 至 100"):
            actions.hand_in(seat, points=points, by=examiners[0])
    actions.hand_in(seat, points=dict.fromkeys(ids, 100), by=examiners[0])
    with pytest.raises(NotAllowedNow, match="已经提交"):
        actions.hand_in(seat, points=dict.fromkeys(ids, 0), by=examiners[0])

    assert list(seat.scores.values_list("given", flat=True)) == [100, 100, 100]


def test_who_serves_with_the_candidate_or_is_she_cannot_be_named(p, term, examiners):
    with pytest.raises(NotAllowedNow, match="在人选的派出单位任职"):
        actions.name_panel(term, members=[*examiners, p.home_officer], criteria=CRITERIA, by=p.host_officer)

    assert not Panel.objects.exists()
    assert conflicts_of(p.user, term) == ["系人选本人"]
    assert conflicts_of(examiners[0], term) == []


def test_what_a_member_has_declared_of_the_candidate_keeps_her_from_the_panel_unless_the_rule_says_else(p, term):
    kin, friend = member(p.host, name="沈昀"), member(p.host, name="陆衡")
    declare(kin.person, kind="family", other_person=term.person, by=kin)
    declare(friend.person, kind="interest", other_person=term.person, by=friend)

    assert conflicts_of(kin, term) == ["其申报的关系"]
    assert conflicts_of(friend, term) == ["利害关系"]
    with pytest.raises(NotAllowedNow, match="其申报的关系"):
        actions.name_panel(term, members=[kin, friend], criteria=CRITERIA, by=p.host_officer)

    RecusalRule.objects.filter(test="interest").update(severity="hint")

    assert conflicts_of(friend, term) == []


def test_a_member_who_steps_back_is_shut_out_of_file_score_and_desk_and_hers_no_longer_counts(client, p, term):
    officer = member(p.host, RoleCode.SECONDMENT_OFFICER, name="秦川")
    others = [member(p.host, name="沈昀"), member(p.host, name="陆衡")]
    panel = actions.name_panel(term, members=[officer, *others], criteria=CRITERIA, by=p.host_officer)
    score(panel, officer, 0, 0, 0)
    for other in others:
        score(panel, other, 80, 80, 80)
    before = Secondment.objects.visible_to(officer).count(), panel_todos(others[0])

    actions.declare_conflict(panel.members.get(user=officer), reason="亲属", by=officer)
    client.force_login(officer)
    codes = [
        client.get(reverse(f"secondments:{name}", args=[term.number])).status_code for name in ("panel", "secondment")
    ]
    actions.close_panel(panel, by=p.host_officer)

    assert before == (1, [])
    assert codes == [404, 404]
    assert not Secondment.objects.visible_to(officer)
    assert not Secondment.objects.managed_by(officer)
    assert not due_secondments(officer)
    assert not Score.objects.visible_to(officer)
    assert panel.result == Decimal("80.00")
    assert conflicts_of(officer, term) == ["已申报利益冲突"]
    assert Notice.objects.filter(kind="panel.conflict", user=p.host_officer).count() == 1


def test_candidate_home_unit_and_strangers_never_see_the_panel(client, p, term, panel):
    for user in (p.user, p.home_officer, p.hr, member(p.host)):
        client.force_login(user)
        assert client.get(reverse("secondments:panel", args=[term.number])).status_code == 404
    client.force_login(p.home_officer)
    assert client.get(reverse("secondments:panel-name", args=[term.number])).status_code == 403


def test_the_host_decides_after_the_panel_and_where_the_row_asks_for_one_not_without(p, panel, term, examiners):
    Secondment.objects.filter(pk=term.pk).update(state=State.CONSENTED)
    term.refresh_from_db()
    with pytest.raises(NotAllowedNow, match="尚未提交结果"):
        actions.decide_to_appoint(term, by=p.host_officer)
    for user in examiners:
        score(panel, user, 80, 80, 80)
    actions.close_panel(panel, by=p.host_officer)
    decided = actions.decide_to_appoint(brought(term, Paper.DECISION), by=p.host_officer)
    bare = p.secondment(State.CONSENTED, kind=Kind.SPECIAL_ASSISTANT)
    KindRule.objects.filter(code=Kind.SPECIAL_ASSISTANT).update(needs_panel=True)

    assert decided.host_decided_on == dt.date(2026, 11, 22)
    with pytest.raises(NotAllowedNow, match="考察组"):
        actions.decide_to_appoint(bare, by=p.host_officer)


@pytest.mark.parametrize(("fewest", "allowed"), [(2, True), (3, False)])
def test_how_many_members_a_panel_needs_stands_in_its_row(p, term, examiners, fewest, allowed):
    LimitRule.objects.filter(code="secondment.panel_members").update(value=fewest)

    if allowed:
        assert actions.name_panel(term, members=examiners, criteria=CRITERIA, by=p.host_officer).members.count() == 2
    else:
        with pytest.raises(NotAllowedNow, match="至少 3 人"):
            actions.name_panel(term, members=examiners, criteria=CRITERIA, by=p.host_officer)


def test_a_panel_is_named_scored_and_closed_on_its_pages(client, p, term, examiners):
    client.force_login(p.host_officer)
    name = reverse("secondments:panel-name", args=[term.number])
    page = reverse("secondments:panel", args=[term.number])
    members = [user.pk for user in examiners]

    shipped = client.get(name).content.decode()
    wrong = client.post(name, {"members": members, "criteria": "能力 60\n作风 30"})
    unweighted = client.post(name, {"members": members, "criteria": "能力"})
    client.post(name, {"members": members, "criteria": "能力 60\n作风 40%"})
    ids = list(Panel.objects.get().criteria.values_list("pk", flat=True))
    todos = [len(panel_todos(user)) for user in examiners]
    for user in examiners:
        client.force_login(user)
        short = client.post(page, {"act": "score", f"score-c{ids[0]}": 90})
        client.post(page, {"act": "score", f"score-c{ids[0]}": 90, f"score-c{ids[1]}": 70})
    closing = client.post(page, {"act": "close"})
    client.force_login(p.host_officer)
    client.post(page, {"act": "close", "close-conclusion": "建议聘任"})

    assert "专业能力 40" in shipped
    assert (wrong.status_code, unweighted.status_code, short.status_code, closing.status_code) == (422, 422, 422, 404)
    assert "合计 90" in wrong.content.decode()
    assert (todos, [len(panel_todos(user)) for user in examiners]) == ([1, 1], [0, 0])
    assert Panel.objects.get().result == Decimal("82.00")
    assert "82.00" in client.get(term.get_absolute_url()).content.decode()
    client.force_login(p.home_officer)
    assert "82.00" not in client.get(term.get_absolute_url()).content.decode()


def test_a_substitute_is_named_for_one_who_stepped_back(p, panel, examiners):
    actions.declare_conflict(panel.members.get(user=examiners[0]), reason="同学", by=examiners[0])
    substitute = member(p.host, name="苏禾")

    actions.add_member(panel, user=substitute, by=p.host_officer)

    with pytest.raises(NotAllowedNow, match="已经在考察组"):
        actions.add_member(panel, user=substitute, by=p.host_officer)
    assert PanelMember.objects.filter(panel=panel, blocked_on=None).count() == 2
