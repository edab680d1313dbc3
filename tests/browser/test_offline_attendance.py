"""A half-day marked at a venue whose network comes and goes: nothing is lost, sent twice or overwritten (X22)."""

import datetime as dt
import os

import pytest
from django.contrib.sessions.models import Session as SignIn
from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses.training import actions
from courses.training.enums import EnrolmentState, Half, Mark, SessionState
from courses.training.models import Attendance, Enrolment
from shared.directory.enums import RoleCode
from tests.browser.conftest import NARROW
from tests.factories.directory import member
from tests.factories.training import SessionFactory, SlotFactory, seated

pytestmark = pytest.mark.browser
NAMES = ("甲一", "乙二", "丙三")


class Venue:
    """The class, its head with her browser, and the network that comes and goes."""

    def __init__(self, site, context, sign_in):
        self.site, self.context, self.sign_in = site, context, sign_in
        self.session = SessionFactory(
            state=SessionState.IN_PROGRESS, starts_on=timezone.localdate(), hours=42, seats=(9, 9, 9)
        )
        self.slot = SlotFactory(
            session=self.session, half=Half.AM, starts_at=dt.time(0), ends_at=dt.time(23, 59), hours=3
        )
        self.people = {name: self.somebody(name) for name in NAMES}
        self.head = member(self.session.ip_host, RoleCode.CLASS_HEAD, name="班主任甲")
        self.other = member(self.session.proc_host, RoleCode.CLASS_HEAD, name="班主任乙")
        self.url = f"{site}{self.session.get_absolute_url()}attendance/"
        self.answered = []
        context.on("response", lambda answer: self.answered.append(answer.status) if self.is_sent(answer) else None)

    def somebody(self, name):
        person = member(self.session.ip_host, RoleCode.TRAINEE, name=name).person
        return seated(self.session, state=EnrolmentState.ATTENDING, person=person)

    def is_sent(self, answer):
        return answer.request.method == "POST" and "/attendance/" in answer.url

    def open(self):
        tab = self.context.new_page()
        tab.set_default_timeout(15_000)
        tab.goto(self.url)
        return tab

    def keep(self, tab):
        """Have the page kept for a place without network."""
        tab.get_by_role("button", name="将此页保存在本设备").click()
        tab.get_by_role("button", name="此页已保存在本设备").wait_for()
        tab.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def network(self, is_there):
        self.context.set_offline(not is_there)

    def row(self, tab, name):
        return tab.locator("[data-person]", has_text=name)

    def mark(self, tab, name, mark):
        self.row(tab, name).get_by_role("radio", name=mark, exact=True).check()

    def marked(self, tab, name):
        return self.row(tab, name).locator("input:checked").get_attribute("value")

    def save(self, tab):
        tab.get_by_role("button", name="保存本半天").click()

    def says(self, tab, text):
        tab.locator("[data-status]", has_text=text).wait_for()

    @property
    def written(self):
        rows = Attendance.objects.values_list("enrolment__person__name", "mark")
        return {name: str(mark) for name, mark in rows}

    def write(self, by, **marks):
        chosen = {self.people[name].pk: mark for name, mark in marks.items()}
        actions.record_attendance(self.session, slot=self.slot, marks=chosen, by=by)

    def look(self, tab, name):
        """A picture for whoever wants to look, where LOOK names a folder."""
        if folder := os.environ.get("LOOK"):
            tab.screenshot(path=f"{folder}/{name}-1280.png")
            tab.set_viewport_size(NARROW)
            tab.screenshot(path=f"{folder}/{name}-360.png")
            tab.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def venue(site, context, sign_in):
    place = Venue(site, context, sign_in)
    tab = context.new_page()
    sign_in(tab, place.head)
    tab.close()
    yield place
    context.set_offline(False)


def on_device(tab):
    """What the browser keeps: marks in its storage, copies of pages, workers."""
    return tab.evaluate(
        """async () => [Object.keys(localStorage).filter(k => k.startsWith('tongtang-kept-')).length,
                        (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]"""
    )


def left_on_device(tab, expected):
    """What the browser keeps once it has come to rest: it clears up in its own time."""
    for _ in range(50):
        if on_device(tab) == expected:
            break
        tab.wait_for_timeout(100)
    return on_device(tab)


def test_marks_made_without_network_survive_the_tab_and_are_sent_once(venue, check_page):
    tab = venue.open()
    venue.says(tab, "尚未登记：3 人")
    venue.look(tab, "begin")
    venue.keep(tab)

    venue.network(is_there=False)
    venue.mark(tab, "甲一", "缺勤")
    venue.mark(tab, "乙二", "部分出勤")
    venue.says(tab, "尚未保存：2 人")
    venue.look(tab, "unsaved")
    tab.close()
    tab = venue.open()
    assert [venue.marked(tab, name) for name in NAMES] == ["absent", "partial", "present"]
    venue.says(tab, "尚未保存：2 人")
    venue.save(tab)
    venue.says(tab, "网络已断开。 保存在本设备、等待提交：3 人")
    venue.look(tab, "away")
    tab.close()
    tab = venue.open()
    venue.says(tab, "等待提交：3 人")
    assert tab.get_by_text("待提交", exact=True).count() == 3
    assert (venue.written, venue.answered) == ({}, [])

    venue.network(is_there=True)
    venue.says(tab, "本页登记均已保存。")
    tab.wait_for_timeout(500)
    assert venue.written == {"甲一": "absent", "乙二": "partial", "丙三": "present"}
    assert venue.answered == [200]
    assert ModelLogEntry.objects.filter(action="training.attendance.record").count() == 1
    assert on_device(tab)[0] == 0

    venue.network(is_there=False)
    tab.close()
    tab = venue.open()
    venue.says(tab, "本页登记均已保存。")
    assert [venue.marked(tab, name) for name in NAMES] == ["absent", "partial", "present"]
    venue.network(is_there=True)
    tab.reload()
    tab.complaints = []
    check_page(tab)
    venue.look(tab, "saved")


def test_two_tabs_send_the_same_marks_once(venue):
    first, second = venue.open(), venue.open()

    venue.network(is_there=False)
    venue.mark(first, "甲一", "缺勤")
    venue.save(first)
    venue.says(second, "等待提交：3 人")
    venue.network(is_there=True)
    venue.says(first, "本页登记均已保存。")
    first.wait_for_timeout(500)

    assert venue.answered == [200]
    assert venue.written["甲一"] == "absent"


def test_a_mark_that_somebody_else_wrote_meanwhile_is_told_and_waits_for_a_choice(venue, check_page):
    tab = venue.open()
    venue.network(is_there=False)
    for name in NAMES:
        venue.mark(tab, name, "缺勤")
    venue.save(tab)
    venue.says(tab, "等待提交：3 人")
    venue.write(venue.other, 甲一=Mark.PARTIAL, 乙二=Mark.PRESENT)

    venue.network(is_there=True)
    venue.says(tab, "未保存：2 人，因他人已作不同登记")
    assert f"{venue.other.name}已于" in venue.row(tab, "甲一").inner_text()
    assert "登记为“部分出勤”" in venue.row(tab, "甲一").inner_text()
    assert venue.written == {"甲一": "partial", "乙二": "present", "丙三": "absent"}
    tab.complaints = []
    check_page(tab)
    venue.look(tab, "conflict")

    tab.reload()
    venue.says(tab, "未保存：2 人，因他人已作不同登记")
    venue.save(tab)
    tab.get_by_role("button", name="采用对方登记：出勤").click()
    tab.get_by_role("button", name="保存我的登记：缺勤").click()
    venue.says(tab, "本页登记均已保存。")
    assert venue.written == {"甲一": "absent", "乙二": "present", "丙三": "absent"}
    assert venue.marked(tab, "乙二") == "present"


def test_marks_kept_and_not_saved_do_not_cover_what_was_written_since(venue):
    tab = venue.open()
    venue.mark(tab, "甲一", "缺勤")
    tab.close()
    venue.write(venue.other, 甲一=Mark.PARTIAL, 乙二=Mark.ABSENT)

    tab = venue.open()
    venue.says(tab, "未保存：1 人，因他人已作不同登记")
    assert "他人已将其改为“部分出勤”" in venue.row(tab, "甲一").inner_text()
    assert venue.marked(tab, "乙二") == "absent"
    venue.save(tab)
    venue.says(tab, "未保存：1 人")

    tab.wait_for_timeout(500)
    assert venue.written == {"甲一": "partial", "乙二": "absent", "丙三": "present"}


def test_a_class_that_was_closed_meanwhile_refuses_in_its_own_sentence_and_keeps_the_marks(venue):
    tab = venue.open()
    venue.network(is_there=False)
    venue.mark(tab, "甲一", "缺勤")
    venue.save(tab)
    type(venue.session).objects.update(state=SessionState.SUSPENDED)
    venue.network(is_there=True)
    venue.says(tab, "出勤在办班期间登记")
    assert venue.written == {}

    tab.reload()
    venue.says(tab, "尚未保存：3 人")
    assert venue.marked(tab, "甲一") == "absent"
    type(venue.session).objects.update(state=SessionState.IN_PROGRESS)
    venue.save(tab)
    venue.says(tab, "本页登记均已保存。")
    assert venue.written["甲一"] == "absent"


def test_who_was_signed_out_meanwhile_signs_in_again_and_nothing_is_lost(venue):
    tab = venue.open()
    venue.network(is_there=False)
    venue.mark(tab, "甲一", "缺勤")
    venue.save(tab)
    SignIn.objects.all().delete()
    venue.network(is_there=True)
    venue.says(tab, "你已退出登录。")
    again = tab.get_by_role("link", name="重新登录", exact=True).first
    assert "/accounts/login/?next=" in again.get_attribute("href")
    assert venue.written == {}

    venue.context.clear_cookies()  # the token of the page is too old as well
    venue.sign_in(tab, venue.head)
    venue.save(tab)
    venue.says(tab, "本页登记均已保存。")
    assert venue.written["甲一"] == "absent"
    assert venue.answered[-2:] == [403, 200]


def test_marks_of_one_account_are_neither_seen_nor_sent_by_the_next_one(venue):
    tab = venue.open()
    venue.keep(tab)
    venue.network(is_there=False)
    venue.mark(tab, "甲一", "缺勤")
    venue.save(tab)
    venue.says(tab, "等待提交：3 人")
    venue.context.clear_cookies()
    venue.sign_in(tab, venue.other)
    venue.network(is_there=True)
    venue.says(tab, "本设备现由他人登录，登记未提交。")
    venue.save(tab)
    venue.says(tab, "这些登记是以另一账号作出的")
    assert venue.written == {}

    tab.close()
    tab = venue.open()
    venue.says(tab, "尚未登记：3 人")
    assert venue.marked(tab, "甲一") == "present"
    assert left_on_device(tab, [1, 0, 0]) == [1, 0, 0]

    venue.context.clear_cookies()
    venue.sign_in(tab, venue.head)
    tab.reload()
    venue.says(tab, "尚未保存：3 人")
    assert venue.marked(tab, "甲一") == "absent"


def test_signing_out_warns_of_what_waits_and_leaves_nothing_on_the_device(venue):
    tab = venue.open()
    venue.keep(tab)
    venue.mark(tab, "甲一", "缺勤")
    assert left_on_device(tab, [1, 1, 1]) == [1, 1, 1]

    tab.locator("details.menu summary").click()
    tab.get_by_role("button", name="退出").click()
    tab.get_by_text("尚未提交、仅存于本设备的登记：1 项").wait_for()
    venue.look(tab, "sign-out")
    assert SignIn.objects.count() == 1
    tab.get_by_role("button", name="退出").click()
    tab.wait_for_url(lambda url: "/attendance/" not in url)

    assert SignIn.objects.count() == 0
    assert left_on_device(tab, [0, 0, 0]) == [0, 0, 0]
    venue.network(is_there=False)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        tab.goto(venue.url)


def test_a_mark_for_somebody_who_left_meanwhile_is_named_and_not_saved(venue):
    tab = venue.open()
    venue.network(is_there=False)
    venue.mark(tab, "甲一", "缺勤")
    venue.save(tab)
    Enrolment.objects.filter(pk=venue.people["甲一"].pk).update(state=EnrolmentState.WITHDRAWN)

    venue.network(is_there=True)
    venue.says(tab, "甲一已不在本班")

    assert venue.written == {"乙二": "present", "丙三": "present"}
    assert on_device(tab)[0] == 0


def test_a_stroke_is_undone_and_what_waits_can_be_discarded(venue):
    tab = venue.open()
    venue.save(tab)
    venue.says(tab, "本页登记均已保存。")

    venue.mark(tab, "甲一", "缺勤")
    venue.mark(tab, "乙二", "请假")
    tab.get_by_role("button", name="撤销").click()
    assert [venue.marked(tab, name) for name in NAMES] == ["absent", "present", "present"]
    venue.says(tab, "尚未保存：1 人")
    tab.reload()
    tab.get_by_role("button", name="放弃未提交的登记").click()
    venue.says(tab, "本页登记均已保存。")

    assert venue.marked(tab, "甲一") == "present"
    assert on_device(tab)[0] == 0
