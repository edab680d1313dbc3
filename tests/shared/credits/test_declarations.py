"""Outside training: person → unit → training office above → one entry (rule book 2.2)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from shared.audit.actions import NotAllowedNow
from shared.credits.actions import (
    approve_for_office,
    approve_for_unit,
    refuse_declaration,
    withdraw_declaration,
)
from shared.credits.enums import DeclarationState, Evidence
from shared.credits.models import CreditEntry, Declaration
from shared.credits.permissions import can_decide_for_office, can_decide_for_unit
from shared.credits.queries import decide_for_office, decide_for_unit, standings, todos
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.credits import JUNIOR, person_of
from tests.factories.directory import RoleAssignmentFactory, UserFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations", "june")]


def told(user):
    return sorted(Notice.objects.filter(user=user).values_list("kind", flat=True))


def test_both_approvals_post_one_entry_with_its_own_source(declared, trainee, hr, office):
    declaration = declared()
    approve_for_unit(declaration, by=hr)
    approve_for_office(declaration, by=office)

    entry = CreditEntry.objects.get()
    assert (entry.person, entry.hours, entry.days) == (trainee, 30, 4)
    assert (entry.starts_on, entry.occurred_on) == (dt.date(2026, 5, 11), dt.date(2026, 5, 15))
    assert (entry.source, entry.evidence) == (f"credits:declaration:{declaration.pk}", Evidence.DECLARATION)
    declaration.refresh_from_db()
    assert (declaration.state, declaration.entry) == (DeclarationState.POSTED, entry)
    assert standings(trainee)[0].hours == 30
    assert (told(hr), told(office), told(trainee.user)) == (
        ["credits.declared"], ["credits.unit_approved"], ["credits.counted"],
    )  # fmt: skip


def test_a_replayed_approval_posts_once(declared, hr, office):
    declaration = approve_for_unit(declared(), by=hr)
    stale = Declaration.objects.get()
    approve_for_office(declaration, by=office)

    with pytest.raises(NotAllowedNow, match="已有他人"):
        approve_for_office(stale, by=office)
    with pytest.raises(NotAllowedNow):
        approve_for_office(Declaration.objects.get(), by=office)

    assert CreditEntry.objects.count() == 1


def test_nobody_approves_her_own_nor_both_steps(declared, trainee, unit, province):
    both = member(unit, RoleCode.UNIT_HR)
    RoleAssignmentFactory(user=both, agency=province, role=RoleCode.TRAINING_PLANNER)
    RoleAssignmentFactory(user=trainee.user, agency=province, role=RoleCode.TRAINING_PLANNER)
    RoleAssignmentFactory(user=trainee.user, agency=unit, role=RoleCode.UNIT_LEADER)
    declaration = declared()

    with pytest.raises(NotAllowedNow, match="本人"):
        approve_for_unit(declaration, by=trainee.user)
    assert not can_decide_for_unit(trainee.user, declaration)
    approve_for_unit(declaration, by=both)
    with pytest.raises(NotAllowedNow, match="第二级"):
        approve_for_office(declaration, by=both)
    with pytest.raises(NotAllowedNow, match="本人"):
        approve_for_office(declaration, by=trainee.user)
    assert not can_decide_for_office(both, declaration)
    assert not can_decide_for_office(trainee.user, declaration)
    assert decide_for_office(both) == []
    assert not CreditEntry.objects.exists()


@pytest.mark.parametrize("columns", [["unit_by"], ["office_by"], ["unit_by", "office_by"]])
def test_the_database_refuses_what_the_rules_forbid(declared, hr, trainee, columns):
    declaration = declared()
    who = hr if len(columns) == 2 else trainee.user

    with pytest.raises(IntegrityError), transaction.atomic():
        Declaration.objects.filter(pk=declaration.pk).update(**dict.fromkeys(columns, who))
    with pytest.raises(IntegrityError), transaction.atomic():
        Declaration.objects.filter(pk=declaration.pk).update(state=DeclarationState.POSTED)


def test_the_office_does_not_come_before_the_unit(declared, office):
    declaration = declared()

    with pytest.raises(NotAllowedNow):
        approve_for_office(declaration, by=office)
    assert not can_decide_for_office(office, declaration)


def test_a_refusal_needs_its_reason_and_leaves_the_training_free(declared, hr, trainee):
    declaration = declared()

    with pytest.raises(NotAllowedNow, match="理由"):
        refuse_declaration(declaration, by=hr, reason="  ")
    refuse_declaration(declaration, by=hr, reason="证明材料不清晰")
    again = declared()

    declaration.refresh_from_db()
    assert (declaration.state, declaration.refusal) == (DeclarationState.REFUSED, "证明材料不清晰")
    assert told(trainee.user) == ["credits.refused"]
    assert again.state == DeclarationState.SUBMITTED


def test_the_office_may_refuse_too(declared, hr, office):
    declaration = approve_for_unit(declared(), by=hr)

    refuse_declaration(declaration, by=office, reason="不属于培训")

    assert Declaration.objects.get().state == DeclarationState.REFUSED
    with pytest.raises(NotAllowedNow):
        approve_for_office(declaration, by=office)


def test_she_withdraws_until_it_is_posted(declared, trainee, hr, office):
    withdrawn = withdraw_declaration(declared(), by=trainee.user)
    posted = approve_for_office(approve_for_unit(declared(), by=hr), by=office)

    assert withdrawn.state == DeclarationState.WITHDRAWN
    with pytest.raises(NotAllowedNow):
        withdraw_declaration(posted, by=trainee.user)


def test_the_same_training_is_declared_once(declared):
    declared()

    with pytest.raises(NotAllowedNow, match="已申报"):
        declared()
    assert Declaration.objects.count() == 1


def test_training_that_lies_ahead_or_has_no_unit_or_no_policy_is_refused(declared, trainee, hr, office):
    with pytest.raises(NotAllowedNow, match="尚未结束"):
        declared(ends_on=dt.date(2026, 7, 1))
    old = approve_for_unit(declared(starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2020, 1, 2)), by=hr)
    with pytest.raises(NotAllowedNow, match="折算办法"):
        approve_for_office(old, by=office)
    trainee.postings.all().delete()
    with pytest.raises(NotAllowedNow, match="任职单位"):
        declared()


def test_a_unit_at_the_top_is_decided_by_its_own_office(declared, province):
    person = person_of(JUNIOR, user=True, agency=province)
    hr, own = member(province, RoleCode.UNIT_LEADER), member(province, RoleCode.TRAINING_PLANNER)

    declaration = approve_for_unit(declared(person), by=hr)

    assert can_decide_for_office(own, declaration)
    assert decide_for_office(own) == [declaration]


def test_the_office_of_the_same_unit_gives_way_to_the_one_above(declared, unit, hr, office):
    beside = member(unit, RoleCode.TRAINING_PLANNER)
    declaration = approve_for_unit(declared(), by=hr)

    assert can_decide_for_office(office, declaration)
    assert not can_decide_for_office(beside, declaration)
    assert (decide_for_office(beside), decide_for_office(office)) == ([], [declaration])


def test_what_waits_is_on_the_start_page_of_whose_turn_it_is(declared, trainee, hr, office):
    declaration = declared()
    before = [len(todos(user)) for user in (trainee.user, hr, office)]
    approve_for_unit(declaration, by=hr)
    after = [len(todos(user)) for user in (trainee.user, hr, office)]

    assert (before, after) == ([0, 1, 0], [0, 0, 1])
    assert todos(office)[0].note == trainee.name
    assert list(decide_for_unit(hr)) == []


def stands_in(deputy, *, absent, role, agency):
    """The deputy holds the absent officer's role, and nothing of her own."""
    days = {"valid_from": dt.date(2026, 6, 29), "valid_to": dt.date(2026, 7, 3)}
    RoleAssignmentFactory(user=deputy, deputy_for=absent, agency=agency, role=role, **days)
    return type(deputy).objects.get(pk=deputy.pk)


def test_a_deputy_does_not_decide_in_the_name_of_who_declared(declared, trainee, unit):
    RoleAssignmentFactory(user=trainee.user, agency=unit, role=RoleCode.UNIT_LEADER)
    deputy = stands_in(UserFactory(), absent=trainee.user, role=RoleCode.UNIT_LEADER, agency=unit)
    declaration = declared()
    assert can_decide_for_unit(deputy, declaration)  # by the office, which the absent person holds

    with pytest.raises(NotAllowedNow, match="代理申报人"):
        approve_for_unit(declaration, by=deputy)

    assert Declaration.objects.get().state == DeclarationState.SUBMITTED


def test_one_office_has_not_both_words_through_its_deputy(declared, hr, province):
    RoleAssignmentFactory(user=hr, agency=province, role=RoleCode.TRAINING_PLANNER)
    deputy = stands_in(UserFactory(), absent=hr, role=RoleCode.TRAINING_PLANNER, agency=province)
    declaration = approve_for_unit(declared(), by=hr)
    assert can_decide_for_office(deputy, declaration)

    with pytest.raises(NotAllowedNow, match="代理单位审批人"):
        approve_for_office(declaration, by=deputy)

    assert not CreditEntry.objects.exists()


@pytest.mark.parametrize(
    ("amounts", "fits"),
    [
        ({"days": Decimal(5), "hours": None}, True),
        ({"days": Decimal("5.5"), "hours": None}, False),
        ({"hours": Decimal(120)}, True),
        ({"hours": Decimal("120.5")}, False),
    ],
)
def test_no_more_is_declared_than_the_calendar_has(declared, amounts, fits):
    if fits:
        assert declared(**amounts).pk
    else:
        with pytest.raises(NotAllowedNow, match="共 5 天"):
            declared(**amounts)
