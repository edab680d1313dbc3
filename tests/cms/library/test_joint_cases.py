"""A typical case of several agencies: each of them edits it, signs it and stands on it (E3, rule book 8.6)."""

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from cms.library.actions import submit_for_review
from cms.library.models import CaseIssuer, CasePage
from cms.library.permissions import is_within_reach
from cms.library.records.sources import case_record
from cms.release.permissions import may_sign
from cms.release.queries import open_route_of
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.directory.models import RoleAssignment
from tests.factories.cms import case
from tests.factories.directory import AgencyFactory, member
from tests.factories.release import put_live

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture
def proc():
    return AgencyFactory(proc=True, name="示例市人民检察院")


@pytest.fixture
def ip():
    return AgencyFactory(name="示例市知识产权局")


@pytest.fixture
def author(proc):
    return member(proc, RoleCode.EDITOR)


@pytest.fixture
def joint(author, proc, ip):
    page = case(by=author, agency=proc, slug="joint")
    page.joint_issuers = [CaseIssuer(agency=ip)]
    page.save_revision(user=author)
    return CasePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def test_a_joint_case_is_signed_by_each_agency_and_by_nobody_for_the_other(joint, author, proc, ip):
    issuers = {agency: member(agency, RoleCode.ISSUER) for agency in (proc, ip)}

    submit_for_review(joint, by=author)
    signatures = list(open_route_of(joint).signatures.select_related("agency"))

    assert [row.agency for row in signatures] == [proc, ip]
    allowed = {(row.agency.name, a.name) for row in signatures for a, user in issuers.items() if may_sign(user, row)}
    assert allowed == {(proc.name, proc.name), (ip.name, ip.name)}


def test_both_agencies_edit_a_joint_case_and_a_third_does_not(joint, proc, ip):
    CaseIssuer.objects.create(case=CasePage.objects.get(pk=joint.pk), agency=ip)
    page = CasePage.objects.get(pk=joint.pk)

    editors = [member(agency, RoleCode.EDITOR) for agency in (proc, ip, AgencyFactory())]

    assert [page.is_in_scope_of(user) for user in editors] == [True, True, False]
    assert [is_within_reach(user, page) for user in editors] == [True, True, False]  # lists of the editor


def test_the_page_and_its_citation_name_both(client, joint, proc, ip):
    live = put_live(joint)

    text = client.get(f"/cases/{live.slug}/").content.decode()
    assert f"联合发布 {proc}、{ip}" in text
    assert [author.name for author in case_record(CasePage.objects.get(pk=live.pk)).authors] == [proc.name, ip.name]


def test_a_case_of_one_agency_says_nothing_of_joint_publication(client, author, proc):
    live = case(by=author, agency=proc, slug="alone", live=True)

    assert "联合发布" not in client.get(f"/cases/{live.slug}/").content.decode()
    assert live.issuing_agencies() == [proc]


def test_an_agency_stands_once_on_a_case(author, proc, ip):
    page = case(by=author, agency=proc)
    CaseIssuer.objects.create(case=page, agency=ip)

    with pytest.raises(IntegrityError), transaction.atomic():
        CaseIssuer.objects.create(case=page, agency=ip)
    page.joint_issuers = [CaseIssuer(agency=proc), CaseIssuer(agency=ip)]
    assert page.issuing_agencies() == [proc, ip]


def test_a_case_that_nobody_issues_does_not_go_to_review(author, proc):
    page = case(by=author)

    with override("zh-hans"), pytest.raises(NotAllowedNow) as refusal:
        submit_for_review(page, by=author)
    page.agency = proc
    page.save_revision(user=author)
    submit_for_review(page, by=author)

    assert str(refusal.value) == "送审前请处理：请写明发布单位：在“分类”中选择“报送单位”。"
    assert open_route_of(page).signatures.get().agency == proc


def test_a_case_without_an_agency_is_that_of_its_owner_and_her_colleagues(author, proc, ip):
    page = case(by=author)
    colleague, stranger = member(proc, RoleCode.EDITOR), member(ip, RoleCode.EDITOR)

    assert [page.is_in_scope_of(user) for user in (author, colleague, stranger)] == [True, True, False]
    assert [is_within_reach(user, page) for user in (author, colleague, stranger)] == [True, True, False]
    assert case(by=None).is_in_scope_of(stranger)  # imported on the command line: nobody owns it yet


def test_a_case_without_an_agency_is_anybodys_when_its_owner_writes_no_more(author, ip):
    page = case(by=author)
    RoleAssignment.objects.filter(user=author).delete()

    stranger = member(ip, RoleCode.EDITOR)
    assert CasePage.objects.get(pk=page.pk).is_in_scope_of(stranger)
    assert is_within_reach(stranger, page)
