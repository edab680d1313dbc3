"""The way of a course from draft through review to its learners."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Workflow, WorkflowContentType, WorkflowState, WorkflowTask

from courses.catalogue.enums import REVIEW_NAME
from courses.catalogue.models import CourseReviewTask, Reviewed
from shared.audit.actions import NotAllowedNow, record


@transaction.atomic
def submit_for_review(subject: Reviewed, *, by: Any) -> WorkflowState:
    """Ask for the review of the latest revision, with everything that is published along with it."""
    draft = subject.get_latest_revision_as_object()
    if faults := draft.faults():
        raise NotAllowedNow(_("Before review: %(faults)s") % {"faults": " ".join(faults)})
    workflow = draft.get_workflow()
    if (
        workflow is None
        or draft.workflow_in_progress
        or (draft.whole is not draft and draft.whole.workflow_in_progress)
    ):
        raise NotAllowedNow(_("This is under review already."))
    return workflow.start(draft, by)


@transaction.atomic
def publish_reviewed(workflow_state: WorkflowState, *, by: Any) -> Reviewed:
    """Bring live what was approved, its parts first; the review is the permission, nobody holds another one."""
    subject = workflow_state.content_object
    if faults := subject.get_latest_revision_as_object().faults():
        raise NotAllowedNow(_("Before publication: %(faults)s") % {"faults": " ".join(faults)})
    for part in [*subject.parts(), subject]:
        if part.has_unpublished_changes or not part.live:
            part.get_latest_revision().publish(user=by, skip_permission_checks=True)
    subject.refresh_from_db()
    record("catalogue.publish", subject, by=by)
    return subject


@transaction.atomic
def set_up_review(models: list[type[Reviewed]]) -> Workflow:
    """One review for everything that courses are made of; a second call changes nothing."""
    workflow = Workflow.objects.filter(name=REVIEW_NAME).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=REVIEW_NAME)
        task = CourseReviewTask.objects.create(name="另一方审查")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    for model in models:
        kind = ContentType.objects.get_for_model(model)
        WorkflowContentType.objects.get_or_create(content_type=kind, defaults={"workflow": workflow})
    return workflow
