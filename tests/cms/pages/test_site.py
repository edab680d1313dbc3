import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.pages.actions import set_up_site
from cms.pages.enums import EDITORIAL_GROUPS
from cms.pages.models import HomePage, PlainPage
from cms.pages.permissions import RolesBackend
from shared.directory.enums import RoleCode
from tests.factories.cms import block, case
from tests.factories.directory import AgencyFactory, RoleAssignmentFactory, UserFactory, member
from tests.factories.release import put_live

pytestmark = pytest.mark.django_db


def everything():
    return (
        list(Page.objects.order_by("path").values_list("path", "url_path", "title")),
        Group.objects.count(),
        GroupPagePermission.objects.count(),
        Workflow.objects.count(),
    )


def test_site_stands_after_the_migrations():
    sections = ["/home/white-papers/", "/home/cases/", "/home/research/", "/home/press/"]
    assert [p.url_path for p in Page.objects.order_by("path")] == ["/", "/home/", *sections]
    assert HomePage.objects.get().get_workflow().name == "送审"
    assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()


def test_second_set_up_changes_nothing():
    before = everything()

    set_up_site()

    assert everything() == before


@pytest.mark.parametrize("role", [r for r in RoleCode if r not in EDITORIAL_GROUPS])
def test_other_roles_do_not_enter_the_editor(client, role):
    client.force_login(member(AgencyFactory(), role))

    assert client.get("/editor/", follow=True).status_code == 403


@pytest.mark.parametrize("role", [RoleCode.EDITOR, RoleCode.SECTION_HEAD])
def test_editorial_roles_enter_the_editor(client, role):
    client.force_login(member(AgencyFactory(), role))

    assert client.get("/editor/").status_code == 200


def test_editor_writes_but_has_no_publish_button(client):
    agency = AgencyFactory(proc=True)
    user = member(agency, RoleCode.EDITOR)
    page = case(by=user, agency=agency)
    client.force_login(user)

    html = client.get(f"/editor/pages/{page.pk}/edit/").content.decode()

    assert 'name="action-publish"' not in html
    assert "送审" in html


def test_editor_who_posts_the_publish_button_publishes_nothing(client):
    agency = AgencyFactory(proc=True)
    user = member(agency, RoleCode.EDITOR)
    page = case(by=user, agency=agency)
    client.force_login(user)

    form = {"title": "已改", "slug": page.slug, "scheme": page.scheme, "year": "2026", "sections": streamfield([])}
    form["joint_issuers"] = inline_formset([])
    client.post(f"/editor/pages/{page.pk}/edit/", {**nested_form_data(form), "action-publish": "1"})

    page.refresh_from_db()
    assert page.get_latest_revision().content["title"] == "已改"
    assert not page.live


def test_editor_of_another_agency_cannot_edit(client):
    page = case(agency=AgencyFactory(proc=True))
    client.force_login(member(AgencyFactory(), RoleCode.EDITOR))

    answer = client.get(f"/editor/pages/{page.pk}/edit/")

    assert answer.status_code in {302, 403}


def test_ended_role_closes_the_editor_at_once(client):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    user = UserFactory()
    grant = RoleAssignmentFactory(user=user, role=RoleCode.EDITOR)
    client.force_login(user)
    assert client.get("/editor/").status_code == 200
    assert user.groups.count() == 1

    grant.valid_to = yesterday
    grant.save()

    assert client.get("/editor/").status_code in {302, 403}
    assert user.groups.count() == 0


def test_anonymous_visitor_is_sent_to_sign_in(client):
    assert client.get("/editor/").status_code == 302
    assert not RolesBackend().has_perm(AnonymousUser(), "wagtailadmin.access_admin")


def test_backend_answers_one_question_only():
    user = member(AgencyFactory(), RoleCode.EDITOR)

    assert RolesBackend().has_perm(user, "wagtailadmin.access_admin")
    assert not RolesBackend().has_perm(user, "auth.add_group")
    assert not RolesBackend().has_perm(user, "wagtailadmin.access_admin", obj=user)


def test_home_page_shows_the_newest_cases(client):
    case(live=True, title="茶叶案")

    html = client.get("/").content.decode()

    assert "茶叶案" in html
    assert client.get("/nothing/here/").status_code == 404


def test_plain_page_is_drawn(client):
    home = HomePage.objects.get()
    text = [block("paragraph", "<p>由双方共建。</p>")]
    page = home.add_child(instance=PlainPage(title="关于本站", slug="about", body=text, live=False))
    page.save_revision()
    put_live(page)

    assert "由双方共建。" in client.get("/about/").content.decode()
