"""Attempts to publish without the route: every way, as three kinds of people, and with the triggers alone."""

import datetime as dt
import json
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import APIToken, Page, Revision, TaskState

from cms.library.actions import publish_reviewed, submit_for_review
from cms.library.models import CaseIndexPage, CasePage
from cms.library.models.review import ReviewedTester
from cms.release.actions import launch_release, release_route
from cms.release.enums import PermitKind, ReleaseState, RouteKind, Step
from cms.release.models import Permit, Release, ReleaseItem, Route, RouteItem
from cms.release.triggers import drop, install
from shared.audit.actions import NotAllowedNow
from tests.cms.release.conftest import open_python
from tests.factories.directory import UserFactory
from tests.factories.release import reviewed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
REFUSED = (PermissionDenied, DatabaseError, NotAllowedNow)


def revision_publish(page, user):
    page.get_latest_revision().publish(user=user, skip_permission_checks=True)


def page_publish(page, user):
    page.publish(page.get_latest_revision(), user=user, skip_permission_checks=True)


def action_of_the_admin(page, user):
    action = PublishPageRevisionAction(page.get_latest_revision(), user=user)
    action.execute(skip_permission_checks=True)


def save_live(page, user):
    page = CasePage.objects.get(pk=page.pk)
    page.live, page.title = True, "未经送审"
    page.save()


def save_base_class(page, user):
    page = Page.objects.get(pk=page.pk)
    page.live, page.title = True, "未经送审"
    page.save()


def queryset_update(page, user):
    CasePage.objects.filter(pk=page.pk).update(live=True, title="未经送审")


def raw_sql(page, user):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET live = %s, title = 'x' WHERE id = %s", [True, page.pk])


def swap_of_the_live_revision(page, user):
    Page.objects.filter(pk=page.pk).update(live=True, live_revision=page.get_latest_revision())


def schedule(page, user):
    moment = timezone.now() - dt.timedelta(minutes=1)
    page.go_live_at = moment
    revision = page.save_revision(user=user)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=moment)
    call_command("publish_scheduled", verbosity=0)
    page = Page.objects.get(pk=page.pk)
    if not page.live or page.title == "已审查的案例":
        raise PermissionDenied("the clock has refused it, and gone on")


def copy_that_stays_live(page, user):
    action = CopyPageAction(
        Page.objects.get(pk=page.pk).specific,
        to=CaseIndexPage.objects.get(),
        update_attrs={"slug": f"copy-{uuid.uuid4().hex[:6]}", "live": True},
        keep_live=True,
        user=user,
    )
    action.execute(skip_permission_checks=True)
    Page.objects.filter(slug__startswith="copy-").update(live=True)


def alias(page, user):
    parent = CaseIndexPage.objects.get()
    CreatePageAliasAction(page, parent=parent, update_slug="alias", user=user).execute(skip_permission_checks=True)


def workflow_finish(page, user):
    state = submit_for_review(page, by=user) if page.specific.change_faults() == [] else None
    if state is None:
        raise NotAllowedNow("no note")
    state.finish(user=user)


def workflow_without_steps(page, user):
    workflow = page.get_workflow()
    workflow.workflow_tasks.exclude(task__name__startswith="一审").delete()
    page.change_note = "更正。"
    page.save_revision(user=user)
    submit_for_review(page, by=user)
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS, workflow_state__object_id=str(page.pk))
    TaskState.objects.filter(pk=state.pk).update(status=TaskState.STATUS_APPROVED)
    state.workflow_state.update(user=user)


def cancel_and_restart(page, user):
    page.change_note = "更正。"
    page.save_revision(user=user)
    first = submit_for_review(page, by=user)
    first.cancel(user=user)
    second = CasePage.objects.get(pk=page.pk).get_workflow().start(page, user)
    publish_reviewed(second, by=user)


def forged_permit(page, user):
    Permit.objects.create(
        page_id=page.pk, kind=PermitKind.RELEASE, route=forged_route(page), revision=page.latest_revision
    )


def forged_route(page):
    route = Route.objects.create(page_id=page.pk, digest="0" * 64, kind=RouteKind.FOUNDING)
    RouteItem.objects.create(route=route, page_id=page.pk, revision=page.latest_revision, digest="0" * 64)
    return route


def founding(page, user):
    release_route(forged_route(page), by=user)


def asked_of_the_api(user, method, path, **body):
    """Wagtail's API v3 with a token of the user."""
    _row, token = APIToken.create_token(user=user, name="test")
    with override_settings(ROOT_URLCONF="tests.cms.release.api_urls"):
        response = Client().generic(
            method,
            f"/api/v3/pages/{path}",
            json.dumps(body),
            content_type="application/json",
            headers={"authorization": f"Bearer {token}"},
        )
    if response.status_code == 403:
        raise PermissionDenied(response.content.decode())


def api_publish(page, user):
    asked_of_the_api(user, "POST", f"{page.pk}/actions/publish/")


def api_edit_and_publish(page, user):
    asked_of_the_api(
        user, "PATCH", f"{page.pk}/", title="未经送审", meta={"type": "library.CasePage", "action": "publish"}
    )


def api_create_and_publish(page, user):
    meta = {"type": "library.CasePage", "parent_id": page.get_parent().pk, "action": "publish"}
    asked_of_the_api(user, "POST", "", title="未经送审", slug="by-api", meta=meta)


def bundle(page, user):
    """A release whose minute has come, confirmed by whoever, with a page that lacks its route."""
    by = user or UserFactory()
    kept = {"made_by": by, "confirmed_by": by, "state": ReleaseState.CONFIRMED}
    release = Release.objects.create(title="发布", planned_at=timezone.now(), **kept)
    ReleaseItem.objects.create(release=release, page_id=page.pk, added_by=by)
    if not launch_release(release):
        release.refresh_from_db()
        raise NotAllowedNow(release.held_reason)


WAYS = [
    revision_publish, page_publish, action_of_the_admin, save_live, save_base_class, queryset_update, raw_sql,
    swap_of_the_live_revision, schedule, copy_that_stays_live, alias, workflow_finish, workflow_without_steps,
    cancel_and_restart, forged_permit, founding, bundle, api_publish, api_edit_and_publish, api_create_and_publish,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_draft_does_not_go_live_by_any_other_way(way, draft, person):
    before = set(Page.objects.filter(live=True).values_list("pk", flat=True))

    with pytest.raises(REFUSED), transaction.atomic():
        way(draft, person)

    assert set(Page.objects.filter(live=True).values_list("pk", flat=True)) == before


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_public_page_does_not_change_by_any_other_way(way, public, person):
    with pytest.raises(REFUSED), transaction.atomic():
        way(public, person)

    page = CasePage.objects.get(pk=public.pk)
    assert (page.live, page.title) == (True, "已审查的案例")
    assert Page.objects.filter(live=True, depth=4).count() == 1


def test_ways_do_go_through_where_no_gate_stands(monkeypatch, draft):
    """The control: each attempt fails for the gate, not for a reason of its own."""
    open_python(monkeypatch)
    drop(connection)
    for way in (revision_publish, page_publish, action_of_the_admin, save_live, queryset_update, raw_sql):
        with transaction.atomic():
            way(draft, None)
            assert Page.objects.get(pk=draft.pk).live
            transaction.set_rollback(True)
    monkeypatch.setattr(ReviewedTester, "can_publish", lambda self: True)
    for way in (api_publish, api_edit_and_publish):
        with transaction.atomic():
            way(draft, UserFactory(is_superuser=True))
            assert Page.objects.get(pk=draft.pk).live
            transaction.set_rollback(True)
    install(connection)


@pytest.mark.parametrize("step", [Step.SECRECY, Step.FIRST, Step.SIGN, Step.PROOF_DATES])
def test_route_without_one_step_releases_nothing(step, layer, draft):
    route = reviewed(draft, without={step})

    with pytest.raises(REFUSED), transaction.atomic():
        release_route(route, by=None)
    with pytest.raises(REFUSED), transaction.atomic():
        Permit.objects.create(page_id=draft.pk, kind=PermitKind.RELEASE, route=route, revision=draft.latest_revision)

    assert not CasePage.objects.get(pk=draft.pk).live


def test_edit_after_clearance_voids_it(layer, draft, author):
    route = reviewed(draft)
    draft.title = "悄悄改过"
    draft.save_revision(user=author)

    with pytest.raises(REFUSED), transaction.atomic():
        release_route(Route.objects.get(pk=route.pk), by=None)
    assert Route.objects.get(pk=route.pk).void_reason == "edited"


def test_revision_made_behind_the_back_of_the_page_keeps_it_from_the_public(layer, draft):
    route = reviewed(draft)
    latest = draft.get_latest_revision()
    Revision.objects.create(
        content_type=latest.content_type,
        base_content_type=latest.base_content_type,
        object_id=latest.object_id,
        content=latest.content,
    )

    with pytest.raises(REFUSED), transaction.atomic():
        release_route(route, by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Permit.objects.create(page_id=draft.pk, kind=PermitKind.RELEASE, route=route, revision=latest)
