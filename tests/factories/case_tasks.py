"""A procuratorate with its prosecutor and officer, an assistant who serves there, and tasks in any state."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from exchanges.secondments.enums.tasks import DONE, TaskRole, TaskState
from exchanges.secondments.models import CaseTask, Secondment
from shared.accounts.models import User
from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from tests.factories.directory import member
from tests.factories.secondments import Parties, parties

FIRST, LAST = dt.date(2026, 12, 1), dt.date(2026, 12, 20)


@dataclass
class Bureau:
    """`p` are the three parties of the term; `prosecutor` leads cases at the host."""

    p: Parties
    term: Secondment
    prosecutor: User

    @property
    def host(self) -> Agency:
        return self.p.host

    def facts(self, **facts):
        about = {"alias": "甲-3", "role": TaskRole.EVIDENCE, "starts_on": FIRST, "ends_on": LAST}
        return {"host_org": self.p.host, "prosecutor": self.prosecutor.person, **about, **facts}

    def task(self, state: str = TaskState.INVITED, **facts) -> CaseTask:
        """A row as it would stand, without the checks before it."""
        unasked = {TaskState.PREPARED, TaskState.WAITING, TaskState.BLOCKED}
        if state not in unasked:
            facts.setdefault("invited_at", dt.datetime(2026, 11, 28, 3, tzinfo=dt.UTC))
            facts.setdefault("letter_number", "P邀〔2026〕1号")
        if state in DONE:
            facts.setdefault("hours", Decimal("12.5"))
        facts.setdefault("number", f"CT-{CaseTask.objects.count() + 7000}")
        facts.setdefault("secondment", self.term)
        return CaseTask.objects.create(state=state, **self.facts(**facts))


def bureau() -> Bureau:
    p = parties()
    term = p.secondment("active", number="SEC-0042", starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2027, 12, 31))
    return Bureau(p, term, member(p.host, RoleCode.SUPERVISING_PROSECUTOR, name="严明"))
