import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shared.notices.actions import notify
from shared.notices.kinds import KINDS, NoticeKind, register
from shared.notices.models import Notice
from shared.notices.queries import language_of, unread_count, wishes_of
from tests.factories.directory import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind():
    register(NoticeKind("test.called", "提醒", "%(title)s", "请办理。"))
    yield "test.called"
    del KINDS["test.called"]


@pytest.fixture
def reader(client):
    user = UserFactory()
    client.force_login(user)
    return user


def test_list_shows_own_notices_only(client, reader, kind):
    notify(kind, to=[reader], title="给我的")
    notify(kind, to=[UserFactory()], title="给别人的")

    page = client.get("/notices/?show=all").content.decode()

    assert "给我的" in page
    assert "给别人的" not in page


def test_read_notices_leave_the_list_of_unread_ones(client, reader, kind):
    notify(kind, to=[reader], title="甲班", url="/help/")
    notice = Notice.objects.get()

    answer = client.get(f"/notices/{notice.pk}/open/")

    assert answer.headers["Location"] == "/help/"
    assert "没有未读通知" in client.get("/notices/").content.decode()
    assert "甲班" in client.get("/notices/?show=all").content.decode()


@pytest.mark.parametrize("verb", ["open", "read"])
def test_another_persons_notice_is_not_found(client, reader, kind, verb):
    notify(kind, to=[UserFactory()], title="给别人的")
    notice = Notice.objects.get()

    answer = client.post(f"/notices/{notice.pk}/{verb}/")

    assert answer.status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_marking_one_and_all(client, reader, kind):
    for title in ("甲班", "乙班", "丙班"):
        notify(kind, to=[reader], title=title)

    client.post(f"/notices/{Notice.objects.first().pk}/read/")
    one_less = unread_count(reader)
    client.post("/notices/read/")

    assert (one_less, unread_count(reader)) == (2, 0)


def test_a_link_cannot_mark_anything_as_read(client, reader, kind):
    assert client.get("/notices/read/").status_code == 405


def test_list_costs_the_same_with_one_and_three_notices(client, reader, kind):
    notify(kind, to=[reader], title="甲班")
    client.get("/notices/")
    with CaptureQueriesContext(connection) as one:
        client.get("/notices/")
    notify(kind, to=[reader], title="乙班")
    notify(kind, to=[reader], title="丙班")
    with CaptureQueriesContext(connection) as three:
        client.get("/notices/")

    assert len(one) == len(three)


def test_long_lists_have_pages(client, reader, kind):
    for number in range(21):
        notify(kind, to=[reader], title=f"第{number}班")

    page = client.get("/notices/?page=2").content.decode()

    assert page.count("<article") == 1
    assert "第 21—21 项，共 21 项" in page


def test_settings_are_kept(client, reader, kind):
    answer = client.post("/notices/settings/", {"kinds": [], "language": "en"})

    assert answer.status_code == 302
    assert not any(wishes_of(reader).values())
    assert language_of(reader) == "en"


def test_settings_refuse_an_unknown_language(client, reader):
    page = client.post("/notices/settings/", {"language": "xx"}).content.decode()

    assert "请更正以下内容" in page
    assert language_of(reader) == "zh-hans"


@pytest.mark.parametrize("path", ["/notices/", "/notices/settings/", "/notices/1/open/"])
def test_visitors_are_asked_to_sign_in(client, path):
    assert client.get(path).headers["Location"].startswith("/accounts/login/")
