"""Press conferences: announced, held, with transcript, under one address."""

import datetime as dt
import json
import re

import icalendar
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cms.library.actions import submit_for_review
from cms.pages.enums import PressState
from cms.pages.models import PressConferencePage, PressHost, PressIndexPage
from cms.release.models import Route
from shared.directory.enums import RoleCode
from tests.factories.cms import block, case
from tests.factories.directory import AgencyFactory, member
from tests.factories.release import agree, put_live, reviewers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
BEIJING = dt.timezone(dt.timedelta(hours=8))
TEN = dt.datetime(2026, 4, 24, 10, 0, tzinfo=BEIJING)


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def index(db):
    return PressIndexPage.objects.get()


@pytest.fixture
def at(time_machine):
    return lambda moment: time_machine.move_to(moment, tick=False)


def press(index, *agencies, by=None, live=True, **fields):
    defaults = {"title": "白皮书发布会", "slug": "paper-2026", "starts_at": TEN, "about": "发布白皮书并答记者问。"}
    page = PressConferencePage(live=False, owner=by, **(defaults | fields))
    page.hosts = [PressHost(agency=agency) for agency in agencies]
    PressIndexPage.objects.get(pk=index.pk).add_child(instance=page)
    page.save_revision(user=by)
    return put_live(page) if live else page


@pytest.mark.parametrize(
    ("now", "terms", "expected"),
    [
        (TEN - dt.timedelta(days=1), {}, PressState.ANNOUNCED),
        (TEN - dt.timedelta(hours=9), {}, PressState.TODAY),
        (TEN + dt.timedelta(minutes=59), {}, PressState.TODAY),
        (TEN + dt.timedelta(minutes=61), {}, PressState.HELD),
        (TEN + dt.timedelta(minutes=61), {"ends_at": TEN + dt.timedelta(hours=2)}, PressState.TODAY),
        (TEN + dt.timedelta(days=2), {}, PressState.HELD),
        (TEN + dt.timedelta(days=2), {"has_transcript": True}, PressState.TRANSCRIPT),
    ],
)
def test_state_follows_the_clock_and_the_transcript(at, now, terms, expected):
    at(now)

    assert PressConferencePage(starts_at=TEN, **terms).state == expected


def test_page_shows_who_speaks_what_is_presented_and_how_the_press_reaches_the_office(client, index, agency, at):
    at(TEN - dt.timedelta(days=3))
    public, draft = case(live=True, title="已发布案例"), case(title="未发布案例")
    press(
        index,
        agency,
        venue="新闻发布厅",
        speakers=[block("speaker", {"name": "周明", "post": "处长", "agency": "示例局"})],
        works=[block("work", public.pk), block("work", draft.pk)],
        body=[block("paragraph", "<p>主持人介绍情况。</p>")],
        press_contact="宣传处 010-62083114",
    )

    text = client.get("/press/paper-2026/").content.decode()

    for said in ("预告", "10:00", "新闻发布厅", "周明", "已发布案例", "议程", "主持人介绍情况", "62083114"):
        assert said in text
    assert "未发布案例" not in text


def test_calendar_file_has_the_moments_in_utc(client, index, agency):
    press(index, agency, venue="新闻发布厅", ends_at=TEN + dt.timedelta(minutes=90))

    answer = client.get("/press/paper-2026/calendar/")

    [event] = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "paper-2026.ics" in answer["Content-Disposition"]
    assert event["dtstart"].dt == dt.datetime(2026, 4, 24, 2, 0, tzinfo=dt.UTC)
    assert event["dtend"].dt == dt.datetime(2026, 4, 24, 3, 30, tzinfo=dt.UTC)
    assert (event["summary"], event["location"]) == ("白皮书发布会", "新闻发布厅")


def test_linked_data_names_the_event(client, index, agency):
    press(index, agency, venue="</script>新闻发布厅")

    text = client.get("/press/paper-2026/").content.decode()

    found = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)[1])
    assert (found["@type"], found["startDate"]) == ("Event", "2026-04-24T10:00:00+08:00")
    assert found["location"]["name"] == "</script>新闻发布厅"
    assert found["organizer"] == [{"@type": "GovernmentOrganization", "name": agency.name}]


def test_list_has_what_is_ahead_first_and_costs_the_same_with_one_and_with_three(client, index, agency, at):
    at(TEN)

    def shown():
        with CaptureQueriesContext(connection) as caught:
            text = client.get("/press/").content.decode()
        return len(caught), re.findall(r'<a href="(\w+)/">', text)

    press(index, agency, slug="later", starts_at=TEN + dt.timedelta(days=9))
    press(index, agency, slug="old", starts_at=TEN - dt.timedelta(days=9))
    shown()
    cost, _order = shown()
    press(index, agency, slug="soon", starts_at=TEN + dt.timedelta(hours=1))
    press(index, agency, slug="older", starts_at=TEN - dt.timedelta(days=30))
    shown()

    assert shown() == (cost, ["soon", "later", "old", "older"])


def test_conference_goes_live_by_the_route_with_the_signatures_of_all_who_hold_it(index, agency):
    editor = member(agency, RoleCode.EDITOR)
    page = press(index, agency, by=editor, live=False)

    submit_for_review(page, by=editor)
    route = Route.objects.open().get(page=page.pk)
    agree(page, reviewers(agency))

    assert [row.agency for row in route.signatures.all()] == [agency]
    assert PressConferencePage.objects.get(pk=page.pk).live


def test_end_lies_behind_the_beginning_and_a_transcript_behind_the_day(index, agency, at):
    at(TEN - dt.timedelta(days=1))
    page = press(index, agency, live=False)

    page.has_transcript = True
    with pytest.raises(ValidationError, match="没有实录"):
        page.clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        PressConferencePage.objects.filter(pk=page.pk).update(ends_at=TEN)


def test_work_that_is_not_public_is_named_before_review(index, agency):
    page = press(index, agency, live=False, works=[block("work", case(title="未发布案例").pk)])

    assert [(fault.link, fault.is_hard) for fault in page.link_report()] == [("未发布案例", True)]


def test_draft_is_not_found(client, index, agency):
    press(index, agency, live=False)

    assert client.get("/press/paper-2026/").status_code == 404
    assert client.get("/press/paper-2026/calendar/").status_code == 404


def test_foot_of_every_page_leads_to_the_press_conferences(client):
    assert '<a href="/press/">新闻发布会</a>' in client.get("/").content.decode()
