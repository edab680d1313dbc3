"""What an organiser adds to a notice, the new days of a class, an officer of it."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.training.enums import Duty
from courses.training.forms.common import DateInput
from courses.training.models import Session
from shared.directory.enums import RoleCode
from shared.directory.models import Person, Posting
from shared.directory.permissions import scopes_of


class CallUpForm(forms.Form):
    """Everything else in the notice stands in the plan of the class."""

    contact = forms.CharField(
        label=_("Contact"), max_length=200, required=False, help_text=_("Name and telephone, as printed in the notice.")
    )
    text = forms.CharField(
        label=_("Further matters"),
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One paragraph a line: what to bring, dress, study before the class."),
    )


class PostponeForm(forms.Form):
    starts_on = forms.DateField(label=_("New first day"), widget=DateInput(format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("New last day"), widget=DateInput(format="%Y-%m-%d"))
    closes_at = forms.DateTimeField(
        label=_("Enrolment closes at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Beijing time; empty: as it is."),
    )
    keep_timetable = forms.BooleanField(
        label=_("Shift the timetable by the same number of days"),
        required=False,
        initial=True,
        help_text=_("Without this the timetable is emptied, to be redone."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)


class OfficerForm(forms.Form):
    """A person of the directory, by e-mail or by a name that fits one."""

    person = forms.CharField(
        label=_("Person"), max_length=120, help_text=_("E-mail, or the name where only one person has it.")
    )
    duty = forms.ChoiceField(label=pgettext_lazy("in a class", "Duty"), choices=Duty.choices)

    def __init__(self, *args: Any, session: Session, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session, self.user = session, user

    def clean_person(self) -> Person:
        """Somebody who serves below one of the agencies whose organiser this is."""
        wanted = self.cleaned_data["person"].strip()
        own = Q(pk__in=[])
        for path in scopes_of(self.user, RoleCode.ORGANISER):
            own |= Q(agency__path__startswith=path)
        people = Person.objects.filter(pk__in=Posting.objects.valid_on().filter(own).order_by().values("person"))
        found = list(people.filter(email__iexact=wanted)[:2]) or list(people.filter(name=wanted)[:2])
        if not found:
            raise forms.ValidationError(_("Nobody who serves in your agencies has this name or e-mail."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several people have this name: give the e-mail."))
        return found[0]
