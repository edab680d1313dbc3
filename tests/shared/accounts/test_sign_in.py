"""The sign-in page: both names of an account, lockout with a time, other doors shut."""

import datetime as dt

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from shared.accounts.enums import SignInResult
from shared.accounts.models import SignIn
from tests.factories.directory import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
NOON = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)  # 12:00 in Beijing


@pytest.fixture(autouse=True)
def empty_counts():
    cache.clear()


@pytest.fixture
def user():
    return UserFactory(username="Z-100", name="周敏", email="zhou@unit.example", password=PASSWORD)


def sign_in(client, login, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": login, "password": password})


@pytest.mark.parametrize("login", ["zhou@unit.example", "ZHOU@unit.example", "Z-100", "z-100", " Z-100 "])
def test_sign_in_with_email_or_staff_number(client, user, login):
    answer = sign_in(client, login)

    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    assert SignIn.objects.get(user=user).result == SignInResult.SIGNED_IN


def test_sign_in_is_refused_with_one_sentence_whether_or_not_the_account_exists(client, user):
    known = sign_in(client, "zhou@unit.example", "wrong").content.decode()
    unknown = sign_in(client, "nobody@unit.example", "wrong").content.decode()

    sentence = "电子邮箱或工号与密码不匹配。"
    assert sentence in known
    assert sentence in unknown
    assert list(SignIn.objects.values_list("user", "result")) == [(user.pk, SignInResult.WRONG_PASSWORD)]


def test_the_sixth_try_is_locked_with_the_time_even_with_the_right_password(client, user):
    with time_machine.travel(NOON, tick=False) as clock:
        for login in ["zhou@unit.example", "Z-100", "zhou@unit.example", "Z-100", "z-100"]:
            sign_in(client, login, "wrong")
            clock.shift(1)

        locked = sign_in(client, "zhou@unit.example")

    assert "已锁定至 12:05" in locked.content.decode()
    assert SignIn.objects.filter(user=user, result=SignInResult.LOCKED).count() == 1


@pytest.mark.parametrize(("seconds", "status"), [(299, 200), (301, 302)])
def test_the_lock_opens_after_five_minutes_to_the_second(client, user, seconds, status):
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(5):
            sign_in(client, "Z-100", "wrong")
        clock.shift(seconds)

        answer = sign_in(client, "Z-100")

    assert answer.status_code == status


def test_a_locked_account_does_not_lock_another(client, user):
    other = UserFactory(username="Z-200", password=PASSWORD)
    for _ in range(6):
        sign_in(client, "Z-100", "wrong")

    answer = sign_in(client, other.username)

    assert answer.status_code == 302


def test_no_sign_up_but_a_page_that_says_how_to_get_an_account(client, db):
    page = client.get("/accounts/signup/")
    tried = client.post("/accounts/signup/", {"email": "x@unit.example", "password1": "harbour lantern"})

    assert "没有公开注册" in page.content.decode()
    assert tried.status_code == 405


@pytest.mark.parametrize(
    "path", ["/accounts/email/", "/accounts/3rdparty/", "/accounts/login/code/", "/accounts/confirm-email/"]
)
def test_pages_of_allauth_that_are_not_offered_do_not_exist(client, db, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/editor/login/", "/django-admin/login/", "/_util/login/"])
def test_other_doors_lead_to_the_one_sign_in_page(client, db, path):
    answer = client.get(path, {"next": "/editor/"})

    assert answer["Location"] == "/accounts/login/?next=%2Feditor%2F"


def test_other_doors_say_no_to_somebody_without_the_role(client, user):
    client.force_login(user)

    assert client.get("/django-admin/login/").status_code == 403


def test_an_inactive_account_is_told_so_and_not_signed_in(client, user):
    user.is_active = False
    user.save()

    answer = client.post(reverse("account_login"), {"login": "Z-100", "password": PASSWORD}, follow=True)

    assert "尚未启用" in answer.content.decode()
    assert "_auth_user_id" not in client.session
