import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from exchanges.secondments.enums.tasks import TaskRole, TaskStep
from exchanges.secondments.forms import ConfirmForm, date_field
from exchanges.secondments.models import CaseTask, Secondment
from shared.directory.models import Agency, Person
from shared.recusal.enums import DeclarationKind

SHOWN = 15
# What makes more of an alias than an alias: a case number, a classification, a party.
CASE_NUMBER = re.compile(r"[（(〔\[【]\s*\d{2,4}\s*[）)〕\]】]|\d{5,}|[第字]\s*\d+\s*号")
MARKED = re.compile(r"秘密|机密|绝密")
PARTY = re.compile(r"公司|集团|有限|厂$|被告|原告|嫌疑人|申请人|某|诉|侵犯|假冒|罪|局|院")


class TaskForm(forms.Form):
    """Choose one of the assistants found; `q` in the address narrows them."""

    term = forms.ModelChoiceField(
        label=gettext_lazy("Assistant"), queryset=Secondment.objects.none(), widget=forms.RadioSelect
    )
    host_org = forms.ModelChoiceField(
        label=gettext_lazy("Procuratorate"), queryset=Agency.objects.none(), empty_label=None
    )
    alias = forms.CharField(
        label=gettext_lazy("Alias of the case"),
        max_length=20,
        help_text=gettext_lazy("For example 甲-3. No case number, no names, nothing of the case."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Part in the case"), choices=TaskRole.choices)
    respondent_org = forms.CharField(
        label=gettext_lazy("Organ that is a party"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Code or full name, where an administrative organ is a party: needed for the check."),
    )
    starts_on = date_field(gettext_lazy("First day"))
    ends_on = date_field(gettext_lazy("Last day"))

    def __init__(self, *args: Any, terms: Any, hosts: Any, q: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host_org"].queryset = hosts  # type: ignore[attr-defined]
        field: Any = self.fields["term"]
        field.queryset = terms
        self.q = q
        self.shown, self.count = SHOWN, terms.count()
        field.widget.choices = [(term.pk, term_label(term)) for term in terms[:SHOWN]]

    def clean_alias(self) -> str:
        alias = self.cleaned_data["alias"].strip()
        if CASE_NUMBER.search(alias):
            raise forms.ValidationError(_("This looks like a case number. Use an alias such as 甲-3."))
        if MARKED.search(alias):
            raise forms.ValidationError(_("Nothing that is classified may be entered here."))
        if PARTY.search(alias):
            raise forms.ValidationError(_("This names a party or a charge. Use an alias such as 甲-3."))
        return alias

    def clean_respondent_org(self) -> Agency | None:
        text = self.cleaned_data["respondent_org"].strip()
        if not text:
            return None
        found = Agency.objects.filter(code__iexact=text).first() or Agency.objects.filter(name=text).first()
        if found is None:
            raise forms.ValidationError(_("No agency has this code or name."))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day lies before the first day."))
        return data


def term_label(term: Any) -> str:
    person = term.person
    running = _("%(count)s running") % {"count": term.running}
    return " · ".join(
        part for part in (person.name, str(term.home_org), term.position, person.expertise, running) if part
    )


class HoursForm(forms.Form):
    hours = forms.DecimalField(
        label=pgettext_lazy("of work", "Hours"), min_value=0.5, max_value=999, decimal_places=1, max_digits=5
    )


class NoConflictForm(forms.Form):
    agreed = forms.BooleanField(
        label=gettext_lazy(
            "I know the organ that is a party and the prosecutor. I have no relation to them, no interest in the "
            "matter and have had no earlier part in it."
        )
    )


class StepBackForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind of relation"), choices=DeclarationKind.choices)


class WaiveForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Why this person can take part all the same. No case facts."),
    )


class HandOverForm(forms.Form):
    prosecutor = forms.ModelChoiceField(
        label=gettext_lazy("Prosecutor"), queryset=Person.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["prosecutor"]
        field.queryset = Person.objects.filter(pk__in=[person.pk for person in people])
        field.widget.choices = [(person.pk, person.name) for person in people]


TASK_FORMS: dict[str, type[forms.Form]] = {
    TaskStep.WAIVE: WaiveForm,
    TaskStep.ACCEPT: NoConflictForm,
    TaskStep.STEP_BACK: StepBackForm,
    TaskStep.SUBMIT: HoursForm,
    TaskStep.CONFIRM: HoursForm,
}


def task_form(step: str, data: Any, task: CaseTask, *, people: list[Person]) -> forms.Form:
    if step == TaskStep.HAND_OVER:
        return HandOverForm(data, people=people)
    initial = {"hours": task.hours} if step == TaskStep.CONFIRM else {}
    return TASK_FORMS.get(step, ConfirmForm)(data, initial=initial)
