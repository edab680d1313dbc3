"""B15: a deputy holds an absent officer's roles for set days; each act shows for whom, and she is told."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from shared.accounts.models import User
from shared.audit.actions import NotAllowedNow, record
from shared.audit.queries import history_of
from shared.directory.actions import close_account, end_deputy, end_role, name_deputy
from shared.directory.enums import RoleCode
from shared.directory.models import Person, RoleAssignment
from shared.directory.permissions import acting_for, has_role
from shared.directory.queries import colleagues_for
from shared.notices.models import Notice
from tests.factories.directory import AgencyFactory, RoleAssignmentFactory, member

TODAY = dt.date(2026, 10, 12)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(dt.datetime(2026, 10, 12, 9, tzinfo=dt.UTC), tick=False)
    with override("zh-hans"):
        yield


@pytest.fixture
def office():
    """王某, leader of a city office, her colleague 周某, and the province above."""
    above = AgencyFactory()
    agency = AgencyFactory(parent=above)
    wang = member(agency, RoleCode.UNIT_LEADER, RoleCode.UNIT_HR, name="王某")
    zhou = member(agency, name="周某")
    for user, name in ((wang, "王某"), (zhou, "周某")):
        User.objects.filter(pk=user.pk).update(name=name)
    return again(wang), again(zhou), agency, above


def again(user):
    """The account as the next request reads it."""
    return User.objects.get(pk=user.pk)


def grant_of(user, role=RoleCode.UNIT_LEADER):
    return RoleAssignment.objects.get(user=user, role=role, deputy_for=None)


def lend(absent, deputy, *, first=TODAY, days=7, role=RoleCode.UNIT_LEADER):
    last = first + dt.timedelta(days=days)
    return name_deputy([grant_of(absent, role)], deputy=deputy, first_day=first, last_day=last, by=absent)


def test_a_deputy_holds_the_role_and_acts_for_the_absent_person(office):
    wang, zhou, agency, _above = office

    lend(wang, zhou)

    zhou = again(zhou)
    assert has_role(zhou, RoleCode.UNIT_LEADER, agency=agency)
    assert not has_role(zhou, RoleCode.UNIT_HR, agency=agency)
    assert acting_for(zhou, RoleCode.UNIT_LEADER, agency=agency) == wang
    assert Notice.objects.get(user=zhou).params["roles"] == "单位领导"


def test_each_act_shows_both_names_and_is_told_to_the_absent_person(office):
    wang, zhou, agency, _above = office
    lend(wang, zhou)
    zhou = again(zhou)

    assert has_role(zhou, RoleCode.UNIT_LEADER, agency=agency)
    record("directory.absence.enter", agency, by=zhou)

    entry = history_of(agency)[0]
    assert entry.who == "周某（代王某）"
    told = Notice.objects.get(user=wang, kind="directory.acted_for")
    assert (told.params["deputy"], told.params["act"]) == ("周某", "登记离岗")


def test_what_she_does_in_her_own_role_is_her_own(office):
    wang, zhou, agency, _above = office
    RoleAssignmentFactory(user=zhou, agency=agency, role=RoleCode.UNIT_HR)
    lend(wang, zhou)
    lend(wang, zhou, role=RoleCode.UNIT_HR)
    zhou = again(zhou)

    has_role(zhou, RoleCode.UNIT_LEADER, agency=agency)
    has_role(zhou, RoleCode.UNIT_HR, agency=agency)
    record("directory.absence.enter", agency, by=zhou)

    assert history_of(agency)[0].who == "周某"
    assert acting_for(zhou, RoleCode.UNIT_HR, agency=agency) is None
    assert not Notice.objects.filter(user=wang).exists()


def test_it_begins_and_ends_by_the_calendar(office, time_machine):
    wang, zhou, agency, _above = office
    lend(wang, zhou, first=TODAY + dt.timedelta(days=1), days=2)
    found = {}
    # Beijing midnight is 16:00 UTC of the day before
    for utc in ("2026-10-12T15:59:59", "2026-10-12T16:00:00", "2026-10-15T15:59:59", "2026-10-15T16:00:00"):
        time_machine.move_to(dt.datetime.fromisoformat(f"{utc}+00:00"), tick=False)
        found[utc] = has_role(again(zhou), RoleCode.UNIT_LEADER, agency=agency)

    assert list(found.values()) == [False, True, True, False]


def test_only_own_roles_are_given_and_never_passed_on(office):
    wang, zhou, agency, _above = office
    third = member(agency)
    lend(wang, zhou)
    held = RoleAssignment.objects.get(user=zhou)

    with pytest.raises(NotAllowedNow, match="不得再转代理"):
        name_deputy([held], deputy=third, first_day=TODAY, last_day=TODAY, by=zhou)
    with pytest.raises(NotAllowedNow, match="本人当前持有"):
        name_deputy([grant_of(wang)], deputy=third, first_day=TODAY, last_day=TODAY, by=zhou)


@pytest.mark.parametrize("role", [RoleCode.SYSTEM_ADMIN, RoleCode.SECURITY_ADMIN, RoleCode.AUDIT_ADMIN])
def test_nobody_stands_in_for_an_administrator(office, role):
    _wang, zhou, agency, _above = office
    admin = member(agency, role)

    with pytest.raises(NotAllowedNow, match="不得代理"):
        lend(admin, zhou, role=role)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.create(
            user=zhou, role=role, agency=agency, deputy_for=admin, valid_from=TODAY, valid_to=TODAY
        )


def test_the_deputy_serves_in_the_same_agency_or_the_one_above(office):
    wang, zhou, agency, above = office
    higher, elsewhere, below = member(above), member(AgencyFactory()), member(AgencyFactory(parent=agency))

    assert set(colleagues_for(grant_of(wang), wang)) == {zhou, higher}
    lend(wang, higher)
    for user in (elsewhere, below):
        with pytest.raises(NotAllowedNow, match="本单位或上一级单位"):
            lend(wang, user)


def test_a_closed_account_and_oneself_are_no_deputies(office):
    wang, zhou, _agency, _above = office
    User.objects.filter(pk=zhou.pk).update(is_active=False)

    for user in (wang, zhou):
        with pytest.raises(NotAllowedNow, match="不符合"):
            lend(wang, user)


def test_days_that_are_over_or_beyond_the_own_role_are_refused(office):
    wang, zhou, _agency, _above = office
    RoleAssignment.objects.filter(user=wang).update(valid_to=TODAY + dt.timedelta(days=3))

    with pytest.raises(NotAllowedNow, match="已过"):
        lend(wang, zhou, first=TODAY - dt.timedelta(days=9), days=8)
    with pytest.raises(NotAllowedNow, match="早于"):
        lend(wang, zhou, days=-1)
    with pytest.raises(NotAllowedNow, match="2026-10-15到期"):
        lend(wang, zhou, days=4)


def test_the_same_deputy_can_be_named_again_once_the_days_are_over(office, time_machine):
    wang, zhou, agency, _above = office
    lend(wang, zhou, days=1)
    with pytest.raises(NotAllowedNow, match="请先结束原代理"):
        lend(wang, zhou, days=2)

    time_machine.move_to(dt.datetime(2027, 1, 4, 9, tzinfo=dt.UTC), tick=False)
    lend(again(wang), zhou, first=dt.date(2027, 1, 4))

    assert has_role(again(zhou), RoleCode.UNIT_LEADER, agency=agency)


def test_either_ends_it_once(office):
    wang, zhou, agency, _above = office
    lend(wang, zhou)
    held = RoleAssignment.objects.get(user=zhou)

    end_deputy(held, by=wang)

    assert not has_role(again(zhou), RoleCode.UNIT_LEADER, agency=agency)
    with pytest.raises(NotAllowedNow, match="已经结束"):
        end_deputy(held, by=zhou)


def test_nobody_stands_in_for_a_role_or_an_account_that_is_gone(office):
    wang, zhou, agency, _above = office
    lend(wang, zhou)
    lend(wang, zhou, role=RoleCode.UNIT_HR)

    end_role(grant_of(wang), by=member(agency, RoleCode.SECURITY_ADMIN))

    assert not has_role(again(zhou), RoleCode.UNIT_LEADER)
    assert has_role(again(zhou), RoleCode.UNIT_HR)

    close_account(Person.objects.get(user=wang), by=member(agency, RoleCode.UNIT_HR))

    assert not has_role(again(zhou), RoleCode.UNIT_HR)


def test_the_page_names_and_ends_a_deputy(client, office):
    wang, zhou, _agency, _above = office
    client.force_login(wang)
    days = {"first_day": "2026-10-12", "last_day": "2026-10-20"}

    answer = client.post(
        reverse("directory:deputies"), {"roles": [grant_of(wang).pk], "deputy": zhou.pk, **days}, follow=True
    )

    assert "已指定周某代理" in answer.content.decode()
    held = RoleAssignment.objects.get(user=zhou)
    client.force_login(zhou)
    assert "我代理的职责" in client.get(reverse("directory:deputies")).content.decode()
    client.post(reverse("directory:deputy-end", args=[held.pk]))
    held.refresh_from_db()
    assert held.ended_at == timezone.now()


def test_the_page_refuses_with_a_sentence(client, office):
    wang, zhou, _agency, _above = office
    client.force_login(wang)

    answer = client.post(
        reverse("directory:deputies"),
        {"roles": [grant_of(wang).pk], "deputy": zhou.pk, "first_day": "2026-10-01", "last_day": "2026-10-02"},
    )

    assert answer.status_code == 422
    assert "所选日期已过" in answer.content.decode()
    assert not RoleAssignment.objects.filter(user=zhou).exists()


def test_a_stranger_cannot_end_it_nor_see_it(client, office):
    wang, zhou, agency, _above = office
    lend(wang, zhou)
    held = RoleAssignment.objects.get(user=zhou)
    client.force_login(member(agency, RoleCode.UNIT_HR))

    assert client.post(reverse("directory:deputy-end", args=[held.pk])).status_code == 404
    assert "周某" not in client.get(reverse("directory:deputies")).content.decode().split("<form")[0]
