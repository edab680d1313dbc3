"""The rule tables have a page: a new version with its source follows the old one, and the past stays (N1, N2, H17)."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from wagtail.models import ModelLogEntry

from shared.audit.actions import NotAllowedNow
from shared.credits.models import HourRequirement
from shared.directory.enums import RoleCode
from shared.directory.models import Rank
from shared.directory.queries import rule_tables
from shared.regulations.actions import add_row, drop_row, end_rule
from shared.regulations.models import CalendarDay, CreditPolicy, DeadlineRule
from shared.regulations.queries import deadline
from tests.factories.directory import AgencyFactory, UserFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations", "june")]
TODAY, NEXT = dt.date(2026, 6, 30), dt.date(2026, 8, 1)


@pytest.fixture
def june():
    with time_machine.travel("2026-06-30T02:00:00Z", tick=False):
        yield


@pytest.fixture
def keeper(client):
    user = member(AgencyFactory(), RoleCode.SYSTEM_ADMIN)
    client.force_login(user)
    return user


def confirming(**changes):
    fields = {"code": "training.confirm", "label": "学员确认参加", "source": "新的培训管理办法"}
    return DeadlineRule(**{**fields, "basis": "wd", "amount": 5, "valid_from": NEXT, **changes})


@pytest.fixture
def page(keeper):
    """What the form of a deadline sends."""
    return {
        "code": "training.confirm",
        "label": "学员确认参加",
        "jurisdiction": "",
        "source": "新的培训管理办法",
        "certainty": "V",
        "valid_from": "2026-08-01",
        "amount": "5",
        "basis": "cd",
    }


def test_a_new_version_follows_the_old_one_and_the_past_stays(client, keeper, page):
    before = deadline("training.confirm", start=dt.date(2026, 7, 31))

    answer = client.post(reverse("directory:rule-new", args=["deadlines"]), page)

    assert answer.status_code == 302
    old, new = DeadlineRule.objects.filter(code="training.confirm").order_by("pk")
    assert (old.amount, old.valid_to, new.valid_from, new.valid_to) == (3, dt.date(2026, 7, 31), NEXT, None)
    assert deadline("training.confirm", start=dt.date(2026, 7, 31)) == before
    assert deadline("training.confirm", start=NEXT) == dt.date(2026, 8, 6)
    entry = ModelLogEntry.objects.get(action="regulations.add")
    assert (entry.user, entry.data["amount"], entry.data["source"]) == (keeper, "5", "新的培训管理办法")


@pytest.mark.parametrize("first", [None, dt.date(2026, 6, 29), dt.date(2020, 1, 1)])
def test_a_version_that_would_change_the_past_is_refused(first):
    with pytest.raises(NotAllowedNow, match="今天"):
        add_row(confirming(valid_from=first), by=UserFactory())

    assert DeadlineRule.objects.get(code="training.confirm").valid_to is None


def test_today_is_early_enough():
    add_row(confirming(valid_from=TODAY), by=UserFactory())

    assert DeadlineRule.objects.get(amount=3, code="training.confirm").valid_to == dt.date(2026, 6, 29)


@pytest.mark.parametrize("first", [dt.date(2026, 7, 1), NEXT])
def test_two_versions_on_one_day_are_refused_with_a_sentence(client, keeper, page, first):
    add_row(confirming(), by=keeper)

    answer = client.post(
        reverse("directory:rule-new", args=["deadlines"]), {**page, "valid_from": first.isoformat(), "certainty": ""}
    )

    assert answer.status_code == 422
    assert DeadlineRule.objects.filter(code="training.confirm").count() == 2
    if first != NEXT:
        assert "自 2026-08-01 起" in answer.content.decode()


def test_another_place_or_rule_is_no_overlap_and_a_policy_is_one_per_place():
    by = UserFactory()
    add_row(confirming(jurisdiction="330000"), by=by)
    add_row(confirming(code="training.other"), by=by)
    assert DeadlineRule.objects.get(code="training.confirm", jurisdiction="").valid_to is None

    policy = {"label": "新办法", "version": "2027", "hours_per_day": 6, "source": "规划"}
    add_row(CreditPolicy(code="another", valid_from=dt.date(2027, 1, 1), **policy), by=by)

    assert CreditPolicy.objects.get(code="national", version="2026").valid_to == dt.date(2026, 12, 31)
    assert CreditPolicy.objects.get(code="nanjing").valid_to is None


def test_what_has_not_begun_can_be_taken_out_and_what_holds_cannot(client, keeper):
    new = add_row(confirming(), by=keeper)
    old = DeadlineRule.objects.get(code="training.confirm", amount=3)

    with pytest.raises(NotAllowedNow):
        drop_row(old, by=keeper)
    client.post(reverse("directory:rule-drop", args=["deadlines", new.pk]))

    assert DeadlineRule.objects.get(code="training.confirm").valid_to is None
    assert ModelLogEntry.objects.get(action="regulations.drop").data["amount"] == "5"


def test_a_requirement_ends_without_another_but_not_what_the_platform_works_by(client, keeper):
    asked = HourRequirement.objects.get(code="prosecutor_year")
    rule = DeadlineRule.objects.get(code="training.confirm")
    day = {"last_day": "2026-12-31"}

    client.post(reverse("directory:rule-end", args=["hour_requirements", asked.pk]), day)
    refused = client.post(reverse("directory:rule-end", args=["deadlines", rule.pk]), day, follow=True)

    asked.refresh_from_db()
    rule.refresh_from_db()
    assert (asked.valid_to, rule.valid_to) == (dt.date(2026, 12, 31), None)
    assert "请录入新版本" in refused.content.decode()
    for early in (TODAY - dt.timedelta(days=1), dt.date(2026, 12, 31)):
        with pytest.raises(NotAllowedNow):
            end_rule(asked, last_day=early, by=keeper)


def test_calendar_days_are_entered_ahead_only(client, keeper):
    address = reverse("directory:rule-new", args=["calendar"])

    client.post(address, {"day": "2027-01-01", "kind": "holiday", "name": "元旦"})
    late = client.post(address, {"day": "2026-06-30", "kind": "holiday", "name": "元旦"})

    assert CalendarDay.objects.filter(day="2027-01-01", kind="holiday").exists()
    assert late.status_code == 422
    assert not CalendarDay.objects.filter(day="2026-06-30").exists()


def test_a_rank_is_entered_once(client, keeper):
    address = reverse("directory:rule-new", args=["ranks"])
    row = {"series": "civil_servant", "name": "见习科员", "position": "14", "certainty": "", "source": "试行办法"}

    assert client.post(address, row).status_code == 302
    assert client.post(address, row).status_code == 422
    assert Rank.objects.get(name="见习科员").position == 14


@pytest.mark.parametrize(
    ("field", "value"),
    [("categories", "off_job watching"), ("rank_to", "首席某某"), ("source", ""), ("cycle", "period")],
)
def test_a_requirement_that_could_hold_for_nobody_is_refused(client, keeper, field, value):
    old = HourRequirement.objects.get(code="year", rank_series="civil_servant")
    row = {f.name: getattr(old, f.name) or "" for f in HourRequirement._meta.concrete_fields if f.name != "id"}
    address = reverse("directory:rule-new", args=["hour_requirements"])
    row |= {"valid_from": "2027-01-01", "hours": "100"}

    assert client.post(address, {**row, field: value}).status_code == 422
    assert client.post(address, row).status_code == 302
    old.refresh_from_db()
    assert old.valid_to == dt.date(2026, 12, 31)


@pytest.mark.parametrize("role", [r for r in RoleCode if r != RoleCode.SYSTEM_ADMIN])
def test_no_other_role_opens_or_changes_a_table(client, page, role):
    client.force_login(member(AgencyFactory(), role))
    rule = DeadlineRule.objects.get(code="training.confirm")

    answers = [
        client.get(reverse("directory:rules-start")),
        client.post(reverse("directory:rule-new", args=["deadlines"]), page),
        client.post(reverse("directory:rule-end", args=["deadlines", rule.pk]), {"last_day": "2026-12-31"}),
        client.post(reverse("directory:rule-drop", args=["deadlines", rule.pk])),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4


def test_the_administrator_of_a_lower_body_reads_but_does_not_keep_what_holds_for_all(client, page):
    client.force_login(member(AgencyFactory(parent=AgencyFactory()), RoleCode.SYSTEM_ADMIN))

    read = client.get(reverse("directory:rules-start"))

    assert (read.status_code, reverse("directory:rule-new", args=["deadlines"]) in read.content.decode()) == (
        200,
        False,
    )
    assert client.post(reverse("directory:rule-new", args=["deadlines"]), page).status_code == 403
    assert not DeadlineRule.objects.filter(source="新的培训管理办法").exists()


@pytest.mark.parametrize("table", ["deadlines", "limits", "credit_policies", "calendar", "ranks", "hour_requirements"])
def test_every_table_is_shown_and_begins_a_new_version_from_an_old_one(client, keeper, table):
    row = rule_tables()[table].objects.first()

    listed = client.get(reverse("directory:rules", args=[table]), {"q": str(row).split(" ")[-1]})
    form = client.get(reverse("directory:rule-new", args=[table]), {"from": row.pk})

    assert (listed.status_code, form.status_code) == (200, 200)
    assert str(row) in listed.content.decode()
    assert client.get(reverse("directory:rules", args=["nothing"])).status_code == 404


def test_a_table_asks_as_much_for_one_row_as_for_fifty(client, keeper, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        client.get(reverse("directory:rules", args=["limits"]))
