"""The report after a term: written by the person, confirmed by the host, beside it what the records say (B19)."""

import datetime as dt
import json

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exchanges.secondments import actions, outcomes, queries
from exchanges.secondments.enums import State
from exchanges.secondments.enums.returns import ReportState, Section
from exchanges.secondments.models import ReturnReport, Secondment
from exchanges.secondments.outcomes import Outcome
from shared.audit.actions import NotAllowedNow
from shared.credits.enums import Category
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from shared.regulations.models import DeadlineRule
from tests.factories.case_tasks import Bureau
from tests.factories.credits import earn
from tests.factories.directory import AgencyFactory, member
from tests.factories.secondments import SecondmentFactory, colleague, parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
TODAY = dt.date(2026, 11, 23)
TEXT = "一年来参与商业秘密案件的技术类证据审查。"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-23 10:00 +0800", tick=False):
        yield


@pytest.fixture
def p():
    return parties()


@pytest.fixture
def report(p):
    """The term ended a moment ago; the report waits to be written."""
    actions.terminate(p.secondment(State.ACTIVE, number="SEC-88"), reason_code="transfer", by=p.host_officer)
    return ReturnReport.objects.get()


def post(client, user, act, number="SEC-88", **data):
    client.force_login(user)
    return client.post(f"/secondments/{number}/report/", {"act": act, **data})


def page(client, user, number="SEC-88"):
    client.force_login(user)
    return client.get(f"/secondments/{number}/report/")


def test_the_end_of_a_term_opens_one_report_with_the_day_of_the_rule(p):
    DeadlineRule.objects.filter(code="secondment.return_report").update(amount=20)
    s = p.secondment(State.ACTIVE, ends_on=dt.date(2026, 11, 22))

    actions.end_due_terms()
    actions.end_due_terms()

    found = ReturnReport.objects.get()
    assert (found.secondment, found.state, found.due_on) == (s, ReportState.DRAFT, dt.date(2026, 12, 12))
    todos = {name: [t.title for t in queries.report_todos(getattr(p, name))] for name in ("user", "host_officer", "hr")}
    assert todos == {"user": ["撰写期满返回报告"], "host_officer": [], "hr": []}


def test_a_report_goes_from_draft_over_a_return_to_confirmation(client, p, report):
    post(client, p.user, "save", text="只是草稿")
    hidden = ["只是草稿" in page(client, user).content.decode() for user in (p.host_officer, p.hr)]
    post(client, p.user, "hand_in", text=TEXT)
    seen = [TEXT in page(client, user).content.decode() for user in (p.host_officer, p.hr)]
    todo = [t.title for t in queries.report_todos(p.host_officer)]
    post(client, p.host_officer, "return", reason="请补充建议")
    again = [TEXT in page(client, user).content.decode() for user in (p.host_officer, p.user)]
    reason = "请补充建议" in page(client, p.user).content.decode()
    post(client, p.user, "hand_in", text=f"{TEXT}建议继续互派。")
    post(client, p.host_officer, "confirm")

    report.refresh_from_db()
    assert (hidden, seen, todo) == ([False, False], [True, True], ["确认期满返回报告"])
    assert (again, reason) == ([False, True], True)
    assert (report.state, report.confirmed_on, report.confirmed_by) == (ReportState.CONFIRMED, TODAY, p.host_officer)
    assert (report.text, report.remark) == (f"{TEXT}建议继续互派。", "")
    told = Notice.objects.filter(kind="secondment.report_confirmed").values_list("user", flat=True)
    assert set(told) == {p.user.pk, p.home_officer.pk, p.hr.pk}


def test_an_empty_report_a_return_without_a_reason_and_a_second_confirmation_are_refused(client, p, report):
    empty = post(client, p.user, "hand_in", text="  ")
    post(client, p.user, "hand_in", text=TEXT)
    bare = post(client, p.host_officer, "return", reason="")
    handed_in = ReturnReport.objects.get()
    with pytest.raises(NotAllowedNow, match="已提交"):
        actions.save_report(handed_in, text="改", by=p.user)
    actions.confirm_report(ReturnReport.objects.get(), by=p.host_officer)

    with pytest.raises(NotAllowedNow):
        actions.confirm_report(handed_in, by=p.host_officer)

    assert (empty.status_code, "请先撰写报告再提交" in empty.content.decode(), bare.status_code) == (422, True, 422)


@pytest.mark.parametrize(
    ("who", "state", "allowed"),
    [
        ("user", ReportState.DRAFT, {"save", "hand_in"}),
        ("user", ReportState.HANDED_IN, set()),
        ("host_officer", ReportState.DRAFT, set()),
        ("host_officer", ReportState.HANDED_IN, {"confirm", "return"}),
        ("host_officer", ReportState.CONFIRMED, set()),
        ("home_officer", ReportState.HANDED_IN, set()),
        ("hr", ReportState.RETURNED, set()),
    ],
)
def test_each_party_does_its_own_part_only(client, p, report, who, state, allowed):
    done = {"confirmed_on": TODAY, "confirmed_by": p.host_officer} if state == ReportState.CONFIRMED else {}
    ReturnReport.objects.update(state=state, handed_in_on=TODAY, text=TEXT, **done)

    forms = page(client, getattr(p, who)).context["forms"]

    assert set(forms) == allowed
    refused = {"save", "hand_in", "confirm", "return"} - allowed
    assert {post(client, getattr(p, who), act, text="x", reason="x").status_code for act in refused} == {404}


def test_another_units_report_is_not_found(client, p, report):
    stranger = member(AgencyFactory(proc=True), RoleCode.SECONDMENT_OFFICER, RoleCode.UNIT_HR)

    assert page(client, stranger).status_code == post(client, stranger, "confirm").status_code == 404


def test_the_host_records_the_report_of_somebody_without_an_account(client, p):
    s = p.secondment(State.ACTIVE, number="SEC-89", person=colleague(p.home))
    actions.terminate(s, reason_code="retired", by=p.host_officer)

    answer = post(client, p.host_officer, "hand_in", number="SEC-89", text=TEXT)

    assert answer.status_code == 302
    assert (ReturnReport.objects.get().state, page(client, p.hr, "SEC-89").status_code) == (ReportState.HANDED_IN, 200)


def test_posts_cases_hours_lectures_and_outputs_of_the_term_stand_beside_the_report(p, report):
    term, person = report.secondment, p.user.person
    Bureau(p, term, p.host_officer).task("closed")
    Bureau(p, term, p.host_officer).task("working", alias="乙-1")
    earn(person, 22, on=dt.date(2026, 1, 1), title="首日的培训")
    earn(person, 8, on=dt.date(2025, 12, 31), title="任期之前的培训")
    earn(person, 8, on=dt.date(2026, 11, 24), title="任期之后的培训")
    earn(person, 4, on=dt.date(2026, 5, 6), title="授课", category=Category.TEACHING)
    earn(person, 6, on=TODAY, title="论文", category=Category.RESEARCH)

    found = queries.brought([term])[term.pk]

    assert (found.cases, found.case_hours) == (1, 12.5)
    assert [(str(heading), [row.title for row in rows], hours) for heading, rows, hours in found.sections] == [
        ("培训", ["首日的培训"], 22),
        ("授课与讲座", ["授课"], 4),
        ("成果", ["论文"], 6),
    ]
    assert [held.words for held in found.posts] == [
        "浙江省人民检察院 · 专利专业岗",
        "浙江省知识产权局 · 法规处",
    ]


def test_another_app_adds_outputs_by_registration(p, report, monkeypatch):
    monkeypatch.setattr(outcomes, "PROVIDERS", [])
    asked = []

    def papers(person, first_day, last_day):
        asked.append((person, first_day, last_day))
        return [Outcome(Section.OUTPUTS, "联合调研报告", dt.date(2026, 6, 1), url="/research/1/")]

    outcomes.register(papers)
    outcomes.register(papers)
    found = queries.brought([report.secondment])[report.secondment_id]

    assert [row.title for row in found.outcomes] == ["联合调研报告"]
    assert asked == [(p.user.person, dt.date(2026, 1, 1), TODAY)]


def file_of(client, user, person, form="json"):
    client.force_login(user)
    return client.get(f"/secondments/people/{person.pk}/file.{form}")


def test_the_personnel_file_holds_the_report_from_handing_in_on(client, p, report):
    earn(p.user.person, 7.5, on=dt.date(2026, 3, 3), title="同堂培训")
    draft = json.loads(file_of(client, p.user, p.user.person).content)["terms"][0]["return_report"]
    actions.hand_in_report(report, text=TEXT, by=p.user)

    data = json.loads(file_of(client, p.hr, p.user.person).content)["terms"][0]["return_report"]

    assert draft is None
    assert (data["state"], data["text"], data["handed_in_on"], data["cases"]) == ("已提交", TEXT, "2026-11-23", 0)
    assert data["sections"] == [
        {"heading": "培训", "hours": "7.5", "rows": [{"title": "同堂培训", "on": "2026-03-03", "hours": "7.5"}]}
    ]
    assert file_of(client, p.hr, p.user.person, "pdf").content[:5] == b"%PDF-"


def test_three_reports_cost_in_the_file_what_one_costs(client, p):
    def add(year):
        facts = {"person": p.user.person, "home_org": p.home, "host_org": AgencyFactory(proc=True)}
        days = {"starts_on": dt.date(year, 1, 1), "ends_on": dt.date(year, 12, 31)}
        s = SecondmentFactory(state=State.ENDED, **days, **facts)
        ReturnReport.objects.create(secondment=s, state=ReportState.HANDED_IN, text=TEXT, handed_in_on=TODAY)

    def cost():
        with CaptureQueriesContext(connection) as counted:
            assert file_of(client, p.user, p.user.person).status_code == 200
        return len(counted)

    add(2023)
    cost()
    one = cost()
    add(2024)
    add(2025)

    assert Secondment.objects.count() == 3
    assert cost() == one
