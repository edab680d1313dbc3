"""An open finding is replaced, in a new draft, or waived with a reason."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from cms.library.anonymisation.pages import spots_of
from cms.library.anonymisation.structure import Finding
from cms.library.enums import FindingState
from cms.library.models import PageFinding, ReviewedPage
from cms.library.models.findings import key_of
from shared.audit.actions import NotAllowedNow, record


@transaction.atomic
def replace_findings(page: ReviewedPage, *, only: Collection[int] | None = None, by: Any) -> Revision:
    """Put the proposals in the place of all open findings, or of these rows with what names the same elsewhere.

    A name that stayed in one place could no longer be told from the others that gave it away. Earlier drafts are kept.
    """
    Page.objects.select_for_update(no_key=True).get(pk=page.pk)
    draft = page.get_latest_revision_as_object()
    refuse_under_review(draft)
    rows = PageFinding.objects.filter(page=page.pk).open()
    wanted = rows.keys() if only is None else rows.with_mentions(only)
    spots = {spot.place: spot for spot in spots_of(draft) if spot.put}
    found = [hit for hit in draft.findings_now() if key_of(hit) in wanted]
    chosen = [hit for hit in found if hit.place in spots]
    if found and not chosen:
        raise NotAllowedNow(" ".join(remedies(draft, found)))
    if not chosen:
        raise NotAllowedNow(_("Nothing is left to replace: the text has changed since. Look at the list again."))
    for spot in spots.values():
        if here := [hit for hit in chosen if hit.place == spot.place]:
            spot.put(spot.prose.without(here))
    revision = draft.save_revision(user=by, log_action=True)
    fixed = PageFinding.objects.filter(page=page.pk, state=FindingState.FIXED, decided_at=None)
    fixed.update(by=by, decided_at=timezone.now())
    record("library.finding.replace", draft, by=by, count=len(chosen))
    return revision


def remedies(draft: ReviewedPage, found: list[Finding]) -> list[str]:
    """What is done about findings that are not replaced in the text, each sentence once."""
    places = {hit.place for hit in found}
    return list(dict.fromkeys(spot.remedy for spot in draft.spots() if spot.place in places and spot.remedy))


@transaction.atomic
def waive_finding(finding: PageFinding, *, reason: str, by: Any) -> PageFinding:
    """Let one finding stand, with the reason. The text itself goes into no log."""
    refuse_under_review(finding.page.specific)
    if not reason.strip():
        raise NotAllowedNow(_("Say why this may stand in the published text."))
    moved = (
        PageFinding.objects.filter(pk=finding.pk)
        .open()
        .update(state=FindingState.WAIVED, reason=reason.strip(), by=by, decided_at=timezone.now())
    )
    if not moved:
        raise NotAllowedNow(_("This finding is no longer open. Look at the list again."))
    finding.refresh_from_db()
    record("library.finding.waive", finding, by=by, kind=finding.kind, page=finding.page_id)
    return finding


def refuse_under_review(page: Any) -> None:
    paper = getattr(page, "paper", page)
    if page.workflow_in_progress or paper.workflow_in_progress:
        raise NotAllowedNow(_("The page is under review and lies still. Wait until the review has ended."))
