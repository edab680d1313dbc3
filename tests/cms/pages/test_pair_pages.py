"""The page “Languages” of cases, research outputs, plain and section pages, and who finds it."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.library.actions import begin_translation
from cms.library.actions.importing import locale_of
from cms.library.models import CaseIndexPage, CasePage, PageTranslation
from cms.pages.enums import EDITORIAL_GROUPS
from cms.pages.models import HomePage
from shared.directory.enums import RoleCode
from tests.factories.cms import case
from tests.factories.directory import AgencyFactory, member
from tests.factories.pairs import MAKERS, english_of, published

pytestmark = pytest.mark.django_db
OWNED = ["case", "output", "proceedings", "press"]  # those whose agencies keep others away


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def editor(agency, client):
    """Signed in, as the editor's desk knows her."""
    user = member(agency, RoleCode.EDITOR)
    client.force_login(user)
    return user


def languages(page, act=""):
    return reverse(f"pages-languages{act}", args=[page.pk])


@pytest.mark.parametrize("kind", MAKERS)
def test_editor_begins_an_edition_and_states_how_far_it_is(client, agency, editor, kind):
    page = MAKERS[kind](agency, editor)
    before = client.get(languages(page)).text
    assert ("开始英文版" in before, "无页面" in before or "—" in before) == (True, True)

    told = client.post(languages(page, "-begin"), follow=True)
    other = type(page).objects.get(locale__language_code="en")
    client.post(languages(other, "-state"), {"state": "machine"})

    assert "英文版页面已生成" in told.text
    assert PageTranslation.objects.get().state == "machine"
    for one in (page, other):
        shown = client.get(languages(one)).text
        assert reverse("wagtailadmin_pages:edit", args=[other.pk]) in shown
        assert "机器翻译，尚未审校" in shown
        assert ("开始英文版" in shown, "生成英文版缺少的页面" in shown) == (False, False)


@pytest.mark.parametrize("kind", MAKERS)
def test_form_of_the_page_leads_to_its_languages(client, agency, editor, kind):
    page = MAKERS[kind](agency, editor)

    assert languages(page) in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text


@pytest.mark.parametrize("kind", OWNED)
def test_editor_of_another_agency_finds_no_page_of_languages(client, agency, kind):
    author = member(agency, RoleCode.EDITOR)
    page = MAKERS[kind](agency, author)
    other = english_of(page, author, title="Not for others")
    PageTranslation.objects.update(state="not_begun")
    client.force_login(member(AgencyFactory(), RoleCode.EDITOR, RoleCode.SECTION_HEAD))

    for one in (page, other):
        assert client.get(languages(one)).status_code == 404
        assert client.post(languages(one, "-begin")).status_code == 404
        assert client.post(languages(one, "-state"), {"state": "reviewed"}).status_code == 404
        assert client.post(languages(one, "-pair"), {"paper": page.pk}).status_code == 404
    assert PageTranslation.objects.get().state == "not_begun"
    listed = client.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk])).text
    assert "Not for others" not in listed


def test_editor_of_another_agency_begins_nothing_of_a_public_case(client, agency):
    page = published(case(by=member(agency, RoleCode.EDITOR), agency=agency))
    client.force_login(member(AgencyFactory(), RoleCode.EDITOR))

    assert client.post(languages(page, "-begin")).status_code == 404
    assert not CasePage.objects.filter(locale__language_code="en").exists()


def test_reader_and_reviewer_without_a_right_to_edit_find_nothing(client, agency):
    page = case(by=member(agency, RoleCode.EDITOR), agency=agency)

    assert client.get(languages(page)).status_code == 302  # to sign in
    client.force_login(member(agency, RoleCode.LEGAL_OFFICER))
    assert client.get(languages(page)).status_code in {302, 403, 404}
    assert client.post(languages(page, "-begin")).status_code in {302, 403, 404}
    assert CasePage.objects.count() == 1
    assert Group.objects.filter(name__in=EDITORIAL_GROUPS.values()).exists()


def test_title_of_a_translation_that_went_to_another_agency_is_not_shown(client, agency, editor):
    page = case(by=editor, agency=agency)
    other = english_of(page, editor, title="Theirs alone")
    CasePage.objects.filter(pk=other.pk).update(agency=AgencyFactory())

    shown = client.get(languages(page)).text

    assert ("Theirs alone" in shown, "其他机关的页面" in shown) == (False, True)
    assert languages(other, "-state") not in shown


def test_case_from_word_is_paired_with_a_chinese_one_of_the_editor(client, agency, editor):
    own = case(by=editor, agency=agency, title="本单位的案例")
    foreign = case(by=editor, agency=AgencyFactory(), title="外单位的草稿")
    other = case(by=editor, agency=agency, title="From Word", locale=locale_of("en"))

    shown = client.get(languages(other)).text
    refused = client.post(languages(other, "-pair"), {"paper": foreign.pk}, follow=True)
    client.post(languages(other, "-pair"), {"paper": own.pk})

    assert ("本单位的案例" in shown, "外单位的草稿" in shown) == (True, False)
    assert "请选择尚无该语言版本的中文页面" in refused.text
    assert CasePage.objects.get(pk=other.pk).translation_key == own.translation_key


def test_indexes_and_the_front_door_have_no_page_of_languages(client, editor):
    for page in (HomePage.objects.get(), CaseIndexPage.objects.get()):
        assert client.get(languages(page)).status_code == 404
        assert client.post(languages(page, "-begin")).status_code == 404


def test_translation_is_begun_from_its_original_alone(client, agency, editor):
    other = begin_translation(case(by=editor, agency=agency), by=editor)

    told = client.post(languages(other, "-begin"), follow=True)

    assert "请从中文页面开始" in told.text
    assert CasePage.objects.count() == 2


def test_page_of_languages_costs_the_same_for_every_kind(client, agency, editor, django_assert_max_num_queries):
    for make in MAKERS.values():
        page = make(agency, editor)
        english_of(page, editor)
        client.get(languages(page))
        with django_assert_max_num_queries(25):
            client.get(languages(page))


def test_choice_of_a_page_to_pair_with_costs_the_same_for_one_and_three(
    client, agency, editor, django_assert_max_num_queries
):
    other = case(by=editor, agency=agency, title="From Word", locale=locale_of("en"))

    def cost():
        case(by=editor, agency=agency)
        client.get(languages(other))
        with django_assert_max_num_queries(25) as asked:
            client.get(languages(other))
        return len(asked)

    assert len({cost(), cost(), cost()}) == 1


def test_form_of_an_english_case_keeps_the_number_of_its_pair(client, agency, editor):
    page = case("guiding", by=editor, agency=agency, case_number="检例第7号")
    other = begin_translation(page, by=editor)

    shown = client.get(reverse("wagtailadmin_pages:edit", args=[other.pk]))

    assert shown.status_code == 200
    assert 'value="检例第7号"' in shown.text


def sent(client, page, **changes):
    """What the form of a case sends back, with these changes."""
    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]
    fields = {name: form[name].value() for name in form.fields if name not in {"sections", "comments"}}
    kept = {name: "" if value in (None, False) else value for name, value in fields.items()}
    sections = [("section", {"name": s.value["name"], "text": rich_text(str(s.value["text"]))}) for s in page.sections]
    rows = {"sections": streamfield(sections), "joint_issuers": inline_formset([]), "comments": inline_formset([])}
    data = nested_form_data(kept | rows | changes)
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data, follow=True)


def test_form_saves_an_english_case_with_the_number_of_its_pair_and_with_no_other(client, agency, editor):
    page = case("guiding", by=editor, agency=agency, case_number="检例第7号")
    case("guiding", by=editor, agency=agency, case_number="检例第8号")
    other = begin_translation(page, by=editor)

    sent(client, other, title="Case seven")
    refused = sent(client, other, title="Case eight", case_number="检例第8号")

    assert "该案例编号已被使用" in refused.text
    saved = CasePage.objects.get(pk=other.pk).get_latest_revision_as_object()
    assert (saved.title, saved.case_number) == ("Case seven", "检例第7号")
