"""Per-case tasks of the demo: one under way, one to be answered, one blocked, one waived, one confirmed.

Everything is invented. A second call finds the tasks and changes nothing.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction

from exchanges.secondments.actions import tasks as actions
from exchanges.secondments.enums.tasks import TaskRole
from exchanges.secondments.models import CaseTask, Secondment
from portal.demo.secondments import number
from shared.accounts.models import User
from shared.directory.models import Agency


@transaction.atomic
def seed(world: Any) -> None:
    if CaseTask.objects.exists():
        return
    prosecutor = User.objects.get(email="prosecutor@demo.example")
    officer = User.objects.get(email="host@demo.example")
    own = Secondment.objects.get(person__email="assistant@demo.example")
    patents, data = (Secondment.objects.get(number=number(index)) for index in (0, 3))

    def prepare(term: Secondment, alias: str, role: TaskRole, days: int, organ: str = "") -> CaseTask:
        return actions.prepare_task(
            term,
            host_org=Agency.objects.get(code="P330000"),
            prosecutor=prosecutor.person,
            alias=alias,
            role=role,
            starts_on=world.today,
            ends_on=world.today + dt.timedelta(days=days),
            respondent_org=Agency.objects.get(code=organ) if organ else None,
            by=prosecutor,
        )

    done = prepare(own, "甲-1", TaskRole.EVIDENCE, 10)
    actions.accept(done, by=own.person.user)  # type: ignore[union-attr]
    actions.begin_work(done, by=own.person.user)  # type: ignore[union-attr]
    actions.submit_opinion(done, hours=Decimal("12.5"), by=own.person.user)  # type: ignore[union-attr]
    actions.confirm_work(done, hours=Decimal("12.5"), by=prosecutor)
    running = prepare(own, "甲-2", TaskRole.EXPLANATION, 20)
    actions.accept(running, by=own.person.user)  # type: ignore[union-attr]
    actions.begin_work(running, by=own.person.user)  # type: ignore[union-attr]
    prepare(own, "乙-1", TaskRole.COURT, 30)
    prepare(patents, "乙-2", TaskRole.LEADS, 25, organ="I330000")  # her own organ: blocked
    waived = prepare(data, "丙-1", TaskRole.INVESTIGATION, 25, organ="I330100")  # a body below her own: a hint
    actions.waive_hints(
        waived, reason="所在单位为当事机关的上级单位，本人未参与该行政行为，经研究不予回避。", by=officer
    )
    actions.invite(waived, by=prosecutor)
