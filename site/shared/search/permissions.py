"""Who keeps synonyms and chosen results: the editors, section heads included."""

from typing import Any

from wagtail.permission_policies.base import BasePermissionPolicy

from shared.accounts.models import User
from shared.directory.enums import RoleCode
from shared.directory.permissions import has_role


def can_keep_search(user: Any) -> bool:
    return user.is_active and (user.is_superuser or has_role(user, RoleCode.EDITOR, RoleCode.SECTION_HEAD))


class KeeperPolicy(BasePermissionPolicy):
    """Wagtail asks here about synonyms and chosen results; both belong to all editors alike."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return bool(user.is_authenticated and can_keep_search(user))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return self.user_has_permission(user, "change")

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)

    def users_with_any_permission(self, actions: Any) -> Any:
        allowed = [user.pk for user in User.objects.filter(is_active=True) if can_keep_search(user)]
        return User.objects.filter(pk__in=allowed)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        rows = self.model._default_manager.all()
        return rows if self.user_has_any_permission(user, actions) else rows.none()

    instances_user_has_permission_for = instances_user_has_any_permission_for
