"""Kinds are rows: each number changed in the data changes what is allowed, without code (issue 5)."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from exchanges.secondments import actions
from exchanges.secondments.enums import ChangeKind, Kind, Paper, Party, State
from exchanges.secondments.models import KindRule, Secondment
from exchanges.secondments.queries import kind_card, to_confirm
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RankSeries
from shared.directory.models import Posting
from shared.regulations.models import DeadlineRule, LimitRule
from tests.factories.directory import AgencyFactory, RegionFactory
from tests.factories.secondments import SecondmentFactory, brought, endorsement, parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
START = dt.date(2026, 12, 1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-22 10:00 +0800", tick=False):
        yield


@pytest.fixture
def p():
    return parties()


def refused(act, *args, **facts):
    """What the action says against it, or '' where it goes through."""
    try:
        act(*args, **facts)
    except NotAllowedNow as refusal:
        return str(refusal)
    return ""


def recommend(p, kind, months_end, **facts):
    s = p.secondment(State.PLANNED, kind=kind, starts_on=START, ends_on=months_end, **facts)
    return refused(actions.recommend, s, person=p.user.person, by=p.home_officer, **endorsement(kind))


TERMS = [
    ("secondment.assistant_years", Kind.INVITED_ASSISTANT, 36, dt.date(2029, 11, 30)),
    ("secondment.temporary_post_months", Kind.TEMPORARY_POST, 24, dt.date(2028, 11, 30)),
    ("secondment.exchange_post_months", Kind.EXCHANGE_POST, 36, dt.date(2029, 11, 30)),
    ("secondment.loan_months", Kind.LOAN, 6, dt.date(2027, 5, 31)),
]


@pytest.mark.parametrize(("code", "kind", "months", "last"), TERMS)
def test_a_terms_length_follows_its_row_when_the_row_changes(p, code, kind, months, last):
    rows = LimitRule.objects.filter(code=code, jurisdiction="")
    shipped = int(rows.get().value)

    within, beyond = recommend(p, kind, last), recommend(p, kind, last + dt.timedelta(days=1))
    rows.update(value=shipped - 1)
    shorter = recommend(p, kind, last)

    assert (shipped, within) == (months, "")
    assert rows.get().label in beyond
    assert f"{months - 1} 个月" in shorter


@pytest.mark.parametrize(("months", "allowed"), [(12, False), (13, True)])
def test_a_loans_total_follows_its_row(p, months, allowed):
    LimitRule.objects.filter(code="secondment.loan_total_months", jurisdiction="").update(value=months)
    loan = p.secondment(State.ACTIVE, kind=Kind.LOAN, starts_on=dt.date(2026, 6, 20), ends_on=dt.date(2026, 12, 20))

    said = refused(change, p, loan, ChangeKind.EXTENSION, dt.date(2027, 6, 20))

    assert said == "" if allowed else "借调累计上限" in said


def change(p, term, kind, new_end):
    return actions.propose_change(term, kind=kind, new_end=new_end, side=Party.HOST, by=p.host_officer)


@pytest.mark.parametrize(("months", "allowed"), [(24, False), (5, True)])
def test_the_pause_between_loans_follows_its_row(p, months, allowed):
    LimitRule.objects.filter(code="secondment.loan_pause_months").update(value=months)
    p.secondment(State.ENDED, kind=Kind.LOAN, starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 6, 30))

    said = recommend(p, Kind.LOAN, dt.date(2027, 5, 31))

    assert said == "" if allowed else "2028-06-30" in said


@pytest.mark.parametrize(
    ("amount", "basis", "latest"), [(10, "wd", "2026-12-16"), (9, "wd", "2026-12-17"), (1, "m", "2026-11-30")]
)
def test_the_day_to_file_a_longer_loan_follows_its_row(p, amount, basis, latest):
    DeadlineRule.objects.filter(code="secondment.loan_extension", jurisdiction="").update(amount=amount, basis=basis)
    loan = p.secondment(State.ACTIVE, kind=Kind.LOAN, starts_on=dt.date(2026, 7, 1), ends_on=dt.date(2026, 12, 30))

    with time_machine.travel("2026-12-29 10:00 +0800", tick=False):
        said = refused(change, p, loan, ChangeKind.EXTENSION, dt.date(2027, 3, 31))

    assert latest in said


def test_a_kind_without_a_day_to_file_is_prolonged_until_its_last_day_and_one_with_a_new_row_is_not(p):
    s = p.secondment(State.ACTIVE, starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2026, 11, 30))

    DeadlineRule.objects.create(
        code="secondment.assistant_extension", label="续聘报批", amount=30, basis="cd", source="市"
    )
    said = refused(change, p, s, ChangeKind.RENEWAL, dt.date(2028, 11, 30))
    DeadlineRule.objects.filter(code="secondment.assistant_extension").delete()

    assert "续聘报批" in said
    assert refused(change, p, s, ChangeKind.RENEWAL, dt.date(2028, 11, 30)) == ""


@pytest.mark.parametrize(
    ("times", "term_number", "allowed"), [(1, 1, True), (1, 2, False), (2, 2, True), (0, 1, False)]
)
def test_renewals_are_counted_where_the_place_says_how_many(times, term_number, allowed):
    p = parties()
    haizhu = RegionFactory(code="440105", name="海珠区")
    host = AgencyFactory(proc=True, region=haizhu)
    LimitRule.objects.filter(code="secondment.assistant_renewals").update(value=times)
    s = SecondmentFactory(
        home_org=p.home, host_org=host, person=p.user.person, kind=Kind.SPECIAL_ASSISTANT, term_number=term_number,
        starts_on=dt.date(2023, 12, 1), ends_on=dt.date(2026, 11, 30),
    )  # fmt: skip

    said = refused(change, p, s, ChangeKind.RENEWAL, dt.date(2029, 11, 30))

    assert said == "" if allowed else "海珠区续聘次数上限" in said


@pytest.mark.parametrize(
    ("rank", "birth", "shift", "allowed"),
    [
        ("二级巡视员", "1976-01", 0, True),  # fifty on the first day
        ("二级巡视员", "1975-12", 0, False),
        ("二级巡视员", "1975-12", 1, True),
        ("四级调研员", "1981-01", 0, True),
        ("四级调研员", "1980-12", 0, False),
        ("四级调研员", "1980-12", 1, True),
        ("一级主任科员", "1986-01", 0, True),
        ("一级主任科员", "1985-12", 0, False),
        ("一级主任科员", "1985-12", 1, True),
    ],
)
def test_the_age_for_a_temporary_post_in_guizhou_goes_by_rank(p, rank, birth, shift, allowed):
    guizhou = AgencyFactory(proc=True, region=RegionFactory(code="520000", name="贵州省"))
    for row in LimitRule.objects.filter(code__startswith="secondment.temporary_post_age"):
        LimitRule.objects.filter(pk=row.pk).update(value=row.value + shift)
    Posting.objects.filter(person=p.user.person).update(rank_series=RankSeries.CIVIL_SERVANT, rank=rank)
    p.user.person.birth_month = birth
    dates = {"starts_on": START, "ends_on": dt.date(2027, 11, 30), "kind": Kind.TEMPORARY_POST}
    s = SecondmentFactory(home_org=p.home, host_org=guizhou, person=None, state=State.PLANNED, **dates)
    elsewhere = p.secondment(State.PLANNED, **dates)

    home = {"person": p.user.person, "by": p.home_officer, **endorsement()}

    said = refused(actions.recommend, s, confirmed=True, **home)

    assert said == "" if allowed else "贵州挂职年龄上限" in said
    assert refused(actions.recommend, elsewhere, **home) == ""


def test_what_the_record_does_not_show_is_named_to_be_confirmed(p):
    guizhou = AgencyFactory(proc=True, region=RegionFactory(code="520000", name="贵州省"))
    facts = {"kind": Kind.TEMPORARY_POST, "starts_on": START, "state": State.CONSENTED}
    s = SecondmentFactory(host_org=guizhou, person=p.user.person, **facts)
    unknown = to_confirm(s, p.user.person)
    p.user.person.birth_month = "1990-05"

    assert unknown[:2] == ["大学本科以上学历", "身体健康"]
    assert len(unknown) == 3
    assert to_confirm(s, p.user.person) == unknown[:2]
    assert to_confirm(SecondmentFactory(person=p.user.person, **facts), p.user.person) == []


@pytest.mark.parametrize(
    ("kind", "field", "change_kind"),
    [
        (Kind.LOAN, "may_be_renewed", ChangeKind.RENEWAL),
        (Kind.LOAN, "may_be_extended", ChangeKind.EXTENSION),
        (Kind.INVITED_ASSISTANT, "may_be_renewed", ChangeKind.RENEWAL),
    ],
)
def test_whether_a_kind_is_prolonged_at_all_stands_in_its_row(p, kind, field, change_kind):
    s = p.secondment(State.ACTIVE, kind=kind, starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2026, 12, 30))
    new_end = dt.date(2027, 2, 28)

    KindRule.objects.filter(code=kind).update(**{field: False})
    said = refused(change, p, s, change_kind, new_end)
    KindRule.objects.filter(code=kind).update(**{field: True})

    assert "不适用" in said
    assert refused(change, p, s, change_kind, new_end) == ""


def test_a_prosecutor_goes_to_an_ip_administration_and_not_the_other_way(p):
    dates = {"starts_on": START, "ends_on": dt.date(2028, 11, 30), "kind": Kind.PROSECUTOR_POST}
    prosecutor = parties()
    back = SecondmentFactory(home_org=p.host, host_org=p.home, person=None, state=State.PLANNED, **dates)
    wrong = prosecutor.secondment(State.PLANNED, **dates)

    home = {"person": prosecutor.user.person, "by": prosecutor.home_officer, **endorsement()}

    said = refused(actions.recommend, wrong, **home)
    KindRule.objects.filter(code=Kind.PROSECUTOR_POST).update(home_system="", host_system="")

    assert refused(actions.recommend, back, person=p.host_officer.person, by=p.host_officer, **endorsement()) == ""
    assert "检察官派驻知识产权管理部门" in said
    assert refused(actions.recommend, wrong, **home) == ""


def test_full_time_is_what_the_row_says_when_the_term_begins(p):
    KindRule.objects.filter(code=Kind.INVITED_ASSISTANT).update(is_full_time=True)
    p.secondment(State.ACTIVE, kind=Kind.TEMPORARY_POST)
    assistant = SecondmentFactory(
        home_org=p.home, person=p.user.person, kind=Kind.INVITED_ASSISTANT, state=State.CONSENTED
    )

    said = refused(actions.decide_to_appoint, assistant, by=p.host_officer)
    KindRule.objects.filter(code=Kind.INVITED_ASSISTANT).update(is_full_time=False)
    brought(assistant, Paper.DECISION)

    assert "不得重叠" in said
    assert refused(actions.decide_to_appoint, assistant, by=p.host_officer) == ""
    assert Secondment.objects.get(pk=assistant.pk).is_full_time is False


def test_a_planned_term_stands_on_the_legal_basis_of_its_kind(p):
    facts = {
        "home_org": p.home,
        "position": "岗",
        "starts_on": START,
        "ends_on": dt.date(2027, 5, 1),
        "by": p.host_officer,
    }

    plain = actions.plan_secondment(p.host, kind=Kind.TEMPORARY_POST, **facts)
    named = actions.plan_secondment(p.host, kind=Kind.TEMPORARY_POST, legal_basis="双方协议", **facts)

    assert (plain.legal_basis, named.legal_basis) == ("《中华人民共和国公务员法》第七十二条", "双方协议")


def test_a_card_names_each_number_with_its_source_and_the_papers_in_the_order_of_the_steps():
    card = kind_card(Kind.LOAN, on=START, jurisdiction="340103")

    facts = {fact.label: fact.value for fact in card.facts}
    assert (facts["庐阳区借调期限上限"], facts["借调累计上限"], facts["庐阳区借调延期报批"]) == (
        "3 个月",
        "12 个月",
        "期满前 1 个月",
    )
    assert [paper.paper for paper in card.papers] == ["loan_form", "loan_letter", "secrecy", "appraisal_form"]


def test_the_page_shows_the_rules_of_the_officers_region_and_of_another(client, p):
    RegionFactory(code="520000", name="贵州省")
    client.force_login(p.home_officer)

    own = client.get(reverse("secondments:kinds")).content.decode()
    other = client.get(reverse("secondments:kinds"), {"region": "520000"}).content.decode()
    client.force_login(p.user)

    assert "贵州挂职年龄上限" not in own
    assert "贵州挂职年龄上限（科级及以下）" in other
    assert client.get(reverse("secondments:kinds")).status_code == 403
