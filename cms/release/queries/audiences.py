"""Drafts that are open to named readers alone: which, to whom, with which files."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr
from django.http import HttpRequest
from wagtail.models import Page, PageLogEntry

from cms.release.enums import ROUTE_ROLES
from cms.release.models import (
    Audience,
    AudienceFile,
    AudienceMember,
    Route,
    RouteFile,
    gated_models,
    shut_pages,
)
from cms.release.models.files import kind_of
from shared.accounts.models import User
from shared.audit.queries import FIELDS, told
from shared.directory.models import Agency, Posting, RoleAssignment


def whole_of(page: Any) -> Any:
    """The page that has the list: itself, or the one that it is a part of."""
    is_part = not getattr(page, "is_released_alone", True)
    return page.get_parent() if is_part and page.path else page


def audience_of(page: Any) -> Audience | None:
    return Audience.objects.filter(page=whole_of(page).pk).first()


def shut_to(user: Any) -> QuerySet[Page]:
    """Pages and their parts whose draft is not open to the user, for a filter over many."""
    shut = shut_pages(user)
    return with_parts(Page.objects.filter(pk__in=shut)) if shut else Page.objects.none()


def limited_drafts() -> QuerySet[Page]:
    """Pages and their parts whose draft has a list, whoever is on it: their titles stand nowhere that others read."""
    return with_parts(Page.objects.filter(audience__isnull=False))


def with_parts(pages: QuerySet[Page]) -> QuerySet[Page]:
    parts = Q(pk__in=[])
    models: list[Any] = gated_models()
    for model in models:
        if not model.is_released_alone:
            parts |= Q(pk__in=model.objects.order_by().values("pk"))
    whole = pages.order_by()
    rows = Page.objects.order_by().annotate(above=Substr("path", 1, Length("path") - Page.steplen))
    return rows.filter(Q(pk__in=whole.values("pk")) | (parts & Q(above__in=whole.values("path"))))


def is_shut_to(user: Any, page: Any) -> bool:
    """Has the draft a list that leaves the user out?"""
    shut = shut_pages(user)
    return bool(shut) and whole_of(page).pk in shut


def admitted(users: Iterable[Any], page: Any) -> list[Any]:
    """Those of them who may hear of the draft: all, where it has no list; else whoever is on it or has a step to do."""
    found = [user for user in users if user is not None]
    kept = Audience.objects.filter(page=page.pk)
    if not kept.exists():
        return found
    routes = Route.objects.filter(page=page.pk)
    return [user for user in found if kept.open_to(user).exists() or routes.asking(user).exists()]


def named_by(agencies: Iterable[Agency]) -> list[Any]:
    """Active accounts with a role of the editorial route at these very agencies today."""
    rows = RoleAssignment.objects.valid_on().filter(agency__in=list(agencies), role__in=ROUTE_ROLES)
    return list(User.objects.filter(is_active=True, pk__in=rows.order_by().values("user")))


def drafts_open_to(user: Any) -> QuerySet[Audience]:
    """Drafts with a list that the user is on."""
    return (
        Audience.objects.open_to(user).select_related("page__content_type", "set_by__person").order_by("-set_at", "-pk")
    )


def readers_of(page: Any) -> dict[str, Any]:
    """The list of those to whom the draft is open, who of them reads nothing any more, and how the list changed."""
    kept = Audience.objects.filter(page=page.pk).select_related("page__owner").first()
    posted = Q(user__person__in=Posting.objects.valid_on().order_by().values("person"))
    gone = Q(user__is_active=False) | (Q(user__person__isnull=False) & ~posted)
    members = AudienceMember.objects.filter(audience__page=page.pk).select_related("agency", "user")
    acts = PageLogEntry.objects.filter(page=page.pk, action__startswith="release.audience.")
    return {
        "audience": kept,
        "members": members.annotate(is_away=ExpressionWrapper(gone, BooleanField())),
        "history": told(acts.order_by("-timestamp", "-pk").values(*FIELDS)[:50]),
    }


def as_drafted(page: Any) -> Any:
    """The page as its latest draft has it, with the latest drafts of its parts."""
    draft = page.specific.get_latest_revision_as_object()
    draft.frozen_parts = [part.specific.get_latest_revision_as_object() for part in draft.parts()]
    return draft


def open_files(rows: QuerySet, user: Any) -> QuerySet:
    """Of these pictures or documents those that no draft closes to the user; her own and public ones stay."""
    shut = shut_pages(user)
    if not shut:
        return rows
    kind = kind_of(rows.model)
    closed = AudienceFile.objects.filter(kind=kind, file_id=OuterRef("pk"), audience__page__in=shut)
    opened = AudienceFile.objects.filter(kind=kind, file_id=OuterRef("pk")).exclude(audience__page__in=shut)
    public = RouteFile.objects.public().filter(kind=kind, file_id=OuterRef("pk"), digest=OuterRef("digest"))
    return rows.filter(
        ~Q(Exists(closed)) | Q(Exists(opened)) | Q(Exists(public.exclude(digest=""))) | Q(uploaded_by_user=user.pk)
    )


def is_open_file(user: Any, file: Any) -> bool:
    return not shut_pages(user) or open_files(type(file)._default_manager.filter(pk=file.pk), user).exists()


def may_read_file_of_draft(request: HttpRequest, file: Any) -> bool:
    """Part of a draft that is open to this reader by its list."""
    if not request.user.is_authenticated:
        return False
    mine = Audience.objects.open_to(request.user)
    return AudienceFile.objects.filter(kind=kind_of(file), file_id=file.pk, audience__in=mine).exists()
