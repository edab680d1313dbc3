import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction

from cms.library.anonymisation import Finding, Piece, scan
from cms.library.enums import FindingState
from cms.library.models import (
    BrokenLink,
    Citation,
    Disclosure,
    Law,
    LawArticle,
    LawVersion,
    LookAgain,
    PageFinding,
    ReviewedPage,
    WhitePaperChapterPage,
    WhitePaperPage,
    Withdrawal,
    in_order,
)
from cms.library.models.findings import key_of
from cms.library.models.review import editor_url
from cms.release.enums import RouteKind, SignatureState, Verdict, VoidReason
from cms.release.models import Route, RouteFile, shut_pages
from cms.release.queries import as_frozen, shut_to
from shared.directory.enums import RoleCode
from shared.directory.permissions import has_role
from shared.regulations.queries import Deadlines
from shared.ui.slots import Link
from shared.ui.todos import Todo

PAPERS = "/home/white-papers/"
SHOWN_OF_PAPER = ["title", "period_start", "period_end", "edition", "document_number", "published_on", "outline"]


def published_chapter(paper: str, chapter: str) -> WhitePaperChapterPage | None:
    """A public chapter with its paper by their addresses, in three queries; None: leave it to Wagtail's router."""
    papers = WhitePaperPage.objects.filter(url_path=f"{PAPERS}{paper}/", live=True).select_related("locale")
    pages = WhitePaperChapterPage.objects.filter(url_path=f"{PAPERS}{paper}/{chapter}/", live=True)
    # Nobody can restrict a page here; should code ever do it, Wagtail's own way checks it.
    if PageViewRestriction.objects.exists():
        return None
    found = list(pages.only("title", "slug", "html", "headings", "live", "translation_key", "path")[:1])
    above = list(papers[:1])
    if not found or not above:
        return None
    found[0]._paper = above[0]
    return found[0]


def returned_to(user: Any) -> QuerySet[Route]:
    """Routes this user opened that came back, of pages that have not been sent again."""
    later = Route.objects.filter(page=OuterRef("page"), pk__gt=OuterRef("pk"))
    rows = Route.objects.filter(opened_by=user, void_reason=VoidReason.RETURNED).exclude(Exists(later))
    rows = rows.exclude(page__in=shut_pages(user))
    return rows.select_related("page").prefetch_related("decisions", "signatures").order_by("pk")


def why_returned(route: Route) -> str:
    """The comment of whoever sent it back: a reviewer, or an agency that does not sign."""
    returned = [row.comment for row in route.decisions.all() if row.verdict == Verdict.RETURN]
    refused = [row.comment for row in route.signatures.all() if row.state == SignatureState.REFUSED]
    return (returned or refused or [""])[0]


def todos(user: Any) -> Iterator[Todo]:
    """What the editor's desk asks of a person, for her start page."""
    if not has_role(user, RoleCode.EDITOR, RoleCode.SECTION_HEAD):
        return
    for route in returned_to(user):
        yield Todo(
            _("Mend “%(title)s”, returned from review") % {"title": route.page.title},
            editor_url(route.page),
            note=why_returned(route),
            action_label=_("Edit"),
        )
    yield from due_dates(user)


@dataclass(frozen=True)
class Held:
    """A version with the days on which it holds."""

    version: LawVersion
    starts_on: dt.date | None
    ends_on: dt.date | None
    is_newest: bool

    @property
    def path(self) -> str:
        """What stands between the law's address and the article's."""
        return "" if self.is_newest else f"at/{self.version.address}/"

    @property
    def is_coming(self) -> bool:
        return self.starts_on is not None and self.starts_on > timezone.localdate()


def versions_of(law: Law) -> list[Held]:
    """Newest first; each holds until the next begins, the last until the repeal."""
    versions = in_order(list(law.versions.all()))
    ends = [law.repealed_on, *(version.starts_on for version in versions)]
    return [Held(v, v.starts_on, end, at == 0) for at, (v, end) in enumerate(zip(versions, ends, strict=False))]


def held_version(law: Law, day: str) -> tuple[Held, list[Held]]:
    """The version of an address, without one the newest, and all versions."""
    versions = versions_of(law)
    found = next((held for held in versions if held.version.address == day or not day), None)
    if found is None:
        raise Http404
    return found, versions


def contents(articles: Iterable[LawArticle]) -> list[dict[str, Any]]:
    """The headings where they first appear, each with the article below it."""
    found: list[dict[str, Any]] = []
    above: list[str] = []
    for article in articles:
        new = [(at, text) for at, text in enumerate(article.headings) if above[: at + 1] != article.headings[: at + 1]]
        found += [{"text": text, "level": at, "article": article} for at, text in new]
        article.new_headings = [text for _at, text in new]  # type: ignore[attr-defined]
        above = article.headings
    return found


def resting_on(article: LawArticle) -> QuerySet[Citation]:
    """Public cases and chapters that rest on the article, in whatever version, newest first."""
    rows = Citation.objects.visible_to(None).filter(
        article__version__law=article.version.law_id, article__number=article.number, article__suffix=article.suffix
    )
    return rows.select_related("page", "paper").order_by("-page__first_published_at", "-pk")


def beside(article: LawArticle) -> tuple[LawArticle | None, LawArticle | None]:
    """The articles before and after this one in its version."""
    rows = LawArticle.objects.filter(version=article.version_id).only("number", "suffix")
    number, suffix = article.number, article.suffix
    before = rows.filter(Q(number__lt=number) | Q(number=number, suffix__lt=suffix)).order_by("-number", "-suffix")
    after = rows.filter(Q(number__gt=number) | Q(number=number, suffix__gt=suffix)).order_by("number", "suffix")
    return before.first(), after.first()


@dataclass
class Checked:
    """One text of a draft: its words in stretches, each with the finding it is, and the rows that are to be decided."""

    label: str
    stretches: list[tuple[str, Finding | None]]
    rows: list[tuple[PageFinding, Finding]] = field(default_factory=list)
    remedy: str = ""  # in words, where nothing is replaced by a button

    @property
    def open_rows(self) -> int:
        return sum(row.state == FindingState.OPEN for row, _hit in self.rows)


def checked_texts(page: Any, draft: Any) -> list[Checked]:
    """The texts of a page's latest draft beside what was found in them, in the order of the page."""
    found = draft.findings_now()
    if page.has_unpublished_changes:  # after publication the rows keep no text
        PageFinding.objects.refresh(page, found)
    rows = {row.key: row for row in PageFinding.objects.filter(page=page.pk).select_related("by")}
    checked = []
    for spot in draft.spots():
        here = [hit for hit in found if hit.place == spot.place]
        if not here and spot.put is None:
            continue  # the words of a file are shown where something was found
        first = {key_of(hit): hit for hit in reversed(here)}
        decided = [(rows[key], first[key]) for key in dict.fromkeys(map(key_of, here)) if key in rows]
        checked.append(Checked(spot.label, stretches_of(spot.prose.text, here), decided, spot.remedy))
    return checked


def stretches_of(text: str, found: list[Finding]) -> list[tuple[str, Finding | None]]:
    stretches: list[tuple[str, Finding | None]] = []
    reached = 0
    for hit in found:
        stretches += [(text[reached : hit.offset], None), (hit.text, hit)]
        reached = hit.end
    return [stretch for stretch in [*stretches, (text[reached:], None)] if stretch[0]]


def public_page_at(address: str) -> Page | None:
    """The public page at an address of this site, with or without the host."""
    path = address.strip().removeprefix(settings.BASE_URL).strip("/")
    return Page.objects.live().public().filter(url_path=f"/home/{path}/" if path else "/home/").first()


def kept_pages(user: Any) -> Any:
    """Pages that are public or were withdrawn, of agencies the user works for, each by its newest release."""
    later = Route.objects.used().filter(page=OuterRef("page"), pk__gt=OuterRef("pk"))
    away = Withdrawal.objects.open().filter(page=OuterRef("page"))
    rows = Route.objects.used().visible_to(user).filter(kind=RouteKind.REVIEW).exclude(Exists(later))
    broken = BrokenLink.objects.filter(page=OuterRef("page"))
    newer = newer_drafts(OuterRef("page"), OuterRef("page__path"), user)
    found = rows.annotate(is_withdrawn=Exists(away), has_broken_links=Exists(broken), is_changed=Exists(newer)).filter(
        Q(page__live=True) | Q(is_withdrawn=True)
    )
    return found.select_related("page__content_type").order_by("-used_at", "-pk")


def newer_drafts(page: Any, path: Any, user: Any) -> QuerySet[Page]:
    """Of a page, by its key and path, what was saved since its release: itself, and its chapters, new ones too; none
    that is shut to the user."""
    chapters = Q(path__startswith=path, pk__in=WhitePaperChapterPage.objects.values("pk"))
    rows = Page.objects.filter(Q(pk=page) | chapters, has_unpublished_changes=True)
    return rows.exclude(pk__in=shut_to(user).values("pk")) if shut_pages(user) else rows


def public_pages_link(user: Any, subject: Any) -> Iterator[Link]:
    """On the desk of the editorial route."""
    yield Link(_("Public pages"), reverse("upkeep:pages"))


def link_remarks(user: Any, route: Route) -> Iterator[Link]:
    """On the page of an open route: what is wrong with the links of the text that is read."""
    if route.is_open:
        yield from (Link(str(fault), reverse("release:route-text", args=[route.pk])) for fault in links_of_route(route))


def links_of_route(route: Route) -> list[Any]:
    page = as_frozen(route)
    return page.link_report() if isinstance(page, ReviewedPage) else []


SEEN_AHEAD = dt.timedelta(days=30)  # how early the desk lists a date


def dates_of(page: Any) -> dict[str, Any]:
    """The dates of a page with what was found at earlier looks; the next date that the rules propose."""
    rows = LookAgain.objects.filter(page=page.pk)
    return {
        "look": rows.open().first(),
        "looked": rows.exclude(ended_at=None).select_related("looked_by__person").order_by("-ended_at"),
        "next_on": next_look(page),
        "term": Disclosure.objects.open().filter(page=page.pk).first(),
    }


def next_look(page: Any) -> dt.date | None:
    """By the interval of its kind, from today; None where the rules have none."""
    code = f"lookagain.every.{page._meta.model_name}"
    return Deadlines(code).due(code, start=timezone.localdate())


def due_dates(user: Any) -> list[Todo]:
    """Looks and terms that are due within a month or overdue, the earliest first."""
    end = timezone.localdate() + SEEN_AHEAD
    looks = LookAgain.objects.open().visible_to(user).filter(page__live=True, due_on__lte=end).select_related("page")
    terms = Disclosure.objects.open().visible_to(user).filter(due_on__lte=end).select_related("page")
    found = [due_todo(row, _("Look again: “%(title)s”")) for row in looks]
    found += [due_todo(row, _("To be made public: “%(title)s”")) for row in terms]
    return sorted(found, key=lambda todo: (todo.due or end, str(todo.title)))


def due_todo(row: Any, words: str) -> Todo:
    url = reverse("library-dates", args=[row.page_id])
    return Todo(words % {"title": row.page.title}, url, due=row.due_on, action_label=_("Open"))


def is_in_public_withdrawal(file: Any) -> bool:
    """Is it part of the text of a withdrawn page that stays readable?"""
    readable = Withdrawal.objects.open().filter(text_is_public=True).values("version")
    return RouteFile.objects.of(file).filter(item__route__in=readable).exists()


def identifying(text: str) -> list[str]:
    """What in a short public text may identify somebody, as it stands there."""
    return [found.text for found in scan([Piece("text", text)])]
