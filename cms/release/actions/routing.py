"""The editorial route: opened on frozen revisions, decided step by step, void by any edit."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Revision

from cms.release.enums import PROOFS, Step, Verdict, VoidReason
from cms.release.followers import tell_ended, tell_moved
from cms.release.models import Decision, Route, RouteAuthor, RouteFile, RouteItem, Signature, content_digest
from cms.release.models.files import kind_of
from cms.release.permissions import is_turn, may_decide, may_mark_urgent, may_recall
from cms.release.queries import asked_of, changed_items, file_faults, files_of, founds_the_site, replaced_files
from shared.audit.actions import NotAllowedNow, record
from shared.directory.models import Agency
from shared.regulations.queries import deadline

LABELS = {
    "release.route.open": gettext_lazy("Sent on the editorial route"),
    "release.route.void": gettext_lazy("Editorial route void"),
    "release.route.decide": gettext_lazy("Step of the editorial route decided"),
    "release.route.superior": gettext_lazy("Superior asked about secrecy"),
    "release.route.take": gettext_lazy("Step of the editorial route taken up"),
    "release.route.urgent": gettext_lazy("Editorial route marked as urgent"),
    "release.refuse": gettext_lazy("Publication refused by the gate"),
}


def decided(data: Mapping[str, Any]) -> str:
    labels = dict([*Step.choices, *Verdict.choices])
    return " · ".join(str(labels.get(data.get(part, ""), "")) for part in ("step", "verdict"))


def voided(data: Mapping[str, Any]) -> str:
    return str(dict(VoidReason.choices).get(data.get("why", ""), ""))


DETAILS = {"release.route.decide": decided, "release.route.void": voided}
ENDS: dict[str, VoidReason] = {Verdict.RETURN: VoidReason.RETURNED, Verdict.RESTRICT: VoidReason.RESTRICTED}


@transaction.atomic
def open_route(page: Any, *, by: Any, change_note: str = "") -> Route:
    """Freeze the latest revisions of the page and its parts, and ask for everybody's decision on exactly these.

    Raises NotAllowedNow when the page is on a route already or a revision has no author on record.
    """
    pages = [page, *page.parts()]
    revisions = {one.pk: one.get_latest_revision() for one in pages}
    if nobodys := [one.title for one in pages if revisions[one.pk] is None or revisions[one.pk].user_id is None]:
        raise NotAllowedNow(
            _("Nobody is on record as the author of %(titles)s. Save the draft once more under your name.")
            % {"titles": "、".join(nobodys)}
        )
    digests = {pk: digest_of(revision) for pk, revision in revisions.items()}
    files = {pk: files_of(revision.as_object()) for pk, revision in revisions.items()}
    said = [*digests.values(), *(file.digest for of_page in files.values() for file in of_page.values())]
    route = insert_route(page, said, by=by, change_note=change_note)
    for one in pages:
        item = RouteItem.objects.create(route=route, page=one, revision=revisions[one.pk], digest=digests[one.pk])
        freeze_files(item, files[one.pk])
    RouteAuthor.objects.bulk_create(RouteAuthor(route=route, user_id=pk) for pk in sorted(authors_of(pages)))
    agencies: list[Agency | None] = [*page.issuing_agencies()] or [None]
    Signature.objects.bulk_create(Signature(route=route, agency=agency) for agency in agencies)
    record("release.route.open", page, by=by, digest=route.digest)
    return route


def insert_route(page: Any, digests: list[str], *, by: Any, change_note: str) -> Route:
    """The row that only one open route of the page can have."""
    paths = "".join(f"|{path}" for path in page.agency_paths())
    whole = hashlib.sha256("".join(digests).encode()).hexdigest()
    if Decision.objects.filter(digest=whole, verdict=Verdict.RESTRICT).exists():
        raise NotAllowedNow(
            _("The secrecy review has kept exactly this text from the public. Change it before you send it again.")
        )
    try:
        with transaction.atomic():
            return Route.objects.create(
                page_id=page.pk, digest=whole, agencies=paths, opened_by=by, change_note=change_note
            )
    except IntegrityError as error:
        raise NotAllowedNow(_("This page is under review already.")) from error


def freeze_files(item: RouteItem, files: dict[tuple[str, int], Any]) -> None:
    """Put on record which pictures and documents are read with a frozen revision, by their bytes."""
    RouteFile.objects.bulk_create(
        RouteFile(item=item, kind=kind, file_id=key, title=file.title, digest=file.digest)
        for (kind, key), file in files.items()
    )


def digest_of(revision: Revision) -> str:
    return content_digest(revision.content, without=revision.content_object.derived_fields)


def authors_of(pages: list[Any]) -> set[int]:
    """Owners of pages that are new, and whoever saved a revision since the version that is public."""
    found = {one.owner_id for one in pages if not one.live and one.owner_id}
    for one in pages:
        since = one.revisions.filter(pk__gt=one.live_revision_id or 0) if one.live else one.revisions.all()
        found |= set(since.exclude(user=None).values_list("user_id", flat=True))
        found |= set(one.other_authors())
    return found


@transaction.atomic
def decide(route: Route, *, step: str, by: Any, verdict: str = Verdict.AGREE, comment: str = "") -> Decision:
    """One decision of one person on one step; all but agreement ends the route. NotAllowedNow says why not.

    RESTRICT keeps the text from the public (rule book 8.6: cleared, restricted, or the superior is asked).
    """
    route = Route.objects.select_for_update(no_key=True).get(pk=route.pk)
    require_turn(route, step, by)
    require_reason(step, verdict, comment.strip())
    kept = {"step": step, "verdict": verdict, "comment": comment.strip(), "reviewer": by}
    decision = Decision.objects.create(route=route, digest=route.digest, **kept)
    record("release.route.decide", route.page, by=by, step=step, verdict=verdict)
    if verdict != Verdict.AGREE:
        void_route(route, reason=ENDS[verdict], by=by)
    tell_moved(route, step=step, is_agreed=verdict == Verdict.AGREE, by=by, comment=comment.strip())
    return decision


def require_reason(step: str, verdict: str, comment: str) -> None:
    if verdict == Verdict.RETURN and not comment:
        raise NotAllowedNow(_("Say what has to be mended."))
    if verdict == Verdict.RESTRICT and step != Step.SECRECY:
        raise NotAllowedNow(
            _("Only the secrecy review keeps a text from the public. Return it with a comment instead.")
        )
    if verdict == Verdict.RESTRICT and not comment:
        raise NotAllowedNow(_("Say why this text is not for the public."))


def require_turn(route: Route, step: str, user: Any) -> None:
    if not route.is_open:
        why = route.get_void_reason_display() or _("released")
        raise NotAllowedNow(_("This route has ended: %(why)s.") % {"why": why})
    if not is_turn(route, step):
        raise NotAllowedNow(_("It is not the turn of this step: %(step)s.") % {"step": Step(step).label})
    if not may_decide(user, route, step):
        raise NotAllowedNow(
            _("You cannot decide this step: you lack the role, wrote part of it, or have reviewed this text before.")
        )
    if changed_items(route):
        raise NotAllowedNow(_("The text was edited after it was sent to review. It has to be sent again."))
    if faults := file_faults(replaced_files(route)):
        raise NotAllowedNow(" ".join(faults))


@transaction.atomic
def void_route(route: Route, *, reason: str, by: Any) -> bool:
    """End an open route; False when it had ended before. Its signatures and decisions stay on record, worth nothing."""
    now = timezone.now()
    ended = Route.objects.open().filter(pk=route.pk).update(voided_at=now, void_reason=reason)
    if ended:
        route.voided_at, route.void_reason = now, reason
        record("release.route.void", route.page, by=by, why=reason)
    return bool(ended)


@transaction.atomic
def void_routes_with(page: Any, revision: Revision, *, by: Any) -> None:
    """Any edit voids what was decided or signed (N14): end the open routes that carry another revision of the page."""
    for route in Route.objects.open().filter(items__page=page.pk).exclude(items__revision=revision.pk):
        if void_route(route, reason=VoidReason.EDITED, by=by):
            tell_ended(route, by=by)


@transaction.atomic
def void_routes_with_file(file: Any, *, by: Any) -> None:
    """Another file or title in the place of one that is being read is an edit: its open routes end."""
    rows = RouteFile.objects.filter(kind=kind_of(file), file_id=file.pk).exclude(digest=file.digest, title=file.title)
    for route in Route.objects.open().filter(items__files__in=rows).distinct():
        if void_route(route, reason=VoidReason.EDITED, by=by):
            tell_ended(route, by=by)


@transaction.atomic
def void_routes_around(page: Any, *places: Any, by: Any) -> None:
    """Order and place of the parts are read with the text: to move one is an edit of what it leaves and enters."""
    around = Q(items__page=page.pk) | Q(page__in=[place.pk for place in places if not founds_the_site(place)])
    for route in Route.objects.open().filter(around).distinct():
        if void_route(route, reason=VoidReason.EDITED, by=by):
            tell_ended(route, by=by)


@transaction.atomic
def recall(route: Route, *, by: Any) -> None:
    """Take a page back before it is released, to edit it; what was decided so far is worth nothing then."""
    if not may_recall(by, route):
        raise NotAllowedNow(_("Whoever sent the page, or a section head of its agencies, recalls it."))
    if not void_route(route, reason=VoidReason.RECALLED, by=by):
        raise NotAllowedNow(_("This route has ended already."))
    tell_ended(route, by=by)


def begin_step(route: Route, step: str) -> dt.date:
    """A step's turn has come: nobody is at it yet, and its time runs from today. Returns its last day."""
    code = "release.proof" if step in PROOFS else f"release.{step}"
    due = deadline(code, start=timezone.localdate())
    Route.objects.filter(pk=route.pk).update(due_on=due, taken_by=None, superior_asked_at=None)
    return due


@transaction.atomic
def take_step(route: Route, *, by: Any) -> None:
    """Say that one is at it, so that two do not read the same thing at once (E5)."""
    if asked_of(by, route) is None:
        raise NotAllowedNow(_("No step of this route waits for you."))
    if not Route.objects.open().filter(pk=route.pk, taken_by=None).update(taken_by=by):
        raise NotAllowedNow(_("Somebody is at this step already."))
    record("release.route.take", route.page, by=by)


@transaction.atomic
def ask_superior(route: Route, *, by: Any) -> None:
    """The secrecy officer asks the superior body; the time for her answer becomes longer, once (rule book 4.4)."""
    if asked_of(by, route) != Step.SECRECY:
        raise NotAllowedNow(_("Only whoever does the secrecy review now asks the superior."))
    due = deadline("release.secrecy_superior", start=timezone.localdate())
    rows = Route.objects.open().filter(pk=route.pk, superior_asked_at=None)
    if not rows.update(superior_asked_at=timezone.now(), due_on=due, taken_by=by):
        raise NotAllowedNow(_("The superior has been asked already."))
    record("release.route.superior", route.page, by=by)


@transaction.atomic
def mark_urgent(route: Route, *, by: Any) -> None:
    """Put the page first on everybody's list."""
    if not may_mark_urgent(by, route) or not Route.objects.open().filter(pk=route.pk).update(is_urgent=True):
        raise NotAllowedNow(_("A section head of the page marks an open route as urgent."))
    record("release.route.urgent", route.page, by=by)
