"""What the database keeps of the editorial route, whoever writes to it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from wagtail.models import Page, Revision

from cms.library.actions import submit_for_review
from cms.library.models import CaseIssuer, CasePage, PaperIssuer, WhitePaperChapterPage, WhitePaperPage
from cms.release import checks
from cms.release.actions import decide, release_route
from cms.release.enums import Step
from cms.release.models import Decision, Permit, Route, RouteItem, Signature, gated
from cms.release.triggers import install, missing, triggers
from shared.audit.actions import NotAllowedNow
from tests.factories.cms import block, case, chapter, event, paper
from tests.factories.directory import AgencyFactory
from tests.factories.release import agree, put_live, reviewed, reviewers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
REFUSED = (PermissionDenied, DatabaseError, NotAllowedNow)


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


def test_version_that_was_closed_stays_closed_and_only_what_was_public_is(draft):
    route = reviewed(draft)
    with pytest.raises(DatabaseError, match="route_closed_after_use"), transaction.atomic():
        Route.objects.filter(pk=route.pk).update(closed_at=timezone.now())
    release_route(route, by=None)

    assert Route.objects.filter(pk=route.pk).close() == 1

    for moment in (None, timezone.now()):
        with pytest.raises(DatabaseError, match="gate_route_u"), transaction.atomic():
            Route.objects.filter(pk=route.pk).update(closed_at=moment)
    assert Route.objects.filter(pk=route.pk).close() == 0


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


def test_joint_agencies_of_a_public_case_change_with_a_release_alone(agency, author):
    page = case(by=author, agency=agency)
    page.joint_issuers = [CaseIssuer(agency=AgencyFactory())]
    page.save_revision(user=author)
    put_live(page)
    rows = CaseIssuer.objects.filter(case=page.pk)
    attempts = [
        lambda: CaseIssuer.objects.create(case=page, agency=AgencyFactory()),
        lambda: rows.update(agency=AgencyFactory()),
        rows.delete,
        lambda: rows._raw_delete("default"),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError, match="gate_casepage_"), transaction.atomic():
            attempt()
    assert rows.count() == 1


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
        CasePage.objects.get(pk=public.pk).get_latest_revision().publish(skip_permission_checks=True)

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

    assert [(one.id, "gate_page_u" in one.msg) for one in found] == [("release.W001", True)]
    install(connection)
    assert missing(connection) == []


def test_every_controlled_type_has_its_triggers():
    names = {trigger.name for trigger in triggers()}

    assert {f"gate_{model._meta.model_name[:20]}_u" for model in gated.gated_models()} <= names
    assert len(names) == len(triggers())
    assert all(len(name) <= 28 for name in names)
