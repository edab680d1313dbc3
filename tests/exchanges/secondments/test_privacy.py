"""Appraisals are masked until asked for, each reading is shown to the person, each change has its old and new value."""

import datetime as dt

import pytest
import time_machine

from exchanges.secondments import actions
from exchanges.secondments.enums import Paper, State
from exchanges.secondments.importers import SecondmentImporter
from exchanges.secondments.models import RecordAccess, Secondment
from shared.directory.enums import RoleCode
from shared.directory.models import RoleAssignment
from shared.imports.importers import run_import
from tests.exchanges.secondments.test_importers import book
from tests.factories.directory import AgencyFactory, member
from tests.factories.secondments import brought, parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
OPINION = "工作扎实，善于沟通。"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-22 10:00 +0800", tick=False):
        yield


@pytest.fixture
def p():
    return parties()


@pytest.fixture
def appraised(p):
    """A term whose host has appraised it: “excellent”, with an opinion."""
    s = p.secondment(State.ENDED, ends_on=dt.date(2026, 11, 18))
    actions.appraise(s, grade="excellent", opinion=OPINION, by=p.host_officer)
    return s


def read(client, user, secondment, **query):
    client.force_login(user)
    return client.get(secondment.get_absolute_url(), query)


@pytest.mark.parametrize("who", ["home_officer", "hr", "host_officer"])
def test_an_officer_sees_neither_grade_nor_opinion_until_she_asks(client, p, appraised, who):
    masked = read(client, getattr(p, who), appraised).content.decode()
    asked = read(client, getattr(p, who), appraised, show="appraisals").content.decode()

    assert [(OPINION in text, "优秀" in text) for text in (masked, asked)] == [(False, False), (True, True)]
    assert RecordAccess.objects.count() == 1


def test_the_person_reads_her_appraisal_at_once_and_leaves_no_trace(client, p, appraised):
    assert OPINION in read(client, p.user, appraised).content.decode()
    assert not RecordAccess.objects.exists()


def test_the_person_sees_who_has_read_and_for_whom(client, p, appraised):
    deputy = member(p.host, RoleCode.TRAINEE, name="代办")
    days = {"valid_from": dt.date(2026, 11, 20), "valid_to": dt.date(2026, 11, 25)}
    role = {"role": RoleCode.SECONDMENT_OFFICER, "agency": p.host, "deputy_for": p.host_officer}
    RoleAssignment.objects.create(user=deputy, **role, **days)
    read(client, p.hr, appraised, show="appraisals")
    read(client, deputy, appraised, show="appraisals")
    client.force_login(p.user)

    page = client.get("/secondments/mine/access/")

    rows = [(row.reader, row.stood_in_for, row.what) for row in page.context["page"]]
    assert rows == [(deputy, p.host_officer, "appraisals"), (p.hr, None, "appraisals")]
    assert f"代{p.host_officer.name}" in page.content.decode()


def test_nobody_else_sees_who_has_read(client, p, appraised):
    read(client, p.hr, appraised, show="appraisals")

    for user in (p.host_officer, p.hr):
        client.force_login(user)
        assert list(client.get("/secondments/mine/access/").context["page"]) == []


def test_a_stranger_cannot_ask(client, appraised):
    stranger = member(AgencyFactory(), RoleCode.SECONDMENT_OFFICER)

    assert read(client, stranger, appraised, show="appraisals").status_code == 404
    assert not RecordAccess.objects.exists()


def test_no_list_carries_a_grade(client, p, appraised):
    client.force_login(p.host_officer)
    sheet = client.get("/secondments/export.csv", {"state": "all"}).getvalue().decode()
    table = client.get("/secondments/", {"state": "all", "view": "table"}).content.decode()

    assert ("优秀" in sheet, "2026-11-22" in sheet, "优秀" in table) == (False, True, False)


def changes(client, user, secondment, **query):
    entries = read(client, user, secondment, **query).context["history"]
    return {entry.label: entry.fields for entry in entries if entry.fields}


def test_each_change_of_a_term_keeps_the_old_and_the_new_value(client, p):
    s = p.secondment(State.ACTIVE, starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2026, 12, 31))
    change = actions.propose_change(s, kind="renewal", new_end=dt.date(2027, 12, 31), side="host", by=p.host_officer)
    brought(s, Paper.RENEWAL_FORM)
    actions.agree_to_change(change, side="home", by=p.home_officer)
    actions.terminate(Secondment.objects.get(), reason_code="transfer", by=p.host_officer)

    assert changes(client, p.user, s) == {
        "任期变更生效": [("结束日期", "2026-12-31", "2027-12-31"), ("期次", "1", "2")],
        "提前终止": [("终止日期", "", "2026-11-22"), ("终止原因", "", "工作调动")],
    }


def test_the_grade_stays_out_of_the_history_until_the_appraisals_are_asked_for(client, p, appraised):
    masked = changes(client, p.hr, appraised)
    asked = changes(client, p.hr, appraised, show="appraisals")

    assert masked == {"已考核": [("考核日期", "", "2026-11-22")]}
    assert asked == {"已考核": [("考核等次", "", "优秀"), ("考核日期", "", "2026-11-22")]}


def test_a_sheet_that_mends_a_term_leaves_old_and_new_value(client, p):
    s = p.secondment(State.ACTIVE, number="SEC-7001", cases_joined=2)
    row = {
        "编号": s.number,
        "姓名": s.person.name,
        "邮箱": s.person.email,
        "派出单位代码": p.home.code,
        "接收单位代码": p.host.code,
        "类型": "兼任检察官助理",
        "岗位": s.position,
        "状态": "在任",
        "开始日期": s.starts_on.isoformat(),
        "结束日期": "2027-10-31",
        "承诺书签署日期": "2026-01-01",
        "参与案件数": 5,
    }
    run_import(SecondmentImporter(), book([row]), "x.xlsx", by=p.host_officer)

    assert sorted(changes(client, p.user, s)["由表格导入"]) == [
        ("参与案件数", "2", "5"),
        ("结束日期", "2027-12-31", "2027-10-31"),
    ]
