"""Editions in two languages: paired page by page, each with its state, and nothing machine-made unmarked (E27, N40)."""

from uuid import uuid5

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Locale

from cms.library.actions import begin_translation, pair_translation, set_translation_state, submit_for_review
from cms.library.book import paper_book
from cms.library.models import Dataset, PageTranslation, WhitePaperPage
from cms.release.models import Route
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from tests.factories.cms import block, chapter, figure, paper
from tests.factories.directory import AgencyFactory, member
from tests.factories.release import put_live

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def editor(agency):
    return member(agency, RoleCode.EDITOR)


def publish(page):
    """Bring a paper live as the end of a review does."""
    for part in page.parts():
        put_live(part)
    put_live(page)
    return WhitePaperPage.objects.get(pk=page.pk)


@pytest.fixture
def chinese(agency, editor):
    page = paper(agency, by=editor, slug="p")
    chapter(page, by=editor, slug="one", title="一、概况")
    chapter(page, by=editor, slug="two", title="二、展望")
    return publish(WhitePaperPage.objects.get(pk=page.pk))


def english_of(chinese, editor, state="reviewed"):
    other = begin_translation(chinese, by=editor)
    for page in [other, *other.parts()]:
        set_translation_state(page, state, by=editor)
    return WhitePaperPage.objects.get(pk=other.pk)


def test_edition_is_begun_page_by_page_and_once(chinese, editor):
    other = begin_translation(chinese, by=editor)
    again = begin_translation(chinese, by=editor)

    assert again.pk == other.pk
    assert (other.locale.language_code, other.translation_key) == ("en", chinese.translation_key)
    assert [p.translation_key for p in other.parts()] == [p.translation_key for p in chinese.parts()]
    assert [i.agency_id for i in other.issuers.all()] == [i.agency_id for i in chinese.issuers.all()]
    assert set(PageTranslation.objects.values_list("state", flat=True)) == {"not_begun"}


def test_edition_with_a_figure_goes_live_with_a_data_set_of_its_own(agency, editor):
    page = paper(agency, by=editor, slug="p")
    chapter(page, figure(), by=editor, slug="one", title="一、概况")
    chinese = publish(WhitePaperPage.objects.get(pk=page.pk))

    other = publish(english_of(chinese, editor))

    assert other.live
    assert sorted(Dataset.objects.values_list("paper__slug", flat=True)) == ["p", "p-en"]
    assert len(set(Dataset.objects.values_list("key", flat=True))) == 2
    assert Dataset.objects.get(paper=chinese).key == uuid5(
        chinese.parts()[0].translation_key, str(Dataset.objects.get(paper=chinese).block)
    )


def test_chapter_added_later_is_made_in_the_edition_too(chinese, editor):
    other = begin_translation(chinese, by=editor)
    chapter(chinese, by=editor, slug="three", title="三、附录")

    begin_translation(WhitePaperPage.objects.get(pk=chinese.pk), by=editor)

    assert [p.slug for p in WhitePaperPage.objects.get(pk=other.pk).parts()] == ["one", "two", "three"]


def test_page_waits_until_it_says_how_it_was_translated(chinese, editor):
    other = begin_translation(chinese, by=editor)

    with override("zh-hans"):
        begun = other.faults()
        PageTranslation.objects.all().delete()
        unstated = WhitePaperPage.objects.get(pk=other.pk).faults()

    assert ["“一、概况”" in fault for fault in begun] == [False, True, False]
    assert len(begun) == len(unstated) == 3
    assert "没有说明翻译方式" in unstated[0]


@pytest.mark.parametrize("state", ["machine", "reviewed"])
def test_translated_page_may_go_to_review(chinese, editor, state):
    assert english_of(chinese, editor, state).faults() == []


def test_chinese_page_is_asked_for_no_translation(chinese, editor):
    assert chinese.faults() == []
    with pytest.raises(NotAllowedNow):
        set_translation_state(chinese, "reviewed", by=editor)


def test_machine_translation_is_marked_on_every_page_and_in_the_pdf(client, chinese, editor):
    client.cookies["django_language"] = "en"
    other = publish(english_of(chinese, editor, "machine"))

    pages = [client.get(f"/white-papers/p-en/{slug}").content.decode() for slug in ("", "one/", "two/")]

    assert ["translated by machine" in html for html in pages] == [True, True, True]
    assert ['lang="en"' in html for html in pages] == [True, True, True]
    assert "by machine" in paper_book(other)["translation"]


def test_editions_link_to_each_other_page_by_page(client, chinese, editor):
    publish(english_of(chinese, editor))

    there = client.get("/white-papers/p/two/").content.decode()
    back = client.get("/white-papers/p-en/two/").content.decode()

    assert 'href="/white-papers/p-en/two/"' in there
    assert 'href="/white-papers/p/two/"' in back


def test_edition_is_outdated_once_the_chinese_text_changed(client, chinese, editor):
    client.cookies["django_language"] = "en"
    publish(english_of(chinese, editor))
    one = chinese.parts()[0]
    one.body = [block("paragraph", "<p>更正后的文字。</p>")]
    one.save_revision(user=editor)

    publish(WhitePaperPage.objects.get(pk=chinese.pk))

    pages = [client.get(f"/white-papers/p-en/{slug}/").content.decode() for slug in ("one", "two")]
    assert ["has changed since" in html for html in pages] == [True, False]
    head = member(chinese.issuing_agencies()[0], RoleCode.SECTION_HEAD)
    set_translation_state(PageTranslation.objects.get(page__slug="one").page, "reviewed", by=head)
    assert "has changed since" not in client.get("/white-papers/p-en/one/").content.decode()


def test_paper_from_word_is_paired_in_order(chinese, agency, editor):
    other = paper(agency, by=editor, slug="en", locale=Locale.objects.get_or_create(language_code="en")[0])
    chapter(other, by=editor, slug="c1", title="1. Overview", locale=other.locale)

    paired = pair_translation(WhitePaperPage.objects.get(pk=other.pk), chinese, by=editor)

    assert paired.translation_key == chinese.translation_key
    assert paired.parts()[0].translation_key == chinese.parts()[0].translation_key
    assert paired.get_latest_revision_as_object().translation_key == chinese.translation_key
    assert set(PageTranslation.objects.values_list("state", flat=True)) == {"in_progress"}


def test_paper_has_one_edition_in_a_language(chinese, agency, editor):
    begin_translation(chinese, by=editor)
    other = paper(agency, by=editor, locale=Locale.objects.get(language_code="en"))

    with pytest.raises(NotAllowedNow):
        pair_translation(other, chinese, by=editor)


def test_editor_begins_an_edition_and_states_its_pages(client, chinese, editor):
    client.force_login(editor)
    client.post(reverse("pages-languages-begin", args=[chinese.pk]))
    other = WhitePaperPage.objects.get(slug="p-en")

    client.post(reverse("pages-languages-state", args=[other.parts()[0].pk]), {"state": "machine"})
    shown = client.get(reverse("pages-languages", args=[other.parts()[0].pk]))

    assert PageTranslation.objects.get(page=other.parts()[0].pk).state == "machine"
    assert "机器翻译，尚未审校" in shown.text
    assert reverse("pages-languages-state", args=[other.pk]) in shown.text


def test_others_find_no_page_of_languages(client, chinese):
    client.force_login(member(AgencyFactory(proc=True), RoleCode.EDITOR))

    assert client.get(reverse("pages-languages", args=[chinese.pk])).status_code == 404
    assert client.post(reverse("pages-languages-begin", args=[chinese.pk])).status_code == 404
    assert not PageTranslation.objects.exists()


def test_mark_of_a_public_page_goes_only_by_the_word_of_a_second_person(client, chinese, agency, editor):
    other = publish(english_of(chinese, editor, "machine"))
    page, address = other.parts()[0], "/white-papers/p-en/one/"
    client.force_login(editor)

    told = client.post(reverse("pages-languages-state", args=[page.pk]), {"state": "reviewed"}, follow=True)

    assert "由所属机关未参与撰写的处室负责人确认译文" in told.text
    assert "translated by machine" in Client(headers={"accept-language": "en"}).get(address).text
    set_translation_state(page, "reviewed", by=member(agency, RoleCode.SECTION_HEAD))
    assert "translated by machine" not in Client(headers={"accept-language": "en"}).get(address).text
    set_translation_state(page, "machine", by=editor)
    assert "translated by machine" in Client(headers={"accept-language": "en"}).get(address).text


def test_section_head_who_wrote_the_translation_does_not_vouch_for_it(chinese, agency, editor):
    other = publish(english_of(chinese, editor, "machine"))
    head, page = member(agency, RoleCode.SECTION_HEAD), other.parts()[0]
    page.save_revision(user=head)

    with pytest.raises(NotAllowedNow):
        set_translation_state(page, "reviewed", by=head)


def test_state_that_changes_during_the_review_ends_the_route(regulations, chinese, agency, editor):
    other = english_of(chinese, editor, "machine")
    submit_for_review(other, by=editor)

    set_translation_state(other.parts()[0], "machine", by=editor)
    assert Route.objects.get(page=other.pk).is_open  # said once more, nothing is another
    set_translation_state(other.parts()[0], "reviewed", by=editor)

    assert Route.objects.get(page=other.pk).void_reason == "edited"


def test_papers_of_other_agencies_are_neither_shown_nor_paired(client, agency, editor):
    foreign = paper(AgencyFactory(proc=True), title="未公开的外单位白皮书", slug="foreign")
    own = paper(agency, by=editor, title="本单位白皮书", slug="own")
    other = paper(agency, by=editor, slug="en", locale=Locale.objects.get_or_create(language_code="en")[0])
    client.force_login(editor)

    shown = client.get(reverse("pages-languages", args=[other.pk])).text
    client.post(reverse("pages-languages-pair", args=[other.pk]), {"paper": foreign.pk})

    assert ("未公开的外单位白皮书" in shown, "本单位白皮书" in shown) == (False, True)
    assert not WhitePaperPage.objects.filter(slug="en", translation_key=foreign.translation_key).exists()
    with pytest.raises(NotAllowedNow, match="由对两份白皮书都有编辑权限的编辑配对"):
        pair_translation(other, foreign, by=editor)
    assert pair_translation(other, own, by=editor).translation_key == own.translation_key
