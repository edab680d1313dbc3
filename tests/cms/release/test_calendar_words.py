"""The words of the release calendar: public before any page is, so they are scanned and cleared like one (N12, N20)."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from cms.release.actions import cancel_release, clear_words, give_preview, move_release, plan_release, reword_release
from cms.release.enums import ReleaseState
from cms.release.models import DateChange, PreviewPass, Release
from cms.release.queries import words_to_clear
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.directory import AgencyFactory, member
from tests.factories.release import cleared

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
READER = {"name": "许记者", "organisation": "法治日报社", "email": "xu@press.example", "reason": "同步报道"}
MINUTE = dt.datetime(2026, 4, 26, 2, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MINUTE - dt.timedelta(days=2), tick=False):
        yield


@pytest.fixture
def head(agency):
    return member(agency, RoleCode.SECTION_HEAD)


@pytest.fixture
def officer(agency):
    return member(agency, RoleCode.SECRECY_OFFICER)


@pytest.fixture
def release(agency, author):
    return plan_release(title="知识产权周", summary="年度典型案例", agency=agency, planned_at=MINUTE, by=author)


def url(name, *args):
    return reverse(f"release:{name}", args=args)


def shown(client, release):
    """What the list, the entry and the feed say."""
    addresses = (url("calendar"), url("calendar-entry", release.pk), url("calendar-feed"))
    return "".join(client.get(address).content.decode() for address in addresses)


def test_no_word_of_a_release_is_public_before_it_is_cleared(client, release, officer):
    Release.objects.filter(pk=release.pk).update(contact="宣传处")
    before = shown(client, release)
    cleared(release, officer)
    after = shown(client, release)

    assert [word in before for word in ("知识产权周", "年度典型案例", "宣传处")] == [False] * 3
    assert f"{release.agency}发布安排" in before
    assert "STATUS:TENTATIVE" in before
    assert [word in after for word in ("知识产权周", "年度典型案例", "宣传处")] == [True] * 3


def test_a_word_changed_after_clearing_is_hidden_again_and_the_others_stay(client, release, author, officer, head):
    cleared(release, officer)
    reword_release(release, summary="另有一批", by=author)
    move_release(release, to=MINUTE + dt.timedelta(days=1), reason="等待统计数据", by=author)
    text = shown(client, release)
    assert ("知识产权周" in text, "另有一批" in text, "等待统计数据" in text) == (True, False, False)

    cleared(release, officer)
    cancel_release(release, reason="并入下次", by=head)
    text = shown(client, release)
    assert ("另有一批" in text, "等待统计数据" in text, "并入下次" in text) == (True, True, False)


def test_who_clears_words_and_only_as_she_has_read_them(client, release, author, head, officer):
    stranger = member(AgencyFactory(), RoleCode.SECRECY_OFFICER)
    seal = release.seal_of_words
    for user in (author, head, stranger):
        with pytest.raises(NotAllowedNow, match="保密审查员"):
            clear_words(release, seen=seal, by=user)
    reword_release(release, title="改过的标题", by=author)
    with pytest.raises(NotAllowedNow, match="改动"):
        clear_words(release, seen=seal, by=officer)
    client.force_login(officer)
    page = client.get(url("release", release.pk)).content.decode()
    assert "改过的标题" in page
    fresh = Release.objects.get(pk=release.pk)
    client.post(url("release-step", release.pk, "clear"), {"seen": fresh.seal_of_words})

    fresh.refresh_from_db()
    assert (fresh.uncleared_words, fresh.cleared_by) == ([], officer)


def test_the_secrecy_officers_are_told_and_have_it_to_do(officer, release):
    assert Notice.objects.filter(kind="release.words").values_list("user", flat=True).get() == officer.pk
    assert [str(todo.title) for todo in words_to_clear(officer)] == ["审查发布安排文字：知识产权周"]
    cleared(release, officer)
    assert list(words_to_clear(officer)) == []


@pytest.mark.parametrize(
    "text", ["绝密专案通报", "机密★十年 通报", "【秘密】专题", "被告人张建国案", "身份证11010519491231002X"]
)
def test_what_is_classified_or_names_somebody_is_refused_in_every_word(release, author, head, text):
    later = MINUTE + dt.timedelta(days=1)
    ways = [
        lambda: plan_release(title=text, agency=release.agency, planned_at=MINUTE, by=author),
        lambda: reword_release(release, summary=text, by=author),
        lambda: move_release(release, to=later, reason=text, by=author),
        lambda: cancel_release(release, reason=text, by=head),
        lambda: give_preview(release, **(READER | {"reason": text}), by=head),
    ]
    for way in ways:
        with pytest.raises(NotAllowedNow):
            way()
    assert (Release.objects.count(), DateChange.objects.count(), PreviewPass.objects.count()) == (1, 0, 0)


def test_readers_ahead_get_no_title_that_is_not_cleared(release, head, officer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        give_preview(release, **READER, by=head)
    cleared(release, officer)
    with django_capture_on_commit_callbacks(execute=True):
        give_preview(Release.objects.get(), **(READER | {"email": "b@press.example"}), by=head)

    letters = [letter for letter in mail.outbox if letter.to[0].endswith("@press.example")]
    before, after = (f"{letter.subject} {letter.body}" for letter in letters)
    assert ("知识产权周" in before, "知识产权周" in after) == (False, True)


def test_why_somebody_read_ahead_is_public_once_it_is_cleared(client, release, head, officer):
    give_preview(release, **READER, by=head)
    Release.objects.update(state=ReleaseState.RELEASED, released_at=MINUTE)
    before = client.get(url("calendar-entry", release.pk)).content.decode()
    cleared(release, officer)
    after = client.get(url("calendar-entry", release.pk)).content.decode()

    assert ("许记者（法治日报社）" in before, "同步报道" in before) == (True, False)
    assert ("许记者（法治日报社）" in after, "同步报道" in after) == (True, True)


@pytest.mark.parametrize("title", ["商业秘密保护白皮书发布", "保守国家秘密宣传周", "商业秘密"])
def test_trade_secrets_and_the_law_of_secrecy_are_words_like_others(release, author, title):
    assert reword_release(release, title=title, by=author).title == title
