from courses.training.forms.attendance import MarkForm
from courses.training.forms.common import DateInput, NoticeForm, PeopleForm, ReasonForm, offer
from courses.training.forms.lists import HOST_SIDES, PERIODS, DeskFilterForm, SessionFilterForm
from courses.training.forms.sessions import SeatsForm, SessionForm
from courses.training.forms.timetable import TIMES, SlotForm

__all__ = [
    "HOST_SIDES",
    "PERIODS",
    "TIMES",
    "DateInput",
    "DeskFilterForm",
    "MarkForm",
    "NoticeForm",
    "PeopleForm",
    "ReasonForm",
    "SeatsForm",
    "SessionFilterForm",
    "SessionForm",
    "SlotForm",
    "offer",
]
