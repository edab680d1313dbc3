"""The cache of public pages: what is kept for whom, and what a change makes old."""

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from wagtail.models import PageViewRestriction

from cms.library.models import CasePage, LawArticle, PaperEdition
from portal import page_cache
from portal.page_cache import Shelf
from shared.ui import freshness
from tests.factories.cms import case, chapter, paper
from tests.factories.directory import AgencyFactory, UserFactory
from tests.factories.laws import import_laws
from tests.factories.release import put_live

pytestmark = pytest.mark.django_db
KEPT = 1  # queries of a page that is kept: are its parts as they were?


@pytest.fixture(autouse=True)
def cache_on(settings, monkeypatch):
    """One cache for all visitors of a test, as all visitors of a process share one."""
    settings.PAGE_CACHE_SECONDS = 600
    shelf = Shelf()
    monkeypatch.setattr(page_cache, "Shelf", lambda: shelf)


@pytest.fixture
def cases():
    return [case(live=True, slug=f"case-{n}", title=f"第{n}案") for n in (1, 2)]


@pytest.fixture
def white_paper():
    page = paper(AgencyFactory(proc=True), live=True, slug="2025")
    chapter(page, live=True, slug="basics", title="一、基本情况")
    page.refresh_from_db()
    page.save()
    return page


def warm(client, *addresses, **headers):
    """Twice: the first time says what the page is made of, the second time it is kept."""
    for address in addresses * 2:
        assert client.get(address, **headers).status_code == 200


@pytest.fixture
def ask(client, django_assert_max_num_queries):
    """How many queries an address costs, and the page."""

    def asked(address, by=None, **headers):
        with django_assert_max_num_queries(60) as counted:
            response = (by or client).get(address, **headers)
        return len(counted), response

    return asked


@pytest.mark.parametrize(
    "address", ["/", "/cases/", "/cases/case-1/", "/white-papers/", "/white-papers/2025/", "/white-papers/2025/basics/"]
)
def test_a_public_page_is_kept_from_the_second_time_on(client, ask, cases, white_paper, address):
    warm(client, address)

    cost, response = ask(address)

    assert cost == KEPT
    assert response.status_code == 200
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert "object-src 'none'" in response["Content-Security-Policy"]


def test_a_kept_page_reads_as_a_drawn_one(client, settings, cases):
    warm(client, "/cases/case-1/")
    kept = client.get("/cases/case-1/").content
    settings.PAGE_CACHE_SECONDS = 0

    assert client.get("/cases/case-1/").content == kept


def test_a_published_change_is_seen_at_the_next_request_and_other_pages_stay(client, ask, cases):
    warm(client, "/cases/case-1/", "/cases/case-2/", "/cases/", "/")
    page = CasePage.objects.get(slug="case-1")
    page.title = "改过的案例"
    page.save_revision()
    put_live(page)

    assert ask("/cases/case-2/")[0] == KEPT
    cost, response = ask("/cases/case-1/")

    assert cost > KEPT
    assert "改过的案例" in response.content.decode()
    assert "改过的案例" in client.get("/cases/").content.decode()
    assert "改过的案例" in client.get("/").content.decode()
    assert ask("/cases/case-1/")[0] == KEPT


def test_a_new_page_is_in_the_lists_at_once(client, cases):
    warm(client, "/cases/", "/")
    case(live=True, slug="case-3", title="第3案")

    assert "第3案" in client.get("/cases/").content.decode()
    assert "第3案" in client.get("/").content.decode()


def test_a_draft_makes_nothing_old(client, ask, cases):
    warm(client, "/cases/case-1/", "/cases/")
    page = CasePage.objects.get(slug="case-1")
    page.title = "只是草稿"
    page.save_revision()

    for address in ("/cases/case-1/", "/cases/"):
        cost, response = ask(address)
        assert cost == KEPT
        assert "只是草稿" not in response.content.decode()


def test_a_chapter_shows_the_new_title_of_its_paper(client, ask, cases, white_paper):
    warm(client, "/white-papers/2025/basics/", "/cases/case-1/")
    white_paper.title = "新的书名"
    white_paper.save_revision()
    put_live(white_paper)

    assert "新的书名" in client.get("/white-papers/2025/basics/").content.decode()
    assert ask("/cases/case-1/")[0] == KEPT


def test_a_new_pdf_is_offered_at_once(client, white_paper, run_jobs):
    from cms.library.actions import ask_for_edition

    warm(client, "/white-papers/2025/")
    ask_for_edition(white_paper, by=UserFactory())
    run_jobs()

    assert PaperEdition.objects.get().state == "made"
    assert "/white-papers/2025/pdf/" in client.get("/white-papers/2025/").content.decode()


def test_a_page_that_is_taken_down_is_gone_at_once(client, cases):
    warm(client, "/cases/case-1/", "/cases/")
    CasePage.objects.get(slug="case-1").unpublish()

    assert client.get("/cases/case-1/").status_code == 404
    assert "第1案" not in client.get("/cases/").content.decode()


def test_what_lies_below_a_page_that_is_taken_down_is_gone_at_once(client, white_paper):
    warm(client, "/white-papers/2025/basics/")
    white_paper.unpublish()

    assert client.get("/white-papers/2025/basics/").status_code == 404


def test_an_address_that_has_changed_no_longer_leads_to_the_page(client, white_paper):
    warm(client, "/white-papers/2025/basics/")
    white_paper.slug = "2025-new"
    white_paper.save_revision()
    put_live(white_paper)

    assert client.get("/white-papers/2025/basics/").status_code != 200
    assert client.get("/white-papers/2025-new/basics/").status_code == 200


def test_a_page_that_is_no_longer_for_everybody_is_asked_for_at_once(client, cases):
    warm(client, "/cases/case-1/")
    PageViewRestriction.objects.create(page=cases[0], restriction_type=PageViewRestriction.LOGIN)

    client.force_login(UserFactory())
    assert client.get("/cases/case-1/").status_code == 200
    client.logout()

    for _ in range(3):
        assert client.get("/cases/case-1/").status_code == 302


def test_a_change_that_is_rolled_back_leaves_the_page_kept(client, ask, cases):
    warm(client, "/cases/case-1/")
    with transaction.atomic():
        CasePage.objects.get(slug="case-1").unpublish()
        transaction.set_rollback(True)

    cost, response = ask("/cases/case-1/")

    assert (cost, response.status_code) == (KEPT, 200)


def test_a_member_gets_her_own_page_and_none_is_kept_of_hers(client, ask, cases):
    member = Client()
    member.force_login(UserFactory(name="周示例"))
    warm(member, "/cases/case-1/")

    for _again in range(3):
        assert "周示例" not in client.get("/cases/case-1/").content.decode()
    cost, response = ask("/cases/case-1/", by=member)

    assert cost > KEPT
    assert "周示例" in response.content.decode()
    assert "Cache-Control" not in response


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_a_visitor_with_a_session_or_a_message_is_not_answered_from_the_cache(client, ask, cases, cookie):
    warm(client, "/cases/case-1/")
    other = Client()
    other.cookies[cookie] = "x"

    assert ask("/cases/case-1/", by=other)[0] > KEPT


@pytest.mark.parametrize("header", ["authorization", "hx-request"])
def test_a_request_that_is_more_than_a_plain_one_is_not_answered_from_the_cache(client, ask, cases, header):
    warm(client, "/cases/case-1/")

    assert ask("/cases/case-1/", headers={header: "x"})[0] > KEPT


def test_each_language_has_its_own_page(client, ask, cases):
    warm(client, "/cases/")
    english = Client()
    english.cookies["django_language"] = "en"
    warm(english, "/cases/")

    for visitor, words in ((client, "典型案例"), (english, "Typical cases")):
        cost, response = ask("/cases/", by=visitor)
        assert cost == KEPT
        assert words in response.content.decode()
    cost, response = ask("/cases/", by=Client(), headers={"accept-language": "en"})
    assert cost == KEPT
    assert 'lang="en"' in response.content.decode()


def test_large_text_and_high_contrast_have_their_own_pages(client, cases):
    warm(client, "/cases/")
    other = Client()
    other.cookies["large_text"] = "1"
    warm(other, "/cases/")

    assert 'class="large-text"' in other.get("/cases/").content.decode()
    assert 'class="large-text"' not in client.get("/cases/").content.decode()


def test_the_filters_of_a_list_are_part_of_its_address(client, ask, cases):
    page = CasePage.objects.get(slug="case-2")
    page.year = 2025
    page.save_revision()
    put_live(page)
    warm(client, "/cases/", "/cases/?year=2025")

    for address, count in (("/cases/", 2), ("/cases/?year=2025", 1)):
        cost, response = ask(address)
        assert cost == KEPT
        assert len(response.content.decode().split("第")) >= count
    assert "第1案" not in client.get("/cases/?year=2025").content.decode()


def test_an_unknown_parameter_is_drawn_and_not_kept(client, ask, cases):
    warm(client, "/cases/?utm_source=x")

    cost, response = ask("/cases/?utm_source=x")

    assert cost > KEPT
    assert "ETag" not in response


def test_the_visitor_who_has_the_page_is_told_so(client, cases):
    first = client.get("/cases/case-1/")
    etag = first["ETag"]

    for _again in range(3):
        response = client.get("/cases/case-1/", headers={"if-none-match": etag})
        assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
        assert response["Cache-Control"] == first["Cache-Control"]
    page = CasePage.objects.get(slug="case-1")
    page.title = "改过的案例"
    page.save_revision()
    put_live(page)
    response = client.get("/cases/case-1/", headers={"if-none-match": etag})
    assert response.status_code == 200
    assert response["ETag"] != etag


def test_a_proxy_is_told_how_long_it_may_answer_alone(client, cases):
    for _again in range(3):
        response = client.get("/cases/case-1/")
        assert response["Cache-Control"] == "public, max-age=0, s-maxage=5, stale-while-revalidate=30"
        assert {"Cookie", "Accept-Language"} <= {name.strip() for name in response["Vary"].split(",")}
        assert not response.cookies


def test_head_has_the_same_headers_and_no_body(client, ask, cases):
    warm(client, "/cases/case-1/")
    whole = client.get("/cases/case-1/")

    response = client.head("/cases/case-1/")

    assert (response.status_code, response.content) == (200, b"")
    assert (response["ETag"], response["Content-Length"]) == (whole["ETag"], str(len(whole.content)))


def test_head_alone_keeps_nothing(client, ask, cases):
    for _again in range(3):
        assert client.head("/cases/case-1/").content == b""

    cost, response = ask("/cases/case-1/")

    assert cost > KEPT
    assert "第1案" in response.content.decode()


def test_a_posted_form_passes_the_cache(client, cases):
    warm(client, "/cases/case-1/")

    assert "ETag" not in client.post("/cases/case-1/")


def test_the_home_page_is_drawn_anew_after_twenty_seconds(client, ask, cases, monkeypatch):
    now = 1_000.0
    monkeypatch.setattr(page_cache.time, "monotonic", lambda: now)
    warm(client, "/", "/cases/")

    now = 1_019.0
    assert ask("/")[0] == KEPT
    now = 1_020.0
    assert ask("/")[0] > KEPT
    assert ask("/cases/")[0] == KEPT
    now = 1_600.0
    assert ask("/cases/")[0] > KEPT


def test_an_article_lists_at_once_who_cites_it(client, ask, cases):
    import_laws("example-mark-law-2019.md")
    article = LawArticle.objects.first()
    address = f"/laws/{article.version.law.slug}/{article.slug}/"
    warm(client, address, "/cases/case-1/")
    case(live=True, slug="case-3", title="第3案")

    assert ask(address)[0] > KEPT
    assert ask("/cases/case-1/")[0] == KEPT


def test_imported_laws_make_old_what_refers_to_them(client, ask, cases):
    warm(client, "/laws/", "/cases/case-1/", "/cases/")
    import_laws("example-mark-law-2019.md")

    assert "示例标志法" in client.get("/laws/").content.decode()
    assert ask("/cases/case-1/")[0] > KEPT
    assert ask("/cases/")[0] == KEPT


def test_maintenance_closes_kept_pages_too(client, settings, tmp_path, cases):
    warm(client, "/cases/case-1/")
    settings.MAINTENANCE_FILE = tmp_path / "maintenance"
    settings.MAINTENANCE_FILE.touch()

    assert client.get("/cases/case-1/").status_code == 503


def test_a_foreign_host_is_refused_although_the_page_is_kept(client, settings, cases):
    settings.ALLOWED_HOSTS = ["testserver"]
    warm(client, "/cases/case-1/")

    assert client.get("/cases/case-1/", headers={"host": "elsewhere.example"}).status_code == 400


def test_a_page_nobody_says_the_parts_of_is_not_kept(client, ask, db):
    warm(client, "/help/")

    assert "ETag" not in client.get("/help/")


def test_the_preview_of_a_draft_is_not_kept(client, cases):
    page = CasePage.objects.get(slug="case-1")
    page.title = "只是草稿"
    page.make_preview_request(preview_mode="")

    assert "只是草稿" not in client.get("/cases/case-1/").content.decode()


def test_a_connection_that_has_died_costs_the_visitor_nothing(client, monkeypatch, cases):
    warm(client, "/cases/case-1/")
    closed, reads = [], iter([OperationalError("server closed the connection unexpectedly")])

    def stamps_of(keys):
        if fault := next(reads, None):
            raise fault
        return freshness.stamps_of(keys)

    monkeypatch.setattr(page_cache, "stamps_of", stamps_of)
    monkeypatch.setattr(connection, "close", lambda: closed.append("closed"))

    response = client.get("/cases/case-1/")

    assert (response.status_code, closed) == (200, ["closed"])
    assert "第1案" in response.content.decode()
