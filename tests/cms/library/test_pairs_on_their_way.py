"""Each page of a pair goes its own way: route, release, correction, withdrawal; none of them breaks the other."""

import datetime as dt

import pytest
import time_machine
from wagtail.models import PageLogEntry

from cms.library.actions import (
    begin_translation,
    plan_withdrawal,
    set_translation_state,
    submit_for_review,
    withdraw_due,
    withdraw_page,
)
from cms.library.enums import Ending
from cms.library.models import CaseIssuer, CasePage, PageTranslation, WhitePaperPage
from cms.library.permissions import is_within_reach
from cms.release.actions import add_page, confirm_release, decide, launch_release, plan_release
from cms.release.enums import Step, Verdict
from cms.release.models import DocumentNumber, Route
from cms.release.queries.routes import restrictions
from portal import page_cache
from portal.page_cache import Shelf
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.documents.models import IssuerMark
from tests.factories.cms import case, chapter, paper
from tests.factories.directory import AgencyFactory, RegionFactory, member
from tests.factories.pairs import english_of, plain, published, section
from tests.factories.release import agree, reviewed, reviewers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
WHY = "内容有误，更正后另行发布。"
OUTDATED, EN_LINK, ZH_LINK = "本页译出后中文文本已有修改", 'hreflang="en">English edition', 'hreflang="zh-Hans">中文版'


@pytest.fixture
def agency():
    agency = AgencyFactory(proc=True)
    IssuerMark.objects.create(agency=agency, mark="例检")
    return agency


@pytest.fixture
def editor(agency):
    return member(agency, RoleCode.EDITOR)


@pytest.fixture
def people(agency):
    return reviewers(agency)


@pytest.fixture
def issuer(agency):
    return member(agency, RoleCode.ISSUER)


@pytest.fixture
def original(agency, editor, people):
    page = case(by=editor, agency=agency, slug="zhou", title="周某某案")
    return sent(page, editor, people)


@pytest.fixture
def english(original, editor, people):
    return sent(english_of(original, editor, title="The Zhou case"), editor, people)


def sent(page, editor, people):
    submit_for_review(page, by=editor)
    return agree(type(page).objects.get(pk=page.pk), people)


def withdraw(page, by, **terms):
    found = type(page).objects.get(pk=page.pk)
    return withdraw_page(found, **{"said_title": "一件案例", "reason": WHY, "by": by} | terms)


def test_translation_goes_the_whole_route_secrecy_included(client, original, editor, people):
    other = english_of(original, editor, title="The Zhou case")
    submit_for_review(other, by=editor)
    agree(other, people, until=Step.SECRECY)
    assert not CasePage.objects.get(pk=other.pk).live

    decide(Route.objects.open().get(page=other.pk), step=Step.SECRECY, by=people[Step.SECRECY])
    route = Route.objects.open().get(page=other.pk)

    assert route.next_step == Step.SIGN
    assert client.get("/cases/zhou-en/").status_code == 404
    assert [row.agency for row in route.signatures.all()] == [other.agency]


def test_editor_who_translated_it_reviews_it_at_no_step(original, agency, people):
    both = member(agency, RoleCode.EDITOR, RoleCode.SECTION_HEAD)
    other = english_of(original, both)
    submit_for_review(other, by=both)

    with pytest.raises(NotAllowedNow):
        decide(Route.objects.open().get(page=other.pk), step=Step.FIRST, by=both)


def test_pair_bears_one_document_number(english, original):
    assert [issuer["number"] for issuer in english.issued_by] == ["例检案〔2026〕1号"]
    assert CasePage.objects.get(pk=original.pk).issued_by == english.issued_by
    assert DocumentNumber.objects.count() == 1


def test_secrecy_verdict_on_one_text_is_read_with_the_other(agency, editor, people):
    page = case(by=editor, agency=agency)
    submit_for_review(page, by=editor)
    agree(page, people, until=Step.SECRECY)
    route = Route.objects.open().get(page=page.pk)
    decide(route, step=Step.SECRECY, by=people[Step.SECRECY], verdict=Verdict.RESTRICT, comment="涉及工作秘密。")
    other = english_of(CasePage.objects.get(pk=page.pk), editor)

    submit_for_review(other, by=editor)

    kept = restrictions(people[Step.FIRST], Route.objects.open().get(page=other.pk))
    assert [row.comment for row in kept] == ["涉及工作秘密。"]


@pytest.mark.parametrize("side", ["original", "english"])
def test_withdrawal_of_one_leaves_the_other_without_its_link(client, original, english, issuer, side):
    pages = {"original": ("/cases/zhou/", EN_LINK), "english": ("/cases/zhou-en/", ZH_LINK)}
    address, _link = pages.pop(side)
    [(rest, link)] = pages.values()
    assert link in client.get(rest).text

    withdraw({"original": original, "english": english}[side], issuer)

    assert client.get(address).status_code == 410
    left = client.get(rest)
    assert (left.status_code, link in left.text, OUTDATED in left.text) == (200, False, False)


@pytest.mark.parametrize("side", ["zh", "en"])
def test_withdrawn_paper_is_not_linked_by_its_edition_nor_by_its_chapters(client, agency, editor, people, side):
    page = paper(agency, by=editor, slug="p")
    chapter(page, by=editor, slug="one")
    page = sent(WhitePaperPage.objects.get(pk=page.pk), editor, people)
    other = begin_translation(page, by=editor)
    for one in (other, *other.parts()):
        set_translation_state(one, "reviewed", by=editor)
    other = sent(WhitePaperPage.objects.get(pk=other.pk), editor, people)
    gone, left, link = (page, "p-en", ZH_LINK) if side == "zh" else (other, "p", EN_LINK)
    addresses = [f"/white-papers/{left}/", f"/white-papers/{left}/one/"]
    assert all(link in client.get(address).text for address in addresses)

    withdraw(gone, member(agency, RoleCode.ISSUER))

    answers = [client.get(address) for address in addresses]
    assert [(answer.status_code, link in answer.text) for answer in answers] == [(200, False), (200, False)]


def test_withdrawn_page_leads_on_to_the_other_of_its_pair(client, original, english, issuer):
    withdraw(english, issuer, replacement=original.page_ptr, ending=Ending.LEAD_ON)

    answer = client.get("/cases/zhou-en/")

    assert (answer.status_code, answer["Location"]) == (302, "/cases/zhou/")


def test_page_that_comes_back_makes_its_translation_outdated(client, original, english, editor, people, issuer):
    withdraw(original, issuer)
    page = CasePage.objects.get(pk=original.pk)
    page.summary, page.change_note = "更正后的摘要。", "更正摘要。"
    page.save_revision(user=editor)
    sent(page, editor, people)

    html = client.get("/cases/zhou-en/").text

    assert (OUTDATED in html, ZH_LINK in html) == (True, True)


def test_correction_of_one_keeps_the_other_and_its_versions(client, original, english, editor, people):
    first = Route.objects.used().get(page=english.pk)
    page = CasePage.objects.get(pk=english.pk)
    page.title, page.change_note = "The case of Zhou", "译名更正。"
    page.save_revision(user=editor)
    sent(page, editor, people)

    old = client.get(f"/versions/{first.pk}/").text

    assert '<h1 class="serif papername" lang="en">The Zhou case</h1>' in old
    assert "The case of Zhou" in client.get("/cases/zhou-en/").text
    assert EN_LINK in client.get("/cases/zhou/").text
    assert f"/versions/{first.pk}/" not in client.get("/cases/zhou/").text


def test_planned_withdrawal_takes_one_of_the_pair_alone(client, original, english, issuer):
    at = dt.datetime(2030, 1, 1, 4, tzinfo=dt.UTC)
    said = {
        "said_title": "一件案例",
        "reason": WHY,
        "replacement": None,
        "ending": Ending.NOTICE,
        "text_is_public": False,
    }
    plan_withdrawal(english, at=at, by=issuer, **said)

    with time_machine.travel(at, tick=False):
        assert withdraw_due() == 1

    assert [client.get(f"/cases/{slug}/").status_code for slug in ("zhou", "zhou-en")] == [200, 410]


def test_both_come_live_with_one_release(client, agency, editor):
    minute = dt.datetime(2027, 4, 26, 2, tzinfo=dt.UTC)
    with time_machine.travel(minute - dt.timedelta(days=2), tick=False):
        release = plan_release(title="发布", summary="一起案例", agency=agency, planned_at=minute, by=editor)
        page = case(by=editor, agency=agency, slug="a", title="甲案")
        other = english_of(page, editor, title="Case A")
        for one in (other, page):
            add_page(release, one, by=editor)
            reviewed(one, opened_by=editor)
        confirm_release(release, by=member(agency, RoleCode.SECTION_HEAD))

    with time_machine.travel(minute, tick=False):
        assert launch_release(release)

    there, back = client.get("/cases/a/").text, client.get("/cases/a-en/").text
    assert (EN_LINK in there, ZH_LINK in back, OUTDATED in back) == (True, True, False)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_case_with_all_it_can_have_costs_at_most_twelve_queries(
    client, agency, editor, people, language, django_assert_max_num_queries
):
    facts = {"region": RegionFactory(), "case_number": "检例第7号", "batch": "第一批", "ip_subject": "patent"}
    page = sent(case("guiding", by=editor, agency=agency, slug="full", **facts), editor, people)
    sent(english_of(page, editor), editor, people)

    for address in ("/cases/full/", "/cases/full-en/"):
        client.get(address)
        with django_assert_max_num_queries(12):
            client.get(address, headers={"accept-language": language})


def test_translation_may_be_public_before_its_original(client, agency, editor, people):
    page = case(by=editor, agency=agency, slug="a", title="未公开的中文标题")
    sent(english_of(page, editor, title="Case A"), editor, people)

    html = client.get("/cases/a-en/").text

    assert (ZH_LINK in html, "未公开的中文标题" in html, OUTDATED in html) == (False, False, False)


def test_draft_beside_a_public_page_is_not_shown(client, original, editor):
    english_of(original, editor, title="Secret draft")

    assert "Secret draft" not in client.get("/cases/zhou/").text
    assert client.get("/cases/zhou-en/").status_code == 404


@pytest.fixture
def kept(settings, monkeypatch):
    settings.PAGE_CACHE_SECONDS = 600
    shelf = Shelf()
    monkeypatch.setattr(page_cache, "Shelf", lambda: shelf)


def warm(client, *addresses):
    return [client.get(address).text for address in addresses * 2][-len(addresses) :]


@pytest.mark.usefixtures("kept")
def test_kept_pages_follow_what_happens_to_their_pair(client, agency, original, editor, issuer):
    warm(client, "/cases/zhou/")
    other = published(english_of(original, editor, "machine"))
    assert EN_LINK in warm(client, "/cases/zhou/")[0]
    assert "本页为机器翻译" in warm(client, "/cases/zhou-en/")[0]

    set_translation_state(other, "reviewed", by=member(agency, RoleCode.SECTION_HEAD))
    assert "本页为机器翻译" not in warm(client, "/cases/zhou-en/")[0]
    page = CasePage.objects.get(pk=original.pk)
    page.summary, page.change_note = "更正。", "更正摘要。"
    page.save_revision(user=editor)
    published(page)
    assert OUTDATED in warm(client, "/cases/zhou-en/")[0]


@pytest.mark.usefixtures("kept")
def test_kept_section_follows_what_comes_below_its_original(client, editor):
    above = published(section(editor, slug="s"))
    published(english_of(above, editor))
    page = plain(editor)
    page.move(above, pos="last-child")
    assert "说明" not in warm(client, "/s-en/")[0]

    published(page)

    assert "说明" in client.get("/s-en/").text


def test_case_of_two_agencies_hands_its_translation_to_both(agency, editor):
    joint, stranger = AgencyFactory(), AgencyFactory()
    page = case(by=editor, agency=agency)
    page.joint_issuers = [CaseIssuer(agency=joint)]
    page.save_revision(user=editor)
    page.save()
    other = begin_translation(page, by=editor)

    reach = [is_within_reach(member(one, RoleCode.EDITOR), other.page_ptr) for one in (agency, joint, stranger)]

    assert reach == [True, True, False]


def test_acts_are_on_the_record(original, editor):
    other = english_of(original, editor, "machine")

    acts = PageLogEntry.objects.filter(action__startswith="library.translation", page=other.pk).order_by("pk")

    assert [(act.action, act.user) for act in acts] == [
        ("library.translation.begin", editor),
        ("library.translation.state", editor),
    ]
    assert PageTranslation.objects.get(page=other.pk).by == editor
