"""The desk: figures, timeline, what is due, filters, paging, export; its cost does not grow with its rows."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from exchanges.secondments import queries
from exchanges.secondments.enums import Kind, State
from exchanges.secondments.models import Secondment, TermChange
from shared.directory.enums import RoleCode
from tests.factories.directory import AgencyFactory, RegionFactory, member
from tests.factories.secondments import PostFactory, SecondmentFactory, colleague, parties, scan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
DESK = "/secondments/"


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


def hosted(p, n, **facts):
    """`n` terms hosted, each from another city, with a reminder's worth of days left and a proposal."""
    for number in range(n):
        region = RegionFactory(code=f"33{number + 1:02}00", name=f"示例{number}市")
        home = AgencyFactory(region=region)
        s = SecondmentFactory(
            host_org=p.host,
            home_org=home,
            person=colleague(home),
            kind=Kind.LOAN,
            starts_on=dt.date(2026, 8, 1),
            ends_on=dt.date(2026, 12, 31) + dt.timedelta(days=number),
            **facts,
        )
        TermChange.objects.create(
            secondment=s,
            kind="extension",
            asked_on=dt.date(2026, 11, 2),
            asked_by_agency=home,
            old_end=s.ends_on,
            new_end=dt.date(2027, 5, 1),
            home_agreed_on=dt.date(2026, 11, 2),
        )


def cost(client, url):
    client.get(url)  # what the process looks up once
    with CaptureQueriesContext(
        connection,
    ) as queries_made:
        assert b"".join(client.get(url))
    return len(queries_made)


@pytest.mark.parametrize("url", [DESK, f"{DESK}?view=table", f"{DESK}due/", f"{DESK}export.csv", f"{DESK}export.xlsx"])
def test_three_rows_cost_what_one_costs(officer, p, url):
    hosted(p, 1)
    one = cost(officer, url)
    Secondment.objects.all().delete()
    hosted(p, 3)

    three = cost(officer, url)

    assert (three, three <= 25) == (one, True)


def test_posts_and_the_persons_page_cost_the_same_with_more_rows(client, p):
    client.force_login(p.user)
    p.secondment(State.APPRAISED)
    PostFactory(host_agency=p.host)
    mine, posts = cost(client, f"{DESK}mine/"), cost(client, f"{DESK}posts/")
    for _n in range(2):
        p.secondment(State.APPRAISED)
        PostFactory(host_agency=p.host)

    assert (cost(client, f"{DESK}mine/"), cost(client, f"{DESK}posts/")) == (mine, posts)


def test_the_figures_count_who_is_in_office_and_who_ends_within_sixty_days(p):
    p.secondment(State.ACTIVE, ends_on=dt.date(2027, 1, 21))
    p.secondment(State.SUSPENDED, person=colleague(p.home), ends_on=dt.date(2027, 1, 22))
    p.secondment(State.ENDED, ends_on=dt.date(2026, 11, 1))
    sent = AgencyFactory()
    SecondmentFactory(home_org=p.host, host_org=sent, person=colleague(p.host))

    assert queries.figures(p.host_officer) == {"total": 3, "hosted": 2, "sent": 1, "ending": 1, "days": 60}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"A", "B"}),
        ({"state": "all"}, {"A", "B", "C"}),
        ({"state": "ended"}, {"C"}),
        ({"kind": "loan"}, {"B"}),
        ({"direction": "to_ip"}, {"B"}),
        ({"direction": "to_proc", "state": "all"}, {"A", "C"}),
        ({"q": "LINYUE"}, {"A"}),
        ({"q": "林月"}, {"A"}),
        ({"kind": "no such kind", "state": "nonsense"}, {"A", "B"}),
    ],
)
def test_the_filter_in_the_address_narrows_the_list(officer, p, query, expected):
    p.secondment(State.ACTIVE, number="A", person=colleague(p.home, name="林月"))
    SecondmentFactory(number="B", home_org=p.host, host_org=AgencyFactory(), kind=Kind.LOAN)
    p.secondment(State.ENDED, number="C")
    if query.get("q") == "LINYUE":
        query = {"q": "lin yue"}

    page = officer.get(DESK, query).context["page"]

    assert {s.number for s in page} == expected


def test_the_unit_filter_offers_only_units_of_the_list(officer, p):
    p.secondment(State.ACTIVE)
    SecondmentFactory()

    form = officer.get(DESK, {"agency": p.home.pk}).context["form"]

    assert {a.code for a in form.fields["agency"].queryset} == {p.home.code, p.host.code}


def test_the_unit_filter_marks_what_is_chosen_and_escapes_names(officer, p):
    p.home.name = "<b>局"
    p.home.save()
    p.secondment(State.ACTIVE)

    page = officer.get(DESK, {"agency": p.home.pk}).content.decode()

    assert f'<option value="{p.home.pk}" selected>&lt;b&gt;局</option>' in page
    assert f'<option value="{p.host.pk}">{p.host.name}</option>' in page


def test_the_timeline_puts_days_where_they_lie():
    window = queries.Window.around(dt.date(2026, 11, 22))

    assert window.heads == ["25 Q3", "Q4", "26 Q1", "Q2", "Q3", "Q4", "27 Q1", "Q2"]
    assert window.place(dt.date(2025, 7, 1)) == 0
    assert window.place(dt.date(2026, 7, 1)) == 50
    assert window.place(dt.date(2027, 7, 1)) == 100
    assert window.today() == "69.57%"


@pytest.mark.parametrize("start", ["", "2026Q9", "x", "9999Q4", "２０２６Q1", "0000Q1"])
def test_a_wrong_start_of_the_timeline_falls_back_to_today(officer, start):
    response = officer.get(DESK, {"from": start, "page": "x"})

    assert response.status_code == 200
    assert str(response.context["window"].first) == "2025Q3"


def test_a_pending_renewal_is_a_dashed_bar_after_the_term(p):
    s = p.secondment(State.RENEWAL_PENDING, starts_on=dt.date(2025, 7, 1), ends_on=dt.date(2026, 12, 31))
    TermChange.objects.create(
        secondment=s,
        kind="renewal",
        asked_on=dt.date(2026, 11, 1),
        asked_by_agency=p.host,
        old_end=s.ends_on,
        new_end=dt.date(2028, 12, 31),
    )

    (lane,) = queries.lanes([s], queries.Window.around(dt.date(2026, 11, 22)))

    assert [(b.tone, b.x, b.width, b.label) for b in lane.bars] == [
        ("ip", "0.00%", "75.00%", "兼任检察官助理 · 18 个月"),
        ("plan", "75.00%", "25.00%", "续聘待双方确认"),
    ]
    assert lane.words == "兼任检察官助理，2025-07-01 至 2026-12-31，续聘办理中"


def test_what_is_due_names_basis_and_day(p):
    p.secondment(State.ENDED, number="SEC-9001", ends_on=dt.date(2026, 11, 18))
    p.secondment(State.ACTIVE, number="SEC-9002", person=colleague(p.home), ends_on=dt.date(2027, 1, 10))
    p.secondment(
        State.ACTIVE,
        number="SEC-9003",
        person=colleague(p.home),
        kind=Kind.LOAN,
        starts_on=dt.date(2026, 7, 1),
        ends_on=dt.date(2026, 12, 30),
    )
    p.secondment(State.RECOMMENDED, number="SEC-9004", starts_on=dt.date(2027, 3, 1))

    items = queries.due_items(p.host_officer, queries.due_secondments(p.host_officer))

    assert [(i.secondment.number, i.basis, i.due.isoformat()) for i in items] == [
        ("SEC-9001", "期满考核", "2026-12-03"),
        ("SEC-9003", "借调延期报批", "2026-12-16"),
        ("SEC-9002", "须双方在期满前一致同意（规则 H18）", "2027-01-10"),
        ("SEC-9004", "聘任程序，任期开始前办结", "2027-03-01"),
    ]


@pytest.mark.parametrize(
    ("state", "facts", "who"),
    [
        (State.PLANNED, {}, "home_officer hr"),
        (State.RECOMMENDED, {}, "host_officer"),
        (State.UNDER_REVIEW, {}, "user"),
        (State.CONSENTED, {}, "host_officer"),
        (State.CONSENTED, {"host_decided_on": dt.date(2026, 11, 1)}, "home_officer hr"),
        (State.APPROVED, {"pledge_signed_on": None}, "user"),
        (State.APPROVED, {"pledge_signed_on": dt.date(2026, 11, 1)}, "host_officer"),
        (State.ACTIVE, {"ends_on": dt.date(2027, 1, 22)}, ""),
        (State.ACTIVE, {"ends_on": dt.date(2027, 1, 21)}, "home_officer host_officer hr"),
        (State.REJECTED, {}, ""),
        (State.APPRAISED, {}, ""),
    ],
)
def test_each_state_waits_for_its_party(p, state, facts, who):
    p.secondment(state, **facts)

    waiting = {name for name in ("home_officer", "host_officer", "hr", "user") if queries.todos(getattr(p, name))}

    assert waiting == set(who.split())


def test_every_page_of_the_desk_answers_and_names_the_person(officer, p):
    s = p.secondment(State.CONSENTED)

    for url in (DESK, f"{DESK}?view=table", f"{DESK}due/", s.get_absolute_url(), f"{DESK}{s.number}/decide/"):
        assert "周晓" in officer.get(url).content.decode()


def test_a_planned_term_without_a_person_is_shown(officer, p):
    s = p.secondment(State.PLANNED)

    assert "待推荐" in officer.get(DESK).content.decode()
    assert "待推荐" in officer.get(s.get_absolute_url()).content.decode()


def test_the_export_holds_what_the_filter_shows_and_computes_nothing(officer, p):
    p.secondment(State.ACTIVE, position="=1+1", person=colleague(p.home, name="+86"))
    p.secondment(State.ENDED)

    text = officer.get(f"{DESK}export.csv", {"state": "in_office"}).getvalue().decode("utf-8-sig")
    book = officer.get(f"{DESK}export.xlsx", {"state": "in_office"}).content

    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 2
    assert (rows[1][1], rows[1][8]) == ("'+86", "'=1+1")
    cells = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert (cells[1][1], cells[1][8], cells[1][10]) == ("+86", "=1+1", dt.date(2026, 1, 1))


def test_an_unknown_format_of_export_is_not_found(officer):
    assert officer.get(f"{DESK}export.pdf").status_code == 404


def test_a_step_taken_on_the_page_moves_the_secondment_and_says_so(officer, p):
    s = p.secondment(State.RECOMMENDED)

    response = officer.post(reverse("secondments:step", args=[s.number, "examine"]), {"note": ""}, follow=True)

    s.refresh_from_db()
    assert s.state == State.UNDER_REVIEW
    assert "已办理：开展考察。" in response.content.decode()


def test_a_refusal_is_a_sentence_on_the_page(officer, p):
    s = p.secondment(State.APPROVED, pledge_signed_on=None)

    response = officer.post(reverse("secondments:step", args=[s.number, "letter"]))

    assert response.status_code == 422
    assert "承诺书" in response.content.decode()


def test_an_unknown_step_is_not_found(officer, p):
    s = p.secondment(State.ACTIVE)

    assert officer.get(f"{DESK}{s.number}/dance/").status_code == 404


def test_a_post_is_opened_answered_and_closed(client, p):
    client.force_login(p.host_officer)
    facts = {
        "host_agency": p.host.pk,
        "title": "证据审查岗",
        "kind": "invited_assistant",
        "headcount": 2,
        "opens_on": "2026-11-20",
        "closes_on": "2026-12-20",
    }
    post_url = client.post(f"{DESK}posts/open/", facts)["Location"]
    client.force_login(p.home_officer)
    answer = {"person": p.user.person.pk, "starts_on": "2027-01-01", "ends_on": "2028-12-31", "note": "推荐"}
    answer["paper_recommendation"] = scan()
    detail = client.post(f"{post_url}recommend/", answer)["Location"]
    client.force_login(p.host_officer)
    closed = client.post(post_url)

    s = Secondment.objects.get()
    assert (s.state, s.position, s.home_org, s.get_absolute_url()) == (
        State.RECOMMENDED,
        "证据审查岗",
        p.home,
        detail,
    )
    assert closed.status_code == 302
    assert client.get(f"{post_url}recommend/").status_code == 200


def test_a_post_of_another_unit_cannot_be_opened_in_its_name(officer):
    other = AgencyFactory(proc=True)

    response = officer.post(f"{DESK}posts/open/", {"host_agency": other.pk, "title": "x", "kind": "loan"})

    assert response.status_code == 422


def test_somebody_of_another_unit_cannot_be_recommended(client, p):
    post = PostFactory(host_agency=p.host)
    stranger = colleague(AgencyFactory())
    client.force_login(p.home_officer)

    response = client.post(
        f"{post.get_absolute_url()}recommend/",
        {"person": stranger.pk, "starts_on": "2027-01-01", "ends_on": "2027-12-31"},
    )

    assert response.status_code == 422
    assert not Secondment.objects.exists()


def test_a_need_is_recorded_by_the_host(officer, p):
    facts = {
        "host_org": p.host.pk,
        "home_org": p.home.pk,
        "kind": "loan",
        "position": "综合岗",
        "starts_on": "2027-01-01",
        "ends_on": "2027-06-30",
    }

    officer.post(f"{DESK}plan/", facts)

    assert Secondment.objects.get().state == State.PLANNED


def test_five_thousand_terms_do_not_cost_more_queries(officer, p):
    people = [colleague(p.home) for _n in range(20)]
    Secondment.objects.bulk_create(
        Secondment(
            number=f"SEC-{n + 10000}",
            home_org=p.home,
            host_org=p.host,
            person=people[n % 20],
            kind=Kind.INVITED_ASSISTANT,
            position="岗",
            starts_on=dt.date(2026, 1, 1),
            ends_on=dt.date(2027, 1, 1),
            state=State.CONSENTED,
        )
        for n in range(5000)
    )

    assert cost(officer, DESK) <= 25


def test_the_command_line_knows_the_importer(capsys, tmp_path):
    from django.core.management import CommandError

    with pytest.raises(CommandError):
        call_command("import_secondments", str(tmp_path / "nothing.xlsx"))


def test_somebody_without_a_secondment_costs_two_queries():
    trainee = member(AgencyFactory(), RoleCode.TRAINEE)

    with CaptureQueriesContext(connection) as counted:
        found = queries.todos(trainee)

    assert found == []
    assert len(counted) == 2  # her roles, and whether anything waits for her
