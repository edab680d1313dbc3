"""A public page is withdrawn by an issuer of one of its agencies, with a reason that its readers see (E12)."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from cms.library.emails import tell_withdrawn
from cms.library.enums import Ending
from cms.library.models import WhitePaperChapterPage, Withdrawal
from cms.library.permissions import can_withdraw, signs_for
from cms.release.actions import check_words, void_route
from cms.release.enums import VoidReason
from cms.release.followers import tell_ended
from cms.release.models import Route
from cms.release.queries import open_route_of
from shared.audit.actions import NotAllowedNow, record

LABELS = {"library.withdraw": gettext_lazy("Withdrawn from the public")}
SHORTEST_REASON = 8  # signs: 「内容有误，已作更正。」 is a sentence, 「已删除」 is none


@transaction.atomic
def withdraw_page(
    page: Any,
    *,
    said_title: str,
    reason: str,
    by: Any,
    replacement: Page | None = None,
    ending: str = Ending.NOTICE,
    text_is_public: bool = False,
) -> Withdrawal:
    """Take the page and its parts from the public; the address says why. Its text and its route stay on record."""
    require_issuer(page, by)
    said: dict[str, Any] = {"said_title": said_title, "reason": reason, "text_is_public": text_is_public}
    return take_away(page, **said, by=by, replacement=replacement, ending=ending)


def take_away(
    page: Any, *, said_title: str, reason: str, by: Any, replacement: Page | None, ending: str, text_is_public: bool
) -> Withdrawal:
    """By the decision of `by`, who had the right to it when she took it."""
    Page.objects.select_for_update(no_key=True).get(pk=page.pk)
    page = type(page).objects.get(pk=page.pk)
    require_withdrawable(page, said_title, reason)
    require_replacement(page, replacement, ending)
    end_correction(page, by=by)
    said = {"said_title": said_title.strip(), "reason": reason.strip(), "text_is_public": text_is_public}
    led = {"replacement": replacement, "ending": ending}
    version = Route.objects.used().filter(page=page.pk).order_by("-used_at", "-pk").first()
    row = insert(page, by, version=version, agency=signs_for(by, page), **said, **led)
    if not text_is_public:
        Route.objects.filter(page__in=[page.pk, *(part.pk for part in page.parts())]).close()
    for one in [page, *page.parts()]:
        if one.live:
            UnpublishPageAction(one, user=by).execute(skip_permission_checks=True)
    page.tell_editions()
    record("library.withdraw", page, by=by, reason=row.reason, replacement=replacement.pk if replacement else None)
    tell_withdrawn(row, page)
    return row


def insert(page: Any, by: Any, **kept: Any) -> Withdrawal:
    """The row that a page can have only one of while it is away."""
    try:
        with transaction.atomic():
            return Withdrawal.objects.create(page_id=page.pk, withdrawn_by=by, **kept)
    except IntegrityError as error:
        raise NotAllowedNow(_("This page has been withdrawn already.")) from error


def require_issuer(page: Any, by: Any) -> None:
    if not can_withdraw(by, page):
        raise NotAllowedNow(_("An issuer of one of the page's agencies withdraws it."))


def require_withdrawable(page: Any, said_title: str, reason: str) -> None:
    if not page.live:
        raise NotAllowedNow(_("This page is not public."))
    if page.founds_the_site:
        raise NotAllowedNow(_("The site stands on this page: it is corrected, never withdrawn."))
    if isinstance(page, WhitePaperChapterPage):
        raise NotAllowedNow(_("A chapter is withdrawn with its paper."))
    if len(reason.strip()) < SHORTEST_REASON or not said_title.strip():
        raise NotAllowedNow(_("Give the reason in a full sentence, and say what stood here: readers see both."))
    check_words(said_title, reason)
    below = page.get_descendants().live().exclude(pk__in=[part.pk for part in page.parts()])
    if first := below.first():
        raise NotAllowedNow(_("“%(title)s” below it is public: withdraw that first.") % {"title": first.title})


def require_replacement(page: Any, replacement: Page | None, ending: str) -> None:
    if replacement is None and ending == Ending.LEAD_ON:
        raise NotAllowedNow(_("Choose the page that readers are led to."))
    if replacement is not None and (not replacement.live or replacement.is_descendant_of(page)):
        raise NotAllowedNow(_("What takes its place must be public itself, and no part of it."))
    if replacement is not None and replacement.pk == page.pk:
        raise NotAllowedNow(_("A page cannot take its own place."))


def end_correction(page: Any, *, by: Any) -> None:
    """A correction that is under review has lost what it corrects."""
    route = open_route_of(page)
    if route is not None and void_route(route, reason=VoidReason.RECALLED, by=by):
        tell_ended(route, by=by)


def end_withdrawals(pages: list[int]) -> int:
    """The pages are public again: their withdrawals are history."""
    return Withdrawal.objects.open().filter(page__in=pages).update(undone_at=timezone.now())
