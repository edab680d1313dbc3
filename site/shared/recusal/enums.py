from django.db import models
from django.utils.translation import gettext_lazy as _


class FactKind(models.TextChoices):
    """What can tie a person to a matter. A rule says of each kind whether it blocks or is a hint."""

    OWN_ORGAN = "own_organ", _("own organ is a party")
    SAME_ORGAN = "same_organ", _("serves in the same organ as a party")
    BODY_BELOW = "body_below", _("serves in a body below a party")
    UNIT_ABOVE = "unit_above", _("serves in a body above a party")
    FORMER_UNIT = "former_unit", _("served in a party's organ before")
    ONESELF = "oneself", _("is concerned herself")
    SAME_UNIT = "same_unit", _("same unit as a person concerned")
    SUPERVISION = "supervision", _("one leads the other")
    EARLIER_ROLE = "earlier_role", _("earlier role in the same matter")
    FAMILY = "family", _("family relation")
    INTEREST = "interest", _("own interest")
    CO_AUTHOR = "co_author", _("joint publication")
    OTHER = "other", _("another relation")


class DeclarationKind(models.TextChoices):
    """What a person declares of herself; each is a kind of fact."""

    FAMILY = "family", _("family relation")
    INTEREST = "interest", _("own interest")
    EARLIER_ROLE = "earlier_role", _("earlier role in the same matter")
    CO_AUTHOR = "co_author", _("joint publication")
    SUPERVISION = "supervision", _("one leads the other")
    OTHER = "other", _("another relation")


SENSITIVE = [DeclarationKind.FAMILY]


class Severity(models.TextChoices):
    HARD = "hard", _("blocks")
    HINT = "hint", _("hint, can be waived")


class BarSource(models.TextChoices):
    RULE = "rule", _("found by a rule")
    SELF = "self", _("stepped back")


# Why, in words; the places are filled from what the finding keeps.
SENTENCES = {
    FactKind.OWN_ORGAN: _("%(person)s belongs to %(unit)s, which is itself a party."),
    FactKind.SAME_ORGAN: _("%(person)s serves in %(unit)s, of one organ with %(party)s, a party."),
    FactKind.BODY_BELOW: _("%(person)s serves in %(unit)s, which stands below %(party)s, a party."),
    FactKind.UNIT_ABOVE: _("%(person)s serves in %(unit)s, which stands above %(party)s, a party."),
    FactKind.FORMER_UNIT: _("%(person)s served in %(unit)s, a party, until %(until)s."),
    FactKind.ONESELF: _("The matter concerns %(person)s."),
    FactKind.SAME_UNIT: _("%(person)s and %(other)s serve in the same unit, %(unit)s."),
    FactKind.SUPERVISION: _("One of %(person)s and %(other)s leads the unit of the other."),
    FactKind.EARLIER_ROLE: _("%(person)s has had another part in this matter before (%(other)s)."),
    FactKind.FAMILY: _("%(person)s has declared a family relation that touches this matter."),
    FactKind.INTEREST: _("%(person)s has declared an interest in %(other)s."),
    FactKind.CO_AUTHOR: _("%(person)s and %(other)s have published together."),
    FactKind.OTHER: _("%(person)s has declared a relation to %(other)s."),
}
