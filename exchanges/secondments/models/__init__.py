from exchanges.secondments.models.accesses import RecordAccess, RecordAccessQuerySet
from exchanges.secondments.models.appraisals import Appraisal
from exchanges.secondments.models.changes import TermChange
from exchanges.secondments.models.posts import Post, PostQuerySet
from exchanges.secondments.models.reminders import ReminderSent
from exchanges.secondments.models.scopes import HOME_ROLES, HOST_ROLES, home_scope, host_scope, scope
from exchanges.secondments.models.terms import PartQuerySet, Secondment, SecondmentQuerySet

__all__ = [
    "HOME_ROLES",
    "HOST_ROLES",
    "Appraisal",
    "PartQuerySet",
    "Post",
    "PostQuerySet",
    "RecordAccess",
    "RecordAccessQuerySet",
    "ReminderSent",
    "Secondment",
    "SecondmentQuerySet",
    "TermChange",
    "home_scope",
    "host_scope",
    "scope",
]
