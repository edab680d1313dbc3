"""Real processes on one database: a reminder goes out once; of appointments that exclude each other one stands."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from exchanges.secondments.enums import Kind, State
from shared.regulations.actions import load_regulations
from tests.factories.directory import AgencyFactory
from tests.factories.secondments import SecondmentFactory, colleague, parties

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
REPO = Path(__file__).parents[3]
START = """
import sys, django
django.setup()
from django.db import connection
connection.ensure_connection()
print("ready", flush=True)
sys.stdin.readline()
"""


def shared_database(folder: Path) -> str:
    """The address of a database that other processes see: PostgreSQL's own, or a copy of SQLite's in a file."""
    row = connection.settings_dict
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / "copy.sqlite3")])
        return f"sqlite:///{folder / 'copy.sqlite3'}"
    return f"postgresql://{row['USER']}:{row['PASSWORD']}@{row['HOST']}:{row['PORT']}/{row['NAME']}"


def together(url: str, *codes: str) -> list[str]:
    """Run each piece of code in a process of its own, all at the same moment; return what each printed."""
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "PYTHONPATH": f"{REPO / 'site'}{os.pathsep}{REPO}",
    }
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    running = [
        subprocess.Popen([sys.executable, "-c", START + code], env=environment, cwd=REPO, **pipes) for code in codes
    ]
    for process in running:
        assert process.stdout.readline() == "ready\n"
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=120) for process in running]
    assert [error for _out, error in answers if "Traceback" in error] == []
    return [out.strip() for out, _error in answers]


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
