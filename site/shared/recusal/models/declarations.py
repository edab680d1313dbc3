from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared.directory.enums import RoleCode
from shared.directory.models import (
    Agency,
    Person,
    Posting,
    Validity,
    ValidityQuerySet,
    ends_after_it_begins,
    role_scopes,
)
from shared.recusal.enums import SENSITIVE, DeclarationKind


def serving_under(user: Any, *roles: str) -> Q:
    """Declarations of people who serve today where the user holds one of `roles`."""
    places = Q(pk__in=[])
    for role, path in role_scopes(user):
        if role in roles:
            places |= Q(agency__path__startswith=path)
    return Q(person__in=Posting.objects.valid_on().filter(places).order_by().values("person"))


class DeclarationQuerySet(ValidityQuerySet):
    def visible_to(self, user: Any) -> "DeclarationQuerySet":
        """The person herself and her personnel office; her secondment officer too, except for her family."""
        if not user.is_authenticated:
            return self.none()
        officers = serving_under(user, RoleCode.SECONDMENT_OFFICER) & ~Q(kind__in=SENSITIVE)
        return self.filter(Q(person__user=user) | serving_under(user, RoleCode.UNIT_HR) | officers)

    def standing(self) -> "DeclarationQuerySet":
        """As last amended; what has ended stands too, it may still count."""
        return self.filter(replaced_at=None)


class Declaration(Validity):
    """A relation or an interest that a person declares of herself, in general or at one assignment (C4)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relations")
    kind = models.CharField(_("kind of relation"), max_length=12, choices=DeclarationKind)
    other_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("other unit")
    )
    other_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("other person")
    )
    subject_kind = models.CharField(max_length=30, blank=True, editable=False)
    subject_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    declared_at = models.DateTimeField(_("declared"), default=timezone.now)
    replaced_at = models.DateTimeField(_("amended"), null=True, blank=True)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration of a relation")
        verbose_name_plural = _("declarations of relations")
        ordering = ["-declared_at", "-pk"]
        constraints = [
            ends_after_it_begins("declaration_validity"),
            models.CheckConstraint(
                condition=Q(other_agency__isnull=False) | Q(other_person__isnull=False) | Q(subject_id__isnull=False),
                name="declaration_names_other",
                violation_error_message=_("Name the unit or the person."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}"

    @property
    def is_sensitive(self) -> bool:
        return self.kind in SENSITIVE

    @property
    def is_over(self) -> bool:
        return self.valid_to is not None and self.valid_to < timezone.localdate()

    @property
    def others(self) -> str:
        return " · ".join(str(other) for other in (self.other_agency, self.other_person) if other)
