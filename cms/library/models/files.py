"""Where the pictures and documents of an agency lie (decision 25)."""

from typing import Any

from django.db import models
from wagtail.models import Collection

from cms.library.enums import FILE_GROUPS
from shared.directory.models import Agency, role_scopes


class AgencyFilesQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AgencyFilesQuerySet":
        """Of the agencies for which the user holds a role that works with files, and of those below them."""
        if user.is_superuser:
            return self
        found = models.Q(pk__in=[])
        for role, path in role_scopes(user):
            if role in FILE_GROUPS:
                found |= models.Q(agency__path__startswith=path)
        return self.filter(found)


class AgencyFiles(models.Model):
    """The collection of one agency, made when its first editor comes."""

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="+")
    collection = models.OneToOneField(Collection, on_delete=models.CASCADE, related_name="agency_files")

    objects = AgencyFilesQuerySet.as_manager()

    class Meta:
        db_table = "library_agencyfiles"

    def __str__(self) -> str:
        return self.collection.name
