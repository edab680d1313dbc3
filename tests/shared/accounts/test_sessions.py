"""Where I am signed in: the list, signing out elsewhere at once, what was tried; own rows only."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from shared.accounts.enums import SignInResult
from shared.accounts.models import SignIn
from shared.accounts.queries import device_name
from tests.factories.directory import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile MicroMessenger/8.0"


@pytest.fixture(autouse=True)
def empty_counts():
    cache.clear()


@pytest.fixture
def user():
    return UserFactory(username="Z-100", email="zhou@unit.example", password=PASSWORD)


def device(user_agent=WINDOWS, login="Z-100"):
    browser = Client(headers={"user-agent": user_agent})
    browser.post(reverse("account_login"), {"login": login, "password": PASSWORD})
    return browser


def present_code(secret):
    _earlier, present, _later = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, present))


def is_signed_in(browser):
    return browser.get(reverse("accounts:overview")).status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [(WINDOWS, "Chrome · Windows"), (PHONE, "微信 · Android"), ("", "未知设备"), ("curl/8", "未知设备")],
)
def test_devices_are_named_as_people_tell_them_apart(user_agent, name):
    assert device_name(user_agent) == name


def test_list_shows_every_device_and_marks_this_one(user):
    here, _there = device(), device(PHONE)

    page = here.get(reverse("usersessions_list")).content.decode()

    assert ("Chrome · Windows" in page, "微信 · Android" in page, page.count("本设备</span>")) == (True, True, 1)


def test_signing_out_one_device_ends_its_session_at_once(user):
    here, there, third = device(), device(PHONE), device()
    row = there.session.session_key
    pk = user.usersession_set.get(session_key=row).pk

    here.post(reverse("accounts:sessions-end"), {"session": pk})

    assert [is_signed_in(b) for b in (here, there, third)] == [True, False, True]


def test_signing_out_everywhere_else_keeps_this_device(user):
    here, there, third = device(), device(PHONE), device()

    here.post(reverse("accounts:sessions-end"))

    assert [is_signed_in(b) for b in (here, there, third)] == [True, False, False]
    assert ModelLogEntry.objects.filter(action="accounts.end_sessions", user=user).count() == 1


def test_somebody_elses_session_cannot_be_ended(user):
    other = UserFactory(username="Z-200", password=PASSWORD)
    here, theirs = device(), device(login="Z-200")

    here.post(reverse("accounts:sessions-end"), {"session": other.usersession_set.get().pk})

    assert is_signed_in(theirs)


def test_history_shows_own_tries_only(user):
    UserFactory(username="Z-200", password=PASSWORD)
    Client(headers={"user-agent": PHONE}).post(reverse("account_login"), {"login": "Z-100", "password": "wrong"})
    Client(REMOTE_ADDR="203.0.113.9").post(reverse("account_login"), {"login": "Z-200", "password": "wrong"})

    page = device().get(reverse("usersessions_list")).content.decode()

    assert page.count("密码错误") == 1
    assert "203.0.113.9" not in page


@pytest.mark.parametrize("name", ["accounts:overview", "usersessions_list"])
def test_own_pages_ask_strangers_to_sign_in(client, name):
    assert client.get(reverse(name))["Location"] == f"/accounts/login/?next={reverse(name)}"


def test_list_costs_the_same_queries_with_one_and_with_three_devices(user, django_assert_max_num_queries):
    here = device()
    here.get(reverse("usersessions_list"))
    with django_assert_max_num_queries(100) as one:
        here.get(reverse("usersessions_list"))
    device(PHONE)
    device()

    with django_assert_max_num_queries(100) as three:
        here.get(reverse("usersessions_list"))

    assert len(three) == len(one)


def test_changing_the_password_ends_the_other_devices_and_tells_by_mail(user, mailoutbox):
    here, there = device(), device(PHONE)

    words = {"oldpassword": PASSWORD, "password1": "harbour lantern 7", "password2": "harbour lantern 7"}
    here.post(reverse("account_change_password"), words)

    assert [is_signed_in(b) for b in (here, there)] == [True, False]
    assert mailoutbox[0].to == ["zhou@unit.example"]
    assert "密码" in mailoutbox[0].subject


def test_forgotten_password_is_set_by_the_mailed_link_once(user, mailoutbox, client):
    client.post(reverse("account_reset_password"), {"email": "zhou@unit.example"})
    url = next(line for line in mailoutbox[0].body.splitlines() if line.startswith("http"))
    form = client.get(url, follow=True)
    words = {"password1": "harbour lantern 7", "password2": "harbour lantern 7"}
    client.post(form.redirect_chain[-1][0], words)

    user.refresh_from_db()
    again = Client().get(url, follow=True).content.decode()
    assert user.check_password("harbour lantern 7")
    assert "此链接已不能使用" in again
    assert not EmailAddress.objects.exists()


def test_unknown_address_gets_no_mail_and_the_page_does_not_tell(mailoutbox, client):
    answer = client.post(reverse("account_reset_password"), {"email": "nobody@unit.example"})

    assert (answer["Location"], len(mailoutbox)) == (reverse("account_reset_password_done"), 0)


def test_second_factor_is_asked_for_and_a_wrong_code_is_kept(user):
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    browser = device()

    assert browser.get(reverse("accounts:overview")).status_code == 302
    browser.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert SignIn.objects.filter(user=user).first().result == SignInResult.WRONG_CODE
    browser.post(reverse("mfa_authenticate"), {"code": present_code("JBSWY3DPEHPK3PXP")})
    assert is_signed_in(browser)


def test_second_factor_secrets_are_not_readable_in_the_database(user):
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")

    assert "JBSWY3DPEHPK3PXP" not in str(Authenticator.objects.get().data)


def test_recovery_code_works_once(user):
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(user).get_unused_codes()[0]

    first, second = device(), device(PHONE)
    first.post(reverse("mfa_authenticate"), {"code": code})
    second.post(reverse("mfa_authenticate"), {"code": code})

    assert [is_signed_in(b) for b in (first, second)] == [True, False]


def test_authenticator_app_is_set_up_with_the_code_it_shows(user):
    browser = device()
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = browser.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret

    answer = browser.post(reverse("mfa_activate_totp"), {"code": present_code(secret)})

    assert answer["Location"] == reverse("mfa_view_recovery_codes")
