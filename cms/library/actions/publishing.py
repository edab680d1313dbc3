"""The way of a page from draft through the editorial route to the public, followed by its Wagtail workflow."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState

from cms.library.actions.dates import begin_dates
from cms.library.actions.editions import ask_for_edition, ask_for_edition_of_route, drop_ended_editions
from cms.library.actions.withdrawing import end_withdrawals
from cms.library.enums import EditionState
from cms.library.models import PageFinding, PaperEdition, ReviewedPage, RouteState, WhitePaperPage
from cms.library.models.review import editor_url
from cms.release.actions import release_route
from cms.release.emails import tell_waiting
from cms.release.enums import VoidReason
from cms.release.followers import tell_scheduled
from cms.release.models import Route
from cms.release.queries import admitted, open_route_of, waiting_for
from shared.audit.actions import NotAllowedNow
from shared.notices.actions import notify


@transaction.atomic
def submit_for_review(page: ReviewedPage, *, by: Any) -> WorkflowState:
    """Start the editorial route of the page's latest revision, its parts included."""
    draft = page.get_latest_revision_as_object()
    if faults := draft.all_faults():
        raise NotAllowedNow(_("Before review: %(faults)s") % {"faults": " ".join(faults)})
    workflow = draft.get_workflow()
    if workflow is None or draft.workflow_in_progress:
        raise NotAllowedNow(_("This page is under review already, or it is reviewed as part of another page."))
    return workflow.start(draft, by)


@transaction.atomic
def publish_reviewed(workflow_state: WorkflowState, *, by: Any) -> Page:
    """The workflow has ended: release the route behind it, or let it wait for the minute of its release."""
    page = workflow_state.content_object.specific
    route = open_route_of(page)
    if route is None:
        raise NotAllowedNow(_("The editorial route of this page has ended. Send it to review again."))
    if faults := page.get_latest_revision_as_object().all_faults():
        raise NotAllowedNow(_("Before publication: %(faults)s") % {"faults": " ".join(faults)})
    if (planned := waiting_for(page)) is not None:
        tell_waiting(route, planned)
        tell_scheduled(route, planned_at=planned.planned_at, by=by)
        return page
    return release_route(route, by=by)


def after_release(page: Any, *, by: Any) -> None:
    """The texts of findings are forgotten, the PDF is asked for, and whoever sent the page is told."""
    whole = [page.pk, *(part.pk for part in page.parts())]
    PageFinding.objects.filter(page__in=whole).forget_texts()
    end_withdrawals(whole)
    begin_dates(page)
    if isinstance(page, WhitePaperPage):
        ask_for_edition(page, by=by)
    route = Route.objects.used().filter(page=page.pk).first()
    if route is not None and route.opened_by:
        key = f"release.released:{route.pk}"
        notify("release.released", to=[route.opened_by], url=editor_url(page), key=key, title=page.title)


def make_ahead(route: Route, *, planned_at: dt.datetime, by: Any) -> None:
    """The minute of a complete paper is known: its PDF is made before it, with the day of the release on the cover."""
    if route.page.specific_class is WhitePaperPage:
        ask_for_edition_of_route(route, by=by, published_on=timezone.localdate(planned_at))


def missing_files(routes: list[Route]) -> dict[int, list[str]]:
    """Complete papers whose PDF is not there yet, or cannot be made."""
    papers = [route for route in routes if route.next_step is None and route.page.specific_class is WhitePaperPage]
    editions = {edition.route_id: edition for edition in PaperEdition.objects.filter(route__in=papers)}
    found = {}
    for route in papers:
        edition = editions.get(route.pk)
        if edition is None or edition.state == EditionState.FAILED:
            fault = edition.fault if edition else ""
            found[route.pk] = [_("Its PDF could not be made. %(fault)s") % {"fault": fault}]
        elif edition.state != EditionState.MADE:
            found[route.pk] = [_("Its PDF is still being made.")]
    return found


def follow_route(route: Route, *, step: str, is_agreed: bool, by: Any, comment: str) -> None:
    """A decision was taken: the Wagtail workflow follows it, and a page that comes back is announced to its sender."""
    state = current_state(route.page, step)
    if state is not None:
        state.move(is_agreed=is_agreed, by=by, comment=comment)
    if not is_agreed:
        end_workflow(route, by=by)  # a page that came back starts again with the first review
    if not is_agreed and route.opened_by:
        kind = "release.restricted" if route.void_reason == VoidReason.RESTRICTED else "release.returned"
        notify(
            kind,
            to=admitted([route.opened_by], route.page),
            url=editor_url(route.page),
            key=f"{kind}:{route.pk}",
            title=route.page.title,
            step=step,
            comment=comment,
        )


def current_state(page: Any, step: str) -> RouteState | None:
    """Where the page stands now, if it stands at this step."""
    rows = TaskState.objects.filter(workflow_state__object_id=str(page.pk), status=TaskState.STATUS_IN_PROGRESS)
    rows = rows.filter(workflow_state__base_content_type__model="page")
    for state in (row.specific for row in rows.order_by("-pk")):
        if isinstance(state, RouteState) and step == state.task.specific.step:
            return state
    return None


def end_workflow(route: Route, *, by: Any) -> None:
    """The route is void: the workflow that followed it ends as well, and no PDF made ahead is kept."""
    drop_ended_editions(route.page, by=by)
    state = route.page.specific.current_workflow_state
    if state is not None:
        state.cancel(user=by)
