"""Roles: who grants them, and that the three administrators exclude one another whichever way one tries (H9, N9)."""

import datetime as dt
import io

import pytest
from django.contrib.admin.sites import site as admin_site
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from shared.audit.actions import NotAllowedNow
from shared.directory.actions import end_role, grant_role
from shared.directory.enums import ADMINISTRATORS, RoleCode
from shared.directory.models import RoleAssignment
from shared.directory.permissions import has_role
from tests.factories.directory import AgencyFactory, RoleAssignmentFactory, UserFactory, member

pytestmark = pytest.mark.django_db
SENTENCE = "三者互斥"


@pytest.fixture
def top():
    return AgencyFactory(code="I000000", name="国家知识产权局")


@pytest.fixture
def security(top, client):
    user = member(top, RoleCode.SECURITY_ADMIN)
    client.force_login(user)
    return user


def grant(client, user, role, agency):
    data = {"account": user.email, "role": role, "agency": agency.code, "valid_to": ""}
    return client.post(reverse("directory:role-grant"), data)


def audit_of(action):
    return ModelLogEntry.objects.filter(action=action)


def test_the_security_administrator_grants_a_role_and_it_is_audited(client, security, top):
    unit = AgencyFactory(parent=top)
    user = UserFactory()

    response = grant(client, user, RoleCode.UNIT_HR, unit)

    given = user.role_assignments.get()
    assert response.status_code == 302
    assert (given.role, given.agency, given.granted_by) == (RoleCode.UNIT_HR, unit, security)
    assert has_role(user, RoleCode.UNIT_HR, agency=unit)
    entry = audit_of("directory.role.grant").get()
    assert (entry.user, entry.data["role"], entry.data["agency"]) == (security, "unit_hr", unit.code)


def test_nobody_grants_to_herself(client, security, top):
    response = grant(client, security, RoleCode.EDITOR, top)

    assert response.status_code == 422
    assert "不得给本人授予角色" in response.content.decode()
    assert security.role_assignments.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.create(user=security, role=RoleCode.EDITOR, agency=top, granted_by=security)


def test_an_agency_out_of_her_charge_is_refused(client, security):
    elsewhere = AgencyFactory(proc=True)

    response = grant(client, UserFactory(), RoleCode.EDITOR, elsewhere)

    assert response.status_code == 422
    assert "不在您的管理范围内" in response.content.decode()
    assert not elsewhere.role_assignments.exists()


@pytest.mark.parametrize("held", ADMINISTRATORS)
@pytest.mark.parametrize("wanted", ADMINISTRATORS)
def test_by_page_no_account_gets_a_second_administrator_role(client, security, top, held, wanted):
    unit = AgencyFactory(parent=top)
    user = member(top, held)

    response = grant(client, user, wanted, unit)

    assert response.status_code == 422
    assert SENTENCE in response.content.decode()
    assert user.role_assignments.count() == 1


def test_by_command_no_account_gets_a_second_administrator_role(top):
    user = member(top, RoleCode.AUDIT_ADMIN)

    with pytest.raises(CommandError, match=SENTENCE):
        call_command("grant_role", user.email, "system_admin", top.code)


def test_by_orm_no_account_gets_a_second_administrator_role(top):
    user = member(top, RoleCode.AUDIT_ADMIN)
    other = AgencyFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.create(user=user, role=RoleCode.SYSTEM_ADMIN, agency=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.bulk_create([RoleAssignment(user=user, role=RoleCode.SECURITY_ADMIN, agency=other)])
    ordinary = RoleAssignment.objects.create(user=user, role=RoleCode.EDITOR, agency=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.filter(pk=ordinary.pk).update(role=RoleCode.SYSTEM_ADMIN)


def test_no_import_and_no_back_end_form_can_grant_roles():
    from shared.imports.importers import IMPORTERS

    columns = {c.key for i in IMPORTERS.values() for t in i.tables for c in t.columns if i.kind == "people"}
    assert not columns & {"role", "roles", "user"}
    assert RoleAssignment not in admin_site._registry


def test_an_administrator_may_become_another_one_once_the_first_role_has_ended(top):
    user = member(top, RoleCode.AUDIT_ADMIN)
    end_role(user.role_assignments.get(), by=None)

    grant_role(user, role=RoleCode.SYSTEM_ADMIN, agency=top, by=None)

    assert has_role(user, RoleCode.SYSTEM_ADMIN)
    assert not has_role(user, RoleCode.AUDIT_ADMIN)


def test_a_role_ends_at_once_and_only_once(client, security, top):
    user = member(top, RoleCode.UNIT_HR)
    held = user.role_assignments.get()
    end = reverse("directory:role-end", args=[held.pk])

    assert client.get(end).status_code == 200
    client.post(end)
    replay = client.post(end, follow=True)

    user.__dict__.pop("_role_scopes", None)
    assert not has_role(user, RoleCode.UNIT_HR)
    assert "已经终止" in str(next(m for m in replay.context["messages"] if m.level_tag == "error"))
    assert audit_of("directory.role.end").count() == 1


def test_nobody_ends_a_role_of_her_own(client, security):
    held = security.role_assignments.get()

    assert client.post(reverse("directory:role-end", args=[held.pk])).status_code == 403
    with pytest.raises(NotAllowedNow):
        end_role(held, by=security)


@pytest.mark.parametrize("day", ["valid_to", "valid_from"])
def test_a_role_outside_its_dates_does_not_count(top, day):
    one = dt.timedelta(days=1)
    dates = (
        {"valid_to": timezone.localdate() - one} if day == "valid_to" else {"valid_from": timezone.localdate() + one}
    )
    user = UserFactory()
    RoleAssignmentFactory(user=user, agency=top, role=RoleCode.UNIT_HR, **dates)

    assert not has_role(user, RoleCode.UNIT_HR)


def test_the_same_role_is_granted_once_and_again_after_its_end(top):
    user = UserFactory()
    first = grant_role(user, role=RoleCode.EDITOR, agency=top, by=None)
    with pytest.raises(NotAllowedNow, match="已担任此角色"):
        grant_role(user, role=RoleCode.EDITOR, agency=top, by=None)
    end_role(first, by=None)

    grant_role(user, role=RoleCode.EDITOR, agency=top, by=None)

    assert user.role_assignments.count() == 2


@pytest.mark.parametrize(
    ("role", "listed", "grants"),
    [
        (RoleCode.SECURITY_ADMIN, 200, 200),
        (RoleCode.AUDIT_ADMIN, 200, 403),
        (RoleCode.SYSTEM_ADMIN, 403, 403),
        (RoleCode.UNIT_HR, 403, 403),
        (RoleCode.TRAINEE, 403, 403),
    ],
)
def test_who_sees_and_who_grants_roles(client, top, role, listed, grants):
    client.force_login(member(top, role))

    assert client.get(reverse("directory:roles")).status_code == listed
    assert client.get(reverse("directory:role-grant")).status_code == grants


def test_roles_of_other_agencies_are_not_shown(client, security):
    foreign = member(AgencyFactory(proc=True), RoleCode.EDITOR).role_assignments.get()

    page = client.get(reverse("directory:roles")).content.decode()

    assert foreign.user.username not in page
    assert client.post(reverse("directory:role-end", args=[foreign.pk])).status_code == 404


def test_the_command_names_what_is_missing(top):
    user = UserFactory()

    with pytest.raises(CommandError, match=r"nobody@unit\.example"):
        call_command("grant_role", "nobody@unit.example", "editor", top.code)
    with pytest.raises(CommandError, match="X9"):
        call_command("grant_role", user.email, "editor", "X9")
    call_command("grant_role", user.username, "editor", top.code, "--until", "2099-12-31", stdout=io.StringIO())
    assert user.role_assignments.get().valid_to == dt.date(2099, 12, 31)


def test_filters_stand_in_the_address(client, security, top):
    member(top, RoleCode.EDITOR, name="单明远")

    page = client.get(reverse("directory:roles"), {"role": "editor", "q": top.code, "ended": "on"})

    assert [grant.role for grant in page.context["page"]] == ["editor"]
