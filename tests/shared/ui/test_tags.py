import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from shared.ui import slots
from shared.ui.templatetags import ui

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("shared.ui.templatetags.ui.timezone.localdate", lambda: TODAY)


def drawn(source, **context):
    request = RequestFactory().get(context.pop("address", "/"))
    return engines["django"].from_string("{% load ui i18n %}" + source).render(context, request)


@pytest.mark.parametrize(
    ("start", "end", "chinese", "english"),
    [
        ((2026, 12, 8), (2026, 12, 12), "12 月 8—12 日", "8–12 December"),
        ((2026, 12, 8), None, "12 月 8 日", "8 December"),
        ((2026, 11, 28), (2026, 12, 2), "11 月 28 日—12 月 2 日", "28 November – 2 December"),
        ((2026, 12, 28), (2027, 1, 3), "2026 年 12 月 28 日—2027 年 1 月 3 日", "28 December 2026 – 3 January 2027"),
        ((2025, 12, 8), (2025, 12, 12), "2025 年 12 月 8—12 日", "8–12 December 2025"),
        ((2025, 12, 8), None, "2025 年 12 月 8 日", "8 December 2025"),
    ],
)
def test_dates_read_as_people_say_them(start, end, chinese, english):
    days = dt.date(*start), dt.date(*end) if end else None

    with translation.override("zh-hans"):
        assert ui.date_range(*days) == chinese
    with translation.override("en"):
        assert ui.date_range(*days) == english


def test_moments_are_shown_in_beijing_time():
    moment = dt.datetime(2026, 11, 22, 17, 5, tzinfo=dt.UTC)

    assert ui.moment(moment) == "11 月 23 日 01:05"
    assert ui.moment(None) == ""
    assert ui.day(dt.datetime(2026, 11, 23, 1, 5)) == "11 月 23 日"  # noqa: DTZ001  a naive value from a form
    assert ui.date_range(None) == ""


@pytest.mark.parametrize(
    ("days", "label", "tone"),
    [
        (-2, "已逾期 2 天", "bad"),
        (0, "今天截止", "warn"),
        (3, "还有 3 天", "warn"),
        (4, "11 月 26 日前", "warn"),
        (7, "11 月 29 日前", "warn"),
        (8, "11 月 30 日前", ""),
    ],
)
def test_what_is_due_is_said_in_words(days, label, tone):
    assert ui.due_chip(TODAY + dt.timedelta(days=days)) == {"label": label, "tone": tone}


def test_what_is_not_due_shows_nothing():
    assert drawn("{% due_chip due %}", due=None).strip() == ""


def test_seatbar_says_in_words_what_it_shows():
    html = drawn("{% seatbar shares %}", shares=[
        {"side": "ip", "taken": 44, "seats": 48}, SimpleNamespace(side="proc", taken=38, seats=48),
        {"side": "pool", "taken": 6, "seats": 24},
    ])  # fmt: skip

    assert 'aria-label="120 个名额：知识产权管理部门 44/48、检察机关 38/48、统筹 6/24，余 32"' in html
    assert '<rect class="ip" x="0.00%" width="36.67%" height="100%"/>' in html
    assert '<rect class="proc" x="40.00%" width="31.67%" height="100%"/>' in html
    assert "style=" not in html


def test_seatbar_of_a_class_without_seats_is_empty():
    assert ui.seatbar([])["words"].startswith("0 个名额")


def test_an_overfull_side_never_grows_beyond_its_share():
    assert ui.seatbar([{"side": "ip", "taken": 9, "seats": 5}])["rows"][0]["width"] == "100.00%"


@pytest.mark.parametrize(("value", "total", "width"), [(62, 90, "68.9%"), (120, 90, "100.0%"), (1, 0, "0.0%")])
def test_meter_stops_at_its_end(value, total, width):
    assert ui.meter(value, total)["width"] == width


def test_states_have_a_word_and_a_tone():
    refused = SimpleNamespace(state="refused", get_state_display=lambda: "未通过")
    own = SimpleNamespace(state="refused", get_state_display=lambda: "未通过", state_tone="warn")
    odd = SimpleNamespace(state="odd", get_state_display=lambda: "其他")

    assert [ui.state_chip(each)["tone"] for each in (refused, own, odd)] == ["bad", "warn", ""]


def test_breadcrumbs_link_all_but_the_page_itself():
    html = drawn('{% breadcrumbs "甲" "/a/" "乙" %}')

    assert '<a href="/a/">甲</a>' in html
    assert '<span aria-current="page">乙</span>' in html


def test_pages_keep_the_filters():
    page = Paginator(range(100), 10).get_page(5)

    html = drawn('{% include "ui/pagination.html" %}', page=page, address="/list/?q=%E7%94%B2&page=5")

    assert 'href="?q=%E7%94%B2&amp;page=6"' in html
    assert "第 41—50 项，共 100 项" in html


def test_one_page_needs_no_numbers():
    assert drawn('{% include "ui/pagination.html" %}', page=Paginator([1], 10).get_page(1)).strip() == ""


def test_sorting_turns_round_and_begins_at_the_first_page():
    first = drawn('{% sort_header "name" "姓名" %}', address="/?sort=name&page=3")
    second = drawn('{% sort_header "name" "姓名" %}', address="/?sort=-name")

    assert 'aria-sort="ascending"' in first
    assert 'href="?sort=-name"' in first
    assert 'aria-sort="descending"' in second


@pytest.mark.parametrize(
    ("side", "name", "letter"), [("ip", "知识产权管理部门", "知"), ("proc", "检察机关", "检"), ("x", "", "")]
)
def test_sides_are_said_in_words(side, name, letter):
    assert (str(ui.side_name(side)), str(ui.side_letter(side))) == (name, letter)


def test_links_of_a_slot_come_from_those_who_registered(monkeypatch):
    monkeypatch.setattr(slots, "SLOTS", {})
    provider = lambda user, subject: [slots.Link("更多", f"/{subject}/")]  # noqa: E731
    slots.register_links("here", provider)
    slots.register_links("here", provider)

    assert [link.href for link in slots.links_for("here", None, "a")] == ["/a/"]
    assert slots.links_for("nowhere", None, "a") == []
