"""How a certificate looks: designed by a training office, kept in versions, so that what was issued never changes."""

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.certificates.enums import PLACEHOLDERS, Layout, PaperLanguage
from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from shared.directory.permissions import scopes_of

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check_placeholders(text: str) -> None:
    """Refuse what could not be filled in, before it stands on five hundred papers."""
    unknown = sorted({name for name in PLACEHOLDER.findall(text) if name.strip() not in PLACEHOLDERS})
    if unknown:
        raise ValidationError(
            _("“%(name)s” cannot be filled in. Use: %(known)s."),
            params={"name": unknown[0], "known": " ".join(f"{{{name}}}" for name in PLACEHOLDERS)},
        )
    if "{" in PLACEHOLDER.sub("", text) or "}" in PLACEHOLDER.sub("", text):
        raise ValidationError(_("A brace is left open: write placeholders like {name}."))


class TemplateQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "TemplateQuerySet":
        """The training offices that design them."""
        found = Q(pk__in=[])
        for path in scopes_of(user, RoleCode.TRAINING_PLANNER):
            found |= Q(agency__path__startswith=path)
        return self.filter(found)


class CertificateTemplate(models.Model):
    """A template of one training office; its versions say what it looked like when."""

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="certificate_templates", verbose_name=_("agency")
    )
    name = models.CharField(_("name of the template"), max_length=80)
    is_default = models.BooleanField(_("used where a class has chosen nothing else"), default=False)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        db_table = "certificates_template"
        verbose_name = _("certificate template")
        verbose_name_plural = _("certificate templates")
        ordering = ["agency", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "name"],
                name="certificate_template_once",
                violation_error_message=_("This agency already has a template of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def current(self) -> "TemplateVersion | None":
        """The newest version; those before it stay for the papers they were used on."""
        return self.versions.order_by("-number").first()


class OfTemplateQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "OfTemplateQuerySet":
        return self.filter(template__in=CertificateTemplate.objects.visible_to(user))


class TemplateVersion(models.Model):
    """One state of a template. Never changed: a change writes the next version."""

    template = models.ForeignKey(CertificateTemplate, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    language = models.CharField(
        _("language of the paper"), max_length=7, choices=PaperLanguage, default=PaperLanguage.CHINESE
    )
    headline = models.CharField(_("headline"), max_length=40)
    body = models.TextField(
        _("text"),
        max_length=1000,
        validators=[check_placeholders],
        help_text=_(
            "An empty line begins a new paragraph. {name} {title} {dates} {days} {hours} {hosts} are filled in."
        ),
    )
    layout = models.CharField(_("layout"), max_length=6, choices=Layout, default=Layout.FRAMED)
    shows_date = models.BooleanField(_("day of issue"), default=True)
    shows_code = models.BooleanField(_("check code in letters"), default=True)
    shows_seals = models.BooleanField(_("seals of the hosts"), default=True)
    shows_signatures = models.BooleanField(_("signatures of the hosts"), default=False)
    emblem = models.FileField(_("picture at the top"), upload_to="certificates/emblems/", blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = OfTemplateQuerySet.as_manager()

    class Meta:
        db_table = "certificates_version"
        verbose_name = pgettext_lazy("of a certificate template", "version")
        verbose_name_plural = pgettext_lazy("of a certificate template", "versions")
        ordering = ["template", "-number"]
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="template_version_once")]

    def __str__(self) -> str:
        return f"{self.template} {self.number}"
