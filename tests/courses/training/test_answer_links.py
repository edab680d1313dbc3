"""The personal link of a lecturer without an account: unguessable, hashed, for one task, for a time."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from courses.training.actions.answers import make_link
from courses.training.enums import TeachingState
from courses.training.models import AnswerLink
from tests.factories.training import InvitationFactory, SlotFactory

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.usefixtures("regulations")]
NOW = "2026-11-20 01:00+00:00"


@pytest.fixture
def invitation():
    return InvitationFactory(outside=True, answer_by=dt.date(2026, 11, 27))


@pytest.fixture
def url(invitation):
    return reverse("training:answer-link", args=[make_link(invitation)])


def code_of_the_last_letter() -> str:
    return re.search(r"\b(\d{6})\b", mail.outbox[-1].body)[1]


def let_in(client, url) -> None:
    client.post(f"{url}code/")
    client.post(url, {"code": code_of_the_last_letter()})


@time_machine.travel(NOW)
def test_page_says_nothing_before_the_code(client, url, invitation):
    page = client.get(url).content.decode()

    for hidden in (invitation.topic, invitation.session.title, invitation.outside_name, invitation.outside_email):
        assert hidden not in page


@time_machine.travel(NOW)
def test_right_code_opens_the_page_and_the_answer_counts(client, url, invitation):
    let_in(client, url)
    page = client.get(url).content.decode()
    client.post(url, {"answer": "accept", "note": "准时到"})

    invitation.refresh_from_db()
    assert invitation.topic in page
    assert (invitation.state, invitation.answer_note) == (TeachingState.ACCEPTED, "准时到")
    assert invitation.session.slots.get().lecturer == "章文博"


@time_machine.travel(NOW)
def test_nothing_is_stored_that_opens_the_page(client, url):
    client.post(f"{url}code/")

    link = AnswerLink.objects.get()

    token = url.strip("/").split("/")[-1]
    assert token not in (link.token_hash, link.code_hash)
    assert code_of_the_last_letter() not in link.code_hash
    assert len(token) >= 43


@time_machine.travel(NOW)
def test_code_works_once(client, url):

    client.post(f"{url}code/")
    code = code_of_the_last_letter()
    client.post(url, {"code": code})
    other = Client()

    page = other.post(url, {"code": code})

    assert page.status_code == 200
    assert "code" in page.context["form"].errors


@time_machine.travel(NOW)
def test_code_is_dead_after_five_wrong_tries(client, url):
    client.post(f"{url}code/")
    code = code_of_the_last_letter()
    wrong = f"{(int(code) + 1) % 1_000_000:06}"

    for _try in range(5):
        client.post(url, {"code": wrong})
    page = client.post(url, {"code": code})

    assert "code" in page.context["form"].errors


@time_machine.travel(NOW, tick=False)
def test_codes_are_sent_a_minute_apart_and_ten_times_at_most(client, url):
    client.post(f"{url}code/")
    client.post(f"{url}code/")
    at_once = len(mail.outbox)

    with time_machine.travel(NOW) as clock:
        for _time in range(14):
            clock.shift(61)
            client.post(f"{url}code/")

    assert at_once == 1
    assert len(mail.outbox) == 10


def test_code_is_too_old_after_an_hour(client, url):
    with time_machine.travel("2026-11-20 01:00:00+00:00", tick=False):
        client.post(f"{url}code/")
    with time_machine.travel("2026-11-20 02:00:00+00:00", tick=False):
        page = client.post(url, {"code": code_of_the_last_letter()})

    assert "code" in page.context["form"].errors


def test_link_ends_with_the_last_day_to_answer(client, url):
    with time_machine.travel("2026-11-27 15:59:59+00:00", tick=False):
        before = client.get(url).status_code
    with time_machine.travel("2026-11-27 16:00:00+00:00", tick=False):
        after = client.get(url).status_code
        client.post(f"{url}code/")

    assert (before, after) == (200, 410)
    assert mail.outbox == []


@time_machine.travel(NOW)
def test_code_of_one_link_opens_no_other(client, url):
    other = InvitationFactory(outside=True, topic="另一讲", answer_by=dt.date(2026, 11, 27))
    their_url = reverse("training:answer-link", args=[make_link(other)])
    let_in(client, url)

    page = client.get(their_url).content.decode()
    client.post(their_url, {"answer": "decline"})

    other.refresh_from_db()
    assert "另一讲" not in page
    assert other.state == TeachingState.SENT


@time_machine.travel(NOW)
def test_new_link_ends_the_old_one(client, url, invitation):
    new = reverse("training:answer-link", args=[make_link(invitation)])

    assert client.get(url).status_code == 404
    assert client.get(new).status_code == 200


@time_machine.travel(NOW)
def test_link_opens_nothing_but_its_page(client, url, invitation):
    let_in(client, url)

    assert client.get(reverse("training:invitation", args=[invitation.pk])).status_code == 302
    assert client.get(reverse("training:teaching-answer", args=[invitation.pk])).status_code == 302
    assert client.get("/my/").status_code == 302


@time_machine.travel(NOW)
def test_cancelled_invitation_can_be_read_and_not_answered(client, url, invitation):
    let_in(client, url)
    invitation.state = TeachingState.CANCELLED
    invitation.save()

    client.post(url, {"answer": "accept"})

    invitation.refresh_from_db()
    assert invitation.state == TeachingState.CANCELLED


def test_unknown_link_is_not_found(client):
    assert client.get(reverse("training:answer-link", args=["x" * 43])).status_code == 404
    assert client.post(reverse("training:answer-code", args=["x" * 43])).status_code == 404


@time_machine.travel(NOW)
def test_page_is_kept_by_nobody(client, url, invitation):
    SlotFactory(session=invitation.session, half="pm")
    let_in(client, url)

    answer = client.get(url)

    assert "no-store" in answer["Cache-Control"]
