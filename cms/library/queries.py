from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction, TaskState

from cms.library.anonymisation import Finding
from cms.library.anonymisation.pages import spots_of
from cms.library.enums import FindingState
from cms.library.models import PageFinding, ReviewTask, WhitePaperChapterPage, WhitePaperPage
from cms.library.models.findings import key_of
from cms.library.models.review import editor_url
from shared.directory.enums import RoleCode
from shared.directory.permissions import has_role
from shared.ui.todos import Todo

PAPERS = "/home/white-papers/"
SHOWN_OF_PAPER = ["title", "period_start", "period_end", "edition", "document_number", "published_on", "outline"]


def published_chapter(paper: str, chapter: str) -> WhitePaperChapterPage | None:
    """A public chapter with its paper by their addresses, in three queries; None: leave it to Wagtail's router."""
    papers = WhitePaperPage.objects.filter(url_path=f"{PAPERS}{paper}/", live=True).defer(
        "summary", "search_description"
    )
    pages = WhitePaperChapterPage.objects.filter(url_path=f"{PAPERS}{paper}/{chapter}/", live=True)
    # Nobody can restrict a page here; should code ever do it, Wagtail's own way checks it.
    if PageViewRestriction.objects.exists():
        return None
    found = list(pages.only("title", "slug", "html", "headings")[:1])
    above = list(papers[:1])
    if not found or not above:
        return None
    found[0]._paper = above[0]
    return found[0]


def reviews_waiting_for(user: Any) -> list[TaskState]:
    """Open steps of review that this user may decide, oldest first."""
    tasks = ReviewTask.objects.filter(active=True)
    states = [s for task in tasks for s in task.get_task_states_user_can_moderate(user).order_by("pk")]
    return sorted(states, key=lambda s: s.pk)


def returned_to(user: Any) -> list[TaskState]:
    """Pages this user sent to review that came back and have not been sent again."""
    return list(
        TaskState.objects.filter(
            status=TaskState.STATUS_REJECTED,
            workflow_state__status="needs_changes",
            workflow_state__requested_by=user,
            workflow_state__current_task_state=F("pk"),
        ).order_by("pk")
    )


def todos(user: Any) -> Iterator[Todo]:
    """What the editor's desk asks of a person, for her start page."""
    if not has_role(user, RoleCode.EDITOR, RoleCode.SECTION_HEAD):
        return
    for state in reviews_waiting_for(user):
        page = state.workflow_state.content_object
        yield Todo(_("Review “%(title)s”") % {"title": page.title}, editor_url(page), action_label=_("Review"))
    for state in returned_to(user):
        page = state.workflow_state.content_object
        note = state.comment or ""
        yield Todo(
            _("Mend “%(title)s”, returned from review") % {"title": page.title},
            editor_url(page),
            note=note,
            action_label=_("Edit"),
        )


@dataclass
class Checked:
    """One text of a draft: its words in stretches, each with the finding it is, and the rows that are to be decided."""

    label: str
    stretches: list[tuple[str, Finding | None]]
    rows: list[tuple[PageFinding, Finding]] = field(default_factory=list)

    @property
    def open_rows(self) -> int:
        return sum(row.state == FindingState.OPEN for row, _hit in self.rows)


def checked_texts(page: Any) -> list[Checked]:
    """The texts of a page's latest draft beside what was found in them, in the order of the page."""
    draft = page.get_latest_revision_as_object()
    found = draft.findings_now()
    if page.has_unpublished_changes:  # after publication the rows keep no text
        PageFinding.objects.refresh(page, found)
    rows = {row.key: row for row in PageFinding.objects.filter(page=page.pk).select_related("by")}
    checked = []
    for spot in spots_of(draft):
        here = [hit for hit in found if hit.place == spot.place]
        first = {key_of(hit): hit for hit in reversed(here)}
        decided = [(rows[key], first[key]) for key in dict.fromkeys(map(key_of, here)) if key in rows]
        checked.append(Checked(spot.label, stretches_of(spot.prose.text, here), decided))
    return checked


def stretches_of(text: str, found: list[Finding]) -> list[tuple[str, Finding | None]]:
    stretches: list[tuple[str, Finding | None]] = []
    reached = 0
    for hit in found:
        stretches += [(text[reached : hit.offset], None), (hit.text, hit)]
        reached = hit.end
    return [stretch for stretch in [*stretches, (text[reached:], None)] if stretch[0]]
