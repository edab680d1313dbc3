from typing import Any

from exchanges.secondments.enums import Party
from exchanges.secondments.models import ReturnReport
from exchanges.secondments.permissions import act_for_side, is_the_person, parties_of


def can_write_report(user: Any, report: ReturnReport) -> bool:
    """The person; the host in the name of somebody without an account."""
    return report.is_writable and Party.PERSON in parties_of(user, report.secondment)


def can_read_report(user: Any, report: ReturnReport) -> bool:
    """All three parties once it is handed in; before that, only who writes it."""
    return report.is_shown or Party.PERSON in parties_of(user, report.secondment)


def can_judge_report(user: Any, report: ReturnReport) -> bool:
    """The host, never the person herself."""
    return not report.is_writable and report.confirmed_on is None and Party.HOST in parties_of(user, report.secondment)


def act_for_report(user: Any, report: ReturnReport) -> None:
    """The person acts for herself, everybody else for the host."""
    act_for_side(user, report.secondment, Party.PERSON if is_the_person(user, report.secondment) else Party.HOST)
