"""Forms that were opened before somebody else changed what they show."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.release.actions import add_page, move_release, plan_release, reword_release
from cms.release.enums import ReleaseState
from cms.release.models import Release
from shared.directory.enums import RoleCode
from tests.factories.cms import case
from tests.factories.directory import member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture
def head(agency):
    return member(agency, RoleCode.SECTION_HEAD)


@pytest.fixture
def release(agency, author):
    later = timezone.now() + dt.timedelta(days=2)
    return plan_release(title="知识产权周", summary="年度典型案例", agency=agency, planned_at=later, by=author)


def url(name, *args):
    return reverse(f"release:{name}", args=args)


def test_minute_that_was_changed_behind_an_open_page_is_not_confirmed_from_it(client, release, author, head):
    page = case(by=author, agency=author.person.postings.get().agency)
    add_page(release, page, by=author)
    client.force_login(head)
    minute = re.search(r'name="minute" value="([^"]+)"', client.get(url("release", release.pk)).content.decode())
    later = release.planned_at + dt.timedelta(days=1)
    move_release(release, to=later, reason="与发布会同日。", by=author)
    address = url("release-step", release.pk, "confirm")

    said = client.post(address, {"minute": minute[1]}, follow=True).content.decode()

    assert "打开页面之后时间已有改动" in said
    assert Release.objects.get().state == ReleaseState.PROVISIONAL
    client.post(address, {"minute": Release.objects.get().planned_at.isoformat()})
    assert (Release.objects.get().state, Release.objects.get().planned_at) == (ReleaseState.CONFIRMED, later)


def test_words_that_another_planner_saved_meanwhile_are_not_undone_unseen(client, agency, author, release):
    client.force_login(author)
    address = url("release-words", release.pk)
    seen = client.get(address).context["form"]["seen"].initial
    reword_release(release, title="同事改过的名称", by=author)

    refused = client.post(address, {"title": "我的名称", "seen": seen})
    kept = Release.objects.get(pk=release.pk).title
    client.post(address, {"title": "我的名称", "seen": refused.context["form"].data["seen"]})

    assert "您打开页面之后，他人已修改这次发布。" in refused.text
    assert 'value="我的名称"' in refused.text
    assert kept == "同事改过的名称"
    assert Release.objects.get(pk=release.pk).title == "我的名称"
