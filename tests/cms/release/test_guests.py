"""Signers without an account: who may ask them, whom, and who hears of it."""

import pytest

from cms.release.actions import decide, invite_signer, sign, sign_by_link
from cms.release.enums import PROOFS, Step
from cms.release.models import SigningLink
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.directory import AgencyFactory, RoleAssignmentFactory, member
from tests.factories.release import code_of

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
    code = code_of(link, django_capture_on_commit_callbacks)
    someone = member(AgencyFactory())
    type(someone).objects.filter(pk=someone.pk).update(email="Guest@agency.example")

    with pytest.raises(NotAllowedNow, match="平台账号"):
        sign_by_link(link, code)


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
    sign_by_link(link, code_of(link, django_capture_on_commit_callbacks))

    told = Notice.objects.filter(kind__startswith="release.guest_").order_by("pk")
    assert [(row.user, row.kind, row.params["name"], row.params["by"]) for row in told] == [
        (issuer, "release.guest_invited", "上官明", str(inviter)),
        (issuer, "release.guest_signed", "上官明", str(inviter)),
    ]
    assert told[1].params["state"] == "已签署"


def test_issuer_who_hears_of_it_signs_herself_and_the_link_ends(other, link, joint):
    sign(joint.signatures.get(agency=other), by=member(other, RoleCode.ISSUER))

    assert not SigningLink.objects.usable().exists()


def test_public_record_says_who_signed_by_link_and_who_had_invited(
    client, agency, joint, link, inviter, people, django_capture_on_commit_callbacks
):
    sign_by_link(link, code_of(link, django_capture_on_commit_callbacks))
    sign(joint.signatures.get(agency=agency), by=people[Step.SIGN])
    for step in PROOFS:
        decide(joint, step=step, by=people[step])

    text = client.get(joint.page.url).content.decode()
    assert text.count("个人链接加一次性验证码") == 1
    assert f"由{inviter}邀请" in text
