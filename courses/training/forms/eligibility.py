"""One short form for each kind of rule: what a class may ask, chosen from what the directory holds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.training.enums import RuleKind
from courses.training.models.eligibility import NAMES
from shared.directory.queries import ranks

HELP = {
    RuleKind.POST: _("A word of the post, as the directory has it, like 检察官."),
    RuleKind.DEPARTMENT: _("A word of the department's name, like 知识产权保护."),
    RuleKind.PRIOR: _("The number of a class, or words of its title or of its course."),
    RuleKind.EXPERTISE: _("A word of the fields of expertise in the directory, like 专利."),
}


class RuleForm(forms.Form):
    """A rule of one kind; `kind` stands in a hidden field."""

    kind = forms.CharField(widget=forms.HiddenInput)
    value = forms.CharField(label=pgettext_lazy("of a rule", "Value"), max_length=120)
    until = forms.ChoiceField(label=pgettext_lazy("end of a range of ranks", "To"), required=False)
    source = forms.CharField(
        label=_("Source of the rule"),
        max_length=120,
        required=False,
        help_text=_("Where the rule stands: the notice, the plan, a regulation. Refusals name it."),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        kwargs |= {"initial": {"kind": kind}, "auto_id": f"{kind}-%s"}
        super().__init__(*args, **kwargs)
        self.rule_kind = RuleKind(kind)
        label = str(self.rule_kind.label)
        if kind == RuleKind.RANK:
            self.fields["value"] = forms.ChoiceField(
                label=pgettext_lazy("start of a range of ranks", "From"), choices=rank_choices()
            )
            self.fields["until"] = forms.ChoiceField(
                label=pgettext_lazy("end of a range of ranks", "To"), choices=rank_choices()
            )
        else:
            del self.fields["until"]
            names = NAMES.get(kind)
            self.fields["value"] = (
                forms.ChoiceField(label=label, choices=names.choices)
                if names
                else forms.CharField(label=label, max_length=120, help_text=HELP.get(self.rule_kind, ""))
            )


def rank_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every rank under the name of its series, from the top down."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name, rank in ranks().items():
        groups.setdefault(rank.get_series_display(), []).append((name, name))
    return list(groups.items())
