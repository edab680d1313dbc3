"""Secrecy review keeps a text from the public (rule book 8.6): it ends there, and is not sent again as it is."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cms.library.actions import submit_for_review
from cms.library.models import CasePage
from cms.release.actions import decide
from cms.release.enums import Step, Verdict, VoidReason
from cms.release.models import Route
from cms.release.queries import open_route_of
from shared.audit.actions import NotAllowedNow
from shared.notices.models import Notice
from tests.factories.release import agree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
WHY = "涉及尚未公布的取证方法"


@pytest.fixture
def at_secrecy(draft, author, people):
    submit_for_review(draft, by=author)
    agree(draft, people, until=Step.SECRECY)
    return open_route_of(draft)


@pytest.fixture
def restricted(at_secrecy, people):
    decide(at_secrecy, step=Step.SECRECY, by=people[Step.SECRECY], verdict=Verdict.RESTRICT, comment=WHY)
    return Route.objects.get(pk=at_secrecy.pk)


def test_restricted_text_ends_there_and_its_sender_hears_why(restricted, author):
    page = CasePage.objects.get(pk=restricted.page_id)
    notice = Notice.objects.get(kind="release.restricted")

    assert (restricted.is_open, restricted.void_reason) == (False, VoidReason.RESTRICTED)
    assert (page.live, page.workflow_in_progress) == (False, False)
    assert notice.user == author
    assert notice.body == f"《{page.title}》的这一文稿不予公开。理由：{WHY}"
    assert not Notice.objects.filter(kind="release.returned").exists()


def test_the_same_text_is_not_sent_again_and_a_changed_one_is(restricted, author):
    page = CasePage.objects.get(pk=restricted.page_id)
    with pytest.raises(NotAllowedNow, match="保密审查已决定本文稿不予公开，请修改后再送审。"):
        submit_for_review(page, by=author)
    assert not page.workflow_in_progress

    page.title = "删去取证方法的案例"
    page.save_revision(user=author)
    submit_for_review(page, by=author)

    assert open_route_of(page).next_step == Step.FIRST


def test_the_database_takes_no_route_for_a_restricted_text(restricted, author):
    with pytest.raises(IntegrityError, match="gate_route_i"), transaction.atomic():
        Route.objects.create(page=restricted.page, digest=restricted.digest, opened_by=author)


def test_whoever_reads_the_changed_text_is_told_of_the_earlier_verdict(client, restricted, author, people):
    page = CasePage.objects.get(pk=restricted.page_id)
    page.title = "删去取证方法的案例"
    page.save_revision(user=author)
    submit_for_review(page, by=author)
    client.force_login(people[Step.FIRST])

    shown = client.get(reverse("release:route", args=[open_route_of(page).pk]))
    of_then = client.get(reverse("release:route", args=[restricted.pk]))

    assert f"“{WHY}”" in shown.text
    assert "此前的一份文稿经保密审查不予公开" in shown.text
    assert "此前的一份文稿" not in of_then.text
    assert "不予公开" in of_then.text


@pytest.mark.parametrize(
    ("step", "comment", "said"),
    [
        (Step.SECRECY, " ", "请说明本文稿为何不予公开。"),
        (Step.FIRST, WHY, "只有保密审查可以决定不予公开，其他步骤请退回并说明。"),
    ],
)
def test_only_secrecy_review_restricts_and_says_why(draft, author, people, step, comment, said):
    submit_for_review(draft, by=author)
    agree(draft, people, until=step)
    route = open_route_of(draft)

    with pytest.raises(NotAllowedNow, match=said):
        decide(route, step=step, by=people[step], verdict=Verdict.RESTRICT, comment=comment)

    assert open_route_of(draft).next_step == step


def test_the_button_stands_with_the_secrecy_officer_alone(client, at_secrecy, author, people):
    url = reverse("release:route", args=[at_secrecy.pk])
    act = reverse("release:route-step", args=[at_secrecy.pk, "restrict"])
    for user in (author, people[Step.FIRST], people[Step.SIGN]):
        client.force_login(user)
        assert "restrict-comment" not in client.get(url).text
        client.post(act, {"step": "secrecy", "comment": WHY})
        assert Route.objects.get(pk=at_secrecy.pk).is_open
    client.force_login(people[Step.SECRECY])
    assert "restrict-comment" in client.get(url).text

    client.post(act, {"step": "secrecy", "comment": WHY})

    assert Route.objects.get(pk=at_secrecy.pk).void_reason == VoidReason.RESTRICTED
