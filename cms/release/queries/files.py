"""Which pictures and documents a page shows, and whether they are still those that were read."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.models import COMMENTS_RELATION_NAME

from cms.release.enums import FileKind
from cms.release.models import Route, RouteFile
from shared.media.models import MediaDocument, MediaImage

MODELS: dict[str, Any] = {FileKind.DOCUMENT: MediaDocument, FileKind.IMAGE: MediaImage}
KINDS = {model: kind for kind, model in MODELS.items()}


def files_of(page: Any) -> dict[tuple[str, int], Any]:
    """Every picture and document that this revision shows or links to, by kind and key; what is gone is left out."""
    wanted: dict[str, set[int]] = {kind: set() for kind in MODELS}
    for model, key in named_by(page):
        if model in KINDS and str(key).isdecimal():
            wanted[KINDS[model]].add(int(key))
    found = {kind: MODELS[kind].objects.in_bulk(keys) if keys else {} for kind, keys in wanted.items()}
    return {(kind, key): file for kind, files in found.items() for key, file in files.items()}


def named_by(row: Any) -> Iterator[tuple[Any, Any]]:
    """(model, key) of whatever a row and its child rows point at, in streams and rich text too."""
    for field in row._meta.concrete_fields:
        if field.is_relation and field.related_model in KINDS:
            yield field.related_model, getattr(row, field.attname)
        elif hasattr(field, "extract_references"):
            for model, key, _model_path, _content_path in field.extract_references(field.value_from_object(row)):
                yield model, key
    for relation in get_all_child_relations(row):
        if relation.get_accessor_name() == COMMENTS_RELATION_NAME:
            continue  # words among editors, which carry no files
        for child in getattr(row, relation.get_accessor_name()).all():
            yield from named_by(child)


def replaced_files(route: Route) -> list[RouteFile]:
    """Files of the route that are others now, have another title, or are gone."""
    rows = list(RouteFile.objects.filter(item__route=route.pk))
    now = {kind: as_they_are(model, [r.file_id for r in rows if r.kind == kind]) for kind, model in MODELS.items()}
    return [row for row in rows if not row.digest or now[row.kind].get(row.file_id) != (row.digest, row.title)]


def as_they_are(model: Any, keys: list[int]) -> dict[int, tuple[str, str]]:
    found = model.objects.filter(pk__in=keys).values_list("pk", "digest", "title") if keys else []
    return {pk: (digest, title) for pk, digest, title in found}


def file_faults(rows: Iterable[RouteFile]) -> list[str]:
    message = _("The file “%(title)s” was replaced or deleted after the page was sent to review. Send it again.")
    return [message % {"title": row.title} for row in rows]


def is_held(file: Any) -> bool:
    """Whether a page shows it that is public, may be read as an earlier version, or is under review."""
    rows = RouteFile.objects.filter(kind=KINDS[type(file)], file_id=file.pk)
    routes = Route.objects.readable().order_by() | Route.objects.open().order_by()
    return rows.filter(item__route__in=routes.values("pk")).exists()
