"""Lists as sheets: the filters of the page applied, nobody's telephone number in them, cheap for ten thousand rows."""

import csv
import datetime as dt
import io
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from courses.training.enums import EnrolmentState, Mark, SessionState
from courses.training.exports import ROSTER_COLUMNS, roster_pdf, roster_rows
from courses.training.models import Assessment, Attendance, Enrolment, SeatBlock
from shared.directory.enums import RoleCode
from shared.directory.models import Person, Posting
from shared.ui.tables import XLSX, table_bytes
from tests.factories.directory import AgencyFactory, PostingFactory, UserFactory, member
from tests.factories.training import EnrolmentFactory, SessionFactory, SlotFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def lines(response):
    return list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig"))))


def named(client, name, session, **query):
    return client.get(reverse(f"training:{name}", args=[session.slug]), {"format": "csv", **query})


@pytest.fixture
def session():
    return SessionFactory(seats=(4, 4, 1))


@pytest.fixture
def organiser(client, session):
    user = member(session.ip_host, RoleCode.ORGANISER)
    client.force_login(user)
    return user


def known(enrolment, name, **fields):
    Person.objects.filter(pk=enrolment.person_id).update(name=name, mobile="13900001111", **fields)
    return enrolment


def test_the_roster_holds_name_unit_post_seat_and_result(client, session, organiser):
    enrolment = known(seated(session, state=EnrolmentState.ATTENDING), "林晓")
    Posting.objects.filter(person=enrolment.person_id).update(post="副处长")
    Assessment.objects.create(enrolment=enrolment, grade="excellent", score=91, entered_by=organiser)
    slot = SlotFactory(session=session)
    Attendance.objects.create(enrolment=enrolment, slot=slot, mark=Mark.PRESENT, recorded_by=organiser)
    known(EnrolmentFactory(session=session, state=EnrolmentState.WAITLISTED), "候补者")

    rows = lines(named(client, "roster", session))

    assert rows[0][:4] == ["序号", "姓名", "单位", "部门"]
    assert [row[:11] for row in rows[1:]] == [
        ["1", "林晓", session.ip_host.name, "法规处", "副处长 四级主任科员", "知识产权管理部门", "知识产权管理部门",
         "在班", "优秀", "91.0", "3.5"],
    ]  # fmt: skip


def test_a_partly_attended_half_day_counts_on_the_roster_by_the_share_of_the_rule(client, session, organiser):
    person = seated(session, state=EnrolmentState.ATTENDING)
    for half, mark in (("am", Mark.PRESENT), ("pm", Mark.PARTIAL)):
        slot = SlotFactory(session=session, half=half)
        Attendance.objects.create(enrolment=person, slot=slot, mark=mark, recorded_by=organiser)

    assert lines(named(client, "roster", session))[1][10] == "5.25"


def test_the_seat_contract_is_a_sheet(client, session, organiser):
    rows = lines(named(client, "seats", session))

    assert rows[0][:5] == ["系统", "名额归属", "名额数", "已占用", "空余"]
    assert [row[2:5] for row in rows[1:]] == [
        [str(block.seats), str(block.taken), str(block.free)] for block in session.blocks.order_by("pk")
    ]


def test_own_classes_are_a_sheet_of_her_own_alone(client, session):
    mine = seated(session, person=member(session.ip_host, RoleCode.TRAINEE).person)
    seated(session)
    client.force_login(mine.person.user)

    rows = lines(client.get(reverse("training:my"), {"format": "csv"}))

    assert [row[:2] for row in rows[1:]] == [[session.number, session.title]]


def test_lists_minimise_personal_data(client, session, organiser):
    enrolment = known(seated(session, state=EnrolmentState.ATTENDING), "林晓")
    SlotFactory(session=session)
    email = Person.objects.get(pk=enrolment.person_id).email

    for name in ("roster", "desk", "attendance"):
        text = b"".join(named(client, name, session)).decode()
        assert "林晓" in text
        assert (email in text, "13900001111" in text) == (False, False)


def test_the_desk_list_follows_its_filters_and_shows_places(client, session, organiser):
    known(EnrolmentFactory(session=session, state=EnrolmentState.SUBMITTED), "甲")
    known(EnrolmentFactory(session=session, state=EnrolmentState.WAITLISTED), "乙")

    rows = lines(named(client, "desk", session, state="waitlisted"))

    assert [row[0] for row in rows[1:]] == ["乙"]
    assert rows[1][-2:] == ["1", "1"]


def test_the_unit_list_holds_the_units_people_alone(client, session):
    hr = member(session.ip_host, RoleCode.UNIT_HR)
    known(EnrolmentFactory(session=session), "本单位")
    known(EnrolmentFactory(session=session, agency=session.proc_host), "外单位")
    client.force_login(hr)

    rows = lines(client.get(reverse("training:unit"), {"format": "csv"}))

    assert [row[4] for row in rows[1:]] == ["本单位"]


def test_the_attendance_grid_has_a_column_for_each_half_day(client, session, organiser):
    enrolment = known(seated(session, state=EnrolmentState.ATTENDING), "林晓")
    slot = SlotFactory(session=session)
    SlotFactory(session=session, day=session.ends_on)
    Attendance.objects.create(enrolment=enrolment, slot=slot, mark=Mark.EXCUSED, recorded_by=organiser)

    rows = lines(named(client, "attendance", session))

    assert len(rows[0]) == 7
    assert rows[1][3:] == ["请假", "", "3.5", "0"]


def test_the_list_of_classes_follows_its_filters(client, session):
    SessionFactory(state=SessionState.IN_PROGRESS)
    SessionFactory(state=SessionState.DRAFT)
    client.force_login(UserFactory())

    book = client.get(reverse("training:sessions"), {"format": "xlsx", "period": "open"}).content

    cells = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in cells[1:]] == [session.number]
    assert (cells[1][7], cells[1][13:17]) == (session.starts_on, [4, 4, 1, 0])


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (RoleCode.ORGANISER, 200),
        (RoleCode.TRAINING_PLANNER, 200),
        (RoleCode.CLASS_HEAD, 200),
        (RoleCode.UNIT_HR, 403),
        (RoleCode.UNIT_LEADER, 403),
        (RoleCode.TRAINEE, 403),
    ],
)
def test_the_roster_is_for_the_hosts(client, session, role, status):
    client.force_login(member(session.ip_host, role))

    for url in (reverse("training:roster", args=[session.slug]), reverse("training:roster-pdf", args=[session.slug])):
        assert client.get(url).status_code == status
    assert named(client, "roster", session).status_code == status


def test_organisers_elsewhere_get_nothing(client, session):
    seated(session)
    client.force_login(member(AgencyFactory(), RoleCode.ORGANISER))

    for name in ("roster", "desk", "attendance"):
        assert named(client, name, session).status_code == 403


def cost(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


@pytest.mark.parametrize("name", ["roster", "desk", "attendance"])
def test_a_sheet_costs_the_same_with_one_and_with_three_rows(client, session, organiser, name):
    seated(session, state=EnrolmentState.ATTENDING)
    SlotFactory(session=session)
    b"".join(named(client, name, session))
    one = cost(lambda: b"".join(named(client, name, session)))
    seated(session, state=EnrolmentState.ATTENDING), seated(session, state=EnrolmentState.ATTENDING)

    assert cost(lambda: b"".join(named(client, name, session))) == one


def test_the_roster_on_paper_is_a_tagged_pdf(client, session, organiser):
    known(seated(session), "㐂某")

    answer = client.get(reverse("training:roster-pdf", args=[session.slug]))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert roster_pdf(session).startswith(b"%PDF")


def test_the_page_of_the_roster_names_everybody(client, session, organiser):
    known(seated(session), "林晓")

    page = client.get(reverse("training:roster", args=[session.slug])).content.decode()

    assert ("林晓" in page, "format=xlsx" in page, "roster.pdf" in page) == (True, True, True)


def test_a_roster_of_ten_thousand_is_ready_in_a_moment(session):
    agency = session.ip_host
    user = UserFactory()
    people = Person.objects.bulk_create([Person(name=f"林{n}", email=f"r{n}@x.example") for n in range(10_000)])
    Posting.objects.bulk_create([Posting(person=p, agency=agency, post="科员") for p in people], batch_size=2000)
    block = SeatBlock.objects.get(session=session, side="ip")
    Enrolment.objects.bulk_create(
        [
            Enrolment(
                session=session, person=p, agency=agency, side="ip", block=block, state="completed", put_forward_by=user
            )
            for p in people
        ],
        batch_size=2000,
    )
    started = time.process_time()

    with CaptureQueriesContext(connection) as queries:
        data = table_bytes(ROSTER_COLUMNS, roster_rows(session), XLSX, "名册")

    spent = time.process_time() - started
    assert (len(queries), len(data) > 100_000) == (4, True)
    assert spent < 6  # seconds of this process; the figure of a quiet machine is in the bench


def test_postings_of_yesterday_are_not_on_the_roster(session):
    enrolment = seated(session)
    Posting.objects.filter(person=enrolment.person_id).update(valid_to=dt.date(2020, 1, 1))
    PostingFactory(person=enrolment.person, agency=session.ip_host, department="新处室")

    assert [row[3] for row in roster_rows(session)] == ["新处室"]
