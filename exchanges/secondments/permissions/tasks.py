from typing import Any

from exchanges.secondments.enums.tasks import TASK_STEP_PARTS, TaskPart
from exchanges.secondments.models import HOST_ROLES, CaseTask
from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from shared.directory.permissions import acting_for, has_role


def can_prepare_task(user: Any, host_org: Agency | None = None) -> bool:
    """A supervising prosecutor, for her own procuratorate."""
    return has_role(user, RoleCode.SUPERVISING_PROSECUTOR, agency=host_org)


def parts_of(user: Any, task: CaseTask) -> set[str]:
    """The parts in which the user acts. In her own task she acts as the person alone, once she has been asked."""
    if task.person.user_id == user.pk:
        return {TaskPart.PERSON} if task.invited_at else set()
    parts: set[str] = set()
    role, host = RoleCode.SUPERVISING_PROSECUTOR, task.host_org
    absent = acting_for(user, role, agency=host)
    if task.prosecutor.user_id == user.pk or (absent and absent.pk == task.prosecutor.user_id):
        has_role(user, role, agency=host)  # so that what a deputy does says for whom
        parts.add(TaskPart.PROSECUTOR)
    if has_role(user, *HOST_ROLES, agency=host):
        parts.add(TaskPart.OFFICER)
    return parts


def can_take_task_step(user: Any, task: CaseTask, step: str) -> bool:
    return bool(TASK_STEP_PARTS[step] & parts_of(user, task))


def can_see_parties(user: Any, task: CaseTask) -> bool:
    """Which organ is a party is known to who works on the task, not to the assistant's units."""
    return bool(parts_of(user, task))
