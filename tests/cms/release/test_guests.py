"""Signers without an account: who may ask them, whom, and who hears of it."""

import datetime as dt
import re
import smtplib

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from cms.library.actions import submit_for_review
from cms.release.actions import decide, invite_signer, sign, sign_by_link
from cms.release.enums import PROOFS, Step
from cms.release.models import Route, SigningLink
from shared.accounts.links import new_token
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.cms import case
from tests.factories.directory import AgencyFactory, RoleAssignmentFactory, member
from tests.factories.release import agree, code_of, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def invite(signature, by, email="guest@agency.example", **kept):
    return invite_signer(signature, **{"name": "上官明", "post": "局长", "email": email, "by": by} | kept)


@pytest.mark.parametrize("role", [RoleCode.SECTION_HEAD, RoleCode.ISSUER])
def test_head_or_issuer_of_one_agency_invites_nobody_for_another(client, agency, other, joint, role):
    own, theirs = joint.signatures.get(agency=agency), joint.signatures.get(agency=other)
    here, there = member(agency, role), member(other, role)
    address = f"/review/{joint.pk}/signatures/{theirs.pk}/invite/"

    with pytest.raises(NotAllowedNow, match="处室负责人或签发人"):
        invite(theirs, by=here)

    for user, status, links in [(here, 403, 1), (there, 200, 1)]:
        client.force_login(user)
        assert client.get(address).status_code == status
        assert client.get(f"/review/{joint.pk}/").content.decode().count("/invite/") == links
    invite(own, by=here)
    invite(theirs, by=there, email="another@agency.example")
    assert SigningLink.objects.count() == 2


@pytest.mark.parametrize("role", [RoleCode.EDITOR, RoleCode.UNIT_LEADER, RoleCode.SECRECY_OFFICER])
def test_other_roles_of_the_signing_agency_invite_nobody(other, joint, role):
    with pytest.raises(NotAllowedNow):
        invite(joint.signatures.get(agency=other), by=member(other, role))


def test_author_invites_nobody_to_sign_what_she_wrote(agency, joint, author):
    RoleAssignmentFactory(user=author, agency=agency, role=RoleCode.SECTION_HEAD)

    with pytest.raises(NotAllowedNow):
        invite(joint.signatures.get(agency=agency), by=type(author).objects.get(pk=author.pk))


def test_address_of_an_account_gets_no_link_and_no_code(other, joint, author, inviter, people):
    signature, reviewer = joint.signatures.get(agency=other), people[Step.LEGAL]
    for address in (inviter.email, author.email, reviewer.email.upper()):
        for kept in ({"email": address}, {"code_email": address}):
            with pytest.raises(NotAllowedNow, match="平台账号"):
                invite(signature, by=inviter, **kept)

    assert not SigningLink.objects.exists()


def test_form_says_why_an_address_is_not_taken(client, other, joint, inviter):
    client.force_login(inviter)
    address = f"/review/{joint.pk}/signatures/{joint.signatures.get(agency=other).pk}/invite/"

    answer = client.post(address, {"name": "上官明", "post": "局长", "email": inviter.email})

    assert "属于平台账号" in answer.content.decode()
    assert not SigningLink.objects.exists()


def test_account_made_after_the_invitation_takes_the_link_away(link, django_capture_on_commit_callbacks):
    mark = opened(link, django_capture_on_commit_callbacks)
    someone = member(AgencyFactory())
    type(someone).objects.filter(pk=someone.pk).update(email="Guest@agency.example")

    with pytest.raises(NotAllowedNow, match="平台账号"):
        sign_by_link(link, mark)


def test_one_guest_signs_for_one_agency(agency, link, joint):
    head = member(agency, RoleCode.SECTION_HEAD)
    own = joint.signatures.get(agency=agency)

    with pytest.raises(NotAllowedNow, match="另一机关的签署人"):
        invite(own, by=head)
    with pytest.raises(NotAllowedNow, match="另一机关的签署人"):
        invite(own, by=head, email="x@agency.example", code_email="GUEST@agency.example")


def test_issuers_of_the_agency_hear_who_was_asked_and_who_signed(
    agency, other, joint, inviter, people, django_capture_on_commit_callbacks
):
    issuer = member(other, RoleCode.ISSUER)
    with django_capture_on_commit_callbacks(execute=True):
        link = invite(joint.signatures.get(agency=other), by=inviter)
    sign_by_link(link, opened(link, django_capture_on_commit_callbacks))

    told = Notice.objects.filter(kind__startswith="release.guest_").order_by("pk")
    assert [(row.user, row.kind, row.params["name"], row.params["by"]) for row in told] == [
        (issuer, "release.guest_invited", "上官明", str(inviter)),
        (issuer, "release.guest_signed", "上官明", str(inviter)),
    ]
    assert (told[1].params["state"], "已签署" in told[1].body) == ("signed", True)


def test_issuer_who_hears_of_it_signs_herself_and_the_link_ends(other, link, joint):
    sign(joint.signatures.get(agency=other), by=member(other, RoleCode.ISSUER))

    assert not SigningLink.objects.usable().exists()


def test_public_record_says_who_signed_by_link_and_who_had_invited(
    client, agency, joint, link, inviter, people, django_capture_on_commit_callbacks
):
    sign_by_link(link, opened(link, django_capture_on_commit_callbacks))
    sign(joint.signatures.get(agency=agency), by=people[Step.SIGN])
    for step in PROOFS:
        decide(joint, step=step, by=people[step])

    text = client.get(joint.page.url).content.decode()
    assert text.count("个人链接加一次性验证码") == 1
    assert f"由{inviter}邀请" in text


@pytest.mark.parametrize("step", [Step.FIRST, Step.SECRECY])
def test_nobody_is_invited_before_every_review_is_done(client, agency, author, people, step):
    page = case(by=author, agency=agency)
    submit_for_review(page, by=author)
    agree(page, people, until=step)
    route = Route.objects.open().get(page=page.pk)
    head = member(agency, RoleCode.SECTION_HEAD)

    with pytest.raises(NotAllowedNow, match="审查全部完成"):
        invite(route.signatures.get(), by=head)

    client.force_login(head)
    assert "/invite/" not in client.get(f"/review/{route.pk}/").content.decode()


def test_link_that_came_too_early_opens_nothing_until_every_review_is_done(client, agency, author, people):
    page = case(by=author, agency=agency)
    submit_for_review(page, by=author)
    agree(page, people, until=Step.SECRECY)
    route = Route.objects.open().get(page=page.pk)
    token, token_hash = new_token()
    kept = {"expires_at": timezone.now() + dt.timedelta(days=1), "invited_by": author, "token_hash": token_hash}
    SigningLink.objects.create(signature=route.signatures.get(), name="甲", email="a@agency.example", **kept)

    before = client.get(f"/sign/{token}/").status_code
    decide(route, step=Step.SECRECY, by=people[Step.SECRECY])

    assert (before, client.get(f"/sign/{token}/").status_code) == (410, 200)


def test_text_opens_after_the_code_in_the_same_session_and_while_the_code_lives(
    client, joint, link, django_capture_on_commit_callbacks
):
    address = f"/sign/{re.search(r'/sign/([^/]+)/', mail.outbox[0].body)[1]}/"
    words = "发布机关"  # stand in the text alone
    with time_machine.travel(dt.datetime(2026, 11, 30, 2, 0, tzinfo=dt.UTC), tick=False) as clock:
        shut = client.get(f"{address}text/")
        door = client.get(address).content.decode()
        code = code_of(link, django_capture_on_commit_callbacks)
        client.post(address, {"code": f"{(int(code) + 1) % 10**6:06d}"})
        still = client.get(f"{address}text/")
        client.post(address, {"code": code})
        text = client.get(f"{address}text/")
        page = client.get(address).content.decode()
        stranger = type(client)().get(f"{address}text/")
        clock.move_to(dt.datetime(2026, 11, 30, 3, 0, 1, tzinfo=dt.UTC))
        over = client.get(f"{address}text/")
        late = client.post(address, {"comment": ""})

    assert [(one.status_code, one.headers["Location"]) for one in (shut, still, stranger, over)] == [(302, address)] * 4
    assert (text.status_code, words in text.content.decode()) == (200, True)
    assert (joint.digest in door, joint.digest in page) == (False, True)
    assert "有效时间已过" in late.content.decode()
    assert joint.signatures.get(pk=link.signature_id).is_open


def test_signer_reads_and_signs_or_refuses_in_the_opened_session(
    client, joint, link, django_capture_on_commit_callbacks
):
    address = f"/sign/{re.search(r'/sign/([^/]+)/', mail.outbox[0].body)[1]}/"
    client.post(address, {"code": code_of(link, django_capture_on_commit_callbacks)})

    unsaid = client.post(address, {"refuse": "1"})
    signed = client.post(address, {"comment": ""})

    assert "请写明不签署的理由" in unsaid.content.decode()
    assert "已签署" in signed.content.decode()
    assert joint.signatures.get(pk=link.signature_id).is_signed
    assert client.get(f"{address}text/").status_code == 410


def test_new_invitation_shuts_what_an_earlier_signer_had_opened(
    client, joint, other, link, inviter, django_capture_on_commit_callbacks
):
    mark = opened(link, django_capture_on_commit_callbacks)
    again = invite(joint.signatures.get(agency=other), by=inviter, email="second@agency.example")

    with pytest.raises(NotAllowedNow, match="有效时间已过"):
        sign_by_link(again, mark)


def refuse(self, *args, **kwargs):
    raise smtplib.SMTPRecipientsRefused({"guest@agency.example": (550, b"no such user")})


def test_link_that_the_mail_server_does_not_take_leaves_nothing_behind(client, other, joint, inviter, monkeypatch):
    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    client.force_login(inviter)
    address = f"/review/{joint.pk}/signatures/{joint.signatures.get(agency=other).pk}/invite/"

    answer = client.post(address, {"name": "上官明", "post": "局长", "email": "guest@agency.example"})

    assert (answer.status_code, SigningLink.objects.count()) == (200, 0)
    assert "邮件暂时无法发送" in answer.content.decode()


def test_code_that_the_mail_server_does_not_take_is_said_and_not_counted(client, other, joint, inviter, monkeypatch):
    link = invite(joint.signatures.get(agency=other), by=inviter)
    token, link.token_hash = new_token()
    link.save()
    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)

    answer = client.post(f"/sign/{token}/code/", follow=True)

    assert "邮件暂时无法发送" in answer.content.decode()
    link.refresh_from_db()
    assert (link.codes_sent, link.code_hash, link.code_sent_at) == (0, "", None)
