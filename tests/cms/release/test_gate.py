"""Attempts to publish without the route: every way, as three kinds of people, and with the triggers alone."""

import datetime as dt
import uuid
from contextlib import nullcontext

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page, Revision, TaskState

from cms.library.actions import publish_reviewed, submit_for_review
from cms.library.models import CaseIndexPage, CasePage, PaperIssuer, WhitePaperChapterPage, WhitePaperPage
from cms.release import checks
from cms.release.actions import decide, release_route
from cms.release.enums import PermitKind, RouteKind, Step
from cms.release.models import Decision, Permit, Route, RouteItem, Signature, gated
from cms.release.triggers import drop, install, missing, triggers
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from tests.factories.cms import block, case, chapter, event, paper
from tests.factories.directory import AgencyFactory, UserFactory, member
from tests.factories.release import agree, put_live, reviewed, reviewers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
REFUSED = (PermissionDenied, DatabaseError, NotAllowedNow)


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def author(agency):
    return member(agency, RoleCode.EDITOR)


@pytest.fixture(params=["editor", "section head", "superuser", "superuser, triggers alone"])
def person(request, agency, monkeypatch):
    if request.param == "superuser, triggers alone":
        open_python(monkeypatch)
    if request.param.startswith("superuser"):
        return UserFactory(is_superuser=True)
    return member(agency, RoleCode.EDITOR if request.param == "editor" else RoleCode.SECTION_HEAD)


def open_python(monkeypatch):
    """With the guard of Python away, what is left to refuse is in the database."""
    monkeypatch.setattr(gated, "guard", lambda page, update_fields=None: nullcontext())


@pytest.fixture
def draft(agency, author):
    return case(by=author, agency=agency, title="未审查的案例")


@pytest.fixture
def public(agency, author):
    """A public case with a newer draft that nobody has reviewed."""
    page = case(by=author, agency=agency, live=True, title="已审查的案例")
    page.title = "改过的标题"
    page.save_revision(user=author)
    return CasePage.objects.get(pk=page.pk)


@pytest.fixture(params=["both layers", "triggers alone"])
def layer(request, monkeypatch):
    if request.param == "triggers alone":
        open_python(monkeypatch)


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


WAYS = [
    revision_publish, page_publish, action_of_the_admin, save_live, save_base_class, queryset_update, raw_sql,
    swap_of_the_live_revision, schedule, copy_that_stays_live, alias, workflow_finish, workflow_without_steps,
    cancel_and_restart, forged_permit, founding,
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


def test_frozen_revision_cannot_be_rewritten(draft):
    reviewed(draft)

    with pytest.raises(DatabaseError, match="gate_revision_u"), transaction.atomic():
        Revision.objects.filter(pk=draft.latest_revision_id).update(content={"title": "另一个"})


def test_autosave_does_not_overwrite_a_frozen_revision(draft, author):
    route = reviewed(draft)
    frozen = draft.get_latest_revision()

    made = draft.save_revision(user=author, overwrite_revision=frozen)

    assert made.pk != frozen.pk
    assert Route.objects.get(pk=route.pk).void_reason == "edited"


def test_records_are_neither_changed_nor_deleted(draft):
    route = reviewed(draft)
    attempts = [
        lambda: Decision.objects.filter(route=route).update(verdict="return", comment="x"),
        lambda: Decision.objects.filter(route=route).delete(),
        lambda: RouteItem.objects.filter(route=route).update(digest="0" * 64),
        lambda: Signature.objects.filter(route=route).update(signer_name="别人"),
        lambda: Signature.objects.filter(route=route)._raw_delete("default"),
        lambda: Route.objects.filter(pk=route.pk).update(digest="0" * 64),
        lambda: Route.objects.filter(pk=route.pk)._raw_delete("default"),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_ended_route_is_not_opened_again(draft):
    route = reviewed(draft)
    release_route(route, by=None)

    with pytest.raises(DatabaseError, match="gate_route_u"), transaction.atomic():
        Route.objects.filter(pk=route.pk).update(used_at=None)
    with pytest.raises(NotAllowedNow):
        release_route(route, by=None)


def test_database_knows_authors_and_former_reviewers(draft, author):
    route = reviewed(draft, without={Step.SECOND, Step.SECRECY})
    route.authors.create(user=author)
    reviewer = route.decisions.get(step=Step.LEGAL).reviewer

    for who, step in [(author, Step.SECRECY), (reviewer, Step.SECRECY)]:
        with pytest.raises(DatabaseError), transaction.atomic():
            Decision.objects.create(route=route, digest=route.digest, step=step, verdict="agree", reviewer=who)


def test_former_reviewer_of_the_same_text_takes_no_other_step_on_a_new_route(agency, author):
    page = case(by=author, agency=agency)
    people = reviewers(agency)
    submit_for_review(page, by=author).cancel(user=author)
    first = Route.objects.open().get(page=page.pk)
    decide(first, step=Step.FIRST, by=people[Step.FIRST])
    submit_for_review(CasePage.objects.get(pk=page.pk), by=author)
    second = Route.objects.open().get(page=page.pk)

    assert first.pk != second.pk
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.create(
            route=second, digest=second.digest, step=Step.LEGAL, verdict="agree", reviewer=people[Step.FIRST]
        )
    decide(second, step=Step.FIRST, by=people[Step.FIRST])


def test_rows_of_a_public_page_change_with_a_release_alone(agency):
    page = paper(agency, live=True)
    event(page, dt.date(2025, 3, 1), "联席会议")
    attempts = [
        lambda: PaperIssuer.objects.create(paper=page, agency=AgencyFactory()),
        lambda: page.issuers.model.objects.filter(paper=page).update(part="supporting"),
        lambda: page.issuers.model.objects.filter(paper=page)._raw_delete("default"),
        lambda: page.chronicle.model.objects.filter(paper=page).update(text="x"),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert WhitePaperPage.objects.get(pk=page.pk).issuers.count() == 1


def test_drawn_text_of_a_public_page_is_not_written_behind_its_back():
    page = paper(live=True)
    part = chapter(page, live=True)

    with pytest.raises(DatabaseError), transaction.atomic():
        WhitePaperChapterPage.objects.filter(pk=part.pk).update(html="<p>未经送审</p>")
    with gated.redrawing(part):
        WhitePaperChapterPage.objects.filter(pk=part.pk).update(html="<p>重新生成</p>")
    with pytest.raises(DatabaseError), transaction.atomic(), gated.redrawing(part):
        WhitePaperChapterPage.objects.filter(pk=part.pk).update(body=[block("paragraph", "<p>x</p>")])
    assert not Permit.objects.exists()


def test_public_page_is_withdrawn_and_not_deleted(public):
    with pytest.raises((*REFUSED, ProtectedError)), transaction.atomic():
        public.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Page.objects.filter(pk=public.pk)._raw_delete("default")
    assert CasePage.objects.get(pk=public.pk).live


def test_withdrawn_page_comes_back_by_a_new_route_alone(public):
    public.unpublish()
    with pytest.raises(REFUSED), transaction.atomic():
        revision_publish(CasePage.objects.get(pk=public.pk), None)

    assert not CasePage.objects.get(pk=public.pk).live
    put_live(public)
    assert CasePage.objects.get(pk=public.pk).live


def test_refused_schedule_does_not_keep_others_and_is_written_down(public, author):
    moment = timezone.now() - dt.timedelta(minutes=1)
    Revision.objects.filter(pk=public.latest_revision_id).update(approved_go_live_at=moment)

    call_command("publish_scheduled", verbosity=0)

    page = CasePage.objects.get(pk=public.pk)
    assert (page.title, page.latest_revision.approved_go_live_at) == ("已审查的案例", None)
    assert page.wagtail_admin_comments.count() == 0


def test_complete_route_goes_live_once_and_leaves_no_permit(agency, author):
    page = case(by=author, agency=agency)
    submit_for_review(page, by=author)
    agree(page, reviewers(agency))

    page = CasePage.objects.get(pk=page.pk)
    route = Route.objects.get(page=page.pk)
    assert page.live
    assert page.live_revision_id == route.items.get().revision_id
    assert route.used_at is not None
    assert not Permit.objects.exists()
    assert page.current_workflow_state is None


def test_system_check_names_a_missing_trigger():
    assert checks.gate_is_shut(databases=["default"]) == []
    with connection.cursor() as cursor:
        table = ' ON "wagtailcore_page"' if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER gate_page_u{table}")

    found = checks.gate_is_shut(databases=["default"])

    assert [(one.id, "gate_page_u" in one.msg) for one in found] == [("release.E001", True)]
    install(connection)
    assert missing(connection) == []


def test_every_controlled_type_has_its_triggers():
    names = {trigger.name for trigger in triggers()}

    assert {f"gate_{model._meta.model_name[:20]}_u" for model in gated.gated_models()} <= names
    assert len(names) == len(triggers())
    assert all(len(name) <= 28 for name in names)
