"""Whom a draft is open to (E13): each change of the list is on record, and whoever is named is told."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.release.emails import tell_named
from cms.release.models import Audience, AudienceFile, AudienceMember
from cms.release.models.audiences import serving
from cms.release.permissions import can_lift_limit, can_limit
from cms.release.queries import audience_of, files_of
from shared.accounts.models import User
from shared.audit.actions import NotAllowedNow, record
from shared.directory.models import Agency

LABELS = {
    "release.audience.change": gettext_lazy("Readers of the draft changed"),
    "release.audience.lift": gettext_lazy("Draft opened to its agencies again"),
}


def changed(data: Mapping[str, Any]) -> str:
    """Who was added and who was taken out."""
    said = []
    if added := data.get("added"):
        said.append(_("added: %(names)s") % {"names": "、".join(added)})
    if taken := data.get("taken"):
        said.append(_("taken out: %(names)s") % {"names": "、".join(taken)})
    return "；".join(said)


DETAILS = {"release.audience.change": changed, "release.audience.lift": changed}
Named = Agency | User


@transaction.atomic
def change_readers(page: Any, *, add: Iterable[Named] = (), take: Iterable[Named] = (), by: Any) -> Audience:
    """Open the draft to these alone besides its owner and `by`, or change such a list. Who changes it stays on it."""
    if not can_limit(by, page):
        raise NotAllowedNow(_("An editor or section head of the page's agencies says whom its draft is open to."))
    if by in (gone := list(take)):
        raise NotAllowedNow(_("You change the list, so you stay on it. Somebody else on it can take you out."))
    new = list(add)
    require_in_use(one for one in new if isinstance(one, User))
    kept, is_new = Audience.objects.get_or_create(page_id=page.pk, defaults={"set_by": by})
    taken = [one for one in gone if kept.members.filter(**naming(one)).delete()[0]]
    added = [one for one in new if kept.members.get_or_create(**naming(one))[1]]
    if not Audience.objects.filter(pk=kept.pk).open_to(by).exists():
        kept.members.create(user=by)
        added.append(by)
    if not (is_new or added or taken):
        raise NotAllowedNow(_("Nothing changed: the list is as you wanted it already."))
    Audience.objects.filter(pk=kept.pk).update(set_by=by, set_at=timezone.now())
    keep_files_of_draft(page)
    record("release.audience.change", page, by=by, added=names(added), taken=names(taken))
    tell_named(page, added, by=by)
    forget(by)
    return kept


@transaction.atomic
def copy_readers(page: Any, copy: Any, *, by: Any) -> None:
    """What is made of a draft that has a list, in another language too, is open to the same readers."""
    kept = audience_of(page)
    if kept is None or audience_of(copy) is not None:
        return
    people = [row.who for row in kept.members.select_related("agency", "user")]
    people += [one for one in dict.fromkeys([kept.page.owner, by]) if one and one.is_active and one not in people]
    made = Audience.objects.create(page_id=copy.pk, set_by=by)
    AudienceMember.objects.bulk_create(AudienceMember(audience=made, **naming(one)) for one in people)
    keep_files_of_draft(copy)
    record("release.audience.change", copy, by=by, added=names(people))


@transaction.atomic
def lift_limit(page: Any, *, by: Any) -> None:
    """The draft is its agencies' again. A superuser may do this too: else one whose people have all left stays shut."""
    if not can_lift_limit(by, page):
        raise NotAllowedNow(_("An editor or section head of the page's agencies says whom its draft is open to."))
    kept = Audience.objects.select_for_update(no_key=True).filter(page=page.pk).first()
    if kept is None:
        raise NotAllowedNow(_("This draft is open to its agencies already."))
    taken = names(row.who for row in kept.members.select_related("agency", "user"))
    kept.delete()
    record("release.audience.lift", page, by=by, taken=taken)
    forget(by)


def require_in_use(people: Iterable[User]) -> None:
    for one in people:
        if not one.is_active or not serving(one).exists():
            raise NotAllowedNow(_("The account of %(name)s is closed, or she holds no post any more.") % {"name": one})


def naming(one: Named) -> dict[str, Any]:
    return {"agency": one} if isinstance(one, Agency) else {"user": one}


def name_of(one: Named) -> str:
    return str(one) if isinstance(one, Agency) else f"{one} ({one.username})"


def names(rows: Iterable[Any]) -> list[str] | None:
    return [name_of(one) for one in rows] or None


def forget(user: Any) -> None:
    """What was read for this request holds no more."""
    if hasattr(user, "_shut_pages"):
        del user._shut_pages


def keep_files_of_draft(page: Any) -> None:
    """Which pictures and documents the latest drafts of the page and its parts show, where it has a list; those of
    chapters that are left out too.
    """
    kept = audience_of(page)
    if kept is None:
        return
    whole = kept.page.specific
    parts = [one for one in whole.get_children().specific() if not getattr(one, "is_released_alone", True)]
    drafts = [one.get_latest_revision_as_object() for one in (whole, *parts)]
    wanted = {key for draft in drafts for key in files_of(draft)}
    held = set(kept.files.values_list("kind", "file_id"))
    for kind, file in held - wanted:
        kept.files.filter(kind=kind, file_id=file).delete()
    rows = [AudienceFile(audience=kept, kind=kind, file_id=file) for kind, file in sorted(wanted - held)]
    AudienceFile.objects.bulk_create(rows, ignore_conflicts=True)
