"""Every form with which an editor begins a page opens, and a chapter written by hand is kept."""

import pytest
from django.apps import apps
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.library.models import (
    CaseIndexPage,
    ResearchIndexPage,
    ReviewedPage,
    WhitePaperChapterPage,
    WhitePaperIndexPage,
)
from cms.pages.models import HomePage, PressIndexPage, SectionPage
from shared.directory.enums import RoleCode
from tests.factories.cms import paper, proceedings
from tests.factories.directory import AgencyFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def editor(client, agency):
    user = member(agency, RoleCode.EDITOR)
    client.force_login(user)
    return user


def parents(agency, editor):
    home = HomePage.objects.get()
    section = home.add_child(instance=SectionPage(title="专题", slug="topics", live=False))
    lists = [model.objects.get() for model in (WhitePaperIndexPage, CaseIndexPage, ResearchIndexPage, PressIndexPage)]
    return [home, section, *lists, paper(agency, by=editor), proceedings(agency, by=editor)]


def test_form_of_every_page_that_an_editor_may_add_opens(client, agency, editor):
    opened = set()
    for parent in parents(agency, editor):
        for model in type(parent).creatable_subpage_models():
            if model.can_create_at(parent):
                name = f"{model._meta.app_label}/{model._meta.model_name}"
                answer = client.get(f"/editor/pages/add/{name}/{parent.pk}/")
                assert answer.status_code == 200, name
                opened.add(model)

    types = {model for model in apps.get_models() if issubclass(model, ReviewedPage) and not model.founds_the_site}
    assert opened == types


def test_chapter_written_by_hand_is_kept_below_its_paper(client, agency, editor):
    white = paper(agency, by=editor)
    form = {
        "title": "二、主要做法",
        "slug": "practice",
        "body": streamfield([("paragraph", rich_text("<p>双方会签。</p>"))]),
        "footnotes": streamfield([]),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 0},
    }

    answer = client.post(f"/editor/pages/add/library/whitepaperchapterpage/{white.pk}/", nested_form_data(form))

    made = WhitePaperChapterPage.objects.child_of(white).get()
    assert answer.status_code == 302
    assert (made.slug, made.live, made.owner) == ("practice", False, editor)
    assert "双方会签" in str(made.get_latest_revision_as_object().body)
    assert client.get(f"/editor/pages/{made.pk}/edit/").status_code == 200
