"""Kinds of cases as data: named sections in their order, which are mandatory, how cases are numbered, batches (N36)."""

import re
import time
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from cms.library.enums import Section


class SchemeForm(WagtailAdminModelForm):
    """Names of batches stay as the cases have them."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        batches = self.formsets["batches"]
        batches.is_valid()
        for form in batches.initial_forms:
            name = form.initial["name"]
            goes = form.cleaned_data.get("DELETE") or form.cleaned_data.get("name", name) != name
            if goes and is_borne(self.instance.code, name):
                message = _("Cases bear the batch “%(name)s”: leave its name, or put them into another batch first.")
                self.add_error(None, message % {"name": name})
        return cleaned


class Scheme(ClusterableModel):
    """A kind of case. Its code stands in the cases and does not change."""

    code = models.CharField(
        _("code"),
        max_length=16,
        unique=True,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*$", _("Small letters, digits and _ only."))],
        help_text=_("Stands in imports and addresses; it cannot be changed later."),
    )
    name = models.CharField(_("name of the kind"), max_length=60)
    name_en = models.CharField(_("English name of the kind"), max_length=120, blank=True)
    number_pattern = models.CharField(
        _("number pattern"),
        max_length=40,
        blank=True,
        help_text=_("For example 检例第{n}号, running through all batches. Empty: these cases are not numbered."),
    )
    needs_adoption = models.BooleanField(
        _("numbered only after adoption"),
        default=False,
        help_text=_("A case gets its number only when the day of its adoption by the committee is entered."),
    )
    position = models.PositiveSmallIntegerField(_("place in lists"), default=100)

    panels = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("position")]),
        FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]),
        FieldRowPanel([FieldPanel("number_pattern"), FieldPanel("needs_adoption")]),
        InlinePanel("sections", label=_("Section"), heading=_("Sections in their order"), min_num=1),
        InlinePanel("batches", label=_("Batch"), heading=_("Batches, the newest first")),
    ]
    base_form_class = SchemeForm

    class Meta:
        verbose_name = _("kind of case")
        verbose_name_plural = _("kinds of cases")
        db_table = "library_scheme"
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name

    def clean(self) -> None:
        super().clean()
        if self.number_pattern and self.number_pattern.count("{n}") != 1:
            raise ValidationError({"number_pattern": _("The pattern needs {n} once, where the number stands.")})
        if self.needs_adoption and not self.number_pattern:
            raise ValidationError({"needs_adoption": _("Without a pattern there is no number to be given.")})
        if self.pk and not Scheme.objects.filter(pk=self.pk, code=self.code).exists():
            raise ValidationError({"code": _("The code stands in cases and cannot be changed.")})

    def takes_number(self, text: str) -> bool:
        before, after = self.number_pattern.split("{n}")
        return bool(re.fullmatch(rf"{re.escape(before)}[1-9]\d*{re.escape(after)}", text))

    def next_number(self, taken: Any) -> str:
        """The number after the highest of those that are taken."""
        before, after = self.number_pattern.split("{n}")
        numbers = [int(text[len(before) : len(text) - len(after)]) for text in taken if self.takes_number(text)]
        return f"{before}{max(numbers, default=0) + 1}{after}"


class SchemeSection(Orderable):
    scheme = ParentalKey(Scheme, on_delete=models.CASCADE, related_name="sections")
    name = models.CharField(_("heading"), max_length=40)
    name_en = models.CharField(
        _("English heading"), max_length=80, blank=True, help_text=_("Stands over the section in English cases.")
    )
    is_required = models.BooleanField(_("mandatory"), default=True)
    also = models.CharField(
        _("also called"),
        max_length=200,
        blank=True,
        help_text=_("Headings that mean the same in texts that come in, and older names; separated by 、"),
    )

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("name_en"), FieldPanel("is_required")]),
        FieldPanel("also"),
    ]

    class Meta(Orderable.Meta):
        db_table = "library_schemesection"
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "name"],
                name="scheme_section_once",
                violation_error_message=_("This kind of case has such a section already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        section_names.forget()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        gone = super().delete(*args, **kwargs)
        section_names.forget()
        return gone

    def as_section(self) -> Section:
        also = tuple(word for word in self.also.split("、") if word)
        return Section(self.name, self.is_required, also, self.name_en)


class SchemeBatch(Orderable):
    """The cases that were issued together. Its name stands in them, and stays once one of them bears it."""

    scheme = ParentalKey(Scheme, on_delete=models.CASCADE, related_name="batches")
    name = models.CharField(
        _("batch"), max_length=60, help_text=_("For example 2026年第2批. It stays once a case bears it.")
    )
    name_en = models.CharField(_("English name of the batch"), max_length=120, blank=True)

    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")])]

    class Meta(Orderable.Meta):
        db_table = "library_schemebatch"
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "name"],
                name="scheme_batch_once",
                violation_error_message=_("This kind of case has such a batch already."),
            )
        ]

    def __str__(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name


def is_borne(code: str, batch: str) -> bool:
    """Whether a case of the kind is in the batch, as it is public or as its newest draft has it."""
    drafted = models.Q(latest_revision__content__scheme=code, latest_revision__content__batch=batch)
    cases = apps.get_model("library", "CasePage").objects
    return cases.filter(models.Q(scheme=code, batch=batch) | drafted).exists()


def batch_choices() -> list[tuple[str, Any]]:
    """For a form: the batches of each kind under its name; none at all is a choice too."""
    schemes = Scheme.objects.prefetch_related("batches")
    kinds = [(str(s), [(batch.name, str(batch)) for batch in s.batches.all()]) for s in schemes]
    return [("", "---------"), *(kind for kind in kinds if kind[1])]


def labels() -> tuple[dict[str, str], dict[str, str]]:
    """Codes of kinds, and names of all batches in the order of their kinds, as the reader's language has them."""
    kinds: dict[str, str] = {}
    batches: dict[str, str] = {}
    is_english = get_language() == "en"
    rows = Scheme.objects.order_by("position", "code", "batches__sort_order")
    for code, name, name_en, batch, batch_en in rows.values_list(
        "code", "name", "name_en", "batches__name", "batches__name_en"
    ):
        kinds[code] = (name_en if is_english else "") or name
        if batch:
            batches.setdefault(batch, (batch_en if is_english else "") or batch)
    return kinds, batches


def scheme_choices() -> list[tuple[str, str]]:
    """Codes with names in the reader's language."""
    return [(scheme.code, str(scheme)) for scheme in Scheme.objects.all()]


class SectionNames:
    """All headings as choices, read once in a second: to save one case its form asks for them dozens of times."""

    SECONDS = 1.0

    def __init__(self) -> None:
        self.read_at, self.names = 0.0, list[tuple[str, str]]()

    def __call__(self) -> list[tuple[str, str]]:
        if not self.names or time.monotonic() - self.read_at >= self.SECONDS:
            rows = SchemeSection.objects.order_by("scheme__position", "sort_order")
            sections = [section.as_section() for section in rows]
            names = dict.fromkeys([*(s.name for s in sections), *(name for s in sections for name in s.also)])
            self.read_at, self.names = time.monotonic(), [(name, name) for name in names]
        return self.names

    def forget(self) -> None:
        self.names = []


section_names = SectionNames()


def sections_by_scheme() -> dict[str, list[Section]]:
    """All kinds of cases in their order with their sections."""
    return {
        scheme.code: [section.as_section() for section in scheme.sections.all()]
        for scheme in Scheme.objects.prefetch_related("sections")
    }
