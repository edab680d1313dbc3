"""The editor follows the roles: no Wagtail group is ever handed out by hand."""

from typing import Any

from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.contrib.auth.models import Group

from cms.library.actions import make_room
from cms.pages.enums import EDITORIAL_GROUPS
from shared.directory.permissions import has_role


def can_enter_editor(user: Any) -> bool:
    """Does the user hold an editorial role today?"""
    return user.is_active and has_role(user, *EDITORIAL_GROUPS)


def follow_roles(user: Any) -> None:
    """Make the user's editorial groups those of the roles she holds today, and room for the files of her agencies."""
    wanted = {name for role, name in EDITORIAL_GROUPS.items() if has_role(user, role)}
    held = set(user.groups.filter(name__in=EDITORIAL_GROUPS.values()).values_list("name", flat=True))
    if wanted - held:
        user.groups.add(*Group.objects.filter(name__in=wanted - held))
    if held - wanted:
        user.groups.remove(*Group.objects.filter(name__in=held - wanted))
    make_room(user)


class RolesBackend(BaseBackend):
    """Answers Wagtail's question “may she enter?” from the roles of today.

    Wagtail asks it first on every request to the editor, so that is where the groups are brought in line: a role that
    ended yesterday, by its date or by hand, gives nothing today, and no job has to run in between.
    """

    def get_user(self, user_id: int) -> Any:
        # A session may name this backend, being the first of them: it must find its person.
        return ModelBackend().get_user(user_id)

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if perm != "wagtailadmin.access_admin" or obj is not None or user_obj.is_anonymous:
            return False
        if not hasattr(user_obj, "_may_enter_editor"):
            follow_roles(user_obj)
            user_obj._may_enter_editor = can_enter_editor(user_obj)
        return user_obj._may_enter_editor
