"""The desk of releases, the public calendar and reading ahead: who sees what, and what is written down."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.release.actions import (
    add_page,
    cancel_release,
    confirm_release,
    give_preview,
    launch_release,
    move_release,
    plan_release,
    remove_page,
    withdraw_preview,
)
from cms.release.enums import ReleaseState, Step
from cms.release.models import PreviewPass, PreviewVisit, Release
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from tests.factories.cms import case
from tests.factories.directory import AgencyFactory, member
from tests.factories.release import cleared, reviewed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
MINUTE = dt.datetime(2026, 4, 26, 2, 0, tzinfo=dt.UTC)
EARLIER = MINUTE - dt.timedelta(days=2)


@pytest.fixture
def clock():
    with time_machine.travel(EARLIER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def head(agency):
    return member(agency, RoleCode.SECTION_HEAD)


@pytest.fixture
def release(agency, author, clock):
    return plan_release(title="知识产权周", summary="年度典型案例", agency=agency, planned_at=MINUTE, by=author)


@pytest.fixture
def officer(agency):
    return member(agency, RoleCode.SECRECY_OFFICER)


@pytest.fixture
def queries():
    """How many queries an act costs the second time, when what is kept is known."""

    def counted(act):
        act()
        with CaptureQueriesContext(connection) as found:
            act()
        return len(found)

    return counted


def put_in(release, author, *, slug="one", without=()):
    page = case(by=author, agency=release.agency, slug=slug, title=f"尚未公开的案例{slug}")
    add_page(release, page, by=author)
    reviewed(page, without=without, opened_by=author)
    return page


@pytest.fixture
def page(release, author):
    return put_in(release, author)


def url(name, *args):
    return reverse(f"release:{name}", args=args)


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_an_editor_plans_and_a_section_head_confirms(client, agency, author, head, clock):
    client.force_login(author)
    fields = {"title": "四月发布", "agency": agency.pk, "planned_at": "2026-04-26T10:00", "is_listed": "on"}
    response = client.post(url("release-new"), fields)
    release = Release.objects.get()
    assert (response.url, release.planned_at) == (url("release", release.pk), MINUTE)

    page = put_in(release, author)
    assert "尚未公开的案例one" in client.get(url("release", release.pk)).content.decode()
    assert "确认此发布时刻" not in client.get(url("release", release.pk)).content.decode()
    client.force_login(head)
    assert "确认此发布时刻" in client.get(url("release", release.pk)).content.decode()
    client.post(url("release-step", release.pk, "confirm"))

    release.refresh_from_db()
    assert (release.state, release.confirmed_by, page.live) == (ReleaseState.CONFIRMED, head, False)


def test_a_minute_that_has_passed_is_refused_and_nothing_typed_is_lost(client, agency, author, clock):
    client.force_login(author)

    response = client.post(
        url("release-new"), {"title": "太晚了", "agency": agency.pk, "planned_at": "2026-04-01T10:00"}
    )

    assert "该时刻已经过去" in response.content.decode()
    assert "太晚了" in response.content.decode()
    assert not Release.objects.exists()


@pytest.mark.parametrize("name", ["release", "release-words", "release-move", "release-add", "release-reader"])
def test_pages_of_a_release_are_closed_to_others(client, release, page, name):
    stranger = member(AgencyFactory(proc=True), RoleCode.ISSUER)

    for user in (None, stranger):
        if user:
            client.force_login(user)
        assert client.get(url(name, release.pk)).status_code == 404
    client.force_login(stranger)
    assert "知识产权周" not in client.get(url("releases")).content.decode()


@pytest.mark.parametrize("verb", ["confirm", "cancel"])
def test_an_editor_cannot_confirm_or_cancel(client, release, page, author, verb):
    client.force_login(author)

    response = client.post(url("release-step", release.pk, verb), {"reason": "x"}, follow=True)

    release.refresh_from_db()
    assert release.state == ReleaseState.PROVISIONAL
    assert "牵头单位的处室负责人或签发人" in messages_of(response)[0]


def test_an_editor_lets_nobody_read_ahead(client, release, page, author):
    client.force_login(author)

    assert client.get(url("release-reader", release.pk)).status_code == 403
    with pytest.raises(NotAllowedNow):
        give_preview(release, name="某记者", organisation="某报", email="a@b.example", reason="采访", by=author)


def test_the_list_of_releases_costs_the_same_with_one_and_with_three(
    client, release, page, agency, author, head, queries
):
    client.force_login(head)
    one = queries(lambda: client.get(url("releases")))
    for n in (2, 3):
        put_in(plan_release(title=f"第{n}次", agency=agency, planned_at=MINUTE, by=author), author, slug=f"more-{n}")

    assert queries(lambda: client.get(url("releases"))) == one


def test_the_page_of_a_release_costs_the_same_with_one_page_and_with_three(
    client, release, page, author, head, queries
):
    client.force_login(head)
    one = queries(lambda: client.get(url("release", release.pk)))
    put_in(release, author, slug="two")
    put_in(release, author, slug="three")

    three = queries(lambda: client.get(url("release", release.pk)))
    assert three == one
    assert three <= 25


def test_the_calendar_tells_the_date_and_not_the_pages(client, release, page, head, officer):
    cleared(release, officer)
    confirm_release(release, by=head)

    for address in (url("calendar"), url("calendar-entry", release.pk)):
        text = client.get(address).content.decode()
        assert "知识产权周" in text
        assert "已确认" in text
        assert "尚未公开的案例" not in text
    assert "年度典型案例" in client.get(url("calendar-entry", release.pk)).content.decode()


def test_an_unlisted_release_is_nowhere_public(client, release, page):
    Release.objects.filter(pk=release.pk).update(is_listed=False)

    assert "知识产权周" not in client.get(url("calendar")).content.decode()
    assert client.get(url("calendar-entry", release.pk)).status_code == 404
    assert client.get(url("calendar-feed")).status_code == 404


def test_after_the_release_the_calendar_names_pages_and_readers(client, release, page, head, clock):
    reader = {"name": "许记者", "organisation": "法治日报社", "email": "xu@press.example", "reason": "同步报道"}
    give_preview(release, **reader, by=head)
    confirm_release(release, by=head)
    assert "许记者" not in client.get(url("calendar-entry", release.pk)).content.decode()

    clock.move_to(MINUTE)
    assert launch_release(release)

    text = client.get(url("calendar-entry", release.pk)).content.decode()
    assert "尚未公开的案例one" in text
    assert "许记者（法治日报社）" in text
    assert "xu@press.example" not in text
    assert "已发布" in text


def test_moved_and_cancelled_dates_stay_in_the_calendar(client, release, page, author, head, officer):
    move_release(release, to=MINUTE + dt.timedelta(days=1), reason="等待统计数据", by=author)
    cancel_release(release, reason="发布会取消", by=head)
    cleared(release, officer)

    text = client.get(url("calendar-entry", release.pk)).content.decode()
    assert "等待统计数据" in text
    assert "4 月 26 日 10:00" in text.replace("\u00a0", " ").replace("2026 年 ", "")
    assert "发布会取消" in text


def test_the_feed_follows_every_change(client, release, page, author, head):
    lines = client.get(url("calendar-feed")).content.decode().split("\r\n")
    assert {"STATUS:TENTATIVE", "DTSTART:20260426T020000Z", f"UID:release-{release.pk}@tongtang"} <= set(lines)

    confirm_release(release, by=head)
    move_release(release, to=MINUTE + dt.timedelta(days=1), reason="改日", by=head)
    lines = client.get(url("calendar-feed")).content.decode().split("\r\n")
    assert {"STATUS:CONFIRMED", "DTSTART:20260427T020000Z", "SEQUENCE:2"} <= set(lines)

    cancel_release(release, reason="取消", by=head)
    assert "STATUS:CANCELLED" in client.get(url("calendar-feed")).content.decode()


# Reading ahead.


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    """Do something and give back the letters that go out with it."""

    def sent(act):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return [str(letter.body) for letter in mail.outbox]

    return sent


@pytest.fixture
def door(release, page, head, letters):
    """The address that a reader gets by e-mail."""
    reader = {"name": "许记者", "organisation": "法治日报社", "email": "xu@press.example", "reason": "同步报道"}
    (letter,) = letters(lambda: give_preview(release, **reader, by=head))
    return re.search(r"/preview/[\w-]+/", letter).group()


def open_door(client, door, letters):
    (letter,) = letters(lambda: client.post(f"{door}code/"))
    code = re.search(r"\b\d{6}\b", letter).group()
    assert client.post(door, {"code": code}).status_code == 302


def test_a_reader_needs_the_code_and_each_reading_is_on_record(client, door, page, letters):
    text = client.get(door).content.decode()
    assert "尚未公开的案例" not in text
    assert client.get(f"{door}pages/{page.pk}/").status_code == 302

    open_door(client, door, letters)
    assert "尚未公开的案例one" in client.get(door).content.decode()
    response = client.get(f"{door}pages/{page.pk}/")

    assert "由法治日报社 许记者 打开" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    visit = PreviewVisit.objects.get()
    assert (visit.page_id, visit.preview_pass.name, visit.at) == (page.pk, "许记者", EARLIER)


def test_the_link_alone_opens_nothing_in_another_browser(client, door, page, letters):
    open_door(client, door, letters)
    client.cookies.clear()

    assert client.get(f"{door}pages/{page.pk}/").status_code == 302
    assert not PreviewVisit.objects.exists()


def test_a_wrong_code_opens_nothing(client, door, letters):
    (letter,) = letters(lambda: client.post(f"{door}code/"))
    right = re.search(r"\b\d{6}\b", letter).group()
    wrong = "000000" if right != "000000" else "111111"

    for _ in range(5):
        assert "验证码错误" in client.post(door, {"code": wrong}).content.decode()
    assert client.post(door, {"code": right}).status_code == 200  # five tries, and it is used up


@pytest.mark.parametrize("step", [Step.SECRECY, Step.SIGN])
def test_nothing_is_read_before_secrecy_is_cleared_and_all_have_signed(client, door, release, author, letters, step):
    early = put_in(release, author, slug="early", without=[step])
    open_door(client, door, letters)

    assert "尚未公开的案例early" not in client.get(door).content.decode()
    assert client.get(f"{door}pages/{early.pk}/").status_code == 404
    assert not PreviewVisit.objects.exists()


def test_a_page_of_no_release_is_not_read_through_somebody_elses_door(client, door, agency, author, letters):
    other = case(by=author, agency=agency, slug="other", title="无关案例")
    reviewed(other, opened_by=author)
    open_door(client, door, letters)

    assert client.get(f"{door}pages/{other.pk}/").status_code == 404


def test_the_door_closes_when_the_preview_is_withdrawn(client, door, page, head, letters):
    open_door(client, door, letters)
    withdraw_preview(PreviewPass.objects.get(), by=head)

    assert client.get(door).status_code == 410
    assert client.get(f"{door}pages/{page.pk}/", follow=True).status_code == 410
    with pytest.raises(NotAllowedNow, match="早已终止"):
        withdraw_preview(PreviewPass.objects.get(), by=head)


def test_the_door_closes_with_the_release(client, door, release, page, head, clock, letters):
    open_door(client, door, letters)
    confirm_release(release, by=head)
    clock.move_to(MINUTE)
    launch_release(release)

    response = client.get(door)
    assert response.status_code == 410
    assert "已经公开" in response.content.decode()


def test_somebody_reads_ahead_once(release, page, head, door):
    with pytest.raises(NotAllowedNow, match="已获准"):
        give_preview(release, name="许", organisation="报社", email="XU@press.example", reason="再来", by=head)


def test_an_unknown_link_is_no_page(client, db):
    assert client.get(url("preview", "nothing-of-ours")).status_code == 404


@pytest.mark.parametrize("year", ["0000", "0001", "9999", "١٩٩٩", "2026x"])
def test_calendar_of_a_year_that_is_none_shows_all(client, year):
    assert client.get(url("calendar"), {"year": year}).status_code == 200


def test_draft_that_waits_for_a_release_is_taken_out_of_it_before_it_is_deleted(
    admin_client, admin_user, release, author
):
    page = case(by=author, agency=release.agency, title="尚未公开的案例")
    item = add_page(release, page, by=author)

    admin_client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert type(page).objects.filter(pk=page.pk).exists()

    remove_page(item, by=author)
    admin_client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not type(page).objects.filter(pk=page.pk).exists()


def test_page_is_put_into_a_confirmed_release_by_those_alone_who_confirm_one(client, release, author, head):
    put_in(release, author)
    confirm_release(release, by=head)
    more = case(by=author, agency=release.agency, slug="more", title="又一起案例")
    client.force_login(author)

    said = client.post(url("release-add", release.pk), {"page": more.pk}).content.decode()

    assert "已确认的发布由牵头单位的处室负责人或签发人变更" in said
    assert release.items.count() == 1
    add_page(release, more, by=head)
    assert release.items.count() == 2
