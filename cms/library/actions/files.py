"""One collection per agency: its editors put their files there, and nobody else's see them (decision 25)."""

from typing import Any

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupCollectionPermission
from wagtail.permissions import policy_registry

from cms.library.enums import FILE_GROUPS, FILE_VERBS
from cms.library.models import AgencyFiles
from shared.directory.enums import RoleCode
from shared.directory.models import Agency, role_scopes


def make_room(user: Any) -> None:
    """Collections for those agencies of an editor that have none yet; asked at every visit, so in one query."""
    paths = [path for role, path in role_scopes(user) if role == RoleCode.EDITOR]
    if paths:
        for agency in Agency.objects.filter(path__in=paths).exclude(pk__in=AgencyFiles.objects.values("agency")):
            make_collection(agency)


def collections_for(user: Any) -> list[Collection]:
    """The collections of the agencies for which the user is an editor; what is missing of them is made."""
    paths = [path for role, path in role_scopes(user) if role == RoleCode.EDITOR]
    agencies = list(Agency.objects.filter(path__in=paths).order_by("path")) if paths else []
    rows = AgencyFiles.objects.filter(agency__in=agencies).select_related("collection")
    there = {row.agency_id: row.collection for row in rows}
    return [there.get(agency.pk) or make_collection(agency) for agency in agencies]


def collection_for(user: Any) -> Collection:
    """Where a file goes that is taken over for this person; for whoever edits for no agency, to the superusers."""
    mine = collections_for(user) if user else []
    return mine[0] if mine else Collection.get_first_root_node()


@transaction.atomic
def make_collection(agency: Agency) -> Collection:
    """Two editors who come at once find one: the root is locked while a collection is added to it."""
    root = Collection.objects.select_for_update(no_key=True).get(depth=1)
    if found := AgencyFiles.objects.filter(agency=agency).select_related("collection").first():
        return found.collection
    collection = root.add_child(instance=Collection(name=agency.name))
    AgencyFiles.objects.create(agency=agency, collection=collection)
    grant(collection)
    return collection


def grant(collection: Collection) -> None:
    """To the groups that stand for “editor of this agency”: nobody is in them, the policy reads the roles of today."""
    for role, name in FILE_GROUPS.items():
        group, _made = Group.objects.get_or_create(name=name)
        for model in (get_image_model(), get_document_model()):
            asked = policy_registry.get_by_type(model).auth_model  # not our own: Wagtail asks for those of its model
            for verb in FILE_VERBS[role]:
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=collection, permission=permission(asked, verb)
                )


def permission(model: Any, verb: str) -> Permission:
    """The permission, made early where the framework has not come to it yet."""
    codename, kind = get_permission_codename(verb, model._meta), ContentType.objects.get_for_model(model)
    named = {"name": codename.replace("_", " ")}
    return Permission.objects.get_or_create(codename=codename, content_type=kind, defaults=named)[0]
