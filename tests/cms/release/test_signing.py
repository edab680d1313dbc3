"""Co-signing: every agency once, by its own issuer or by link and code; and the pages around it."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageLogEntry

from cms.library.actions import submit_for_review
from cms.library.models import CasePage, WhitePaperPage
from cms.release.actions import decide, mail_code, open_link, refuse_to_sign, sign, sign_by_link
from cms.release.enums import REVIEWS, SignatureState, Step
from cms.release.models import Route, SigningLink
from cms.release.permissions import may_invite, may_sign
from shared.audit.actions import NotAllowedNow
from shared.audit.queries import history_of
from shared.directory.enums import RoleCode
from tests.factories.cms import case
from tests.factories.directory import AgencyFactory, RoleAssignmentFactory, UserFactory, member
from tests.factories.release import agree, code_of, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def test_page_waits_until_every_agency_has_signed(agency, other, joint, people):
    issuer = member(other, RoleCode.ISSUER)
    sign(joint.signatures.get(agency=agency), by=people[Step.SIGN])

    with pytest.raises(NotAllowedNow, match="还没有轮到"):
        decide(joint, step=Step.PROOF_LANGUAGE, by=people[Step.PROOF_LANGUAGE])
    sign(joint.signatures.get(agency=other), by=issuer)
    for step in (Step.PROOF_LANGUAGE, Step.PROOF_NAMES, Step.PROOF_DATES):
        decide(joint, step=step, by=people[step])

    page = WhitePaperPage.objects.get()
    assert page.live
    assert {row.digest for row in joint.signatures.all()} == {joint.digest}


def test_history_tells_each_act_once_with_its_step_agency_and_end(agency, other, joint, people):
    sign(joint.signatures.get(agency=agency), by=people[Step.SIGN])
    refuse_to_sign(joint.signatures.get(agency=other), comment="数据待核", by=member(other, RoleCode.ISSUER))

    told = [(entry.what, entry.to_state) for entry in history_of(joint.page)]

    ours = joint.signatures.get(agency=agency)
    assert told[:4] == [
        ("送审失效", "审查退回"),
        ("拒绝签署", f"{other} · {joint.signatures.get(agency=other).signer_name}"),
        ("代表发布机关签署", f"{agency} · {ours.document} · {ours.signer_name}"),
        ("送审步骤作出决定", "保密审查 · 已同意"),
    ]
    assert not any(what.startswith("工作流") for what, _state in told)
    assert PageLogEntry.objects.filter(action="wagtail.workflow.approve").count() == len(REVIEWS)


def test_issuer_signs_for_her_own_agency_and_once(agency, other, joint, people):
    issuer = people[Step.SIGN]

    with pytest.raises(NotAllowedNow, match="不是该机关的签发人"):
        sign(joint.signatures.get(agency=other), by=issuer)
    sign(joint.signatures.get(agency=agency), by=issuer)
    with pytest.raises(NotAllowedNow):
        sign(joint.signatures.get(agency=agency), by=member(agency, RoleCode.ISSUER))


def test_reviewer_author_and_superuser_do_not_sign(agency, joint, author):
    reviewer = joint.decisions.first().reviewer
    for user in (reviewer, author):
        RoleAssignmentFactory(user=user, agency=agency, role=RoleCode.ISSUER)
        assert not may_sign(type(user).objects.get(pk=user.pk), joint.signatures.get(agency=agency))
    assert not may_sign(UserFactory(is_superuser=True), joint.signatures.get(agency=agency))


def test_refusal_sends_the_page_back_with_its_reason(agency, joint, people):
    refuse_to_sign(joint.signatures.get(agency=agency), comment="第二章数据待核", by=people[Step.SIGN])

    route = Route.objects.get(pk=joint.pk)
    assert (route.void_reason, WhitePaperPage.objects.get().workflow_in_progress) == ("returned", False)


def test_guest_signs_with_link_and_code(joint, other, link, django_capture_on_commit_callbacks):
    code = code_of(link, django_capture_on_commit_callbacks)
    assert mail.outbox[-1].to == ["guest@agency.example"]
    assert code not in (link.code_hash, link.token_hash)

    mark = open_link(link, code)
    signed = sign_by_link(link, mark)

    assert (signed.signer_name, signed.signer_post, signed.way, signed.signer) == ("上官明", "局长", "link", None)
    assert signed.digest == joint.digest
    assert open_link(link, code) == ""
    with pytest.raises(NotAllowedNow):
        sign_by_link(link, mark)


def test_wrong_codes_count_and_the_right_one_is_no_longer_taken(link, django_capture_on_commit_callbacks):
    code = code_of(link, django_capture_on_commit_callbacks)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _ in range(5):
        assert open_link(link, wrong) == ""

    assert open_link(link, code) == ""
    assert SigningLink.objects.get().tries == 5
    assert SigningLink.objects.get().signature.state == SignatureState.OPEN


def test_code_lives_one_hour(link, django_capture_on_commit_callbacks):
    with time_machine.travel(dt.datetime(2026, 11, 30, 2, 0, tzinfo=dt.UTC), tick=False):
        code = code_of(link, django_capture_on_commit_callbacks)
    with time_machine.travel(dt.datetime(2026, 11, 30, 3, 0, 1, tzinfo=dt.UTC), tick=False):
        assert open_link(link, code) == ""


def test_second_code_is_not_sent_within_a_minute(link, django_capture_on_commit_callbacks):
    code_of(link, django_capture_on_commit_callbacks)

    with pytest.raises(NotAllowedNow, match="刚刚发过"):
        mail_code(link)


def test_link_is_worth_nothing_once_the_text_has_changed(client, link, author, django_capture_on_commit_callbacks):
    mark = opened(link, django_capture_on_commit_callbacks)
    WhitePaperPage.objects.get().save_revision(user=author)

    with pytest.raises(NotAllowedNow):
        sign_by_link(link, mark)
    token = re.search(r"/sign/(\S+)/", mail.outbox[0].body)[1]
    assert client.get(f"/sign/{token}/").status_code == 410
    assert client.get(f"/sign/{token}/text/").status_code == 410
    assert client.get("/sign/another/").status_code == 404


def test_signature_given_is_not_changed(agency, joint, people):
    row = sign(joint.signatures.get(agency=agency), by=people[Step.SIGN])

    with pytest.raises(DatabaseError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(signer_name="别人")


def test_route_is_shown_to_the_people_of_its_agencies_alone(client, agency, joint, author, people):
    stranger = member(AgencyFactory(name="外省局"), RoleCode.SECRECY_OFFICER)
    trainee = member(agency, RoleCode.TRAINEE)
    addresses = ["", "text/", "changes/"]
    for user, status in [(author, 200), (people[Step.SECRECY], 200), (stranger, 404), (trainee, 404)]:
        client.force_login(user)
        assert [client.get(f"/review/{joint.pk}/{part}").status_code for part in addresses] == [status] * 3
    client.force_login(trainee)
    assert client.get("/review/").status_code == 403
    client.logout()
    assert client.get(f"/review/{joint.pk}/").status_code in {302, 404}


def test_pressing_what_is_not_ones_own_changes_nothing(client, agency, other, joint, author):
    outsider = member(agency, RoleCode.EDITOR)
    signature = joint.signatures.get(agency=other)
    for user in (author, outsider):
        client.force_login(user)
        for verb in ("agree", "return", "take", "superior", "urgent"):
            client.post(f"/review/{joint.pk}/{verb}/", {"comment": "x", "reason": "x"})
        client.post(f"/review/{joint.pk}/signatures/{signature.pk}/sign/")
        assert client.get(f"/review/{joint.pk}/signatures/{signature.pk}/invite/").status_code == 403
        assert client.post(f"/review/{joint.pk}/nonsense/").status_code == 404

    route = Route.objects.get(pk=joint.pk)
    assert (route.is_open, route.is_urgent, route.decisions.count(), route.unsigned) == (True, False, len(REVIEWS), 2)


def test_form_sent_twice_decides_one_step_alone(client, agency, author, people):
    page = case(by=author, agency=agency)
    submit_for_review(page, by=author)
    agree(page, people, until=Step.PROOF_LANGUAGE)
    route = Route.objects.open().get(page=page.pk)
    client.force_login(people[Step.PROOF_LANGUAGE])

    for _ in range(2):
        client.post(f"/review/{route.pk}/agree/", {"step": Step.PROOF_LANGUAGE})
    client.post(f"/review/{route.pk}/agree/")

    route = Route.objects.get(pk=route.pk)
    assert route.next_step == Step.PROOF_NAMES
    assert not CasePage.objects.get(pk=page.pk).live


@pytest.mark.parametrize("step", [Step.FIRST, Step.SIGN])
def test_desk_costs_the_same_with_one_route_and_three(client, agency, author, people, step):
    def add():
        page = case(by=author, agency=agency)
        submit_for_review(page, by=author)
        agree(page, people, until=step)

    def cost():
        client.force_login(people[step])
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/review/").context["waiting"]
        return len(queries)

    add()
    cost()
    one = cost()
    add()
    add()

    assert cost() == one
    assert one <= 25


def test_who_has_lost_every_role_neither_sees_nor_recalls_what_she_sent(client, agency, author):
    page = case(by=author, agency=agency)
    submit_for_review(page, by=author)
    route = Route.objects.open().get(page=page.pk)
    author.role_assignments.all().delete()
    client.force_login(type(author).objects.get(pk=author.pk))

    assert client.get(f"/review/{route.pk}/").status_code == 404
    assert client.post(f"/review/{route.pk}/recall/").status_code == 404
    assert Route.objects.open().filter(pk=route.pk).exists()


def test_reviewer_does_not_choose_who_signs(agency, joint, people):
    signature = joint.signatures.get(agency=agency)

    assert not may_invite(people[Step.FIRST], signature)
    assert may_invite(member(agency, RoleCode.SECTION_HEAD), signature)
    assert may_invite(people[Step.SIGN], signature)
