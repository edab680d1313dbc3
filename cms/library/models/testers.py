"""Who may do what with a page in the editor."""

from typing import Any

from wagtail.models import Page, PagePermissionTester

from cms.library.models.dates import Disclosure
from cms.release.models import ReleaseItem, RouteItem
from cms.release.queries import move_fault


class ReviewedTester(PagePermissionTester):
    """Publication comes out of the review alone: nobody, superuser included, has a button that publishes at once.

    Everything else belongs to the agencies behind the page.
    """

    page: Any

    def is_ours(self) -> bool:
        """Does an agency of the user's answer for it? The lists of the site, which have none, are every editor's."""
        if not hasattr(self, "_is_ours"):
            self._is_ours = self.user.is_superuser or self.page.specific.is_in_scope_of(self.user)
        return self._is_ours

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_unschedule(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False

    def can_add_subpage(self) -> bool:
        return super().can_add_subpage() and self.is_ours()

    def can_reorder_children(self) -> bool:
        """What lies in a list of the site belongs to many agencies: none puts the pages of another elsewhere."""
        if not self.user.is_active or self.user.is_superuser:
            return self.user.is_active
        return "change" in self.permissions and not self.page.specific_class.founds_the_site and self.is_ours()

    def can_move(self) -> bool:
        """Moving is an edit; what has been on a route may be put in another order, though it may not be deleted."""
        if not self.user.is_active or self.page_is_root or self.page.specific_class.founds_the_site:
            return False
        return self.user.is_superuser or (("change" in self.permissions or self.can_delete()) and self.is_ours())

    def can_edit(self) -> bool:
        return super().can_edit() and self.is_ours()

    def can_move_to(self, destination: Page) -> bool:
        """Wagtail asks for the permission to add alone, and never of whom the destination is."""
        if move_fault(self.page, destination) or not super().can_move_to(destination):
            return False
        return self.page.is_child_of(destination) or destination.permissions_for_user(self.user).can_add_subpage()

    def can_submit_for_moderation(self) -> bool:
        return super().can_submit_for_moderation() and self.is_ours()

    def can_lock(self) -> bool:
        return super().can_lock() and self.is_ours()

    def can_unlock(self) -> bool:
        return super().can_unlock() and self.is_ours()

    def can_view_revisions(self) -> bool:
        return super().can_view_revisions() and self.is_ours()

    def can_unpublish(self) -> bool:
        """A public page is withdrawn by an issuer, with a reason that readers see (rule book 8.6)."""
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """What has ever been on a route stays on record; so does whatever lies above it.

        What waits for a release is taken out of it first, and what has a term of disclosure keeps it.
        """
        may = super().can_delete(ignore_bulk) and self.is_ours()
        kept: list[Any] = [RouteItem, ReleaseItem, Disclosure]
        return may and not any(m.objects.filter(page__path__startswith=self.page.path).exists() for m in kept)
