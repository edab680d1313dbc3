"""Lists of those who run classes go out as sheets, each to whoever sees the page."""

import pytest
from django.urls import reverse

from courses.assessment.models import QuestionBank
from courses.training.enums import Duty, Side
from courses.training.models import Questionnaire, SessionOfficer
from shared.directory.enums import RoleCode
from tests.factories.directory import AgencyFactory, member
from tests.factories.training import SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def sheet(client, address):
    response = client.get(f"{address}?format=csv")
    assert response.status_code == 200
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return [line.split(",") for line in body.decode("utf-8-sig").splitlines()]


def test_officers_of_a_class_go_out_to_its_hosts_alone(client):
    session = SessionFactory()
    organiser = member(session.ip_host, RoleCode.ORGANISER, name="组班甲")
    head = member(session.ip_host, name="班主任甲").person
    SessionOfficer.objects.create(
        session=session, person=head, duty=Duty.CLASS_HEAD, side=Side.IP, appointed_by=organiser
    )
    address = reverse("training:officers", args=[session.slug])

    client.force_login(organiser)
    (heading, row) = sheet(client, address)
    assert (heading[0], row[0], row[3]) == ("姓名", "班主任甲", str(organiser))
    assert "?format=xlsx" in client.get(address).content.decode()
    client.force_login(member(AgencyFactory(), RoleCode.ORGANISER))
    assert client.get(f"{address}?format=csv").status_code in {403, 404}


def test_questionnaires_go_out_to_their_agencies(client):
    mine, other = AgencyFactory(), AgencyFactory()
    Questionnaire.objects.create(agency=mine, title="本机构问卷")
    Questionnaire.objects.create(agency=other, title="别处问卷")
    client.force_login(member(mine, RoleCode.TRAINING_PLANNER))

    rows = sheet(client, reverse("training:questionnaires"))

    assert [row[:2] for row in rows[1:]] == [["本机构问卷", mine.name]]


def test_banks_go_out_with_the_number_of_their_questions(client):
    agency = AgencyFactory()
    QuestionBank.objects.create(agency=agency, title="证据题库")
    client.force_login(member(agency, RoleCode.TRAINING_PLANNER))

    rows = sheet(client, reverse("assessment:banks"))

    assert rows[1:] == [["证据题库", agency.name, "0"]]


@pytest.mark.parametrize("name", ["training:teaching", "credits:declarations"])
def test_ones_own_lists_go_out_with_their_headings(client, name):
    client.force_login(member(AgencyFactory(), RoleCode.TRAINEE))

    assert len(sheet(client, reverse(name))) == 1


def test_notices_of_a_class_go_out(client):
    session = SessionFactory()
    client.force_login(member(session.ip_host, RoleCode.ORGANISER))

    assert sheet(client, reverse("training:notices", args=[session.slug]))[0][0] == "发文字号"
