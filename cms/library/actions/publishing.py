"""The way of a page from draft through review to the public."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, WorkflowState

from cms.library.actions.editions import ask_for_edition
from cms.library.models import PageFinding, ReviewedPage, WhitePaperPage
from shared.audit.actions import NotAllowedNow


@transaction.atomic
def submit_for_review(page: ReviewedPage, *, by: Any) -> WorkflowState:
    """Start the review of the page's latest revision, its parts included."""
    draft = page.get_latest_revision_as_object()
    if faults := draft.all_faults():
        raise NotAllowedNow(_("Before review: %(faults)s") % {"faults": " ".join(faults)})
    workflow = draft.get_workflow()
    if workflow is None or draft.workflow_in_progress:
        raise NotAllowedNow(_("This page is under review already, or it is reviewed as part of another page."))
    return workflow.start(draft, by)


@transaction.atomic
def publish_reviewed(workflow_state: WorkflowState, *, by: Any) -> Page:
    """Bring live what was approved: the parts first, so that the page finds them, then the page itself.

    The review is the permission: nobody holds another one.
    """
    page = workflow_state.content_object.specific
    draft = page.get_latest_revision_as_object()
    if faults := draft.all_faults():
        raise NotAllowedNow(_("Before publication: %(faults)s") % {"faults": " ".join(faults)})
    for part in page.parts():
        publish_part(part, by=by)
    page.get_latest_revision().publish(user=by, skip_permission_checks=True)
    page.refresh_from_db()
    PageFinding.objects.filter(page__in=[page.pk, *(part.pk for part in page.parts())]).forget_texts()
    if isinstance(page, WhitePaperPage):
        ask_for_edition(page, by=by)
    return page


def publish_part(part: Page, *, by: Any) -> None:
    """Publish what changed in a part; a part without changes is drawn anew, since its numbers may have moved."""
    if part.has_unpublished_changes or not part.live:
        part.get_latest_revision().publish(user=by, skip_permission_checks=True)
    else:
        part.save(clean=False)
