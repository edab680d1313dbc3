"""The gate in Python: a controlled page goes live, or changes while live, only as a revision whose route is complete.

The triggers (`cms.release.triggers`) hold the same rule below, for whatever does not come this way.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Page, Revision

from cms.release.enums import PermitKind
from cms.release.models.permits import Permit
from cms.release.models.routes import Route
from shared.audit.actions import record

# What Wagtail keeps about a page; everything else is what its readers see.
HOUSEKEEPING = frozenset(
    {
        "pk", "id", "page_ptr", "path", "depth", "numchild", "url_path", "content_type", "owner", "locale",
        "translation_key", "draft_title", "live", "live_revision", "latest_revision", "latest_revision_created_at",
        "has_unpublished_changes", "first_published_at", "last_published_at", "expired", "locked", "locked_at",
        "locked_by", "alias_of", "wagtail_admin_comments",
    }
)  # fmt: skip
# The columns of a page's own table that make it public or say what it is.
PUBLIC_COLUMNS = ["title", "slug", "seo_title", "search_description", "live_revision_id", "locale_id"]
FREE_UPDATES = HOUSEKEEPING - {"live", "live_revision", "alias_of", "content_type", "locale"}

releasing: ContextVar[Route | None] = ContextVar("releasing", default=None)


class GateRefusedError(PermissionDenied):
    """The page may not go live this way; str() is a sentence for the person."""


def gated_models() -> list[type["GatedPage"]]:
    return [model for model in apps.get_models() if issubclass(model, GatedPage)]


def founding_models() -> list[type["GatedPage"]]:
    return [model for model in gated_models() if model.founds_the_site]


def content_digest(data: dict[str, Any], *, without: frozenset[str] = frozenset()) -> str:
    """SHA-256 of what a revision says, in hexadecimal; `data` from Revision.content or serializable_data()."""
    plain = json.loads(json.dumps(data, cls=DjangoJSONEncoder))
    said = {key: rows_of(value) for key, value in plain.items() if key not in HOUSEKEEPING | without}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def rows_of(value: Any) -> Any:
    """Child rows without the keys that a database gives them."""
    if isinstance(value, list) and value and all(isinstance(row, dict) and "pk" in row for row in value):
        return [{k: v for k, v in row.items() if k not in {"pk", "page", "paper", "translation_key"}} for row in value]
    return value


class GatedPage:
    """First base class of every controlled page type."""

    pk: Any
    live: bool
    live_revision: Any
    live_revision_id: int | None
    alias_of_id: int | None

    derived_fields: frozenset[str] = frozenset()  # made from the text: they follow it without a new route
    filled_at_release: frozenset[str] = frozenset()  # what a release may fill in where the revision leaves it empty
    is_released_alone = True  # False: only together with the page that it is part of
    document_series: tuple[str, str] | None = (
        None  # of the numbers its agencies give it: name, and word after their mark
    )
    founds_the_site = False  # True: comes with the installation, by a founding route

    def save(self, *args: Any, **kwargs: Any) -> None:
        with guard(self, kwargs.get("update_fields")):
            super().save(*args, **kwargs)  # type: ignore[misc]  # a mixin: Page saves

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Wagtail's clock goes through many pages in one loop: what is refused must not keep the others from going."""
        try:
            super().publish(revision, *args, **kwargs)  # type: ignore[misc]
        except GateRefusedError as refusal:
            if kwargs.get("log_action") != "wagtail.publish.scheduled":
                raise
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
            page: Any = self
            record("release.refuse", page, by=None, reason=str(refusal))

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """A revision that has been sent to review is never overwritten; the new one voids the open route."""
        over = kwargs.get("overwrite_revision")
        if over is not None and over.release_items.exists():
            kwargs["overwrite_revision"] = None
        return super().save_revision(*args, **kwargs)  # type: ignore[misc]


def said_by(page: Any, *, empty: frozenset[str] = frozenset()) -> str:
    """The digest of a page in memory. A stream says the same whether or not its blocks have been read before."""
    data = page.serializable_data()
    for field in page._meta.concrete_fields:
        if isinstance(field, StreamField):
            stream = getattr(page, field.name)
            list(stream)
            data[field.name] = without_made_ids(stream.get_prep_value())
    return content_digest(data, without=page.derived_fields | empty)


def without_made_ids(value: Any) -> Any:
    """Items of a list that were stored without an identity get another one at every reading."""
    if isinstance(value, list):
        return [without_made_ids(one) for one in value]
    if isinstance(value, dict):
        is_item = value.get("type") == "item"
        return {key: without_made_ids(one) for key, one in value.items() if not (is_item and key == "id")}
    return value


@contextmanager
def guard(page: Any, update_fields: Any = None) -> Iterator[None]:
    """Let a save through that changes nothing readers see, or that a release makes; refuse every other one."""
    if page.alias_of_id:
        raise GateRefusedError(
            _("A page of this type cannot be an alias: it would show what its own route has not seen.")
        )
    if update_fields is not None and set(update_fields) <= FREE_UPDATES:
        yield
        return
    with transaction.atomic():
        old = type(page)._base_manager.filter(pk=page.pk).first() if page.pk else None
        becomes_live = page.live if update_fields is None or "live" in update_fields else bool(old and old.live)
        if not becomes_live:
            yield
        elif old and old.live and old.live_revision_id == page.live_revision_id and said_by(old) == said_by(page):
            with permit(page, PermitKind.REDRAW):
                yield
        else:
            with permit(page, PermitKind.RELEASE, cleared_route(page)):
                yield


def cleared_route(page: Any) -> Route:
    """The route that is being released and brings exactly this; GateRefusedError otherwise."""
    route = releasing.get()
    if route is None or not page.pk or not page.live_revision_id:
        raise GateRefusedError(
            _("“%(title)s” goes live through its editorial route alone: send it to review.") % {"title": page.title}
        )
    item = route.items.filter(page=page.pk, revision=page.live_revision_id).first()
    cleared = page.live_revision.content
    empty = frozenset(name for name in page.filled_at_release if not cleared.get(name))
    if item is None or content_digest(cleared, without=page.derived_fields) != item.digest:
        raise GateRefusedError(_("“%(title)s”: this is not the revision that was cleared.") % {"title": page.title})
    # As an object both times: blocks that a later version of the product reads differently are read alike.
    if said_by(page, empty=empty) != said_by(page.live_revision.as_object(), empty=empty):
        raise GateRefusedError(
            _("“%(title)s”: what is being published is not what was cleared.") % {"title": page.title}
        )
    return route


@contextmanager
def permit(page: Any, kind: str, route: Route | None = None) -> Iterator[None]:
    revision = page.live_revision_id if route else None
    row = Permit.objects.create(page_id=page.pk, kind=kind, route=route, revision_id=revision)
    yield
    row.delete()


@contextmanager
def redrawing(page: Page) -> Iterator[None]:
    """Write what is made from the text of a live page, such as its links, in whatever way; the text itself stays."""
    with transaction.atomic(), permit(page, PermitKind.REDRAW):
        yield
