"""The pages about one class, as tabs under its name. Each subject adds its own line."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.training import permissions
from courses.training.models import Session


def everyone(user: Any, session: Session) -> bool:
    return True


def is_there_to_learn(user: Any, session: Session) -> bool:
    """One of its people; whoever runs the class finds her own pages from there, and costs no query here."""
    return not permissions.can_see_desk(user, session) and permissions.takes_part(user, session)


def signed_in(user: Any, session: Session) -> bool:
    return bool(user.is_authenticated)


@dataclass(frozen=True)
class Tab:
    """One page about a class: its name, its address, and who may open it."""

    key: str
    label: str | Promise
    url_name: str
    allowed: Callable[[Any, Session], bool]


TABS = [
    Tab("session", _("Overview"), "training:session", everyone),
    Tab("desk", _("Desk"), "training:desk", permissions.can_see_desk),
    Tab("seats", _("Seats"), "training:seats", permissions.can_see_seats),
    Tab("eligibility", _("Who may join"), "training:eligibility", permissions.can_see_desk),
    Tab("notice", _("Notices"), "training:notices", signed_in),
    Tab("officers", _("Officers"), "training:officers", permissions.can_see_desk),
    Tab("roster", _("List of participants"), "training:roster", permissions.can_see_desk),
    Tab("timetable", _("Timetable"), "training:timetable", permissions.can_organise),
    Tab("lecturers", _("Lecturers"), "training:lecturers", permissions.can_see_invitations),
    Tab("attendance", _("Attendance"), "training:attendance", permissions.can_run_class),
    Tab("results", _("Results"), "training:results", permissions.can_see_desk),
    Tab("evaluation", _("Evaluation"), "training:evaluation", permissions.can_see_evaluation),
    Tab("leave", _("Leave"), "training:leave", permissions.can_run_class),
    Tab("leave-ask", _("My leave"), "training:leave-ask", is_there_to_learn),
    Tab("classroom", _("Page of the class"), "training:classroom", permissions.can_enter_class),
]


def tabs(request: HttpRequest, session: Session, current: str) -> dict[str, Any]:
    """What `training/session_base.html` needs: the class and the tabs this person may open."""
    open_to_her = [tab for tab in TABS if tab.allowed(request.user, session)]
    return {
        "session": session,
        "tabs": [
            {"label": tab.label, "url": reverse(tab.url_name, args=[session.slug]), "is_current": tab.key == current}
            for tab in open_to_her
        ],
        "tab_title": next((tab.label for tab in TABS if tab.key == current), ""),
    }
