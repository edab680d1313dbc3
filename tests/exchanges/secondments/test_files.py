"""The personnel file as PDF and JSON, the statistics of a year with charts: only what the reader may see."""

import datetime as dt
import io
import json
import zipfile

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from exchanges.secondments import actions
from exchanges.secondments.enums import Kind, State
from exchanges.secondments.models import RecordAccess, TermChange
from tests.factories.directory import AgencyFactory
from tests.factories.secondments import SecondmentFactory, colleague, parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-22 10:00 +0800", tick=False):
        yield


@pytest.fixture
def p():
    return parties()


@pytest.fixture
def served(p):
    """Two terms of one person: one at the host, appraised, and an older one elsewhere."""
    elsewhere = {"host_org": AgencyFactory(proc=True, name="别处检察院"), "home_org": p.home}
    old = {"starts_on": dt.date(2023, 1, 1), "ends_on": dt.date(2023, 12, 31), "state": State.ENDED}
    SecondmentFactory(number="OLD", person=p.user.person, **elsewhere, **old)
    here = p.secondment(State.ENDED, number="HERE", ends_on=dt.date(2026, 11, 18), position="=1+1")
    actions.appraise(here, grade="excellent", opinion="善于沟通。", by=p.host_officer)
    return here


def file_of(client, user, person, form="json"):
    client.force_login(user)
    return client.get(f"/secondments/people/{person.pk}/file.{form}")


@pytest.mark.parametrize(
    ("who", "expected"), [("host_officer", ["HERE"]), ("hr", ["OLD", "HERE"]), ("user", ["OLD", "HERE"])]
)
def test_the_file_holds_the_terms_that_its_reader_may_see(client, p, served, who, expected):
    answer = file_of(client, getattr(p, who), served.person)

    data = json.loads(answer.content)
    assert (data["format"], data["name"], data["made_by"]) == (
        "tongtang.personnel-file/1",
        "周晓",
        getattr(p, who).name,
    )
    assert [term["number"] for term in data["terms"]] == expected
    assert data["terms"][-1]["appraisals"] == [
        {"period": "期满", "by": "浙江省人民检察院", "grade": "优秀", "opinion": "善于沟通。", "on": "2026-11-22"}
    ]
    assert RecordAccess.objects.filter(what="file_json").count() == (0 if who == "user" else len(expected))
    assert answer["Cache-Control"] == "private, no-store"


def test_the_file_as_pdf_carries_a_title_and_leaves_a_trace(client, p, served):
    answer = file_of(client, p.hr, served.person, "pdf")

    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert list(RecordAccess.objects.values_list("what", "reader").distinct().order_by()) == [("file_pdf", p.hr.pk)]


@pytest.mark.parametrize("form", ["xml", "pdf", "json"])
def test_a_person_without_a_term_that_one_may_see_has_no_file(client, p, form):
    SecondmentFactory(person=colleague(p.home), home_org=AgencyFactory())
    other = SecondmentFactory().person

    assert file_of(client, p.host_officer, other, form).status_code == 404
    assert not RecordAccess.objects.exists()


def sheets(client, user, year=2026):
    client.force_login(user)
    answer = client.get(f"/secondments/statistics/{year}.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return answer.content, {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_statistics_count_persons_by_direction_and_what_happened_to_terms(client, p):
    one, two = colleague(p.home), colleague(p.home, name="=cmd()")
    facts = {"home_org": p.home, "host_org": p.host}
    over = {"state": State.ENDED, "starts_on": dt.date(2025, 1, 1), "ends_on": dt.date(2026, 6, 30)}
    SecondmentFactory(person=one, **over, **facts)
    renewed = SecondmentFactory(person=one, starts_on=dt.date(2026, 7, 1), **facts)
    early = {"state": State.TERMINATED, "terminated_on": dt.date(2026, 3, 1), "starts_on": dt.date(2025, 3, 1)}
    SecondmentFactory(person=two, **early, **facts)
    SecondmentFactory(person=colleague(p.host), home_org=p.host, host_org=p.home, kind=Kind.LOAN)
    SecondmentFactory()
    agreed = {"approved": "yes", "asked_on": dt.date(2026, 5, 1), "asked_by_agency": p.host}
    days = {"old_end": dt.date(2026, 9, 30), "new_end": dt.date(2027, 9, 30)}
    TermChange.objects.create(secondment=renewed, kind="renewal", **agreed, **days)

    content, found = sheets(client, p.host_officer)

    assert found["按种类"][4:6] == [["兼任检察官助理", 2, 0, 0, 1, 1, 1, 1], ["借调", 0, 1, 0, 1, 0, 0, 0]]
    assert [row[:4] for row in found["按年度"][4:9]] == [
        ["2022", 0, 0, 0],
        ["2023", 0, 0, 0],
        ["2024", 0, 0, 0],
        ["2025", 2, 0, 0],
        ["2026", 2, 1, 0],
    ]
    assert found["按单位"][4:6] == [["浙江省知识产权局", 2, 1], ["浙江省人民检察院", 1, 2]]
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = book.namelist()
        formulas = [n for n in names if n.startswith("xl/worksheets/sheet") and b"<f>" in book.read(n)]
    assert (sum(n.startswith("xl/charts/chart") for n in names), formulas) == (3, [])


def test_a_units_name_that_looks_like_a_formula_stays_text(client, p):
    p.home.name = "=HYPERLINK(1)"
    p.home.save()
    p.secondment(State.ACTIVE)

    content, found = sheets(client, p.host_officer)

    assert found["按单位"][4][0] == "=HYPERLINK(1)"
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert not any(b"<f>" in book.read(n) for n in book.namelist() if n.startswith("xl/worksheets/sheet"))


def test_statistics_are_for_officers_and_for_years_that_have_come(client, p):
    client.force_login(p.user)
    refused = client.get("/secondments/statistics/2026.xlsx").status_code
    client.force_login(p.hr)

    assert (refused, client.get("/secondments/statistics/2027.xlsx").status_code) == (403, 404)


def test_three_terms_cost_in_the_statistics_what_one_costs(client, p):
    def cost():
        with CaptureQueriesContext(connection) as counted:
            assert client.get("/secondments/statistics/2026.xlsx").status_code == 200
        return len(counted)

    client.force_login(p.host_officer)
    p.secondment(State.ACTIVE)
    cost()
    one = cost()
    for _n in range(2):
        p.secondment(State.ACTIVE, person=colleague(p.home))

    assert cost() == one <= 25
