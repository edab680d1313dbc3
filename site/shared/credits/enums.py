from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Category(models.TextChoices):
    """What the hours were earned by; hours come only from recorded attendance and passed assessments (H6)."""

    OFF_JOB = "off_job", _("full-time training")
    ONLINE_SELF_STUDY = "online_self_study", _("online self-study")
    TEACHING = "teaching", _("teaching")
    LECTURE = "lecture", _("lectures and seminars")
    RESEARCH = "research", _("papers and research")


class Evidence(models.TextChoices):
    """What an entry rests on; self-study rests on a passed assessment and nothing else (N4)."""

    ATTENDANCE = "attendance", _("recorded attendance")
    ASSESSMENT = "assessment", _("passed assessment")
    DECLARATION = "declaration", _("declaration approved twice")


class Cycle(models.TextChoices):
    """How often a requirement comes round."""

    YEAR = "year", _("calendar year")
    PERIOD = "period", _("period of several years")
    ONCE = "once", _("once after an event")


class EventKind(models.TextChoices):
    """Turns of a career that ask for training once; the training office enters them with their date."""

    NEW_PROSECUTOR = "new_prosecutor", _("appointed as a prosecutor for the first time")
    FIRST_LEADERSHIP = "first_leadership", _("first term as chief, deputy chief or committee member")
    SENIOR_PROSECUTOR = "senior_prosecutor", _("promoted to senior prosecutor")
    PROMOTED_LEADER = "promoted_leader", _("promoted to a leading post with training still owed")


class DeclarationState(models.TextChoices):
    """Rule book 2.2: person → unit → upper unit."""

    SUBMITTED = "submitted", _("with the unit")
    UNIT_APPROVED = "unit_approved", _("with the training office above")
    POSTED = "posted", _("entered in the ledger")
    REFUSED = "refused", pgettext_lazy("a declaration", "refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


DECLARATION_TRANSITIONS: dict[DeclarationState, set[DeclarationState]] = {
    DeclarationState.SUBMITTED: {
        DeclarationState.UNIT_APPROVED,
        DeclarationState.REFUSED,
        DeclarationState.WITHDRAWN,
    },
    DeclarationState.UNIT_APPROVED: {
        DeclarationState.POSTED,
        DeclarationState.REFUSED,
        DeclarationState.WITHDRAWN,
    },
}
# These leave the same training free to be declared again.
DROPPED_STATES = frozenset({DeclarationState.REFUSED, DeclarationState.WITHDRAWN})
# Self-study is posted by the course whose test was passed; nobody declares it.
DECLARABLE = [c for c in Category if c != Category.ONLINE_SELF_STUDY]
