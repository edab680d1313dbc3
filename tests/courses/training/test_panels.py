import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.training.enums import EnrolmentState, SessionState
from courses.training.queries import classes_to_join, own_classes, todos
from shared.directory.enums import RoleCode
from tests.factories.directory import AgencyFactory, member
from tests.factories.training import EnrolmentFactory, SessionFactory, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainee():
    return member(AgencyFactory(), RoleCode.TRAINEE)


def test_a_trainee_without_classes_sees_the_empty_list_and_what_is_open(trainee):
    session = SessionFactory()
    SessionFactory(state=SessionState.CLOSED)

    assert own_classes(trainee) == {"rows": []}
    assert classes_to_join(trainee) == {"sessions": [session]}


def test_own_classes_say_the_place_on_the_waitlist(trainee):
    enrolment = EnrolmentFactory(person=trainee.person, state=EnrolmentState.WAITLISTED)
    EnrolmentFactory(session=enrolment.session)

    [(row, place)] = own_classes(trainee)["rows"]

    assert row == enrolment
    assert (place.on_her_side, place.overall) == (1, 1)
    assert classes_to_join(trainee) is None


def test_full_classes_are_not_offered(trainee):
    SessionFactory(seats=(0, 0, 0))

    assert classes_to_join(trainee) is None


def test_somebody_who_takes_no_part_sees_no_panel():
    officer = member(AgencyFactory(), RoleCode.SECONDMENT_OFFICER)
    SessionFactory()

    assert own_classes(officer) is None
    assert classes_to_join(officer) is None


def test_the_start_page_shows_both(client, trainee, regulations):
    SessionFactory(title="商标恶意注册规制同堂培训班")
    EnrolmentFactory(person=trainee.person, session__title="地理标志执法协作班")
    client.force_login(trainee)

    with CaptureQueriesContext(connection) as queries:
        page = client.get("/my/").content.decode()

    assert page.index("我的班次") < page.index("地理标志执法协作班") < page.index("还可以报名")
    assert "商标恶意注册规制同堂培训班" in page
    # Session, account, its signs of activity, posting, roles, classes, what classes ask of her by name (class head,
    # lecturer, evaluation: one question), secondments, case tasks, panels, remarks, checklists, reports, hours, offers,
    # notices.
    assert len(queries) <= 22


def test_offices_that_are_not_held_cost_no_query(trainee):
    with CaptureQueriesContext(connection) as queries:
        found = todos(trainee), own_classes(trainee)

    assert found == ([], {"rows": []})
    assert len(queries) == 3  # her roles, her enrolments, what classes ask of her by name


def test_an_old_seat_is_to_be_confirmed_though_five_newer_classes_stand_before_it(trainee):
    first = SessionFactory().starts_on
    days = [first + dt.timedelta(days=30 * number) for number in range(6)]
    sessions = [SessionFactory(starts_on=day, ends_on=day) for day in days]
    for session in sessions[1:]:
        EnrolmentFactory(person=trainee.person, session=session)

    seated(sessions[0], person=trainee.person)

    assert [todo.url for todo in todos(trainee)] == [sessions[0].get_absolute_url()]
    assert [row.session for row, _place in own_classes(trainee)["rows"]] == sessions[:0:-1]
