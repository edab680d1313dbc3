"""The idle time-out to the second, the forced change of an initial password, the second factor for staff."""

import datetime as dt

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shared.directory.enums import RoleCode
from tests.factories.directory import AgencyFactory, RoleAssignmentFactory, UserFactory, member

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
NOON = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)
MINUTES = 60


@pytest.fixture(autouse=True)
def empty_counts():
    cache.clear()


@pytest.fixture
def user():
    return UserFactory(username="Z-100", password=PASSWORD)


def sign_in(client):
    return client.post(reverse("account_login"), {"login": "Z-100", "password": PASSWORD})


def is_signed_in(client):
    return client.get(reverse("accounts:overview")).status_code == 200


@pytest.mark.parametrize(("idle", "stays"), [(30 * MINUTES - 1, True), (30 * MINUTES, False)])
def test_session_ends_after_thirty_idle_minutes_to_the_second(client, user, idle, stays):
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        clock.shift(idle)

        assert is_signed_in(client) is stays


def test_activity_keeps_the_session_for_hours(client, user):
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        for _ in range(8):
            clock.shift(29 * MINUTES)

            assert is_signed_in(client)


def test_timed_out_person_is_told_and_led_back_after_signing_in(client, user):
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        clock.shift(31 * MINUTES)

        page = client.get(reverse("usersessions_list"), follow=True)

    assert page.redirect_chain == [("/accounts/login/?next=/accounts/sessions/", 302)]
    assert "您已 30 分钟没有操作" in page.content.decode()
    assert not UserSession.objects.exists()


def test_the_button_in_the_warning_extends_the_session(client, user):
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        clock.shift(29 * MINUTES)
        answer = client.post(reverse("accounts:keep-alive"))
        clock.shift(29 * MINUTES)

        assert answer.status_code == 204
        assert is_signed_in(client)


def test_the_button_comes_too_late(client, user):
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        clock.shift(30 * MINUTES)

        assert client.post(reverse("accounts:keep-alive")).status_code == 302


def test_pings_of_the_editor_are_no_activity(client, user):
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        clock.shift(20 * MINUTES)
        client.get("/editor/editing-sessions/ping/wagtailcore/page/1/1/")
        clock.shift(10 * MINUTES)

        assert not is_signed_in(client)


def test_activity_is_written_once_a_minute_and_decisions_cost_no_query(client, user, settings):
    settings.MFA_REQUIRED = True
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        client.post(reverse("accounts:keep-alive"))
        clock.shift(59)
        with CaptureQueriesContext(connection) as between:
            client.post(reverse("accounts:keep-alive"))
        clock.shift(1)
        with CaptureQueriesContext(connection) as due:
            client.post(reverse("accounts:keep-alive"))

    assert [q["sql"].split()[0] for q in between] == ["SELECT", "SELECT"]  # the session and the person
    assert [q for q in due if q["sql"].startswith('UPDATE "django_session"')]


def test_the_page_carries_the_seconds_left(client, user):
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        client.get(reverse("help"))
        clock.shift(40)

        page = client.get(reverse("help")).content.decode()

    assert 'data-left="1760" data-whole="1800" data-warn="300"' in page


def test_strangers_get_no_warning(client, db):
    assert 'id="idle"' not in client.get(reverse("help")).content.decode()


def test_initial_password_leads_to_its_change_and_nowhere_else(client):
    user = UserFactory(username="Z-100", password=PASSWORD, must_change_password=True)
    sign_in(client)

    for path in ["/my/", "/accounts/", "/accounts/2fa/", "/notices/", "/editor/"]:
        assert client.get(path)["Location"] == reverse("account_change_password")

    words = {"oldpassword": PASSWORD, "password1": "harbour lantern 7", "password2": "harbour lantern 7"}
    client.post(reverse("account_change_password"), words)
    user.refresh_from_db()
    assert (user.must_change_password, client.get("/accounts/").status_code) == (False, 200)


def test_initial_password_cannot_be_kept_by_a_weak_one(client):
    user = UserFactory(username="Z-100", password=PASSWORD, must_change_password=True)
    sign_in(client)

    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "1", "password2": "1"})

    user.refresh_from_db()
    assert user.must_change_password


@pytest.mark.parametrize(
    ("role", "led"),
    [(RoleCode.TRAINEE, False), (RoleCode.EXPERT, False), (RoleCode.UNIT_HR, True), (RoleCode.AUDIT_ADMIN, True)],
)
def test_staff_without_second_factor_are_led_to_set_it_up(client, settings, role, led):
    settings.MFA_REQUIRED = True
    client.force_login(member(AgencyFactory(), role))

    answer = client.get("/notices/")

    assert (answer.status_code, answer.get("Location")) == ((302, reverse("mfa_index")) if led else (200, None))


def test_superuser_needs_a_second_factor_too(client, settings):
    settings.MFA_REQUIRED = True
    client.force_login(UserFactory(is_superuser=True))

    assert client.get("/notices/")["Location"] == reverse("mfa_index")


def test_pages_to_set_up_the_second_factor_stay_open(client, settings):
    settings.MFA_REQUIRED = True
    client.force_login(member(AgencyFactory(), RoleCode.EDITOR))

    for name in ["mfa_index", "accounts:overview", "usersessions_list", "account_change_password", "help"]:
        assert client.get(reverse(name)).status_code == 200


def test_staff_with_second_factor_pass(client, settings):
    settings.MFA_REQUIRED = True
    user = member(AgencyFactory(), RoleCode.EDITOR)
    client.force_login(user)
    client.get("/notices/")

    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})

    assert client.get("/notices/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, settings):
    settings.MFA_REQUIRED = True
    user = member(AgencyFactory(), RoleCode.EDITOR)
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
    client.force_login(user)

    assert client.get("/notices/").status_code == 302


def test_a_role_granted_meanwhile_asks_within_a_minute(client, settings, user):
    settings.MFA_REQUIRED = True
    with time_machine.travel(NOON, tick=False) as clock:
        client.force_login(user)
        before = client.get("/notices/").status_code
        RoleAssignmentFactory(user=user, role=RoleCode.EDITOR)
        clock.shift(60)

        assert (before, client.get("/notices/").status_code) == (200, 302)


def test_nothing_is_asked_where_the_setting_is_off(client, settings):
    settings.MFA_REQUIRED = False
    client.force_login(member(AgencyFactory(), RoleCode.EDITOR))

    assert client.get("/notices/").status_code == 200


@pytest.mark.parametrize(("path", "place"), [("users/new/", "directory:people"), ("groups/", "directory:roles")])
def test_the_editor_manages_no_accounts(client, path, place):
    client.force_login(UserFactory(is_superuser=True))

    assert client.get(f"/editor/{path}")["Location"] == reverse(place)


def test_the_editor_gets_the_same_warning(client):
    client.force_login(UserFactory(is_superuser=True))

    assert "portal/idle-editor.js" in client.get("/editor/").content.decode()
    assert 'data-whole="1800"' in client.get(reverse("accounts:idle")).content.decode()


def test_somebody_without_an_editors_role_is_refused_in_one_step_and_not_sent_in_circles(client):
    client.force_login(member(AgencyFactory(), RoleCode.TRAINEE))

    answer = client.get("/editor/", follow=True)

    assert answer.status_code == 403
    assert len(answer.redirect_chain) == 1
