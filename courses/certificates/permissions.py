from typing import Any

from courses.certificates.models import Certificate
from courses.training.models import Session
from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from shared.directory.permissions import has_role


def can_issue_certificates(user: Any, session: Session) -> bool:
    """The organiser of either host."""
    return any(has_role(user, RoleCode.ORGANISER, agency=host) for host in session.hosts)


def can_revoke_certificate(user: Any, certificate: Certificate) -> bool:
    """The training office of either host revokes, and issues anew."""
    hosts = certificate.enrolment.session.hosts
    return any(has_role(user, RoleCode.TRAINING_PLANNER, agency=host) for host in hosts)


def can_design_templates(user: Any, agency: Agency | None = None) -> bool:
    return has_role(user, RoleCode.TRAINING_PLANNER, agency=agency)


def can_list_unit_certificates(user: Any) -> bool:
    """The personnel office sees what its people have earned."""
    return has_role(user, RoleCode.UNIT_HR)
