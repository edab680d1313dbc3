from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.release.enums import Step
from shared.directory.enums import RoleCode

# Wagtail groups carry the page permissions; who is in them follows the roles (`cms.pages.permissions`).
EDITORIAL_GROUPS = {
    RoleCode.EDITOR: "编辑",
    RoleCode.SECTION_HEAD: "处室负责人",
    # They write and review courses; pages are none of their business.
    RoleCode.ORGANISER: "课程作者",
    RoleCode.TRAINING_PLANNER: "课程作者",
}
PAGE_PERMISSIONS = {
    RoleCode.EDITOR: ["add_page", "change_page"],
    RoleCode.SECTION_HEAD: ["change_page", "publish_page"],
    RoleCode.ORGANISER: [],
    RoleCode.TRAINING_PLANNER: [],
}
# Verbs on laws, their versions and their articles; the texts themselves come from the import alone.
LAW_PERMISSIONS: dict[RoleCode, list[str]] = {
    RoleCode.EDITOR: ["change_law", "change_lawversion", "view_law", "view_lawversion", "view_lawarticle"],
    RoleCode.SECTION_HEAD: ["view_law", "view_lawversion", "view_lawarticle"],
    RoleCode.ORGANISER: [],
    RoleCode.TRAINING_PLANNER: [],
}
REVIEW_NAME = "送审"
# Tasks of the workflow are rows: they are named in the language of the installation.
STEP_NAMES = {
    Step.FIRST: "一审（处室负责人）",
    Step.ANONYMISE: "去标识化审核",
    Step.LEGAL: "法律审核",
    Step.SECOND: "二审（分管负责人）",
    Step.SECRECY: "保密审查",
    Step.SIGN: "三审签发（各发布机关会签）",
    Step.PROOF_LANGUAGE: "一校：文字",
    Step.PROOF_NAMES: "二校：人名地名机构名",
    Step.PROOF_DATES: "三校：日期与数字",
}
STOCK_GROUPS = ["Moderators", "Editors"]
STOCK_WORKFLOW = "Moderators approval"


class PressState(models.TextChoices):
    ANNOUNCED = "announced", _("announced")
    TODAY = "today", _("today")
    HELD = "held", _("held, the transcript follows")
    TRANSCRIPT = "transcript", _("held, with transcript")
