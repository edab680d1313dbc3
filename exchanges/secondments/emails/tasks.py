"""Who is told of what in a per-case task. No notice says which organ is a party."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from exchanges.secondments.emails import officers_near
from exchanges.secondments.enums.tasks import TaskPart
from exchanges.secondments.models import HOME_ROLES, HOST_ROLES, CaseTask
from shared.notices.actions import notify
from shared.notices.kinds import NoticeKind

HOME = "home"  # the assistant's home unit, told when the work is confirmed

TASK_NOTICES = [
    NoticeKind(
        "case_task.invited",
        _("Invitation to a case"),
        _("%(host)s invites you to a case"),
        _("%(number)s (%(alias)s): %(role)s from %(starts_on)s to %(ends_on)s. Declare conflicts first, then answer."),
    ),
    NoticeKind(
        "case_task.waiting",
        _("A hint of the recusal check"),
        _("A hint of the recusal check waits for your decision: %(number)s"),
        _("%(person)s is to be asked for %(alias)s. Waive the hint with a reason, or have somebody else asked."),
    ),
    NoticeKind(
        "case_task.waived",
        _("A hint was waived"),
        _("%(person)s can be invited: %(number)s"),
        _("The hint of the recusal check has been waived. Send the invitation."),
    ),
    NoticeKind(
        "case_task.accepted",
        _("An assistant accepted"),
        _("%(person)s joins %(alias)s"),
        _("%(number)s: the assistant has accepted and declared that nothing ties her to the matter."),
    ),
    NoticeKind(
        "case_task.declined",
        _("An assistant declined"),
        _("%(person)s does not join %(alias)s"),
        _("%(number)s: substitutes without a conflict stand on the page of the task."),
    ),
    NoticeKind(
        "case_task.recused",
        _("An assistant stepped back"),
        _("%(person)s steps back from %(alias)s"),
        _("%(number)s: the matter is closed to her. Substitutes without a conflict stand on the page of the task."),
    ),
    NoticeKind(
        "case_task.head_out",
        _("A prosecutor must step back"),
        _("%(number)s needs another prosecutor"),
        _("The prosecutor must step back from %(alias)s. Others without a conflict stand on the page of the task."),
    ),
    NoticeKind(
        "case_task.head_named",
        _("You lead a case task"),
        _("You lead the case task %(number)s"),
        _("%(alias)s, with %(person)s, from %(starts_on)s to %(ends_on)s."),
    ),
    NoticeKind(
        "case_task.withdrawn",
        _("An invitation to a case was withdrawn"),
        _("%(host)s no longer needs you for %(alias)s"),
        _("%(number)s: the invitation has been withdrawn."),
    ),
    NoticeKind(
        "case_task.lost",
        _("The term of an assistant is over"),
        _("%(person)s can no longer join %(alias)s: her term is over"),
        _("%(number)s has been withdrawn. Ask another assistant where the case still needs one."),
    ),
    NoticeKind(
        "case_task.term_over",
        _("Work on a case after the end of a term"),
        _("The term of %(person)s is over; her work on %(alias)s has to be brought to an end"),
        _("%(number)s: she submits her opinion and her hours, and the prosecutor confirms them."),
    ),
    NoticeKind(
        "case_task.opinion",
        _("An opinion was submitted"),
        _("%(person)s has submitted her opinion on %(alias)s"),
        _("%(number)s: confirm the work and the hours, or give it back."),
    ),
    NoticeKind(
        "case_task.returned",
        _("Work was given back"),
        _("The work on %(alias)s goes on"),
        _("%(number)s: the prosecutor has given it back to be completed."),
    ),
    NoticeKind(
        "case_task.confirmed",
        _("Work on a case was confirmed"),
        _("%(host)s confirms the work of %(person)s"),
        _("%(number)s: hours and case stand in the record of the secondment."),
    ),
]


def audience(task: CaseTask, *parts: str) -> list[Any]:
    users: list[Any] = []
    if TaskPart.PERSON in parts and task.person.user_id:
        users.append(task.person.user)
    if TaskPart.PROSECUTOR in parts and task.prosecutor.user_id:
        users.append(task.prosecutor.user)
    if TaskPart.OFFICER in parts:
        users += officers_near(task.host_org, HOST_ROLES)
    if HOME in parts:
        users += officers_near(task.secondment.home_org, HOME_ROLES)
    # What is told of the assistant to officers is not told to her when she holds such an office herself.
    return [user for user in users if TaskPart.PERSON in parts or user.pk != task.person.user_id]


def tell_of_task(task: CaseTask, kind: str, *parts: str) -> int:
    """Tell the named parts of a task."""
    return notify(
        f"case_task.{kind}",
        to=audience(task, *parts),
        url=task.get_absolute_url(),
        number=task.number,
        alias=task.alias,
        person=task.person.name,
        host=task.host_org.name,
        role=str(task.get_role_display()),
        starts_on=task.starts_on.isoformat(),
        ends_on=task.ends_on.isoformat(),
    )
