"""The sheets of nominations, attendance and results by command: in somebody's name, with her rights and no others."""

import csv
import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses.training.enums import EnrolmentState, SessionState
from courses.training.management.commands.import_nominations import Command as NominationCommand
from courses.training.models import Assessment, Attendance, Enrolment
from shared.directory.enums import RoleCode
from shared.directory.models import Person
from shared.imports.models import ImportRun
from shared.notices.models import Notice
from tests.factories.directory import AgencyFactory, PersonFactory, PostingFactory, UserFactory, member
from tests.factories.training import SessionFactory, SlotFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
NOMINATE = ("班次编号", "工号", "姓名", "单位")
ATTEND = ("班次编号", "工号", "日期", "半天", "考勤")
RESULT = ("班次编号", "工号", "考核等次", "分数")


@pytest.fixture
def session():
    return SessionFactory()


@pytest.fixture
def hr(session):
    return member(session.ip_host, RoleCode.UNIT_HR)


@pytest.fixture
def head(session):
    return member(session.ip_host, RoleCode.CLASS_HEAD)


@pytest.fixture
def running(session):
    session.state, session.starts_on = SessionState.IN_PROGRESS, timezone.localdate()
    session.ends_on = session.starts_on + dt.timedelta(days=1)
    session.save()
    SlotFactory(session=session)
    enrolment = seated(session, state=EnrolmentState.ATTENDING)
    Person.objects.filter(pk=enrolment.person_id).update(user=UserFactory(username="S-1"), name="林晓")
    return enrolment


def colleague(agency, name, number):
    PostingFactory(agency=agency, person=PersonFactory(name=name, user=UserFactory(username=number)))


def command(name, path, *args):
    out = io.StringIO()
    call_command(f"import_{name}", str(path), *map(str, args), stdout=out)
    return json.loads(out.getvalue().splitlines()[-1]), out.getvalue()


def kept(tmp_path, *rows):
    path = tmp_path / "名单.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def test_nominations_come_in_by_command_in_the_officers_name(session, hr, tmp_path):
    colleague(session.ip_host, "林晓", "S-1")
    rows = [NOMINATE, (session.number, "S-1", "", ""), (session.number, "S-9", "", ""), ("=1+1", "S-1", "", "")]
    path, report = kept(tmp_path, *rows), tmp_path / "report.csv"

    counts, shown = command("nominations", path, "--as", hr.username, "--report", report)

    assert counts == {"read": 3, "created": 1, "updated": 0, "repaired": 0, "refused": 2}
    assert Enrolment.objects.get().put_forward_by == hr
    with report.open(encoding="utf-8", newline="") as lines:
        told = [(row["row"], row["fault"], row["value_in_file"]) for row in csv.DictReader(lines)]
    assert told == [("3", "unknown_person", "S-9"), ("4", "formula_injection", "'=1+1")]
    assert "S-9" not in shown.splitlines()[-1]


def test_a_command_shows_itself_to_the_person_in_whose_name_it_ran(session, hr, tmp_path):
    colleague(session.ip_host, "林晓", "S-1")
    path = kept(tmp_path, NOMINATE, (session.number, "S-1", "", ""), (session.number, "S-9", "", ""))

    command("nominations", path, "--as", hr.username)
    command("nominations", path, "--as", hr.username)

    run = ImportRun.objects.get()
    assert (run.by, run.kind, run.state, run.created, run.refused) == (hr, "nominations", "done", 1, 1)
    assert [(fault.row, fault.fault) for fault in run.faults.all()] == [(3, "unknown_person")]
    assert list(Notice.objects.filter(kind="imports.by_command").values_list("user", "url")) == [
        (hr.pk, f"/imports/runs/{run.pk}/")
    ]


def test_a_dry_run_of_the_command_changes_nothing_at_all(session, hr, tmp_path):
    colleague(session.ip_host, "林晓", "S-1")
    path = kept(tmp_path, NOMINATE, (session.number, "S-1", "", ""))
    before = ModelLogEntry.objects.count()

    counts, _shown = command("nominations", path, "--as", hr.username, "--dry-run")

    assert counts["created"] == 1
    assert not Enrolment.objects.exists()
    assert not ImportRun.objects.exists()
    assert not Notice.objects.exists()
    assert ModelLogEntry.objects.count() == before


def test_a_second_run_of_the_command_changes_nothing(session, running, head, tmp_path):
    day = session.starts_on.isoformat()
    marks = kept(tmp_path, ATTEND, (session.number, "S-1", day, "上午", "到课"))

    first, _shown = command("attendance", marks, "--as", head.username)
    rows = ModelLogEntry.objects.count()
    second, _shown = command("attendance", marks, "--as", head.username)

    assert (first["created"], second["created"], second["updated"]) == (1, 0, 0)
    assert ModelLogEntry.objects.filter(action__startswith="imports.").count() == 2
    assert Attendance.objects.get().recorded_by == head
    assert ModelLogEntry.objects.count() == rows


def test_results_come_in_by_command_under_an_email(session, running, head, tmp_path):
    path = kept(tmp_path, RESULT, (session.number, "S-1", "优秀", "91.5"), (session.number, "S-1", "特优", ""))

    counts, _shown = command("results", path, "--as", head.email.upper())

    assert counts == {"read": 2, "created": 1, "updated": 0, "repaired": 0, "refused": 1}
    assert Assessment.objects.get(enrolment=running).entered_by == head


@pytest.mark.parametrize("name", ["nominations", "attendance", "results"])
def test_a_command_in_the_name_of_somebody_without_the_right_is_refused(session, name, tmp_path):
    path = kept(tmp_path, NOMINATE, (session.number, "S-1", "", ""))
    trainee = UserFactory(username="S-7")
    gone = member(session.ip_host, RoleCode.UNIT_HR, RoleCode.CLASS_HEAD)
    gone.is_active = False
    gone.save()

    with pytest.raises(CommandError, match="S-7 may not import"):
        command(name, path, "--as", trainee.username)
    with pytest.raises(CommandError, match="is closed"):
        command(name, path, "--as", gone.username)
    with pytest.raises(CommandError, match="No account has the staff number or e-mail address S-0"):
        command(name, path, "--as", "S-0")
    with pytest.raises(CommandError, match="--as"):
        command(name, path)
    assert not Enrolment.objects.exists()
    assert not ImportRun.objects.exists()


def test_a_refused_command_ends_with_a_code_that_is_not_zero(session, tmp_path, capsys):
    path = kept(tmp_path, NOMINATE, (session.number, "S-1", "", ""))

    with pytest.raises(SystemExit) as ended:
        NominationCommand().run_from_argv(["manage.py", "import_nominations", str(path), "--as", "S-0"])

    assert ended.value.code == 1
    assert "No account has the staff number" in capsys.readouterr().err


def test_a_command_reaches_no_class_of_another_house(session, running, tmp_path):
    stranger = member(AgencyFactory(), RoleCode.CLASS_HEAD)
    path = kept(tmp_path, ATTEND, (session.number, "S-1", session.starts_on.isoformat(), "上午", "到课"))

    counts, _shown = command("attendance", path, "--as", stranger.username)

    assert (counts["created"], counts["refused"]) == (0, 1)
    assert not Attendance.objects.exists()


def test_a_file_that_cannot_be_read_is_said_in_a_sentence(hr, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        command("nominations", tmp_path / "none.csv", "--as", hr.username)
    with pytest.raises(CommandError, match="班次编号"):
        command("nominations", kept(tmp_path, ("甲", "乙"), ("1", "2")), "--as", hr.username)
