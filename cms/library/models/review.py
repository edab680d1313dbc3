"""Pages that go live by the editorial route alone, and the route as steps of a Wagtail workflow (rule book 8.6)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PagePermissionTester, Revision, Task, TaskState
from wagtail.url_routing import RouteResult

from cms.library.anonymisation import Finding
from cms.library.anonymisation.pages import Spot, scan_page, spots_of
from cms.library.broken_links import LinkFault, broken_links
from cms.library.models.attachments import CarryingPage
from cms.library.models.findings import PageFinding, key_of
from cms.library.models.locks import WaitingLock
from cms.library.models.panels import RemarksPanel
from cms.library.models.testers import ReviewedTester
from cms.library.models.translations import Languages, in_language, language_of, translation_faults
from cms.library.models.withdrawals import PageRecord, Withdrawal
from cms.release.actions import begin_step, decide, keep_files_of_draft, open_route, void_route, void_routes_with
from cms.release.enums import DECIDED, REVIEWERS, Step, Verdict, VoidReason
from cms.release.models import GatedPage, Route
from cms.release.permissions import has_agreed, may_decide, may_sign, paths_of
from cms.release.queries import files_of, holders, is_public_file, is_shut_to, open_route_of, routes_waiting_for
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.directory.models import Person, role_scopes
from shared.jobs.actions import later
from shared.media.classification import label_in
from shared.media.permissions import has_rights_to
from shared.notices.actions import notify


class ReviewedPageForm(WagtailAdminPageForm):
    """A draft may be incomplete; what goes to review may not."""

    def _post_clean(self) -> None:
        """Judge the page as it was just written: only here the instance holds it."""
        super()._post_clean()
        for fault in self.foreign_files():
            self.add_error(None, fault)
        if not self.is_deferred_validation and not self.errors:
            for fault in self.instance.all_faults():
                self.add_error(None, fault)

    def foreign_files(self) -> list[str]:
        """Files newly put into the page that its editor may neither choose nor read. Their names stay unsaid."""
        page = self.instance
        held = files_of(page.get_latest_revision_as_object()) if page.pk else {}
        new = [file for key, file in files_of(page).items() if key not in held]
        if all(has_rights_to(self.for_user, file) or is_public_file(file) for file in new):
            return []
        return [gettext("A picture or document of another agency that is not public cannot be used: choose another.")]


class ReviewedPage(CarryingPage, GatedPage, Page):
    """A page that goes live only as the revision that has passed every step of the editorial route."""

    change_note = models.TextField(
        _("what changes for readers"),
        max_length=600,
        blank=True,
        help_text=_("Only for a page that is public already: readers see it with the date, above the earlier version."),
    )

    published_on: Any  # the date field of those pages that print one
    filled_at_release = frozenset({"published_on"})
    is_typeset = False  # a PDF is made of it
    frozen_parts: list[Any] | None = None  # set where a page is shown as one route has it, not as it stands now
    base_form_class = ReviewedPageForm
    private_page_options: list[str] = []
    settings_panels: list[Any] = []
    content_panels = [*Page.content_panels, RemarksPanel()]
    promote_panels = [
        *Page.promote_panels,
        MultiFieldPanel([FieldPanel("change_note")], heading=_("Correction of what is public")),
    ]

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return ReviewedTester(user, self)

    agency_lookups: tuple[str, ...] = ()  # the same as `agency_paths`, for a query over many pages
    kept_by = ""  # the type of the page above whose agencies answer for this one too

    def agency_paths(self) -> list[str]:
        """Paths of the agencies that answer for this page; none means: anybody with the role."""
        return []

    def scope_paths(self) -> list[str]:
        """Paths of the agencies whose editors work on this page; none means: anybody with the role."""
        return self.agency_paths()

    def is_in_scope_of(self, user: Any, *roles: str) -> bool:
        """Does the user hold one of the roles (any editorial role when none is named) for an agency behind the page,
        and is its draft open to her, where it has a list of its readers?"""
        wanted = roles or (RoleCode.EDITOR, RoleCode.SECTION_HEAD)
        held = [path for role, path in role_scopes(user) if role in wanted]
        paths = self.scope_paths()
        is_theirs = bool(held) and (not paths or any(p.startswith(scope) for p in paths for scope in held))
        return is_theirs and not is_shut_to(user, self)

    @property
    def text_lang(self) -> str:
        """The language of the text for browsers and screen readers."""
        return in_language(language_of(self))

    def faults(self) -> list[str]:
        """What has to be mended before review, as sentences."""
        return translation_faults(self)

    def all_faults(self) -> list[str]:
        """What has to be mended before review, and what may identify a person (rule book, H12)."""
        return [*self.faults(), *self.change_faults(), *self.anonymisation_faults(), *self.link_faults()]

    def link_report(self) -> list[LinkFault]:
        """Links of this draft and of its parts that lead nowhere, and what else is to be looked at."""
        return broken_links(self)

    def link_faults(self) -> list[str]:
        return [str(fault) for fault in self.link_report() if fault.is_hard]

    def change_faults(self) -> list[str]:
        """A new version of what is or was public says what changes; an earlier note does not say it again."""
        if self.change_note.strip() not in {"", *notes_of(self)} or not was_public(self):
            return []
        message = (
            gettext("“%(title)s” is public: say under “Promote” what changes for readers this time.")
            if self.live
            else gettext("“%(title)s” was public before: say under “Promote” what differs now that it comes back.")
        )
        return [message % {"title": self.title}]

    def spots(self) -> list[Spot]:
        """Everything that readers of this draft would read, in its files too."""
        return [*spots_of(self), *self.file_spots()]

    def findings_now(self) -> list[Finding]:
        """What the scanner finds in this draft as it stands; people of the directory are found by their names."""
        return scan_page(self.spots(), Person.objects.values_list("name", flat=True))

    def open_findings(self) -> list[Finding]:
        """Without those that an editor has waived. The text decides, not the rows: they may be older."""
        found = self.findings_now()
        waived = PageFinding.objects.filter(page=self.pk).waived().keys() if found and self.pk else set()
        return [hit for hit in found if key_of(hit) not in waived]

    def anonymisation_faults(self) -> list[str]:
        count = len(self.open_findings())
        message = gettext(
            "The anonymisation check of “%(title)s” has open findings: %(count)d. "
            "Save the draft, open “Anonymisation” above its text, and replace or waive each of them."
        )
        found = [message % {"title": self.title, "count": count}] if count else []
        return [*self.file_faults(), *self.classification_faults(), *found]

    def classification_faults(self) -> list[str]:
        """What bears the mark of classified matter has no place here (rule book, H13), whoever would clear it."""
        message = gettext("%(place)s: “%(mark)s” marks classified matter. Nothing classified may be entered here.")
        marks = [(spot.label, label_in(spot.prose.text)) for spot in self.spots()]
        return [message % {"place": place, "mark": mark} for place, mark in marks if mark]

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Every saved draft is scanned, and voids the route of the draft before."""
        revision = super().save_revision(*args, **kwargs)
        PageFinding.objects.refresh(self, self.findings_now())
        for file, read in self.documents_read():
            if read is None:
                later("library.read_file", document_id=file.pk)
        void_routes_with(self, revision, by=kwargs.get("user"))
        keep_files_of_draft(self)
        return revision

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.live and getattr(self, "published_on", timezone) is None:
            setattr(self, "published_on", timezone.localdate(self.first_published_at))  # noqa: B010  not every page has it
        super().save(*args, **kwargs)

    def issuing_agencies(self) -> list[Any]:
        """The agencies that sign this page; none means: one issuer signs for the site."""
        return []

    def other_authors(self) -> set[int]:
        """Whoever waived a finding of the draft has a part in it."""
        waived = PageFinding.objects.filter(page=self.pk).waived().exclude(by=None)
        return set(waived.values_list("by_id", flat=True))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        about = {"record": PageRecord(self, request), "languages": Languages(self)}
        return {**super().get_context(request, *args, **kwargs), **about}

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """A page that was withdrawn says so at its address and below it; what was never public is not found."""
        try:
            return super().route(request, path_components)
        except Http404:
            notice = None if self.live else withdrawal_of(self)
            if notice is None:
                raise
            return RouteResult(self, kwargs={"withdrawal": notice})

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        notice = kwargs.pop("withdrawal", None)
        return answer_withdrawn(request, notice) if notice else super().serve(request, *args, **kwargs)

    def tell_editions(self) -> None:
        """Public pages in other languages that keep where this one stands look again; most ask when they are shown."""

    def parts(self) -> list[Page]:
        """Pages that are reviewed and published together with this one."""
        return []

    def get_lock(self) -> Any:
        if self.pk and not self.workflow_in_progress and open_route_of(self):
            return WaitingLock(self)
        return super().get_lock()


def withdrawal_of(page: Page) -> Withdrawal | None:
    rows = Withdrawal.objects.open().filter(page=page.pk)
    return rows.select_related("agency", "replacement").first()


def answer_withdrawn(request: HttpRequest, notice: Withdrawal) -> HttpResponseBase:
    """Gone (410) with the reason, or on to what takes its place. It can come back, so nobody is led on for ever."""
    if notice.leads_on and notice.successor:
        return HttpResponseRedirect(notice.successor.url)
    return TemplateResponse(request, "library/withdrawn.html", {"withdrawal": notice}, status=410)


class RouteTask(Task):
    """A step of the editorial route: everybody decides on its own page, nobody edits meanwhile."""

    step = ""

    class Meta:
        abstract = True

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        page = workflow_state.content_object.specific
        if self.step == Step.FIRST:
            begin_route(page, by=user or workflow_state.requested_by)
        route = open_route_of(page)
        if route is None:
            raise NotAllowedNow(gettext("The editorial route of this page has ended. Send it to review again."))
        task_state = super().start(workflow_state, user=user)
        if has_agreed(route, self.step):  # secrecy, cleared ahead of its turn for an emergency that did not come about
            return task_state.move(is_agreed=True, by=user, comment="", update=False)
        due = begin_step(route, self.step)
        notify(
            "release.step_asked",
            to=self.asked(route),
            url=reverse("release:route", args=[route.pk]),
            key=f"release.step_asked:{task_state.pk}",
            title=page.title,
            step=str(self.step),
            due=due.isoformat(),
        )
        return task_state

    def asked(self, route: Any) -> list[Any]:
        """Whoever can take this step."""
        raise NotImplementedError

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return False

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """Under review the page lies still for everybody, superusers included."""
        return True

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return False

    def user_can_unlock(self, obj: Any, user: Any) -> bool:
        return False

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Decisions are taken where the text stands beside them: on the page of the route."""
        return []

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> models.QuerySet[TaskState]:
        mine = [route.page_id for route, step in routes_waiting_for(user) if step == self.step]
        pages = [str(pk) for pk in mine]
        return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS, workflow_state__object_id__in=pages)


class RouteState(TaskState):
    """Where a page stands on its way. The record itself, with decisions and dates, is the route."""

    class Meta:
        db_table = "library_routestate"

    @transaction.atomic
    def approve(self, user: Any = None, update: bool = True, comment: str = "") -> TaskState:
        return self.settle(user, Verdict.AGREE, comment)

    @transaction.atomic
    def reject(self, user: Any = None, update: bool = True, comment: str = "") -> TaskState:
        return self.settle(user, Verdict.RETURN, comment)

    def settle(self, user: Any, verdict: str, comment: str) -> TaskState:
        """Whoever comes by Wagtail's own ways is judged like everybody: the decision moves the state."""
        step = self.task.specific.step
        route = open_route_of(self.workflow_state.content_object)
        if route is None or step == Step.SIGN:
            raise PermissionDenied(gettext("This step is taken on the page of the editorial route."))
        decide(route, step=step, by=user, verdict=verdict, comment=comment)
        self.refresh_from_db()
        return self

    def move(self, *, is_agreed: bool, by: Any, comment: str, update: bool = True) -> TaskState:
        """Follow a decision that has been taken."""
        follow = super().approve if is_agreed else super().reject
        return follow(user=by, comment=comment, update=update)


class ReviewTask(RouteTask):
    """A review or a proof pass by whoever holds its role for an agency of the page, never by an author (E2)."""

    step = models.CharField(
        _("step of the route"), max_length=16, choices=[(s.value, s.label) for s in DECIDED], default=Step.FIRST
    )

    task_state_class = RouteState
    admin_form_fields = [*Task.admin_form_fields, "step"]
    admin_form_readonly_on_edit_fields = [*Task.admin_form_readonly_on_edit_fields, "step"]

    class Meta:
        verbose_name = _("step of the editorial route")
        verbose_name_plural = _("steps of the editorial route")

    def asked(self, route: Any) -> list[Any]:
        return [user for user in holders(REVIEWERS[self.step], paths_of(route)) if may_decide(user, route, self.step)]

    @classmethod
    def get_description(cls) -> Any:
        return _("Whoever holds the role of the step for an agency of the page decides; authors cannot.")


class SignTask(RouteTask):
    """The issuing agencies sign in parallel (E3)."""

    step = Step.SIGN
    task_state_class = RouteState

    class Meta:
        verbose_name = _("signatures of the issuing agencies")
        verbose_name_plural = _("signatures of the issuing agencies")

    def asked(self, route: Any) -> list[Any]:
        signatures = route.signatures.select_related("agency", "route")
        return [
            user
            for row in signatures
            for user in holders(REVIEWERS[Step.SIGN], [row.agency.path] if row.agency else [])
            if may_sign(user, row)
        ]

    @classmethod
    def get_description(cls) -> Any:
        return _("Every issuing agency of the page signs the same frozen revision.")


def begin_route(page: Any, *, by: Any) -> None:
    """Open the route of a page that starts its way; what was open of an earlier start is recalled."""
    Page.objects.select_for_update(no_key=True).get(pk=page.pk)  # nobody leaves a chapter out at this moment
    draft = page.get_latest_revision_as_object()
    if faults := draft.anonymisation_faults():
        raise NotAllowedNow(" ".join(faults))
    earlier = open_route_of(page)
    if earlier is not None:
        void_route(earlier, reason=VoidReason.RECALLED, by=by)
    route = open_route(draft, by=by, change_note=draft.change_note if was_public(page) else "")
    if page.specific_class.is_typeset:
        later("library.draw_ahead", route_id=route.pk)


def was_public(page: Any) -> bool:
    """Is it public, or was it ever?"""
    return page.live or Route.objects.used().filter(page=page.pk).exists()


def notes_of(page: Any) -> set[str]:
    """What earlier versions of the page said that they change."""
    return set(Route.objects.used().filter(page=page.pk).values_list("change_note", flat=True))


def editor_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
