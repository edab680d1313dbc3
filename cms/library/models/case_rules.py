"""What the kind of a case asks of it: its sections and their order, its batch, its number."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from cms.library.enums import Section
from cms.library.models.schemes import Scheme, SchemeBatch, SchemeSection
from cms.library.models.translations import is_translation


class SchemeRules:
    """The part of a case that is judged by its kind."""

    pk: Any
    scheme: Any
    batch: Any
    case_number: Any
    adopted_on: Any
    sections: Any
    translation_key: UUID

    def scheme_sections(self) -> list[Section]:
        rows = SchemeSection.objects.filter(scheme__code=self.scheme)
        return [section.as_section() for section in rows]

    def missing_sections(self) -> list[str]:
        """Names of the mandatory sections that have no text yet."""
        filled = {s.value["name"] for s in self.sections if strip_tags(s.value["text"].source).strip()}
        return [s.name for s in self.scheme_sections() if s.is_required and not filled & {s.name, *s.also}]

    def english_names(self) -> dict[str, str]:
        """What the sections of the kind are called in an English case, by every Chinese name they go by."""
        sections = self.scheme_sections()
        return {name: s.name_en for s in sections if s.name_en for name in (*s.also, s.name)}

    def clean_batch(self) -> None:
        """One of the batches of its kind, so that a list of a batch holds all of its cases."""
        names = list(SchemeBatch.objects.filter(scheme__code=self.scheme).values_list("name", flat=True))
        if not self.batch or self.batch in names:
            return
        if not names:
            raise ValidationError({"batch": _("This kind of case has no batches yet: a section head adds them to it.")})
        message = _("This kind of case has no batch “%(name)s”. It has: %(all)s.")
        raise ValidationError({"batch": message % {"name": self.batch, "all": "、".join(names)}})

    def clean_number(self, scheme: Scheme | None) -> None:
        """By the pattern of its kind, once for a case in all its languages, and where asked only after adoption."""
        if scheme is None or not scheme.number_pattern:
            raise ValidationError({"case_number": _("Cases of this kind are not numbered.")})
        if not scheme.takes_number(self.case_number):
            taken = type(self).objects.filter(scheme=self.scheme).exclude(pk=self.pk)  # type: ignore[attr-defined]
            example = scheme.next_number(taken.values_list("case_number", flat=True))
            message = _("Write the number as %(example)s, which is the next one.") % {"example": example}
            raise ValidationError({"case_number": message})
        self.clean_pair()
        if scheme.needs_adoption and not self.adopted_on:
            needed = _("A case of this kind gets its number only after adoption: enter the day of adoption first.")
            raise ValidationError({"adopted_on": needed})

    def clean_pair(self) -> None:
        """No other case has the number, and a translation has that of its Chinese case."""
        cases = type(self).objects.exclude(pk=self.pk)  # type: ignore[attr-defined]
        if cases.filter(case_number=self.case_number).exclude(translation_key=self.translation_key).exists():
            raise ValidationError({"case_number": _("This case number is taken.")})
        if not is_translation(self):
            return
        same = cases.filter(translation_key=self.translation_key).exclude(case_number="")
        number = same.values_list("case_number", flat=True).first()
        if number not in {None, self.case_number}:
            message = _("A translation bears the number of its Chinese case: %(number)s.") % {"number": number}
            raise ValidationError({"case_number": message})

    def clean_sections(self) -> None:
        """Known names, each once, in the order of the scheme. What is missing is asked for at submission."""
        sections = self.scheme_sections()
        place = {name: at for at, section in enumerate(sections) for name in (*section.also, section.name)}
        order = "、".join(section.name for section in sections)
        names = [s.value["name"] for s in self.sections]
        if strange := [name for name in names if name not in place]:
            message = _("This scheme has no section %(names)s. It has: %(all)s.")
            raise ValidationError({"sections": message % {"names": "、".join(strange), "all": order}})
        places = [place[name] for name in names]
        if len(set(places)) < len(places):
            raise ValidationError({"sections": _("A section stands twice.")})
        if places != sorted(places):
            raise ValidationError({"sections": _("The order of this scheme is: %(all)s.") % {"all": order}})
