"""Accounts come from the roster: who may open, resend, close and reopen them, and for whom."""

import datetime as dt

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from shared.accounts.models import Activation, User
from shared.directory.enums import RoleCode
from shared.directory.models import Person
from tests.factories.directory import AgencyFactory, PersonFactory, PostingFactory, UserFactory, member

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)


@pytest.fixture
def agency(regulations):
    return AgencyFactory()


@pytest.fixture
def officer(agency):
    return member(agency, RoleCode.UNIT_HR)


@pytest.fixture
def person(agency):
    return PostingFactory(agency=agency, person=PersonFactory(name="周敏", email="zhou@unit.example")).person


def open_account(client, person, number="Z-100"):
    return client.post(reverse("directory:account-open", args=[person.pk]), {"staff_number": number})


def change(client, person, what):
    return client.post(reverse("directory:account-change", args=[person.pk]), {"change": what}, follow=True)


def test_officer_opens_an_account_whose_link_lives_as_long_as_the_rule_says(client, officer, person):
    client.force_login(officer)
    with time_machine.travel(NOON, tick=False):
        open_account(client, person)

    user = Person.objects.get(pk=person.pk).user
    end = dt.datetime(2026, 3, 9, 15, 59, 59, tzinfo=dt.UTC)
    assert (user.username, user.name, user.email, user.is_active) == ("Z-100", "周敏", "zhou@unit.example", False)
    assert user.activation.expires_at == end


def test_link_is_sent_again_then_the_account_closed_and_opened_again(
    client, officer, person, mailoutbox, django_capture_on_commit_callbacks
):
    client.force_login(officer)
    with django_capture_on_commit_callbacks(execute=True):
        open_account(client, person)
        change(client, person, "resend")
        change(client, person, "close")
        asleep = not Activation.objects.exists() and not User.objects.get(username="Z-100").is_active
        change(client, person, "reopen")

    assert asleep
    assert [mail.to for mail in mailoutbox] == [["zhou@unit.example"]] * 3
    assert User.objects.get(username="Z-100").activation.token in mailoutbox[2].body


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (RoleCode.UNIT_HR, 200),
        (RoleCode.SYSTEM_ADMIN, 200),
        (RoleCode.UNIT_LEADER, 403),
        (RoleCode.TRAINING_PLANNER, 403),
        (RoleCode.SECONDMENT_OFFICER, 403),
        (RoleCode.TRAINEE, 404),
        (RoleCode.SECURITY_ADMIN, 404),
    ],
)
def test_page_is_for_the_personnel_office_and_the_system_administrator(client, agency, person, role, status):
    client.force_login(member(agency, role))

    assert client.get(reverse("directory:account-open", args=[person.pk])).status_code == status


def test_officer_of_another_agency_does_not_find_the_person(client, regulations, person):
    client.force_login(member(AgencyFactory(), RoleCode.UNIT_HR))

    assert open_account(client, person).status_code == 404
    assert not User.objects.filter(username="Z-100").exists()


def test_officer_does_not_manage_her_own_account(client, officer):
    client.force_login(officer)

    answer = client.post(reverse("directory:account-change", args=[officer.person.pk]), {"change": "close"})

    assert answer.status_code == 403


def test_number_that_is_taken_is_said_on_the_page(client, officer, person):
    UserFactory(username="Z-100")
    client.force_login(officer)

    page = open_account(client, person)

    assert "此工号已被使用" in page.content.decode()
    assert Person.objects.get(pk=person.pk).user is None


def test_a_person_gets_one_account(client, officer, person):
    client.force_login(officer)
    open_account(client, person)

    page = open_account(client, person, "Z-200")

    assert "此人已有账号" in page.content.decode()
    assert not User.objects.filter(username="Z-200").exists()


@pytest.mark.parametrize("what", ["resend", "close", "reopen", "reset"])
def test_changes_of_an_account_that_does_not_exist_are_refused_with_a_sentence(client, officer, person, what):
    client.force_login(officer)

    page = change(client, person, what)

    assert "message error" in page.content.decode()


def test_unknown_change_is_a_bad_request(client, officer, person):
    client.force_login(officer)

    assert client.post(reverse("directory:account-change", args=[person.pk]), {"change": "x"}).status_code == 400


def test_closing_ends_the_sessions_of_the_person(client, agency, officer):
    colleague = member(agency)
    theirs = type(client)()
    theirs.force_login(colleague)
    client.force_login(officer)

    change(client, colleague.person, "close")

    assert theirs.get("/accounts/").status_code == 302


def test_lost_second_factors_are_removed_and_the_account_signed_out(client, agency, officer):
    colleague = member(agency)
    theirs = type(client)()
    theirs.post(reverse("account_login"), {"login": colleague.email, "password": "correct horse"})
    TOTP.activate(colleague, "JBSWY3DPEHPK3PXP")
    client.force_login(officer)

    page = change(client, colleague.person, "reset")

    assert "二次验证方式已移除" in page.content.decode()
    assert not colleague.authenticator_set.exists()
    assert theirs.get("/accounts/").status_code == 302
