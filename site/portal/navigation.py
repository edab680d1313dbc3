"""The links of the masthead, in one place."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shared.directory.enums import ADMINISTRATORS, RoleCode
from shared.directory.permissions import has_role


@dataclass(frozen=True)
class Link:
    label: str | Promise
    href: str
    is_current: bool = False


PUBLIC = [
    (_("White papers"), "/white-papers/"),
    (_("Typical cases"), "/cases/"),
    (_("Joint training"), "/training/"),
]
REFERENCE = [
    (_("Research outputs"), "/research/"),
    (_("Laws"), "/laws/"),
]  # last, so that on a phone it pushes nobody's own page out of sight
MEMBER = [(_("Personnel exchange"), "/secondments/"), (_("My page"), "/my/")]
# What only some roles have a use for stands in the account menu.
DESKS = [
    (
        _("Editor's desk"),
        "/editor/",
        [RoleCode.EDITOR, RoleCode.SECTION_HEAD, RoleCode.ORGANISER, RoleCode.TRAINING_PLANNER],
    ),
    (
        _("Review and signing"),
        "/review/",
        [
            RoleCode.EDITOR,
            RoleCode.SECTION_HEAD,
            RoleCode.LEGAL_OFFICER,
            RoleCode.UNIT_LEADER,
            RoleCode.SECRECY_OFFICER,
            RoleCode.ISSUER,
        ],
    ),
    (
        _("Question banks"),
        "/questions/",
        [RoleCode.EDITOR, RoleCode.SECTION_HEAD, RoleCode.ORGANISER, RoleCode.TRAINING_PLANNER],
    ),
    (
        _("Annual plans"),
        "/training/plans/",
        [RoleCode.TRAINING_PLANNER, RoleCode.ORGANISER, RoleCode.UNIT_HR, RoleCode.UNIT_LEADER],
    ),
    (_("Audit log"), "/audit/", [RoleCode.AUDIT_ADMIN]),
    (
        _("People and agencies"),
        "/directory/people/",
        [
            RoleCode.UNIT_HR,
            RoleCode.UNIT_LEADER,
            RoleCode.SECONDMENT_OFFICER,
            RoleCode.TRAINING_PLANNER,
            RoleCode.SYSTEM_ADMIN,
        ],
    ),
    (
        _("Experts"),
        "/experts/",
        [
            RoleCode.POOL_MANAGER,
            RoleCode.TRAINING_PLANNER,
            RoleCode.ORGANISER,
            RoleCode.SUPERVISING_PROSECUTOR,
            RoleCode.LIAISON_OFFICER,
            RoleCode.CONVENOR,
        ],
    ),
    (
        _("Import sheets"),
        "/imports/",
        [
            RoleCode.UNIT_HR,
            RoleCode.SYSTEM_ADMIN,
            RoleCode.TRAINING_PLANNER,
            RoleCode.SECONDMENT_OFFICER,
            RoleCode.ORGANISER,
            RoleCode.EDITOR,
        ],
    ),
    (_("Certificate templates"), "/certificates/templates/", [RoleCode.TRAINING_PLANNER]),
    (_("Certificates of my unit"), "/certificates/unit/", [RoleCode.UNIT_HR]),
    (_("Questionnaires"), "/training/questionnaires/", [RoleCode.TRAINING_PLANNER]),
    (_("Case tasks"), "/secondments/tasks/", [RoleCode.SUPERVISING_PROSECUTOR, RoleCode.SECONDMENT_OFFICER]),
    (_("Declared relations"), "/recusal/people/", [RoleCode.UNIT_HR]),
    (_("Seals and signatures"), "/seals/", [RoleCode.TRAINING_PLANNER, RoleCode.SYSTEM_ADMIN]),
    (_("Hours of the units"), "/credits/people/", [RoleCode.TRAINING_PLANNER]),
    (
        _("Declarations of outside training"),
        "/credits/declarations/desk/",
        [RoleCode.UNIT_HR, RoleCode.UNIT_LEADER, RoleCode.TRAINING_PLANNER],
    ),
    (_("My expert record"), "/experts/own/", [RoleCode.EXPERT]),
    (_("Roles"), "/directory/roles/", [RoleCode.SECURITY_ADMIN, RoleCode.AUDIT_ADMIN]),
    (_("Rule tables"), "/directory/rules/", [RoleCode.SYSTEM_ADMIN]),
    (_("Administration"), "/django-admin/", ADMINISTRATORS),
]
OWN = [
    (_("My page"), "/my/"),
    (_("My courses"), "/learning/"),
    (_("My certificates"), "/certificates/"),
    (_("My credit hours"), "/credits/"),
    (_("My relations and interests"), "/recusal/"),
    (_("Notice settings"), "/notices/settings/"),
    (_("Account and security"), "/accounts/"),
]


def main_navigation(request: HttpRequest) -> list[Link]:
    user = getattr(request, "user", None)
    links = [*PUBLIC, *(MEMBER if user and user.is_authenticated else []), *REFERENCE]
    return [Link(label, href, request.path.startswith(href)) for label, href in links]


def account_navigation(request: HttpRequest) -> list[Link]:
    desks = [
        (label, href) for label, href, roles in DESKS if request.user.is_superuser or has_role(request.user, *roles)
    ]
    return [Link(label, href, request.path == href) for label, href in [*OWN, *desks]]
