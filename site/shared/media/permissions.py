from typing import Any

from wagtail.permissions import policy_registry

RIGHTS = ["change", "delete", "choose"]


def has_rights_to(user: Any, file: Any) -> bool:
    """May the user work with this picture or document in the editor?"""
    if not user.is_active:
        return False
    return policy_registry.get(file).user_has_any_permission_for_instance(user, RIGHTS, file)
