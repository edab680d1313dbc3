"""What officers, panel members and the person fill in."""

from exchanges.secondments.forms.agreements import AgreementForm, ApplicationForm, EndorseForm
from exchanges.secondments.forms.appraisals import AppraisalPartForm, AskPeersForm, BeginAppraisalForm, RemarkForm
from exchanges.secondments.forms.filters import DeskFilterForm, PlaceForm, RosterForm
from exchanges.secondments.forms.panels import ConclusionForm, ConflictForm, PanelForm, PanelMemberForm, ScoreForm
from exchanges.secondments.forms.papers import PaperForm, SignForm, ask_for_papers, take_papers
from exchanges.secondments.forms.returns import ReportForm
from exchanges.secondments.forms.steps import (
    STEP_FORMS,
    AppraiseForm,
    ConfirmForm,
    ConsentForm,
    DateInput,
    DecisionForm,
    NoteForm,
    PersonForm,
    PlanForm,
    PostForm,
    PostRecommendForm,
    ProposeForm,
    ReasonForm,
    TerminateForm,
    date_field,
)

__all__ = [
    "STEP_FORMS",
    "AgreementForm",
    "ApplicationForm",
    "AppraisalPartForm",
    "AppraiseForm",
    "AskPeersForm",
    "BeginAppraisalForm",
    "ConclusionForm",
    "ConfirmForm",
    "ConflictForm",
    "ConsentForm",
    "DateInput",
    "DecisionForm",
    "DeskFilterForm",
    "EndorseForm",
    "NoteForm",
    "PanelForm",
    "PanelMemberForm",
    "PaperForm",
    "PersonForm",
    "PlaceForm",
    "PlanForm",
    "PostForm",
    "PostRecommendForm",
    "ProposeForm",
    "ReasonForm",
    "RemarkForm",
    "ReportForm",
    "RosterForm",
    "ScoreForm",
    "SignForm",
    "TerminateForm",
    "ask_for_papers",
    "date_field",
    "take_papers",
]
