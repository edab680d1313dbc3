"""What staff and units have to do about agreements and applications."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.secondments.enums import AgreementState
from exchanges.secondments.models import HOST_ROLES, Agreement, Application, scope
from exchanges.secondments.permissions import is_officer
from shared.ui.todos import Todo


def application_todos(user: Any) -> list[Todo]:
    """Applications that wait for the unit, agreements that wait for the other party."""
    if not user.is_authenticated or not is_officer(user):
        return []
    waiting = Application.objects.to_decide(user).select_related("person", "post")[:20]
    answers = Agreement.objects.filter(scope("second", user, HOST_ROLES), state=AgreementState.PROPOSED)
    return [
        *[
            Todo(
                title=_("Answer the application of %(person)s") % {"person": row.person.name},
                url=reverse("secondments:applications"),
                note=row.post.title,
                due=row.post.closes_on,
                action_label=_("Reply"),
            )
            for row in waiting
        ],
        *[
            Todo(
                title=_("Agree to the agreement or refuse it"),
                url=row.get_absolute_url(),
                note=row.title,
                due=row.valid_from,
                action_label=_("Reply"),
            )
            for row in answers[:20]
        ],
    ]
