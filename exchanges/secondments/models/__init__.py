from exchanges.secondments.models.accesses import RecordAccess, RecordAccessQuerySet
from exchanges.secondments.models.agreements import AgreedKind, Agreement, AgreementQuerySet, Batch
from exchanges.secondments.models.applications import Application, ApplicationQuerySet
from exchanges.secondments.models.appraisals import Appraisal
from exchanges.secondments.models.changes import TermChange
from exchanges.secondments.models.checklists import ChecklistItem, ChecklistItemQuerySet, ChecklistRule, checklist_of
from exchanges.secondments.models.kinds import (
    ASSISTANT,
    KindRule,
    PaperRule,
    find_kind,
    is_full_time_kind,
    kind_rule,
    kinds_of_family,
    papers_of,
    region_of,
)
from exchanges.secondments.models.panels import CriterionRule, Panel, PanelCriterion, PanelMember, Score
from exchanges.secondments.models.papers import (
    FiledPaper,
    FiledPaperQuerySet,
    PaperSignature,
    digest_of_text,
    text_of,
)
from exchanges.secondments.models.posts import Post, PostQuerySet
from exchanges.secondments.models.remarks import PeerAsked, PeerRemark
from exchanges.secondments.models.reminders import ReminderSent
from exchanges.secondments.models.requirements import Requirement, RequirementCheck
from exchanges.secondments.models.returns import ReturnReport, ReturnReportQuerySet
from exchanges.secondments.models.rounds import (
    AppraisalItem,
    AppraisalItemRule,
    AppraisalPart,
    AppraisalRound,
    PartScore,
)
from exchanges.secondments.models.scopes import HOME_ROLES, HOST_ROLES, home_scope, host_scope, scope
from exchanges.secondments.models.tasks import CaseTask, CaseTaskQuerySet
from exchanges.secondments.models.terms import PartQuerySet, Secondment, SecondmentQuerySet

__all__ = [
    "ASSISTANT",
    "HOME_ROLES",
    "HOST_ROLES",
    "AgreedKind",
    "Agreement",
    "AgreementQuerySet",
    "Application",
    "ApplicationQuerySet",
    "Appraisal",
    "AppraisalItem",
    "AppraisalItemRule",
    "AppraisalPart",
    "AppraisalRound",
    "Batch",
    "CaseTask",
    "CaseTaskQuerySet",
    "ChecklistItem",
    "ChecklistItemQuerySet",
    "ChecklistRule",
    "CriterionRule",
    "FiledPaper",
    "FiledPaperQuerySet",
    "KindRule",
    "Panel",
    "PanelCriterion",
    "PanelMember",
    "PaperRule",
    "PaperSignature",
    "PartQuerySet",
    "PartScore",
    "PeerAsked",
    "PeerRemark",
    "Post",
    "PostQuerySet",
    "RecordAccess",
    "RecordAccessQuerySet",
    "ReminderSent",
    "Requirement",
    "RequirementCheck",
    "ReturnReport",
    "ReturnReportQuerySet",
    "Score",
    "Secondment",
    "SecondmentQuerySet",
    "TermChange",
    "checklist_of",
    "digest_of_text",
    "find_kind",
    "home_scope",
    "host_scope",
    "is_full_time_kind",
    "kind_rule",
    "kinds_of_family",
    "papers_of",
    "region_of",
    "scope",
    "text_of",
]
