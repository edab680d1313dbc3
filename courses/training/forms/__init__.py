from courses.training.forms.attendance import MarkForm
from courses.training.forms.common import DateInput, NoticeForm, PeopleForm, ReasonForm, offer
from courses.training.forms.lists import HOST_SIDES, PERIODS, DeskFilterForm, SessionFilterForm
from courses.training.forms.plans import AnnualPlanForm, ApproveYearForm, NeedForm, PlanLineForm
from courses.training.forms.sessions import SeatsForm, SessionForm
from courses.training.forms.timetable import TIMES, SlotForm

__all__ = [
    "HOST_SIDES",
    "PERIODS",
    "TIMES",
    "AnnualPlanForm",
    "ApproveYearForm",
    "DateInput",
    "DeskFilterForm",
    "MarkForm",
    "NeedForm",
    "NoticeForm",
    "PeopleForm",
    "PlanLineForm",
    "ReasonForm",
    "SeatsForm",
    "SessionFilterForm",
    "SessionForm",
    "SlotForm",
    "offer",
]
