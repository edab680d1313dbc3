from courses.training.forms.attendance import MarkForm
from courses.training.forms.common import DateInput, PeopleForm, ReasonForm, offer
from courses.training.forms.eligibility import RuleForm
from courses.training.forms.evaluation import (
    EvaluationForm,
    HideForm,
    PlanEvaluationForm,
    QuestionnaireForm,
    StartQuestionnaireForm,
    item_forms,
)
from courses.training.forms.lists import HOST_SIDES, PERIODS, DeskFilterForm, SessionFilterForm
from courses.training.forms.notices import CallUpForm, OfficerForm, PostponeForm
from courses.training.forms.plans import AnnualPlanForm, ApproveYearForm, NeedForm, PlanLineForm
from courses.training.forms.results import GradesForm, RulesForm
from courses.training.forms.seats import (
    AddBlockForm,
    CutOffForm,
    MoveSeatsForm,
    ReduceForm,
    RemoveBlockForm,
    ReserveForm,
    SeatsForm,
)
from courses.training.forms.sessions import SessionForm
from courses.training.forms.timetable import TIMES, SlotForm

__all__ = [
    "HOST_SIDES",
    "PERIODS",
    "TIMES",
    "AddBlockForm",
    "AnnualPlanForm",
    "ApproveYearForm",
    "CallUpForm",
    "CutOffForm",
    "DateInput",
    "DeskFilterForm",
    "EvaluationForm",
    "GradesForm",
    "HideForm",
    "MarkForm",
    "MoveSeatsForm",
    "NeedForm",
    "OfficerForm",
    "PeopleForm",
    "PlanEvaluationForm",
    "PlanLineForm",
    "PostponeForm",
    "QuestionnaireForm",
    "ReasonForm",
    "ReduceForm",
    "RemoveBlockForm",
    "ReserveForm",
    "RuleForm",
    "RulesForm",
    "SeatsForm",
    "SessionFilterForm",
    "SessionForm",
    "SlotForm",
    "StartQuestionnaireForm",
    "item_forms",
    "offer",
]
