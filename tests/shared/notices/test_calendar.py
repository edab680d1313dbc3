"""The private address of a calendar: a secret kept as a hash, revocable, without cookies."""

import pytest
from django.urls import reverse

from shared.notices.actions import make_calendar_token, revoke_calendar_token
from shared.notices.models import CalendarToken
from tests.factories.directory import UserFactory

pytestmark = pytest.mark.django_db


def feed(token):
    return reverse("calendar-feed", args=[token])


def test_address_is_shown_once_and_kept_as_a_hash(client):
    user = UserFactory()
    client.force_login(user)
    url = reverse("notices:calendar")

    shown = client.post(url, {"verb": "make"})
    later = client.get(url)

    address = shown.context["address"]
    token = address.split("/")[-2]
    assert len(token) >= 43
    assert token not in CalendarToken.objects.get().token_hash
    assert token in shown.content.decode()
    assert token not in later.content.decode()


def test_renewed_and_revoked_addresses_are_not_found(client):
    user = UserFactory()
    first = make_calendar_token(by=user)
    second = make_calendar_token(by=user)
    renewed = client.get(feed(first)).status_code, client.get(feed(second)).status_code

    revoke_calendar_token(by=user)

    assert renewed == (404, 200)
    assert client.get(feed(second)).status_code == 404


@pytest.mark.parametrize("token", ["x", "x" * 43])
def test_unknown_address_is_not_found(client, token):
    assert client.get(feed(token)).status_code == 404


def test_address_of_a_closed_account_is_not_found(client):
    user = UserFactory()
    token = make_calendar_token(by=user)
    user.is_active = False
    user.save()

    assert client.get(feed(token)).status_code == 404


def test_feed_sets_no_cookie_and_says_how_long_it_keeps(client):
    token = make_calendar_token(by=UserFactory())

    answer = client.get(feed(token))

    assert answer["Content-Type"].startswith("text/calendar")
    assert answer.cookies == {}
    assert "private" in answer["Cache-Control"]
    assert "max-age=900" in answer["Cache-Control"]
    assert answer.content.startswith(b"BEGIN:VCALENDAR")


def test_unchanged_feed_is_not_sent_again(client):
    token = make_calendar_token(by=UserFactory())
    etag = client.get(feed(token))["ETag"]

    again = client.get(feed(token), headers={"if-none-match": etag})

    assert (again.status_code, again.content) == (304, b"")


def test_feed_is_read_only_and_the_page_asks_for_a_sign_in(client):
    token = make_calendar_token(by=UserFactory())

    assert client.post(feed(token)).status_code == 405
    assert client.get(reverse("notices:calendar")).status_code == 302


def test_revoking_touches_ones_own_alone(client):
    theirs = make_calendar_token(by=UserFactory())
    client.force_login(UserFactory())

    client.post(reverse("notices:calendar"), {"verb": "revoke"})

    assert client.get(feed(theirs)).status_code == 200
