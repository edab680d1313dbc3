from typing import Any

from shared.directory.permissions import has_role
from shared.recusal.models import Bar, Check, Declaration, Finding
from shared.recusal.subjects import KINDS, Subject


def is_barred(user: Any, subject: Subject) -> bool:
    """Is this matter closed to the user (C6)?"""
    return Bar.objects.subjects(subject.kind, user).filter(subject_id=subject.pk).exists()


def can_waive(user: Any, check: Check, finding: Finding | None = None) -> bool:
    """The role that the rule names, else the officers of the matter; for its agency, and never for oneself."""
    if check.person.user_id == user.pk or check.subject_kind not in KINDS:
        return False
    named = finding.waived_by_role if finding else ""
    roles = (named,) if named else KINDS[check.subject_kind].officers
    return has_role(user, *roles, agency=check.agency)


def can_keep_declaration(user: Any, declaration: Declaration) -> bool:
    """A declaration is the person's own word: she alone amends or ends it."""
    return declaration.person.user_id == user.pk
