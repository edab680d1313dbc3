"""Real processes on one database: a reminder goes out once; of appointments that exclude each other one stands."""

import datetime as dt

import pytest

from exchanges.secondments.actions import begin_appraisal
from exchanges.secondments.enums import Kind, State
from exchanges.secondments.models import Secondment
from shared.regulations.actions import load_regulations
from tests.factories.case_tasks import bureau
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


def test_of_an_acceptance_and_withdrawals_at_the_same_second_one_succeeds(tmp_path):
    load_regulations()
    b = bureau()
    task = b.task(starts_on=dt.date(2026, 1, 5), secondment=b.term)
    Secondment.objects.filter(pk=b.term.pk).update(ends_on=dt.date(2099, 12, 31))
    code = """
from exchanges.secondments.actions import tasks
from exchanges.secondments.models import CaseTask
from shared.accounts.models import User
from shared.audit.actions import NotAllowedNow
try:
    print(tasks.{act}(CaseTask.objects.get(pk={pk}), by=User.objects.get(pk={by})).state)
except NotAllowedNow:
    print("refused")
"""
    look = f"from exchanges.secondments.models import CaseTask\nprint(CaseTask.objects.get(pk={task.pk}).state)"
    acts = [("accept", b.p.user), ("withdraw", b.prosecutor)] * 2

    url = shared_database(tmp_path)
    answers = together(url, *[code.format(act=act, pk=task.pk, by=user.pk) for act, user in acts])

    # An invitation that was accepted first may still be withdrawn; the other way round never.
    [state] = together(url, look)
    assert sorted(answers) in (
        ["accepted", "refused", "refused", "refused"],
        ["refused", "refused", "refused", "withdrawn"],
        ["accepted", "refused", "refused", "withdrawn"],
    )
    assert state == ("withdrawn" if "withdrawn" in answers else "accepted")


def test_both_units_and_their_doubles_hand_in_at_the_same_second_and_make_one_result(p, tmp_path):
    term = p.secondment(State.ENDED, starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2025, 12, 31))
    subject = begin_appraisal(term, period="期满", by=p.host_officer)
    given = {row.pk: 90 for row in subject.items.all()}
    code = """
from exchanges.secondments.actions import hand_in_part
from exchanges.secondments.models import AppraisalRound
from shared.accounts.models import User
from shared.audit.actions import NotAllowedNow
subject, by = AppraisalRound.objects.get(), User.objects.get(pk={by})
try:
    print(hand_in_part(subject, side="{side}", given={given}, opinion="好", grade="excellent", by=by).side)
except NotAllowedNow:
    print("refused")
"""
    look = """
from exchanges.secondments.models import Appraisal, AppraisalRound, Secondment
print(AppraisalRound.objects.get().result, Appraisal.objects.count(), Secondment.objects.get().state)
"""
    sides = [("home", p.home_officer), ("host", p.host_officer)] * 2

    url = shared_database(tmp_path)
    answers = together(url, *[code.format(side=side, by=user.pk, given=given) for side, user in sides])

    assert sorted(answers) == ["home", "host", "refused", "refused"]
    assert together(url, look) == ["90.00 2 appraised"]
