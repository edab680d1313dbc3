from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TitleLevel(models.TextChoices):
    """What the cap of a lecture fee goes by (rule book 2.5); others by analogy."""

    INTERMEDIATE = "intermediate", _("intermediate title")
    ASSOCIATE = "associate", _("associate senior title")
    SENIOR = "senior", _("senior title")
    NATIONAL = "national", _("academician or nationally known")


class Visibility(models.TextChoices):
    """Who may find an expert. Her own office and the managers of her pools always do."""

    PUBLIC = "public", pgettext_lazy("who may find an expert", "everybody")
    BOTH = "both", _("both systems")
    OWN = "own", _("own agency only")


class ExpertState(models.TextChoices):
    ACTIVE = "active", _("in the register")
    WITHDRAWN = "withdrawn", pgettext_lazy("an expert", "withdrawn")


EXPERT_TRANSITIONS: dict[ExpertState, set[ExpertState]] = {
    ExpertState.ACTIVE: {ExpertState.WITHDRAWN},
    ExpertState.WITHDRAWN: {ExpertState.ACTIVE},
}


class PoolKind(models.TextChoices):
    """What the members of a pool are asked for (rule book 5.7)."""

    CONSULTATION = "consultation", _("consultation")
    INVESTIGATOR = "investigator", _("technical investigation")
    LECTURER = "lecturer", _("lecturing")
    REVIEWER = "reviewer", pgettext_lazy("what a pool is for", "review")
    APPRAISER = "appraiser", _("forensic appraisal")


class QualificationKind(models.TextChoices):
    TITLE = "title", _("professional title")
    TRAINING = "training", _("training as technical investigator")
    APPRAISER = "appraiser", _("licence of a forensic appraiser")
    PATENT_ATTORNEY = "patent_attorney", _("patent attorney")
    LEGAL = "legal", _("legal profession")
    TEACHING = "teaching", _("teaching certificate")
    OTHER = "other", pgettext_lazy("kind of qualification", "other")


class Origin(models.TextChoices):
    """How somebody came into a pool (rule book 5.7)."""

    SELF = "self", _("own application, the unit agrees")
    UNIT = "unit", _("put forward by the unit, the person agrees")
    INVITED = "invited", _("invited by the pool")
    RECOMMENDED = "recommended", _("recommended by another office")


class RecommendationState(models.TextChoices):
    OPEN = "open", _("waiting for an answer")
    ACCEPTED = "accepted", pgettext_lazy("a recommendation", "accepted")
    DECLINED = "declined", pgettext_lazy("a recommendation", "declined")
    TAKEN_BACK = "taken_back", pgettext_lazy("a recommendation", "taken back")


R = RecommendationState
RECOMMENDATION_TRANSITIONS: dict[RecommendationState, set[RecommendationState]] = {
    R.OPEN: {R.ACCEPTED, R.DECLINED, R.TAKEN_BACK},
}
RECOMMENDATION_TONES = {R.OPEN: "warn", R.ACCEPTED: "ok", R.DECLINED: "bad"}
