from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shared.credits.enums import Category
from shared.directory.enums import RoleCode
from shared.directory.permissions import scopes_of


class CreditEntryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CreditEntryQuerySet":
        """The person herself and the training office of her unit; nobody else (H7)."""
        if not user.is_authenticated:
            return self.none()
        scope = Q(person__user=user)
        for path in scopes_of(user, RoleCode.TRAINING_PLANNER):
            scope |= Q(person__postings__agency__path__startswith=path, person__postings__valid_to=None)
        return self.filter(scope).distinct()

    def of_year(self, year: int) -> "CreditEntryQuerySet":
        return self.filter(year=year)


class CreditEntry(models.Model):
    """Days and hours that one thing earned one person, under the policy in force then. Entries are never changed."""

    person = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="credit_entries")
    category = models.CharField(_("category"), max_length=20, choices=Category)
    hours = models.DecimalField(_("hours"), max_digits=7, decimal_places=2)
    days = models.DecimalField(_("days"), max_digits=6, decimal_places=2)
    occurred_on = models.DateField(_("date"))
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=120, unique=True)
    title = models.CharField(_("earned by"), max_length=200)
    policy = models.ForeignKey("regulations.CreditPolicy", on_delete=models.PROTECT, related_name="+")
    policy_version = models.CharField(_("policy version"), max_length=40)
    posted_at = models.DateTimeField(_("posted at"), auto_now_add=True)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = CreditEntryQuerySet.as_manager()

    class Meta:
        db_table = "credits_entry"
        verbose_name = _("credit entry")
        verbose_name_plural = _("credit entries")
        ordering = ["-occurred_on", "-pk"]
        indexes = [models.Index(fields=["person", "year"], name="credits_person_year")]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__gte=0, days__gte=0),
                name="credits_not_negative",
                violation_error_message=_("Days and hours cannot be negative."),
            )
        ]

    def __str__(self) -> str:
        return self.title
