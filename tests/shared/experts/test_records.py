"""The record and what belongs to it: who may, what is refused, what the database keeps."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from shared.audit.actions import NotAllowedNow
from shared.directory.actions import name_deputy
from shared.directory.models import Person
from shared.experts import actions
from shared.experts.enums import Origin, PoolKind, QualificationKind
from shared.experts.models import Availability, Expert, Membership, Qualification, TechnicalField
from shared.experts.permissions import can_confirm
from shared.experts.queries import experts_matching
from tests.factories.directory import member
from tests.factories.experts import PDF, ExpertFactory, MembershipFactory, PoolFactory, QualificationFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


def take_in(expert, pool, by, first, last):
    return actions.add_member(expert, pool=pool, valid_from=first, valid_to=last, origin=Origin.INVITED, by=by)


def proof(**changes):
    values = {"kind": QualificationKind.LEGAL, "name": "法律职业资格证书", "issuer": "示例司法厅", "number": "1"}
    return {**values, "evidence": ContentFile(PDF, "证书.pdf"), "evidence_name": "证书.pdf", **changes}


def test_one_record_serves_for_every_purpose(house, today):
    expert = ExpertFactory(agency=house.ip)
    for kind in PoolKind:
        take_in(expert, PoolFactory(agency=house.ip, kind=kind), house.keeper, today, today)

    assert Expert.objects.count() == 1
    assert {term.pool.kind for term in expert.memberships.all()} == set(PoolKind.values)


@pytest.mark.parametrize(
    ("kind", "months"), [(PoolKind.INVESTIGATOR, 60), (PoolKind.CONSULTATION, 36), (PoolKind.LECTURER, 36)]
)
def test_a_term_is_no_longer_than_the_rule_allows(house, kind, months):
    expert, pool = ExpertFactory(agency=house.ip), PoolFactory(agency=house.ip, kind=kind)
    first = dt.date(2030, 3, 1)
    last = dt.date(2030 + months // 12, 2, 28)

    with pytest.raises(NotAllowedNow, match=f"不超过 {months} 个月"):
        take_in(expert, pool, house.keeper, first, last + (DAY if last.year % 4 else 2 * DAY))
    assert take_in(expert, pool, house.keeper, first, last).valid_to == last


def test_terms_in_one_pool_follow_one_another(house, today):
    expert, pool = ExpertFactory(agency=house.ip), PoolFactory(agency=house.ip)
    take_in(expert, pool, house.keeper, today, today + 10 * DAY)

    with pytest.raises(NotAllowedNow, match=(today + 10 * DAY).isoformat()):
        take_in(expert, pool, house.keeper, today + 10 * DAY, today + 20 * DAY)
    with pytest.raises(NotAllowedNow):
        take_in(expert, pool, house.keeper, today, today + 10 * DAY)
    assert take_in(expert, pool, house.keeper, today + 11 * DAY, today + 20 * DAY)
    for first, last, words in [
        (today - 20 * DAY, today - DAY, "已经届满"),
        (today + 40 * DAY, today + 39 * DAY, "不能早于|早于"),
        (today + 30 * DAY, today + 90 * DAY, "启用时间"),
    ]:
        pool.valid_to = today + 60 * DAY
        with pytest.raises(NotAllowedNow, match=words):
            take_in(expert, pool, house.keeper, first, last)


def test_an_ended_term_stays_with_its_reason_and_ends_once(house, today):
    term = MembershipFactory(pool__agency=house.ip)
    stale = Membership.objects.get()

    with pytest.raises(NotAllowedNow, match="原因"):
        actions.end_membership(term, reason=" ", by=house.keeper)
    actions.end_membership(term, reason="本人申请退出", by=house.keeper)
    with pytest.raises(NotAllowedNow, match="已终止"):
        actions.end_membership(stale, reason="再次", by=house.keeper)

    term.refresh_from_db()
    assert (term.end_reason, term.ended_by) == ("本人申请退出", house.keeper)
    assert not Membership.objects.valid_on(today).exists()
    assert take_in(term.expert, term.pool, house.keeper, today, today)


def test_nobody_decides_about_her_own_record(house, today):
    expert = ExpertFactory(agency=house.ip, person=house.keeper.person)
    pool = PoolFactory(agency=house.ip)
    row = actions.enter_qualification(expert, by=house.keeper, **proof())

    for act in (
        lambda: take_in(expert, pool, house.keeper, today, today),
        lambda: actions.confirm_qualification(row, by=house.keeper),
        lambda: actions.end_membership(MembershipFactory(expert=expert), reason="无", by=house.keeper),
    ):
        with pytest.raises(NotAllowedNow, match="本人"):
            act()
    assert Qualification.objects.get().confirmed_at is None


def test_a_qualification_counts_once_confirmed_and_leaves_with_its_file(house, django_capture_on_commit_callbacks):
    expert = ExpertFactory(agency=house.ip, person=house.colleague.person)
    row = actions.enter_qualification(expert, by=house.colleague, **proof())
    assert not Qualification.objects.in_force().exists()

    actions.confirm_qualification(row, by=house.keeper)
    assert Qualification.objects.in_force().get() == row
    with pytest.raises(NotAllowedNow):
        actions.confirm_qualification(Qualification.objects.get(), by=house.keeper)
    with pytest.raises(NotAllowedNow, match="原因"):
        actions.drop_qualification(row, by=house.keeper)
    storage, name = row.evidence.storage, row.evidence.name
    with django_capture_on_commit_callbacks(execute=True):
        actions.drop_qualification(row, reason="证书被吊销", by=house.keeper)

    assert not Qualification.objects.exists()
    assert not storage.exists(name)
    assert ModelLogEntry.objects.filter(action="experts.qualification.drop").get().data["reason"] == "证书被吊销"


def test_what_was_confirmed_a_moment_ago_is_not_taken_out_as_unconfirmed(house):
    row = actions.enter_qualification(ExpertFactory(agency=house.ip), by=house.keeper, **proof())
    stale = Qualification.objects.get()
    actions.confirm_qualification(row, by=house.keeper)

    with pytest.raises(NotAllowedNow, match="刚才"):
        actions.drop_qualification(stale, by=house.keeper)
    assert Qualification.objects.count() == 1


def test_availability_does_not_overlap_and_is_found_on_its_last_day(house, today):
    expert = ExpertFactory(agency=house.ip)
    row = actions.state_availability(expert, starts_on=today + DAY, ends_on=today + 5 * DAY, by=house.keeper)

    for first, last in ((today, today + DAY), (today + 5 * DAY, today + 9 * DAY), (today - 9 * DAY, today - DAY)):
        with pytest.raises(NotAllowedNow):
            actions.state_availability(expert, starts_on=first, ends_on=last, by=house.keeper)
    found = [
        experts_matching(Expert.objects.all(), available_on=day).count()
        for day in (today, today + DAY, today + 5 * DAY, today + 6 * DAY)
    ]
    assert found == [0, 1, 1, 0]
    actions.drop_availability(row, by=house.keeper)
    assert not Availability.objects.exists()


def test_a_withdrawn_record_ends_its_terms_and_can_be_taken_back(house, today):
    expert = ExpertFactory(agency=house.ip)
    term = MembershipFactory(expert=expert)
    over = MembershipFactory(expert=expert, valid_from=today - 30 * DAY, valid_to=today - DAY)

    with pytest.raises(NotAllowedNow, match="原因"):
        actions.withdraw_expert(expert, reason="", by=house.keeper)
    actions.withdraw_expert(expert, reason="本人申请", by=house.keeper)

    term.refresh_from_db()
    over.refresh_from_db()
    assert (term.end_reason, over.ended_at) == ("本人申请", None)
    with pytest.raises(NotAllowedNow, match="已撤回"):
        take_in(expert, PoolFactory(), house.keeper, today, today)
    with pytest.raises(NotAllowedNow):
        actions.withdraw_expert(expert, reason="再次", by=house.keeper)
    assert actions.restore_expert(expert, by=house.keeper).state == "active"


def test_a_change_is_on_record_with_old_and_new_value_but_no_telephone(house):
    expert = ExpertFactory(agency=house.ip, title="副教授")

    actions.change_expert(expert, by=house.keeper, title="教授", outside_mobile="16911112222")

    entry = ModelLogEntry.objects.get(action="experts.change")
    assert entry.data["fields"] == {"title": ["副教授", "教授"]}
    assert "16911112222" not in str(entry.data)


def test_two_who_change_different_facts_at_once_keep_both(house):
    expert = ExpertFactory(agency=house.ip, person=house.colleague.person, title="副教授")
    stale = Expert.objects.get()

    actions.change_expert(expert, by=house.keeper, title="教授")
    actions.change_expert(stale, by=house.colleague, specialities="光学元件")

    expert.refresh_from_db()
    assert (expert.title, expert.specialities) == ("教授", "光学元件")


def test_two_who_register_the_same_at_once_leave_one_record(house, monkeypatch):
    """What the database refuses, since both looked before either wrote, becomes a sentence."""
    ExpertFactory(agency=house.ip, outside_email="zyh@pool.example")
    monkeypatch.setattr(Expert, "validate_constraints", lambda self, exclude=None: None)
    again = Expert(
        agency=house.ip, outside_name="钟毅", outside_organisation="示例大学", outside_email="zyh@pool.example"
    )

    with pytest.raises(NotAllowedNow, match="他人刚刚提交"):
        actions.register_expert(again, fields=TechnicalField.objects.all()[:1], by=house.keeper)
    assert Expert.objects.count() == 1


def test_the_database_keeps_the_rules(house):
    expert = ExpertFactory(agency=house.ip, outside_email="zyh@pool.example")
    person = Person.objects.get(user=house.colleague)
    row = QualificationFactory(expert=expert)
    term = MembershipFactory(expert=expert)

    for refused in (
        lambda: ExpertFactory(agency=house.ip, outside_email="zyh@pool.example"),
        lambda: Expert.objects.filter(pk=expert.pk).update(person=person),
        lambda: Expert.objects.filter(pk=expert.pk).update(outside_organisation=""),
        lambda: Qualification.objects.filter(pk=row.pk).update(confirmed_by=None),
        lambda: Membership.objects.filter(pk=term.pk).update(valid_to=term.valid_from - DAY),
        lambda: Membership.objects.filter(pk=term.pk).update(ended_at=timezone.now()),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            refused()
    assert ExpertFactory(agency=house.proc, outside_email="zyh@pool.example")


def test_a_deputy_of_the_keeper_does_not_decide_about_the_keeper(house, today):
    deputy = member(house.ip)
    grant = house.keeper.role_assignments.get()
    name_deputy([grant], deputy=deputy, first_day=today, last_day=today + DAY, by=house.keeper)
    expert = ExpertFactory(agency=house.ip, person=house.keeper.person)
    row = actions.enter_qualification(expert, by=house.keeper, **proof())

    assert can_confirm(deputy, row)
    with pytest.raises(NotAllowedNow, match="代理"):
        actions.confirm_qualification(row, by=deputy)
