"""How people sign in to a class."""

from django import forms

from courses.training.models import Session


class WaysToSignInForm(forms.ModelForm):
    class Meta:
        model = Session
        fields = ["is_online", "venue_networks"]
        widgets = {"venue_networks": forms.Textarea(attrs={"rows": 3, "placeholder": "203.0.113.0/24"})}
