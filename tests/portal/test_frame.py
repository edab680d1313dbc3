"""The frame: start page, reading aids, error pages."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path

from portal import urls as portal_urls
from shared.audit.actions import NotAllowedNow
from shared.ui import panels, todos
from shared.ui.panels import register_panel
from shared.ui.todos import Todo
from tests.factories.directory import AgencyFactory, UserFactory, member

pytestmark = pytest.mark.django_db


def refuse(request):
    raise PermissionDenied("只有主办方可以打开报名。")


def suspect(request):
    raise SuspiciousOperation("malformed")


def not_now(request):
    raise NotAllowedNow("报名已截止。")


def fall(request):
    raise ZeroDivisionError


urlpatterns = [
    path("refuse/", refuse),
    path("suspect/", suspect),
    path("not-now/", not_now),
    path("fall/", fall),
    *portal_urls.urlpatterns,
]
handler400, handler500 = portal_urls.handler400, portal_urls.handler500
with_troubles = override_settings(ROOT_URLCONF=__name__)


@pytest.fixture
def empty_start_page(monkeypatch):
    monkeypatch.setattr(todos, "PROVIDERS", [])
    monkeypatch.setattr(panels, "PANELS", [])


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


def test_start_page_greets_with_unit_and_side(client, empty_start_page):
    user = member(AgencyFactory(name="示例市知识产权局"), name="林晓")
    client.force_login(user)

    page = client.get("/my/").content.decode()

    assert "林晓，" in page
    assert "示例市知识产权局 · 法规处" in page
    assert '<span class="chip ip">知识产权管理部门</span>' in page
    assert "没有待办事项" in page


def test_start_page_of_an_account_without_a_person_says_whom_to_ask(client, empty_start_page):
    client.force_login(UserFactory())

    assert "请联系本单位政工（人事）部门" in client.get("/my/").content.decode()


def test_what_is_due_first_stands_first(client, empty_start_page):
    today = dt.date.today()  # noqa: DTZ011  only the order counts
    todos.register(lambda user: [Todo("没有期限", "/help/")])
    todos.register(
        lambda user: [Todo("后天到期", "/help/", due=today + dt.timedelta(days=2)), Todo("今天", "/", due=today)]
    )
    client.force_login(UserFactory())

    page = client.get("/my/").content.decode()

    assert page.index(">今天<") < page.index("后天到期") < page.index("没有期限")
    assert re.findall(r'class="(btn[^"]*)" href', page)[:3] == ["btn", "btn quiet", "btn quiet"]


def test_panels_come_in_their_order_and_only_where_they_have_something(client, empty_start_page):
    register_panel("ui/empty.html", lambda user: {"unused": 1}, order=2)
    register_panel("ui/chip.html", lambda user: None, order=1)
    user = UserFactory()

    filled = panels.panels_for(user, aside=False)

    assert [panel.template for panel in filled] == ["ui/empty.html"]
    assert panels.panels_for(user, aside=True) == []


def test_the_frame_costs_four_queries(client, empty_start_page):
    client.force_login(member(AgencyFactory()))
    client.get("/help/")

    with CaptureQueriesContext(connection) as queries:
        client.get("/help/")

    assert len(queries) <= 4


def test_start_page_stays_within_its_budget(client, regulations):
    client.force_login(member(AgencyFactory()))
    client.get("/my/")

    with CaptureQueriesContext(connection) as queries:
        client.get("/my/")

    assert len(queries) <= 25


def test_visitors_are_led_to_the_sign_in_page(client):
    assert client.get("/my/").headers["Location"] == "/accounts/login/?next=/my/"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [("/help/?a=1", "/help/?a=1"), ("https://elsewhere.example/", "/"), ("//elsewhere.example", "/"), ("", "/")],
)
def test_reading_aids_lead_back_to_this_site_only(client, sent, expected):
    answer = client.post("/display/", {"large_text": "1", "next": sent})

    assert answer.headers["Location"] == expected
    assert answer.cookies["large_text"].value == "1"


def test_reading_aids_are_switched_off_again(client):
    client.post("/display/", {"large_text": "1"})

    answer = client.post("/display/", {"large_text": "0"})

    assert answer.cookies["large_text"].value == ""


def test_a_public_page_sets_no_cookie(client):
    answer = client.get("/help/")

    assert not answer.cookies


@pytest.mark.parametrize(("language", "heading"), [("zh-hans", "页面没有找到"), ("en", "Page not found")])
def test_a_page_that_is_not_there_helps_in_the_language_of_the_request(client, language, heading):
    client.cookies["django_language"] = language

    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert heading in answer.content.decode()


@with_troubles
def test_a_refusal_shows_its_sentence(visitor):
    answer = visitor.get("/refuse/")

    assert answer.status_code == 403
    assert "只有主办方可以打开报名。" in answer.content.decode()


@with_troubles
def test_a_malformed_request_is_told_so(visitor):
    answer = visitor.get("/suspect/")

    assert answer.status_code == 400
    assert "无法识别该请求" in answer.content.decode()


@with_troubles
def test_what_is_not_possible_now_is_told_with_its_rule(visitor):
    answer = visitor.get("/not-now/", headers={"referer": "http://testserver/help/"})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "报名已截止。" in page
    assert 'href="/help/"' in page


@with_troubles
def test_a_fault_of_ours_is_told_without_the_database(visitor):
    with CaptureQueriesContext(connection) as queries:
        answer = visitor.get("/fall/")

    assert answer.status_code == 500
    assert "系统出现问题" in answer.content.decode()
    assert len(queries) == 0


def test_a_form_from_elsewhere_is_told_to_load_again():
    visitor = Client(enforce_csrf_checks=True)

    answer = visitor.post("/accounts/login/", {"login": "x"})

    assert answer.status_code == 403
    assert "表单已过期" in answer.content.decode()


def test_maintenance_closes_the_site_but_not_its_health(client, settings, tmp_path):
    settings.MAINTENANCE_FILE = tmp_path / "maintenance"
    settings.MAINTENANCE_FILE.touch()

    answer = client.get("/help/")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "300"
    assert "系统维护中" in answer.content.decode()
    assert client.get("/-/live").status_code == 200


def test_address_with_a_nul_leads_nowhere_before_the_database_is_asked(client):
    answer = client.get("/a%00b/cite.bib", headers={"accept-language": "zh-hans"})

    assert answer.status_code == 400
    assert "无法识别该请求" in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/laws/?q=%00", "/data/?q=a%00b", "/data/catalog.jsonld?q=%00"])
def test_nul_in_a_question_is_left_out(client, address):
    answer = client.get(address)

    assert answer.status_code == 200
    assert "\0" not in "".join(answer.wsgi_request.GET.values())
