"""Why nobody edits a page for now."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.locks import BaseLock


class WaitingLock(BaseLock):
    """A page whose route is complete lies still until its release."""

    def for_user(self, user: Any) -> bool:
        return True

    def get_message(self, user: Any) -> Any:
        return _("Every step is done: the page waits for its release. Recall it on the page of its route to edit it.")

    def get_icon(self, user: Any) -> str:
        return "lock"

    def get_locked_by(self, user: Any) -> Any:
        return _("Locked until the release")


class PartLock(BaseLock):
    """A chapter lies still while its paper is under review: what is approved is what was read."""

    def for_user(self, user: Any) -> bool:
        return True

    def get_message(self, user: Any) -> Any:
        return _("The paper is under review. Its chapters can be edited again when the review has ended.")

    def get_icon(self, user: Any) -> str:
        return "lock"

    def get_locked_by(self, user: Any) -> Any:
        return _("Locked by the review")
