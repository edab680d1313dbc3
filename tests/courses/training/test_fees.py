"""Hours and fees of lecturers (H4, N7): each limit at its edge, each refusal with its source, two people a fee."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses.training.actions.fees import Terms, approve_fee, close_paid, confirm_hours, mark_paid, return_fee
from courses.training.enums import Half, TeachingState, TitleLevel
from courses.training.models import LectureFee
from shared.audit.actions import NotAllowedNow
from shared.credits.models import CreditEntry
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from shared.regulations import queries
from shared.regulations.models import LimitRule
from tests.factories.directory import AgencyFactory, RegionFactory, member
from tests.factories.training import InvitationFactory, SessionFactory, SlotFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations", "fresh_rules")]
T = TeachingState


@pytest.fixture
def fresh_rules():
    queries._kept.clear()
    yield
    queries._kept.clear()


@pytest.fixture
def session():
    today = timezone.localdate()
    return SessionFactory(starts_on=today - dt.timedelta(days=3), ends_on=today - dt.timedelta(days=2))


@pytest.fixture
def organiser(session):
    return member(session.ip_host, RoleCode.ORGANISER)


@pytest.fixture
def finance(session):
    return member(session.ip_host, RoleCode.FINANCE)


def given(session, level=TitleLevel.SENIOR, **fields):
    return InvitationFactory(session=session, title_level=level, state=T.ACCEPTED, **fields)


def confirm(invitation, by, hours="3.5", per_hour="1000", **approval):
    taught = {half.pk: Decimal(hours) for half in invitation.halves.all()}
    return confirm_hours(invitation, hours=taught, terms=Terms(Decimal(per_hour), **approval), by=by)


def raised(**changes):
    return {"is_raised": True, "raise_number": "浙培批〔2026〕7号", "raise_leader": "周启明"} | {
        "raise_on": dt.date(2026, 11, 1),
        **changes,
    }


@pytest.mark.parametrize(
    ("level", "cap"), [(TitleLevel.ASSOCIATE, "500"), (TitleLevel.SENIOR, "1000"), (TitleLevel.NATIONAL, "1500")]
)
def test_fee_at_the_cap_stands_and_a_cent_above_is_refused(session, organiser, level, cap):
    at, above = (
        given(session, level),
        given(SessionFactory(starts_on=session.starts_on, ends_on=session.ends_on), level),
    )

    confirm(at, organiser, per_hour=cap)
    with pytest.raises(NotAllowedNow, match="培训费管理办法") as refusal, transaction.atomic():
        confirm(above, organiser, per_hour=f"{cap}.01")

    assert at.fee.amount == Decimal(cap) * Decimal("3.5")
    assert cap in str(refusal.value)
    assert not LectureFee.objects.filter(invitation=above).exists()


def test_four_hours_of_a_half_day_stand_and_half_an_hour_more_is_refused(session, organiser):
    at, above = given(session), given(SessionFactory(starts_on=session.starts_on, ends_on=session.ends_on))

    confirm(at, organiser, hours="4")
    with pytest.raises(NotAllowedNow, match=r"4\.5"), transaction.atomic():
        confirm(above, organiser, hours="4.5")

    assert at.fee.hours == 4


def test_four_hours_count_over_all_classes_of_one_half_day(session, organiser):
    first = given(session)
    other = SessionFactory(starts_on=session.starts_on, ends_on=session.ends_on)
    second = given(other, person=first.person)
    confirm(first, organiser, hours="3")

    with pytest.raises(NotAllowedNow), transaction.atomic():
        confirm(second, organiser, hours="1.5")
    second.refresh_from_db()
    confirm(second, organiser, hours="1")

    assert second.fee.hours == 1


def test_classes_held_together_count_once(session, organiser):
    first = given(session)
    other = SessionFactory(starts_on=session.starts_on, ends_on=session.ends_on)
    joined = SlotFactory(session=other, merged_into=first.halves.get().slot)
    second = given(other, person=first.person, slots=[joined])

    confirm(first, organiser, hours="4")
    confirm(second, organiser, hours="4")

    assert (first.fee.hours, second.fee.hours, second.fee.amount) == (4, 0, 0)


def test_raised_fee_needs_number_leader_and_day(session, organiser):
    invitation = given(session)

    for missing in ({"raise_number": " "}, {"raise_leader": ""}, {"raise_on": None}):
        with pytest.raises(NotAllowedNow), transaction.atomic():
            confirm(invitation, organiser, per_hour="1500", **raised(**missing))
        invitation.refresh_from_db()
    confirm(invitation, organiser, per_hour="1500", **raised())

    assert (invitation.fee.per_hour, invitation.fee.cap) == (1500, 1000)


def test_raised_fee_stays_within_half_more(session, organiser):
    invitation = given(session)

    with pytest.raises(NotAllowedNow, match="1500"):
        confirm(invitation, organiser, per_hour="1500.01", **raised())


def test_changed_rule_changes_what_is_allowed(session, organiser):
    LimitRule.objects.filter(code="training.lecture_fee_senior").update(value=800, source="某地新规")
    LimitRule.objects.filter(code="training.lecture_hours_half").update(value=3)
    queries._kept.clear()
    invitation = given(session)

    with pytest.raises(NotAllowedNow, match="某地新规"), transaction.atomic():
        confirm(invitation, organiser, hours="3", per_hour="800.01")
    other = given(session, slots=[SlotFactory(session=session, half=Half.PM)])
    with pytest.raises(NotAllowedNow), transaction.atomic():
        confirm(other, organiser, hours="3.5", per_hour="800")


def test_local_level_is_paid_only_where_a_rule_names_it(organiser):
    today = timezone.localdate()
    days = {"starts_on": today - dt.timedelta(days=2), "ends_on": today - dt.timedelta(days=1)}
    there = SessionFactory(region=RegionFactory(code="430200", name="株洲市"), **days)
    elsewhere = SessionFactory(region=RegionFactory(), **days)

    confirm(given(there, TitleLevel.INTERMEDIATE), organiser, per_hour="300")
    with pytest.raises(NotAllowedNow, match="lecture_fee_intermediate"):
        confirm(given(elsewhere, TitleLevel.INTERMEDIATE), organiser, per_hour="300")


def test_hours_are_not_confirmed_before_the_lecture(organiser):
    with pytest.raises(NotAllowedNow):
        confirm(given(SessionFactory()), organiser)


def test_teaching_in_own_duty_has_no_fee_and_is_closed(session, organiser):
    invitation = given(session)

    confirm_hours(invitation, hours={h.pk: Decimal(3) for h in invitation.halves.all()}, terms=None, by=organiser)

    assert invitation.state == T.CLOSED
    assert not LectureFee.objects.exists()


def test_fee_goes_through_finance_to_its_end(session, organiser, finance, run_jobs):
    invitation = confirm(given(session), organiser)
    run_jobs()

    approve_fee(invitation, by=finance)
    with pytest.raises(NotAllowedNow), transaction.atomic():
        mark_paid(invitation, paid_on=timezone.localdate() + dt.timedelta(days=1), by=finance)
    with pytest.raises(NotAllowedNow, match=timezone.localdate().isoformat()), transaction.atomic():
        mark_paid(invitation, paid_on=timezone.localdate() - dt.timedelta(days=1), by=finance)
    mark_paid(invitation, paid_on=timezone.localdate(), by=finance)
    early = close_paid()
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        closed = close_paid(), close_paid()

    invitation.refresh_from_db()
    assert Notice.objects.get(user=finance).kind == "training.fee_to_approve"
    assert (early, *closed) == (0, 1, 0)
    assert (invitation.state, invitation.fee.approved_by) == (T.CLOSED, finance)


def test_whoever_confirmed_the_hours_never_approves_the_fee(session):
    both = member(session.ip_host, RoleCode.ORGANISER, RoleCode.FINANCE)
    invitation = confirm(given(session), both)

    with pytest.raises(NotAllowedNow):
        approve_fee(invitation, by=both)
    with pytest.raises(IntegrityError), transaction.atomic():
        LectureFee.objects.filter(invitation=invitation).update(approved_by=both)


def test_fee_is_measured_again_when_it_is_approved(session, organiser, finance):
    invitation = confirm(given(session), organiser)
    LimitRule.objects.filter(code="training.lecture_fee_senior").update(value=900)
    queries._kept.clear()

    with pytest.raises(NotAllowedNow, match="900"):
        approve_fee(invitation, by=finance)


def test_returned_fee_is_confirmed_anew(session, organiser, finance):
    invitation = confirm(given(session), organiser)

    with pytest.raises(NotAllowedNow):
        return_fee(invitation, reason="", by=finance)
    return_fee(invitation, reason="课时有误", by=finance)
    confirm(invitation, organiser, hours="3")

    assert LectureFee.objects.get().hours == 3


def test_teaching_hours_are_posted_only_where_a_rule_says_how_they_count(organiser, finance):
    today = timezone.localdate()
    days = {"starts_on": today - dt.timedelta(days=2), "ends_on": today - dt.timedelta(days=1)}
    nanjing = given(SessionFactory(region=RegionFactory(code="320100", name="南京市"), **days))
    elsewhere = given(SessionFactory(region=RegionFactory(), **days))

    for invitation in (nanjing, elsewhere):
        approve_fee(confirm(invitation, organiser, hours="3"), by=finance)

    entry = CreditEntry.objects.get()
    assert (entry.person, entry.hours, entry.category) == (nanjing.person, 15, "teaching")


@pytest.mark.parametrize("role", [RoleCode.TRAINEE, RoleCode.ORGANISER, RoleCode.CLASS_HEAD, RoleCode.UNIT_LEADER])
def test_fees_are_closed_to_everybody_but_finance(client, session, organiser, role):
    invitation = confirm(given(session), organiser)
    client.force_login(member(session.ip_host, role))

    assert client.get(reverse("training:fees")).status_code == 403
    data = {"chosen": [invitation.fee.ticket], "verb": "approve"}
    assert client.post(reverse("training:fees-decide"), data).status_code == 403


def test_finance_of_another_house_sees_nothing(client, session, organiser):
    invitation = confirm(given(session), organiser)
    client.force_login(member(AgencyFactory(), RoleCode.FINANCE))

    page = client.get(reverse("training:fees"))
    client.post(reverse("training:fees-decide"), {"chosen": [invitation.fee.ticket], "verb": "approve"})

    invitation.refresh_from_db()
    assert page.context["rows"] == []
    assert invitation.state == T.CONFIRMED


def test_finance_sees_no_invitation_before_its_hours_stand(client, session, finance):
    invitation = InvitationFactory(session=session)
    client.force_login(finance)

    assert client.get(reverse("training:invitation", args=[invitation.pk])).status_code == 404


def test_class_head_and_partner_do_not_see_what_somebody_is_paid(client, session, organiser):
    invitation = confirm(given(session), organiser, per_hour="987.65")
    url = reverse("training:invitation", args=[invitation.pk])

    client.force_login(member(session.ip_host, RoleCode.CLASS_HEAD))
    page = client.get(url).content.decode()
    client.force_login(invitation.person.user)
    own = client.get(reverse("training:teaching-answer", args=[invitation.pk])).content.decode()

    assert "987.65" not in page
    assert "987.65" in own


def test_finance_approves_and_pays_what_is_ticked(client, session, organiser, finance):
    invitation = confirm(given(session), organiser)
    client.force_login(finance)
    url = reverse("training:fees-decide")

    client.post(url, {"chosen": [invitation.fee.ticket], "verb": "approve"})
    client.post(url, {"chosen": [invitation.fee.ticket], "verb": "pay"})
    invitation.refresh_from_db()
    unpaid = invitation.state
    client.post(url, {"chosen": [invitation.fee.ticket], "verb": "pay", "paid_on": timezone.localdate().isoformat()})

    invitation.refresh_from_db()
    assert (unpaid, invitation.state) == (T.FEE_APPROVED, T.PAID)


@pytest.mark.parametrize(("fmt", "start"), [("xlsx", b"PK"), ("pdf", b"%PDF"), ("csv", b"\xef\xbb\xbf")])
def test_payment_list_comes_as_sheet_and_as_pdf(client, session, organiser, finance, fmt, start):
    confirm(given(session), organiser)
    client.force_login(finance)

    answer = client.get(reverse("training:fees"), {"format": fmt})

    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert body.startswith(start)


def test_payment_list_ends_with_the_sums(client, session, organiser, finance):
    confirm(given(session), organiser, hours="3")
    confirm(given(session, slots=[SlotFactory(session=session, half=Half.PM)]), organiser, hours="4", per_hour="500")
    client.force_login(finance)

    answer = client.get(reverse("training:fees"), {"format": "csv"})

    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    last = body.decode("utf-8-sig").strip().splitlines()[-1]
    assert "7" in last
    assert "5000" in last


def test_list_costs_the_same_with_one_and_with_three_rows(
    client, session, organiser, finance, django_assert_max_num_queries
):
    confirm(given(session), organiser)
    client.force_login(finance)
    client.get(reverse("training:fees"))

    with django_assert_max_num_queries(6):
        client.get(reverse("training:fees"))
    confirm(given(session, slots=[SlotFactory(session=session, half=Half.PM)]), organiser)
    with django_assert_max_num_queries(6):
        client.get(reverse("training:fees"))


def test_hours_page_confirms_and_says_what_is_wrong(client, session, organiser):
    invitation = given(session)
    half = invitation.halves.get()
    client.force_login(organiser)
    url = reverse("training:invitation-hours", args=[invitation.pk])

    no_fee = client.post(url, {f"hours_{half.pk}": "3", "has_fee": "on"})
    client.post(url, {f"hours_{half.pk}": "3", "has_fee": "on", "per_hour": "900"})

    assert "per_hour" in no_fee.context["hours_form"].errors
    assert LectureFee.objects.get().amount == 2700


def test_tick_stands_for_the_sum_that_was_seen(client, session, organiser, finance):
    invitation = confirm(given(session), organiser, per_hour="900")
    seen = invitation.fee.ticket
    return_fee(invitation, reason="改单价", by=finance)
    confirm(invitation, organiser, per_hour="901")
    client.force_login(finance)

    answer = client.post(reverse("training:fees-decide"), {"chosen": [seen], "verb": "approve"}, follow=True)

    invitation.refresh_from_db()
    assert invitation.state == T.CONFIRMED
    assert "打开名单后" in answer.content.decode()


def test_reason_of_a_returned_fee_stands_in_the_audit(session, organiser, finance):
    invitation = confirm(given(session), organiser)

    return_fee(invitation, reason="发票不符", by=finance)

    entry = ModelLogEntry.objects.get(action="training.teaching.return")
    assert entry.data["reason"] == "发票不符"


def test_approval_of_a_raise_is_not_signed_tomorrow(session, organiser):
    invitation = given(session)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)

    with pytest.raises(NotAllowedNow, match="签批"), transaction.atomic():
        confirm(invitation, organiser, **raised(raise_on=tomorrow))
