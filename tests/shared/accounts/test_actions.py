"""Accounts come from the roster: invite, activate once, in time; initial passwords; other sessions end."""

import datetime as dt
import io
import json
from unittest.mock import patch

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import ModelLogEntry

from shared.accounts.actions import activate_account, close_account, invite_account, resend_activation
from shared.accounts.enums import LinkState
from shared.accounts.models import User
from shared.accounts.queries import activation_behind
from tests.factories.directory import UserFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)
END = NOW + dt.timedelta(days=7)
PASSWORD = "harbour lantern 7"


@pytest.fixture
def officer():
    return UserFactory(name="人事干部")


@pytest.fixture
def invited(officer, django_capture_on_commit_callbacks):
    with time_machine.travel(NOW, tick=False), django_capture_on_commit_callbacks(execute=True):
        return invite_account("Z-100", name="周敏", email="Zhou@unit.example", expires_at=END, by=officer)


def acts(user):
    rows = ModelLogEntry.objects.filter(object_id=str(user.pk), content_type__model="user")
    return list(rows.order_by("pk").values_list("action", flat=True))


def set_password(client, token, password=PASSWORD):
    return client.post(
        reverse("accounts:activate", args=[token]), {"new_password1": password, "new_password2": password}
    )


def test_invited_account_sleeps_and_its_owner_gets_the_link(invited, mailoutbox):
    assert (invited.is_active, invited.has_usable_password(), invited.email) == (False, False, "zhou@unit.example")
    assert mailoutbox[0].to == ["zhou@unit.example"]
    assert invited.activation.token in mailoutbox[0].body
    assert "2026-03-09 12:00" in mailoutbox[0].body
    assert acts(invited) == ["accounts.invite"]


@pytest.mark.parametrize(
    ("number", "email", "field"),
    [
        ("z-100", "new@unit.example", "username"),
        ("Z-200", "ZHOU@unit.example", "email"),
        ("Z-3", "no address", "email"),
    ],
)
def test_invite_is_refused_by_field_when_taken_or_wrong(invited, officer, number, email, field):
    with pytest.raises(ValidationError) as refusal:
        invite_account(number, name="李雷", email=email, expires_at=END, by=officer)

    assert list(refusal.value.message_dict) == [field]
    assert User.objects.count() == 2


@pytest.mark.parametrize(
    ("moment", "state"), [(END - dt.timedelta(seconds=1), LinkState.OPEN), (END, LinkState.EXPIRED)]
)
def test_link_expires_to_the_second(invited, moment, state):
    with time_machine.travel(moment, tick=False):
        assert activation_behind(invited.activation.token)[0] == state


def test_activation_sets_the_password_and_wakes_the_account(client, invited):
    with time_machine.travel(NOW, tick=False):
        page = client.get(reverse("accounts:activate", args=[invited.activation.token]))
        answer = set_password(client, invited.activation.token)

    invited.refresh_from_db()
    assert "周敏" in page.content.decode()
    assert answer["Location"] == reverse("account_login")
    assert (invited.is_active, invited.check_password(PASSWORD)) == (True, True)
    assert acts(invited) == ["accounts.invite", "accounts.activate"]


@pytest.mark.parametrize("password", ["short 7", "1234567890123", "password123456", "zhou@unit.example"])
def test_activation_refuses_a_weak_password(client, invited, password):
    with time_machine.travel(NOW, tick=False):
        answer = set_password(client, invited.activation.token, password)

    invited.refresh_from_db()
    assert (answer.status_code, invited.is_active) == (200, False)
    assert "error-summary" in answer.content.decode()


def test_reused_link_says_that_it_was_used(client, invited):
    with time_machine.travel(NOW, tick=False):
        set_password(client, invited.activation.token)
        again = set_password(client, invited.activation.token, "another lantern 8")

    invited.refresh_from_db()
    assert again.status_code == 410
    assert "已经使用过" in again.content.decode()
    assert invited.check_password(PASSWORD)


def test_expired_link_asks_for_a_new_one(client, invited):
    with time_machine.travel(END, tick=False):
        answer = client.get(reverse("accounts:activate", args=[invited.activation.token]))

    assert answer.status_code == 410
    assert "已过期" in answer.content.decode()


def test_resending_kills_the_earlier_link(client, invited, officer, mailoutbox, django_capture_on_commit_callbacks):
    earlier = invited.activation.token
    with time_machine.travel(NOW, tick=False), django_capture_on_commit_callbacks(execute=True):
        resend_activation(invited, expires_at=END, by=officer)
    later = User.objects.get(pk=invited.pk).activation.token

    with time_machine.travel(NOW, tick=False):
        assert client.get(reverse("accounts:activate", args=[earlier])).status_code == 410
        assert client.get(reverse("accounts:activate", args=[later])).status_code == 200
    assert later in mailoutbox[1].body


@pytest.mark.parametrize("token", ["nonsense", "WzEsICJ4Il0:1abc:def"])
def test_a_forged_link_is_refused(client, invited, token):
    assert client.get(reverse("accounts:activate", args=[token])).status_code == 410


def test_two_tabs_activate_once(invited):
    stale = invited.activation
    with time_machine.travel(NOW, tick=False):
        activate_account(invited.activation, password=PASSWORD, by=invited)
        with pytest.raises(ValidationError) as refusal:
            activate_account(stale, password="another lantern 8", by=invited)

    assert refusal.value.code == LinkState.USED


def test_an_active_account_gets_no_new_link(invited, officer):
    with time_machine.travel(NOW, tick=False):
        activate_account(invited.activation, password=PASSWORD, by=invited)

    with pytest.raises(ValidationError):
        resend_activation(invited, expires_at=END, by=officer)


def test_a_closed_account_cannot_be_woken_by_its_old_link(client, invited, officer):
    token = invited.activation.token
    close_account(invited, by=officer)

    with time_machine.travel(NOW, tick=False):
        assert set_password(client, token).status_code == 410


def test_a_mail_server_that_is_down_leaves_the_account_to_be_resent(officer, django_capture_on_commit_callbacks):
    with (
        patch("shared.accounts.emails.EmailMultiAlternatives.send", side_effect=OSError("down")),
        django_capture_on_commit_callbacks(execute=True),
    ):
        user = invite_account("Z-1", name="周敏", email="zhou@unit.example", expires_at=END, by=officer)

    assert User.objects.filter(pk=user.pk).exists()


def test_create_account_command_asks_for_a_change(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))

    call_command("create_account", "Z-9", name="周敏", email="zhou@unit.example", password_stdin=True)

    user = User.objects.get(username="Z-9")
    assert json.loads(capsys.readouterr().out)["account"] == user.pk
    assert (user.must_change_password, user.check_password(PASSWORD)) == (True, True)


def test_create_account_command_refuses_a_weak_password(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("12345\n"))

    with pytest.raises(CommandError, match="密码"):
        call_command("create_account", "Z-9", name="周敏", email="zhou@unit.example", password_stdin=True)
