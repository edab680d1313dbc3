"""Classes, seats, people and what they attend."""

from courses.training.models.attendance import Attendance, AttendanceQuerySet
from courses.training.models.classroom import (
    IN_CLASS,
    TEACHING_HERE,
    Announcement,
    ClassGroup,
    ClassMaterial,
    ClassNeeds,
    ClassQuestion,
    GroupMember,
)
from courses.training.models.eligibility import EligibilityQuerySet, EligibilityRule
from courses.training.models.enrolments import Enrolment, EnrolmentQuerySet
from courses.training.models.evaluation import (
    QUESTIONNAIRE_ROLES,
    EvaluationPart,
    EvaluationQuestion,
    EvaluationRemark,
    EvaluationRound,
    EvaluationTally,
    EvaluationTicket,
    Questionnaire,
    QuestionnaireItem,
    random_key,
)
from courses.training.models.leave import LeaveRequest
from courses.training.models.lecturers import (
    AnswerLink,
    InvitationQuerySet,
    LectureFee,
    TaughtHalf,
    TeachingInvitation,
)
from courses.training.models.notices import CallUpNotice, SessionOfficer
from courses.training.models.plans import (
    NEED_ROLES,
    OFFICE_ROLES,
    AnnualPlan,
    AnnualPlanApproval,
    PlanLine,
    TrainingNeed,
)
from courses.training.models.results import Assessment, AssessmentQuerySet, CompletionRule
from courses.training.models.rooms import Room, RoomBooking, RoomBookingQuerySet, RoomQuerySet
from courses.training.models.seats import SeatBlock, SeatBlockQuerySet, region_prefix
from courses.training.models.sessions import (
    HOST_ROLES,
    IS_PUBLIC,
    UNIT_ROLES,
    OfSessionQuerySet,
    PlanApproval,
    Session,
    SessionQuerySet,
    hosted_below,
)
from courses.training.models.timetable import TimetableSlot

__all__ = [
    "HOST_ROLES",
    "IN_CLASS",
    "IS_PUBLIC",
    "NEED_ROLES",
    "OFFICE_ROLES",
    "QUESTIONNAIRE_ROLES",
    "TEACHING_HERE",
    "UNIT_ROLES",
    "Announcement",
    "AnnualPlan",
    "AnnualPlanApproval",
    "AnswerLink",
    "Assessment",
    "AssessmentQuerySet",
    "Attendance",
    "AttendanceQuerySet",
    "CallUpNotice",
    "ClassGroup",
    "ClassMaterial",
    "ClassNeeds",
    "ClassQuestion",
    "CompletionRule",
    "EligibilityQuerySet",
    "EligibilityRule",
    "Enrolment",
    "EnrolmentQuerySet",
    "EvaluationPart",
    "EvaluationQuestion",
    "EvaluationRemark",
    "EvaluationRound",
    "EvaluationTally",
    "EvaluationTicket",
    "GroupMember",
    "InvitationQuerySet",
    "LeaveRequest",
    "LectureFee",
    "OfSessionQuerySet",
    "PlanApproval",
    "PlanLine",
    "Questionnaire",
    "QuestionnaireItem",
    "Room",
    "RoomBooking",
    "RoomBookingQuerySet",
    "RoomQuerySet",
    "SeatBlock",
    "SeatBlockQuerySet",
    "Session",
    "SessionOfficer",
    "SessionQuerySet",
    "TaughtHalf",
    "TeachingInvitation",
    "TimetableSlot",
    "TrainingNeed",
    "hosted_below",
    "random_key",
    "region_prefix",
]
