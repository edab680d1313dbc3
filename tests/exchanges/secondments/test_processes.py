"""Real processes on one database: a reminder goes out once; of appointments that exclude each other one stands."""

import datetime as dt

import pytest

from exchanges.secondments.enums import Kind, State
from shared.regulations.actions import load_regulations
from tests.factories.directory import AgencyFactory
from tests.factories.secondments import SecondmentFactory, colleague, parties
from tests.processes import shared_database, together

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def p():
    load_regulations()
    return parties()


def test_each_reminder_goes_out_once_though_four_processes_run_the_task_at_once(p, tmp_path):
    today = dt.date.today()  # noqa: DTZ011  the processes use the machine's clock
    for _n in range(10):
        p.secondment(
            State.ACTIVE, person=colleague(p.home), starts_on=dt.date(2026, 1, 1), ends_on=today + dt.timedelta(days=20)
        )

    url = shared_database(tmp_path)
    send = "from exchanges.secondments import actions\nprint(actions.send_due_reminders())"
    count = f"""
from exchanges.secondments.models import ReminderSent
from shared.notices.models import Notice
told = Notice.objects.filter(user={p.host_officer.pk}, kind="secondment.reminder")
print(ReminderSent.objects.count(), told.count())
"""

    sent = together(url, *[send] * 4)

    assert sum(map(int, sent)) == 10
    assert together(url, count) == ["10 10"]


def test_of_two_offices_that_appoint_the_same_person_at_the_same_second_one_succeeds(p, tmp_path):
    start = dt.date(2030, 1, 1)
    rivals = [
        SecondmentFactory(
            person=p.user.person,
            home_org=p.home,
            host_org=AgencyFactory(proc=True),
            kind=Kind.TEMPORARY_POST,
            state=State.CONSENTED,
            host_decided_on=start,
            starts_on=start,
            ends_on=dt.date(2030, 12, 31),
        )
        for _n in range(4)
    ]
    code = """
from exchanges.secondments import actions
from exchanges.secondments.models import Secondment
from shared.audit.actions import NotAllowedNow
try:
    print(actions.sign_as_home(Secondment.objects.get(pk={pk}), by=None).state)
except NotAllowedNow:
    print("refused")
"""

    answers = together(shared_database(tmp_path), *[code.format(pk=s.pk) for s in rivals])

    assert sorted(answers) == ["approved", "refused", "refused", "refused"]
