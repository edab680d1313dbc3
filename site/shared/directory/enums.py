from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class System(models.TextChoices):
    PROCURATORATE = "procuratorate", _("procuratorates")
    IP_ADMIN = "ip_admin", _("IP administrations")
    POLICE = "police", _("police")
    COURT = "court", _("courts")
    OTHER = "other", _("other bodies")


class Level(models.TextChoices):
    NATIONAL = "national", _("national")
    PROVINCE = "province", _("province")
    PREFECTURE = "prefecture", _("prefecture")
    COUNTY = "county", _("county")
    SPECIAL = "special", _("special")


class RankSeries(models.TextChoices):
    PROSECUTOR = "prosecutor", _("prosecutor grades")
    CIVIL_SERVANT = "civil_servant", _("civil-service grades")
    ENFORCEMENT = "enforcement", _("administrative law-enforcement grades")
    TITLE = "title", _("professional titles")
    OTHER = "other", _("other")


class AbsenceKind(models.TextChoices):
    """Why somebody is away; read by her personnel office alone."""

    LEAVE = "leave", _("annual leave")
    SICK = "sick", _("sick leave")
    FAMILY = "family", _("family leave")
    TRAVEL = "travel", _("official journey")
    OTHER = "other", pgettext_lazy("kind of absence", "other")


class RoleCode(models.TextChoices):
    """Rule book, section 9. A role is held for an agency and everything below it."""

    SYSTEM_ADMIN = "system_admin", _("system administrator")
    SECURITY_ADMIN = "security_admin", _("security administrator")
    AUDIT_ADMIN = "audit_admin", _("audit administrator")
    TRAINING_PLANNER = "training_planner", _("training planner")
    ORGANISER = "organiser", _("organiser")
    CLASS_HEAD = "class_head", _("class head")
    UNIT_HR = "unit_hr", _("unit HR officer")
    UNIT_LEADER = "unit_leader", _("unit leader")
    TRAINEE = "trainee", _("trainee")
    SECONDMENT_OFFICER = "secondment_officer", _("secondment officer")
    SUPERVISING_PROSECUTOR = "supervising_prosecutor", _("supervising prosecutor")
    POOL_MANAGER = "pool_manager", _("pool manager")
    EXPERT = "expert", _("expert")
    EDITOR = "editor", _("editor")
    SECTION_HEAD = "section_head", _("section head")
    LEGAL_OFFICER = "legal_officer", _("legal officer")
    SECRECY_OFFICER = "secrecy_officer", _("secrecy officer")
    ISSUER = "issuer", _("issuer")
    LIAISON_OFFICER = "liaison_officer", _("liaison officer")
    CONVENOR = "convenor", _("convenor")
    FINANCE = "finance", _("finance officer")


ADMINISTRATORS = [RoleCode.SYSTEM_ADMIN, RoleCode.SECURITY_ADMIN, RoleCode.AUDIT_ADMIN]
STAFF_ROLES = [r for r in RoleCode if r not in {RoleCode.TRAINEE, RoleCode.EXPERT}]
