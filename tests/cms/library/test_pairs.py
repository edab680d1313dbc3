"""Pages of every kind in two languages: begun as a draft that says the same, with its state, and shown as a pair."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from wagtail.models import Page

from cms.library.actions import begin_translation, pair_translation, set_translation_state, submit_for_review
from cms.library.actions.importing import locale_of
from cms.library.models import (
    CaseIndexPage,
    CaseIssuer,
    CasePage,
    Citation,
    PageFinding,
    PageTranslation,
    ResearchOutputPage,
    Scheme,
    SchemeBatch,
    SchemeSection,
)
from cms.library.permissions import within_reach
from cms.release.models import Route
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from tests.factories.cms import block, case, output, proceedings
from tests.factories.directory import AgencyFactory, RegionFactory, UserFactory, member
from tests.factories.laws import import_laws
from tests.factories.pairs import MAKERS, english_of, plain, published
from tests.factories.release import put_live

pytestmark = pytest.mark.django_db
ENGLISH = {"headers": {"accept-language": "en"}}


@pytest.fixture
def agency():
    return AgencyFactory(proc=True, name="示例市人民检察院", name_en="Example City Procuratorate")


@pytest.fixture
def editor(agency):
    return member(agency, RoleCode.EDITOR)


@pytest.fixture
def original(agency, editor):
    return put_live(case(by=editor, agency=agency, slug="zhou", title="周某某案", summary="一句话。"))


KINDS = pytest.mark.parametrize("kind", MAKERS)


@KINDS
def test_edition_is_begun_once_as_a_draft_of_whoever_begins_it(agency, editor, kind):
    page = MAKERS[kind](agency, editor)
    other_editor = member(agency, RoleCode.EDITOR)

    other = begin_translation(page, by=other_editor)
    again = begin_translation(type(page).objects.get(pk=page.pk), by=editor)

    assert again.pk == other.pk
    assert (other.locale.language_code, other.translation_key) == ("en", page.translation_key)
    assert (other.owner, other.live, other.title, other.slug) == (other_editor, False, page.title, f"{page.slug}-en")
    assert other.get_parent().pk == page.get_parent().pk
    assert other.agency_paths() == page.agency_paths()
    assert PageTranslation.objects.get().state == "not_begun"
    assert not page.live


@KINDS
def test_translation_waits_until_it_says_how_it_was_translated(regulations, agency, editor, kind):
    other = begin_translation(MAKERS[kind](agency, editor), by=editor)

    with pytest.raises(NotAllowedNow, match="尚未译完"):
        submit_for_review(other, by=editor)
    PageTranslation.objects.all().delete()
    with pytest.raises(NotAllowedNow, match="没有说明翻译方式"):
        submit_for_review(other, by=editor)
    set_translation_state(other, "machine", by=editor)

    submit_for_review(other, by=editor)
    assert Route.objects.get(page=other.pk).is_open


def test_case_is_copied_with_all_that_hangs_on_it(agency, editor):
    joint, region = AgencyFactory(), RegionFactory()
    page = case(
        "guiding", by=editor, agency=agency, region=region, case_number="检例第7号", batch="第一批",
        procedure="civil", cause="侵害发明专利权纠纷", keywords="专利、鉴定", published_on=dt.date(2026, 3, 9),
        change_note="不该带走的说明",
    )  # fmt: skip
    page.joint_issuers = [CaseIssuer(agency=joint)]
    page.save_revision(user=editor)

    other = CasePage.objects.get(pk=begin_translation(page, by=editor).pk)

    same = ["scheme", "case_number", "adopted_on", "batch", "year", "ip_subject", "procedure", "cause", "keywords"]
    assert [getattr(other, name) for name in same] == [getattr(page, name) for name in same]
    assert (other.region, other.agency) == (region, agency)
    assert [row.agency for row in other.joint_issuers.all()] == [joint]
    assert other.sections.get_prep_value() == page.sections.get_prep_value()
    assert (other.published_on, other.change_note, other.language) == (None, "", "en")
    assert not CasePage.objects.get(pk=page.pk).joint_issuers.exists()  # of a draft: the row follows its release


def test_research_output_is_copied_with_authors_and_without_open_points(agency, editor):
    volume = proceedings(agency, by=editor)
    page = output(("林某", agency), ("", agency), of=volume, by=editor, number=3, remarks="字数超出", source_key="P-7")

    other = ResearchOutputPage.objects.get(pk=begin_translation(page, by=editor).pk)

    assert [(row.name, row.agency) for row in other.authors.all()] == [("林某", agency), ("", agency)]
    assert (other.number, other.abstract, other.topic) == (3, page.abstract, "商业秘密")
    assert (other.remarks, other.source_key) == ("", "")
    assert ResearchOutputPage.objects.get(pk=page.pk).authors.count() == 2


def test_newest_draft_is_what_is_copied(original, editor):
    original.title = "改过的标题"
    original.save_revision(user=editor)

    assert begin_translation(original, by=editor).title == "改过的标题"
    assert CasePage.objects.get(pk=original.pk).title == "周某某案"


def test_translation_is_translated_no_further(original, editor):
    other = begin_translation(original, by=editor)

    with pytest.raises(NotAllowedNow, match="请从中文页面开始"):
        begin_translation(other, by=editor)
    with pytest.raises(NotAllowedNow, match="没有自己的其他语言版本"):
        begin_translation(CaseIndexPage.objects.get(), by=editor)


def test_second_of_two_who_begin_at_the_same_moment_is_told(original, editor):
    first = plain(editor, locale=locale_of("en"))
    Page.objects.filter(pk=first.pk).update(translation_key=original.translation_key)  # written after the look for it

    with pytest.raises(NotAllowedNow, match="此刻已有他人开始了这一译文"):
        begin_translation(original, by=editor)
    assert CasePage.objects.count() == 1


def test_case_that_names_no_agency_is_not_handed_to_those_of_whoever_translates_it(agency, editor):
    page = case(by=editor)

    with pytest.raises(NotAllowedNow, match="请先填写该页面的机关"):
        begin_translation(page, by=UserFactory(is_superuser=True))
    assert list(CasePage.objects.values_list("pk", flat=True)) == [page.pk]


def test_draft_of_a_translation_is_beyond_the_reach_of_other_agencies(original, agency, editor):
    other = english_of(original, editor, title="Case of a secret recipe")
    stranger = member(AgencyFactory(), RoleCode.EDITOR, RoleCode.SECTION_HEAD)

    def seen(user):
        return set(Page.objects.filter(within_reach(user)).values_list("pk", flat=True)) & {original.pk, other.pk}

    assert seen(editor) == {original.pk, other.pk}
    assert seen(stranger) == {original.pk}
    assert not other.permissions_for_user(stranger).can_edit()


def test_scanner_guards_the_translation(original, editor):
    text = "<p>The defendant's telephone was 138 0013 8000.</p>"
    names = [one.value["name"] for one in original.sections]
    sections = [block("section", {"name": name, "text": text}) for name in names[:1]]
    sections += [block("section", {"name": name, "text": "<p>Text.</p>"}) for name in names[1:]]

    other = english_of(original, editor, sections=sections)

    assert [row.kind for row in PageFinding.objects.filter(page=other.pk)] == ["mobile"]
    with pytest.raises(NotAllowedNow, match="脱敏"):
        submit_for_review(other, by=editor)


@pytest.fixture
def numbered(agency, editor):
    return case("guiding", by=editor, agency=agency, case_number="检例第7号", slug="seven")


def test_pair_shares_its_number(numbered, editor):
    other = begin_translation(numbered, by=editor)
    other.full_clean()
    other.case_number = "检例第8号"

    with pytest.raises(ValidationError, match="译文的案例编号与中文案例相同：检例第7号"):
        other.full_clean()


def test_no_other_case_has_the_number_in_whatever_language(numbered, editor):
    for language in ("zh-hans", "en"):
        stray = case("guiding", by=editor, locale=locale_of(language))
        stray.case_number, stray.adopted_on = "检例第7号", numbered.adopted_on
        with pytest.raises(ValidationError, match="该案例编号已被使用"):
            stray.full_clean()


def test_database_keeps_a_number_once_for_each_language(numbered, editor):
    begin_translation(numbered, by=editor)

    for language in ("zh-hans", "en"):
        stray = case("guiding", by=editor, locale=locale_of(language))
        with pytest.raises(IntegrityError), transaction.atomic():
            CasePage.objects.filter(pk=stray.pk).update(case_number="检例第7号")


def test_number_given_after_the_translation_was_begun_is_the_number_of_both(agency, editor):
    page = case("guiding", by=editor, agency=agency)
    other = begin_translation(page, by=editor)
    page.case_number, page.adopted_on = "检例第9号", dt.date(2026, 3, 2)
    page.save()

    other.full_clean()  # it may go without a number
    other.case_number, other.adopted_on = "检例第9号", dt.date(2026, 3, 2)
    other.full_clean()
    other.save()

    assert list(CasePage.objects.order_by("pk").values_list("case_number", "language")) == [
        ("检例第9号", "zh-hans"), ("检例第9号", "en")
    ]  # fmt: skip


def test_case_from_word_is_paired_by_an_editor_of_both(original, agency, editor):
    other = case(by=editor, agency=agency, slug="word", locale=locale_of("en"))
    foreign = case(by=editor, agency=AgencyFactory(), slug="foreign")

    with pytest.raises(NotAllowedNow, match="由对两个页面都有编辑权限的编辑配对"):
        pair_translation(other, foreign, by=editor)
    with pytest.raises(NotAllowedNow, match="同类"):
        pair_translation(other, plain(editor), by=UserFactory(is_superuser=True))

    assert pair_translation(other, original, by=editor).translation_key == original.translation_key
    assert PageTranslation.objects.get(page=other.pk).state == "in_progress"


def test_pages_link_to_each_other_and_say_their_language(client, original, editor):
    other = english_of(original, editor, "machine", title="The Zhou case")
    assert "English edition" not in client.get("/cases/zhou/").text
    published(other)

    there, back = client.get("/cases/zhou/").text, client.get("/cases/zhou-en/").text

    assert '<a href="/cases/zhou-en/" lang="en" hreflang="en">English edition</a>' in there
    assert '<a href="/cases/zhou/" lang="zh-Hans" hreflang="zh-Hans">中文版</a>' in back
    assert '<article class="read" lang="zh-Hans">' in there
    assert '<article class="read" lang="en">' in back
    assert '<h1 class="serif papername" lang="en">The Zhou case</h1>' in back
    assert "本页为机器翻译" in back
    assert '"inLanguage": "en"' in back
    assert "translated by machine" in Client(**ENGLISH).get("/cases/zhou-en/").text


@KINDS
def test_every_kind_shows_its_pair_and_its_mark_in_few_queries(
    client, agency, editor, kind, django_assert_max_num_queries
):
    page = published(MAKERS[kind](agency, editor))
    other = published(english_of(page, editor, "machine", title="In English"))
    pages = {one.pk: client.get(one.url).text for one in (page, other)}

    assert f'<a href="{other.url}" lang="en"' in pages[page.pk]
    assert f'<a href="{page.url}" lang="zh-Hans"' in pages[other.pk]
    assert ["本页为机器翻译" in pages[one.pk] for one in (page, other)] == [False, True]
    with django_assert_max_num_queries(12):
        client.get(other.url)


def test_sections_of_an_english_case_have_english_headings(client, agency, editor):
    page = published(case("guiding", by=editor, agency=agency, slug="guide"))
    published(english_of(page, editor))
    own = SchemeSection.objects.filter(scheme__code="local", name="办理思路")
    own.update(name_en="")
    local = published(case("local", by=editor, agency=agency, slug="local"))
    published(english_of(local, editor))

    english, mixed = client.get("/cases/guide-en/").text, client.get("/cases/local-en/").text

    assert '<h2 id="s-1">Keywords</h2>' in english
    assert "How the procuratorate performed its duties" in english
    assert "办理思路" in mixed  # no English name yet: the Chinese one stands
    assert '<h2 id="s-1">关键词</h2>' in Client(**ENGLISH).get("/cases/guide/").text


def test_keywords_of_an_english_case_are_of_several_words(agency, editor):
    page = case(by=editor, agency=agency, keywords="商业秘密 鉴定", title="甲")
    other = begin_translation(page, by=editor)
    other.keywords = "trade secret; expert opinion, network evidence"

    assert page.keyword_list == ["商业秘密", "鉴定"]
    assert other.keyword_list == ["trade secret", "expert opinion", "network evidence"]


def test_english_case_rests_on_the_provisions_of_the_chinese_one(client, agency, editor):
    import_laws()
    text = "<p>依照《标志法》第三条处理。</p>"
    names = [one.value["name"] for one in case(agency=agency).sections]
    page = case(
        by=editor, agency=agency, slug="mark",
        sections=[block("section", {"name": name, "text": text}) for name in names],
    )  # fmt: skip
    published(page)
    words = [block("section", {"name": name, "text": "<p>Under the Trademark Law.</p>"}) for name in names]
    other = published(english_of(page, editor, sections=words))

    assert Citation.objects.filter(page=other.pk).count() == 0
    assert [row.article.name for row in other.provisions()] == ["第三条"]
    assert 'id="provisions"' in client.get("/cases/mark-en/").text


def test_authors_agencies_are_printed_in_the_language_of_the_page(client, agency, editor):
    page = published(output(("林某", agency), by=editor, slug="paper"))
    other = published(english_of(page, editor, title="A paper"))

    assert page.byline == [{"name": "林某", "agency": "示例市人民检察院"}]
    assert other.byline == [{"name": "林某", "agency": "Example City Procuratorate"}]
    assert "Example City Procuratorate" in client.get("/research/paper-en/").text


def test_translation_is_outdated_once_the_chinese_text_is_published_anew(client, original, agency, editor):
    other = published(english_of(original, editor))
    address, words = "/cases/zhou-en/", "本页译出后中文文本已有修改"
    assert words not in client.get(address).text
    original.summary, original.change_note = "改过的一句话。", "更正摘要。"
    original.save_revision(user=editor)
    assert words not in client.get(address).text  # a draft is no new text yet

    published(original)

    assert words in client.get(address).text
    head = member(agency, RoleCode.SECTION_HEAD)
    set_translation_state(other, "reviewed", by=head)
    assert words not in client.get(address).text


def test_public_mark_goes_only_by_the_word_of_a_second_person(original, agency, editor):
    other = published(english_of(original, editor, "machine"))
    strange = member(AgencyFactory(), RoleCode.SECTION_HEAD)

    for by in (editor, strange):
        with pytest.raises(NotAllowedNow, match="未参与撰写的处室负责人"):
            set_translation_state(other, "reviewed", by=by)
    head = member(agency, RoleCode.SECTION_HEAD)
    assert set_translation_state(other, "reviewed", by=head).state == "reviewed"


def test_state_that_changes_during_the_review_ends_the_route(regulations, original, editor):
    other = english_of(original, editor, "machine")
    submit_for_review(other, by=editor)
    set_translation_state(other, "machine", by=editor)
    assert Route.objects.get(page=other.pk).is_open

    set_translation_state(other, "reviewed", by=editor)

    assert Route.objects.get(page=other.pk).void_reason == "edited"


def test_batch_is_kept_and_named_in_english(client, agency, editor):
    page = case("guiding", by=editor, agency=agency, batch="第一批", slug="b")
    SchemeBatch.objects.filter(scheme=Scheme.objects.get(code="guiding")).update(name_en="First batch")
    published(page)
    published(english_of(page, editor))

    assert "First batch" in Client(**ENGLISH).get("/cases/b-en/").text
