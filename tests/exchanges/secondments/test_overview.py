"""Across all terms: zoom and region of the timeline, balance per unit and year, what ends soon, the shared roster."""

import datetime as dt
import io

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from exchanges.secondments import queries
from exchanges.secondments.enums import Kind, State
from shared.directory.enums import AbsenceKind, RoleCode
from shared.directory.models import Absence, Cluster, ClusterMembership, RoleAssignment
from tests.factories.directory import AgencyFactory, RegionFactory, member
from tests.factories.secondments import SecondmentFactory, colleague, parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
DESK = "/secondments/"
TODAY = dt.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-22 10:00 +0800", tick=False):
        yield


@pytest.fixture
def p():
    return parties()


@pytest.fixture
def officer(client, p):
    client.force_login(p.host_officer)
    return client


def shared(p):
    """A cluster to which the region of both parties belongs."""
    cluster = Cluster.objects.create(code="DELTA", name="示例片区")
    ClusterMembership.objects.create(cluster=cluster, region=p.host.region)
    return cluster


def cost(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


@pytest.mark.parametrize(
    ("zoom", "first", "heads", "today"),
    [
        ("month", "2026-08", ["26-08", "09", "10", "11", "12", "27-01", "02", "03"], "46.25%"),
        ("quarter", "2025Q3", ["25 Q3", "Q4", "26 Q1", "Q2", "Q3", "Q4", "27 Q1", "Q2"], "69.57%"),
        ("year", "2022", ["2022", "2023", "2024", "2025", "2026", "2027", "2028", "2029"], "61.13%"),
        ("week", "2025Q3", ["25 Q3", "Q4", "26 Q1", "Q2", "Q3", "Q4", "27 Q1", "Q2"], "69.57%"),
    ],
)
def test_the_timeline_shows_eight_columns_of_its_zoom(zoom, first, heads, today):
    window = queries.Window.around(TODAY, zoom=zoom)

    assert (str(window.first), window.heads, window.today()) == (first, heads, today)
    assert window.place(window.last_day + dt.timedelta(days=1)) == 100


@pytest.mark.parametrize(
    ("start", "zoom", "expected"),
    [
        ("2026Q3", "month", "2026-07"),
        ("2026-08", "quarter", "2026Q3"),
        ("2026", "year", "2026"),
        ("2026-13", "year", "2022"),
    ],
)
def test_a_start_of_another_zoom_is_understood(start, zoom, expected):
    assert str(queries.Window.around(TODAY, start, zoom).first) == expected


def test_the_region_filter_keeps_terms_of_either_side(officer, p):
    p.secondment(State.ACTIVE, number="HERE")
    far = RegionFactory(code="440000", name="广东省")
    SecondmentFactory(number="FAR", home_org=AgencyFactory(region=far), host_org=p.host, kind=Kind.LOAN)

    page = officer.get(DESK, {"region": far.pk}).context["page"]

    assert [s.number for s in page] == ["FAR"]


def test_the_timeline_page_shows_two_hundred_terms_and_is_for_officers(client, officer, p):
    for n in range(13):
        p.secondment(State.ACTIVE, number=f"T-{n}", person=colleague(p.home))

    shown = officer.get(f"{DESK}timeline/", {"zoom": "year"})
    client.force_login(p.user)

    assert (len(shown.context["lanes"]), shown.context["window"].zoom) == (13, "year")
    assert client.get(f"{DESK}timeline/").status_code == 403


def test_the_balance_counts_persons_once_a_year_and_terms_where_they_began(officer, p):
    first, second = colleague(p.home), colleague(p.home)
    facts = {"home_org": p.home, "host_org": p.host, "state": State.ENDED}
    SecondmentFactory(person=first, starts_on=dt.date(2025, 3, 1), ends_on=dt.date(2025, 8, 31), **facts)
    SecondmentFactory(person=first, starts_on=dt.date(2025, 9, 1), ends_on=dt.date(2026, 8, 31), **facts)
    stopped = {**facts, "state": State.TERMINATED, "terminated_on": dt.date(2025, 12, 31)}
    SecondmentFactory(person=second, starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2026, 12, 31), **stopped)
    back = {"home_org": p.host, "host_org": p.home, "kind": Kind.LOAN}
    SecondmentFactory(person=colleague(p.host), starts_on=dt.date(2026, 7, 1), ends_on=dt.date(2027, 1, 31), **back)
    SecondmentFactory(person=colleague(p.host), starts_on=dt.date(2026, 12, 1), state=State.APPROVED, **back)
    SecondmentFactory(person=colleague(p.host), starts_on=dt.date(2026, 12, 1), state=State.ACTIVE, **back)

    book = officer.get(f"{DESK}balance/", {"format": "xlsx"}).content
    page = officer.get(f"{DESK}balance/", {"year": "2025"})

    cells = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert [row[:2] + row[3:] for row in cells[1:]] == [
        [2026, p.home.code, 1, 1, 0, 0, 1],
        [2026, p.host.code, 1, 1, 0, 1, 0],
        [2025, p.home.code, 2, 0, -2, 3, 0],
        [2025, p.host.code, 0, 2, 2, 0, 3],
    ]
    assert (page.context["years"], page.context["year"]) == ([2026, 2025], 2025)


@pytest.mark.parametrize("year", ["", "1999", "x", "２０２６"])
def test_a_wrong_year_of_the_balance_is_the_present_one(officer, year):
    assert officer.get(f"{DESK}balance/", {"year": year}).context["year"] == 2026


def test_another_agencys_balance_is_not_counted(p):
    SecondmentFactory()

    assert queries.balances(queries.terms_served(p.host_officer), [2026]) == []


def test_what_ends_soon_stands_in_the_order_of_its_days(p):
    p.secondment(State.ACTIVE, ends_on=dt.date(2027, 2, 20), letter_number="聘〔2025〕3号")
    p.secondment(State.ACTIVE, person=colleague(p.home), ends_on=dt.date(2027, 2, 21))
    p.secondment(State.APPROVED, person=colleague(p.home), starts_on=dt.date(2026, 11, 20), pledge_signed_on=None)
    RoleAssignment.objects.create(
        user=p.hr,
        role=RoleCode.SECONDMENT_OFFICER,
        agency=p.host,
        deputy_for=p.host_officer,
        valid_from=TODAY,
        valid_to=dt.date(2026, 12, 1),
    )

    items = queries.expiring(p.host_officer, 90)

    assert [(str(item.what), item.until.isoformat()) for item in items] == [
        ("承诺书尚未签署", "2026-11-20"),
        ("挂职交流经办人 · 代理", "2026-12-01"),
        ("履职承诺书和保密承诺书", "2027-02-20"),
        ("聘书 聘〔2025〕3号", "2027-02-20"),
    ]
    assert items[1].who == p.hr.name


def test_the_roster_is_shared_across_the_cluster_and_found_by_field(client, p):
    shared(p)
    elsewhere = AgencyFactory(region=p.host.region)
    chips = colleague(elsewhere, name="林月", expertise="集成电路、专利")
    SecondmentFactory(person=chips, home_org=elsewhere, host_org=AgencyFactory(proc=True, region=p.host.region))
    p.secondment(State.ACTIVE, person=colleague(p.home, name="吴越", expertise="商标"))
    p.secondment(State.ACTIVE, person=colleague(p.home, name="借用"), kind=Kind.LOAN)
    SecondmentFactory(home_org=AgencyFactory(region=RegionFactory(code="440000")), host_org=AgencyFactory(proc=True))
    client.force_login(p.host_officer)

    everybody = client.get(f"{DESK}roster/").context["entries"]
    found = client.get(f"{DESK}roster/", {"q": "集成电路"})

    assert [e.secondment.person.name for e in everybody] == ["林月", "吴越"]
    assert [e.secondment.person.name for e in found.context["entries"]] == ["林月"]
    assert found.context["entries"][0].secondment.get_absolute_url() not in found.content.decode()


def test_the_roster_says_free_engaged_or_not_in_service_and_no_reason(client, p):
    shared(p)
    away = colleague(p.home, name="甲")
    for name, facts in (("乙", {}), ("丙", {"state": State.SUSPENDED}), ("丁", {"ends_on": dt.date(2026, 11, 30)})):
        p.secondment(facts.pop("state", State.ACTIVE), person=colleague(p.home, name=name), **facts)
    p.secondment(State.ACTIVE, person=away)
    days = {"starts_on": TODAY, "ends_on": dt.date(2026, 12, 2)}
    Absence.objects.create(person=away, kind=AbsenceKind.LEAVE, note="体检", entered_by=p.hr, **days)
    client.force_login(p.host_officer)

    response = client.get(f"{DESK}roster/", {"first_day": "2026-12-01", "last_day": "2026-12-03"})

    found = {e.secondment.person.name: (e.is_free, e.is_engaged) for e in response.context["entries"]}
    assert found == {"甲": (False, True), "乙": (True, False), "丙": (False, False), "丁": (False, False)}
    assert "体检" not in response.content.decode()


def test_the_roster_is_closed_to_hr_and_empty_outside_every_cluster(client, p):
    client.force_login(p.hr)
    refused = client.get(f"{DESK}roster/")
    client.force_login(p.host_officer)
    outside = client.get(f"{DESK}roster/")

    assert (refused.status_code, outside.context["cluster"]) == (403, None)


def test_a_cluster_of_others_cannot_be_asked_for(officer, p):
    shared(p)
    Cluster.objects.create(code="OTHER", name="别处")

    assert officer.get(f"{DESK}roster/", {"cluster": "OTHER"}).context["cluster"].code == "DELTA"


@pytest.mark.parametrize("path", ["timeline/", "balance/", "expiring/", "roster/"])
def test_pages_across_all_terms_cost_the_same_with_more_rows(officer, p, path):
    shared(p)
    ends = {"ends_on": dt.date(2026, 12, 31)}
    p.secondment(State.ACTIVE, **ends)
    one = cost(officer, DESK + path)
    for n in range(2):
        home = AgencyFactory(region=p.host.region)
        SecondmentFactory(home_org=home, host_org=p.host, person=colleague(home), number=f"M-{n}", **ends)

    three = cost(officer, DESK + path)

    assert (three, three <= 25) == (one, True)


def test_somebody_who_is_no_officer_sees_none_of_these_pages(client):
    client.force_login(member(AgencyFactory(), RoleCode.TRAINEE))

    assert {client.get(f"{DESK}{path}/").status_code for path in ("timeline", "balance", "expiring", "roster")} == {403}
