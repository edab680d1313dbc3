"""Lists of arrival and return: laid down once by rule, ticked off by each party, due where they belong (B14)."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from exchanges.secondments import actions, queries
from exchanges.secondments.actions.checklists import lay_down
from exchanges.secondments.enums import Kind, Party, State
from exchanges.secondments.enums.checklists import Phase
from exchanges.secondments.models import ChecklistItem, ChecklistRule
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.directory.models import RoleAssignment
from tests.factories.directory import AgencyFactory, member
from tests.factories.secondments import SecondmentFactory, colleague, parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
TODAY = dt.date(2026, 11, 23)  # a Monday


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-23 10:00 +0800", tick=False):
        yield


@pytest.fixture
def p():
    return parties()


def appointed(p, **facts):
    """A term whose letter has just been issued; it begins on a Tuesday unless told otherwise."""
    days = {"starts_on": dt.date(2026, 12, 1), "pledge_signed_on": TODAY}
    return actions.issue_letter(p.secondment(State.APPROVED, **days | facts), by=p.host_officer)


def days_of(secondment, phase=Phase.ARRIVAL):
    rows = secondment.checklist.filter(phase=phase).values_list("party", "item", "due_on")
    return {(party, item): f"{day:%m-%d}" for party, item, day in rows}


def item_of(secondment, party=Party.HOST, **facts):
    facts = {"phase": Phase.ARRIVAL, "item": f"x{party}", "title": f"示例事项{party}", "due_on": TODAY} | facts
    return ChecklistItem.objects.create(secondment=secondment, party=party, **facts)


def test_the_letter_lays_down_the_arrival_items_once_with_their_days(p):
    s = appointed(p)
    lay_down(s, Phase.ARRIVAL)

    assert days_of(s) == {
        ("person", "report"): "12-02",
        ("person", "rules"): "12-08",
        ("host", "contact"): "12-02",
        ("host", "briefing"): "12-04",
        ("host", "access"): "12-04",
        ("home", "notify"): "12-04",
    }
    first = s.checklist.get(item="report")
    assert (first.title, first.source) == ("到接收单位报到，领取聘书", "本平台建议值：到岗清单（规则手册 8.3）")


def test_a_kind_adds_items_before_the_first_day_and_words_of_its_own(p):
    s = appointed(p, kind=Kind.LOAN)

    found = days_of(s)

    assert (len(found), found["person", "handover"], found["home", "notify"]) == (7, "11-26", "12-01")
    assert s.checklist.get(item="notify").title == "明确原岗位接手人，确认移交完毕"


def test_a_letter_after_the_first_day_counts_from_its_own_day_and_nothing_is_due_before_it(p):
    found = days_of(appointed(p, kind=Kind.LOAN, starts_on=dt.date(2026, 11, 2)))

    assert (found["person", "handover"], found["person", "report"], found["home", "notify"]) == (
        "11-23",
        "11-24",
        "11-23",
    )


def test_the_early_end_and_the_automatic_end_lay_down_the_return_items_once(p):
    early = actions.terminate(p.secondment(State.ACTIVE), reason_code="transfer", by=p.host_officer)
    over = p.secondment(State.ACTIVE, person=colleague(p.home), kind=Kind.LOAN, ends_on=dt.date(2026, 11, 22))
    actions.end_due_terms()
    actions.end_due_terms()

    assert days_of(early, Phase.RETURN) == {
        ("host", "access"): "11-24",
        ("person", "handover"): "11-26",
        ("person", "give_back"): "11-26",
        ("host", "confirm"): "11-30",
        ("home", "archive"): "12-07",
    }
    assert (over.checklist.count(), days_of(over, Phase.RETURN)["home", "receive"]) == (6, "11-27")


def test_a_changed_number_changes_the_day_and_rows_of_a_place_take_the_place_of_common_ones(p):
    rule = ChecklistRule.objects.get(code="any", phase=Phase.ARRIVAL, item="access")
    ChecklistRule.objects.filter(pk=rule.pk).update(amount=10, basis="cd")
    local = {"code": "any", "phase": Phase.ARRIVAL, "jurisdiction": "330000", "source": "地方规定", "basis": "wd"}
    ChecklistRule.objects.create(item="rules", label="不需要", party=Party.PERSON, amount=1, is_needed=False, **local)
    ChecklistRule.objects.create(item="badge", label="办理工作证", party=Party.HOST, amount=2, **local)
    ended = {"valid_to": dt.date(2026, 11, 30)}
    ChecklistRule.objects.create(item="old", label="旧事项", party=Party.HOST, amount=1, **local, **ended)

    found = days_of(appointed(p))

    assert (found["host", "access"], found["host", "badge"]) == ("12-11", "12-03")
    assert {item for _party, item in found} == {"report", "contact", "briefing", "access", "notify", "badge"}


def test_the_card_of_a_kind_lists_what_each_party_does_and_when():
    card = queries.kind_card(Kind.LOAN, on=TODAY, jurisdiction="")

    found = [(fact.label, fact.value) for fact in card.checklist]

    assert len(found) == 13
    assert found[:2] == [
        ("移交原岗位工作", "本人 · 首日前 3 个工作日"),
        ("明确原岗位接手人，确认移交完毕", "派出单位 · 首日"),
    ]
    assert found[-1] == ("更新人事信息，归档任期材料", "派出单位 · 期满后 10 个工作日")


def test_an_item_is_ticked_off_once_and_can_be_opened_again(p):
    item = item_of(p.secondment(State.ACTIVE))

    actions.tick(item, by=p.host_officer)
    with pytest.raises(NotAllowedNow, match=f"{p.host_officer.name}已于2026-11-23 10:00办结"):
        actions.tick(ChecklistItem.objects.get(pk=item.pk), by=p.host_officer)
    ticked = (item.ticked_by, item.ticked_for, item.ticked_at.isoformat())
    actions.untick(item, by=p.host_officer)
    with pytest.raises(NotAllowedNow, match="尚未办结"):
        actions.untick(item, by=p.host_officer)

    assert ticked == (p.host_officer, None, "2026-11-23T02:00:00+00:00")
    assert (item.ticked_at, item.ticked_by) == (None, None)
    acts = ModelLogEntry.objects.filter(action__startswith="secondments.checklist.").order_by("pk")
    assert [(a.action.rpartition(".")[2], a.user, a.data["reason"]) for a in acts] == [
        ("tick", p.host_officer, "示例事项host"),
        ("untick", p.host_officer, "示例事项host"),
    ]


@pytest.mark.parametrize(
    ("phase", "state", "counts"),
    [
        (Phase.ARRIVAL, State.SUSPENDED, True),
        (Phase.ARRIVAL, State.TERMINATED, False),
        (Phase.RETURN, State.APPRAISED, True),
    ],
)
def test_a_list_counts_while_its_part_of_the_term_lasts(p, phase, state, counts):
    item = item_of(p.secondment(state, terminated_on=TODAY), phase=phase)

    assert [todo.title for todo in queries.checklist_todos(p.host_officer)] == ([item.title] if counts else [])
    if not counts:
        with pytest.raises(NotAllowedNow, match="提前终止"):
            actions.tick(item, by=p.host_officer)


@pytest.mark.parametrize(
    ("party", "who"), [(Party.HOME, {"home_officer", "hr"}), (Party.HOST, {"host_officer"}), (Party.PERSON, {"user"})]
)
def test_each_party_ticks_off_its_own_items_and_sees_those_of_the_others(client, p, party, who):
    item = item_of(p.secondment(State.ACTIVE), party)
    answers, names = {}, ("home_officer", "hr", "host_officer", "user")
    waiting = {name for name in names if queries.checklist_todos(getattr(p, name))}

    for name in names:
        client.force_login(getattr(p, name))
        assert item.title in client.get(item.secondment.get_absolute_url()).content.decode()
        answers[name] = client.post(f"/secondments/{item.secondment.number}/checklist/{item.pk}/tick/").status_code

    assert {name for name, status in answers.items() if status == 302} == who == waiting
    assert {status for name, status in answers.items() if name not in who} == {403}


def test_an_item_of_another_unit_is_not_found_whatever_number_stands_before_it(client, p):
    own, other = item_of(p.secondment(State.ACTIVE)), item_of(SecondmentFactory())
    client.force_login(p.host_officer)

    answers = [
        client.post(f"/secondments/{number}/checklist/{other.pk}/{act}/").status_code
        for number in (other.secondment.number, own.secondment.number)
        for act in ("tick", "untick")
    ]

    assert answers == [404] * 4
    assert client.get(f"/secondments/{own.secondment.number}/checklist/{own.pk}/tick/").status_code == 405
    assert not ChecklistItem.objects.exclude(ticked_at=None).exists()


def test_a_deputys_tick_names_for_whom(client, p):
    item = item_of(p.secondment(State.ACTIVE))
    deputy = member(p.host, RoleCode.TRAINEE, name="代班人")
    role = {"role": RoleCode.SECONDMENT_OFFICER, "agency": p.host, "deputy_for": p.host_officer}
    RoleAssignment.objects.create(user=deputy, valid_from=TODAY, valid_to=TODAY, **role)
    client.force_login(deputy)

    page = client.post(f"/secondments/{item.secondment.number}/checklist/{item.pk}/tick/", follow=True)

    item.refresh_from_db()
    assert (item.ticked_by, item.ticked_for) == (deputy, p.host_officer)
    assert f"代{p.host_officer.name}" in page.content.decode()


def test_an_officer_who_moves_herself_ticks_off_the_persons_items_only(client, p):
    s = p.secondment(State.ACTIVE, person=p.host_officer.person)
    host, person = item_of(s, Party.HOST), item_of(s, Party.PERSON)
    client.force_login(p.host_officer)

    answers = [client.post(f"/secondments/{s.number}/checklist/{i.pk}/tick/").status_code for i in (host, person)]

    assert answers == [403, 302]


def test_the_host_ticks_off_for_somebody_without_an_account(client, p):
    item = item_of(p.secondment(State.ACTIVE, person=colleague(p.home)), Party.PERSON)
    waits = [bool(queries.checklist_todos(user)) for user in (p.host_officer, p.home_officer, p.hr)]
    client.force_login(p.host_officer)

    client.post(f"/secondments/{item.secondment.number}/checklist/{item.pk}/tick/")

    item.refresh_from_db()
    assert (waits, item.ticked_by) == ([True, False, False], p.host_officer)


def test_the_desk_and_the_list_show_what_is_due_and_mark_what_is_late(client, p):
    s = p.secondment(State.ACTIVE)
    item_of(s, due_on=dt.date(2026, 11, 20), title="迟到的事项")
    item_of(s, Party.HOME, title="派出单位的事项")
    item_of(SecondmentFactory(), title="别处的事项")
    client.force_login(p.host_officer)

    for url in ("/secondments/", "/secondments/checklists/"):
        page = client.get(url).content.decode()
        assert "迟到的事项" in page
        assert "已逾期 3 天" in page
        assert "派出单位的事项" not in page
        assert "别处的事项" not in page


@pytest.mark.parametrize("url", ["/secondments/", "/secondments/checklists/", "/secondments/SEC-77/"])
def test_three_items_cost_what_one_costs(client, p, url, settings):
    settings.REGULATIONS_KEPT_SECONDS = 60  # as in the product, where a page does not read the rules anew

    def cost():
        with CaptureQueriesContext(connection) as counted:
            assert client.get(url).status_code == 200
        return len(counted)

    client.force_login(p.host_officer)
    s = p.secondment(State.ACTIVE, number="SEC-77")
    item_of(s, Party.HOST)
    cost()
    one = cost()
    item_of(s, Party.HOME, ticked_at=dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC), ticked_by=p.hr)
    for number in range(2):
        item_of(s, Party.HOST, item=f"more{number}")
        item_of(p.secondment(State.ACTIVE, person=colleague(p.home)), Party.HOST)

    assert cost() == one <= 25


def test_the_start_page_asks_once_and_somebody_outside_sees_nothing(p):
    item_of(p.secondment(State.ACTIVE))
    stranger = member(AgencyFactory(proc=True), RoleCode.SECONDMENT_OFFICER)
    queries.checklist_todos(stranger)

    with CaptureQueriesContext(connection) as counted:
        found = queries.checklist_todos(stranger)

    assert (found, len(counted)) == ([], 1)
