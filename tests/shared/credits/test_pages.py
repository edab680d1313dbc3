"""Pages of the ledger: who sees what, and how much they ask of the database."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from shared.credits import offers, sources
from shared.credits.enums import Category, EventKind
from shared.credits.models import CareerEvent
from shared.directory.enums import RoleCode
from tests.factories.credits import JUNIOR, SENIOR, SENIOR_PROSECUTOR, earn, person_of
from tests.factories.directory import AgencyFactory, RoleAssignmentFactory, UserFactory, member

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("regulations", "june"),
]


def test_her_own_ledger_names_source_policy_and_what_is_missing(signed_in, trainee):
    earn(trainee, 22, 3, title="商业秘密案件证据规则同堂培训班")
    earn(trainee, 12, "1.6", category=Category.ONLINE_SELF_STUDY, title="商标法网络课程")

    page = signed_in(trainee.user).get(reverse("credits:own-ledger")).content.decode()

    assert "商业秘密案件证据规则同堂培训班" in page
    assert "《学时折算办法（2026）》" in page
    assert "版本 2026" in page
    assert "68 学时或 9 天" in page
    assert "38 学时" in page
    assert "考核通过" in page


def test_another_year_shows_its_own_entries_and_standings(signed_in, trainee):
    earn(trainee, 22, 3, title="今年的班")
    earn(trainee, 90, 12, title="去年的班", on=dt.date(2025, 5, 1))

    page = signed_in(trainee.user).get(reverse("credits:own-ledger"), {"year": "2025"}).content.decode()

    assert "去年的班" in page
    assert "今年的班" not in page
    assert "2025-12-31" in page


@pytest.mark.parametrize("year", ["x", "1", "99999", "²"])
def test_a_year_that_is_none_shows_this_year(signed_in, trainee, year):
    response = signed_in(trainee.user).get(reverse("credits:own-ledger"), {"year": year})

    assert response.context["year"] == 2026


def test_an_account_without_a_person_has_no_ledger(signed_in):
    assert signed_in(UserFactory()).get(reverse("credits:own-ledger")).status_code == 404


def test_an_unknown_rank_is_said(signed_in, unit):
    person = person_of(("civil_servant", "科长"), user=True, agency=unit)

    page = signed_in(person.user).get(reverse("credits:own-ledger")).content.decode()

    assert "职级不在职级表中" in page
    assert "网络自学（50 学时）" in page


def test_the_entry_leads_to_what_earned_it(signed_in, trainee, monkeypatch):
    kind = sources.SourceKind("test:", "测试", lambda found: dict.fromkeys(found, "/training/sessions/x/"))
    monkeypatch.setattr(sources, "KINDS", [kind])
    earn(trainee)

    page = signed_in(trainee.user).get(reverse("credits:own-ledger")).content.decode()

    assert 'href="/training/sessions/x/"' in page


def test_offers_stand_in_the_order_of_their_days_and_say_what_they_close(signed_in, trainee, monkeypatch):
    def provider(person):
        yield offers.Offer("小班", "/b/", dt.date(2026, 9, 1), Decimal(10), Decimal(2), "off_job")
        yield offers.Offer("大班", "/a/", dt.date(2026, 8, 1), Decimal(90), Decimal(12), "off_job")
        yield offers.Offer("自学", "/c/", None, Decimal(50), Decimal(7), "online_self_study")

    monkeypatch.setattr(offers, "PROVIDERS", [provider])

    found = signed_in(trainee.user).get(reverse("credits:own-ledger")).context["offers"]

    assert [offer.title for offer, _closed in found] == ["大班", "小班", "自学"]
    assert [[s.requirement.code for s in closed] for _offer, closed in found] == [["year"], [], ["online"]]


@pytest.mark.parametrize(
    ("ends_on", "closed"), [(dt.date(2026, 12, 31), ["year"]), (dt.date(2027, 1, 1), None), (None, ["year"])]
)
def test_a_class_counts_in_the_year_in_which_it_ends(signed_in, trainee, monkeypatch, ends_on, closed):
    offer = offers.Offer("跨年班", "/y/", dt.date(2026, 12, 20), Decimal(90), Decimal(10), "off_job", ends_on)
    monkeypatch.setattr(offers, "PROVIDERS", [lambda _p: [offer]])

    found = signed_in(trainee.user).get(reverse("credits:own-ledger")).context["offers"]

    assert [[s.requirement.code for s in rows] for _offer, rows in found] == ([closed] if closed else [])


@pytest.mark.parametrize(("hours", "days", "by"), [(90, 2, "按学时"), (10, 12, "按天数"), ("89.99", "11.99", "")])
def test_the_page_says_by_which_measure_a_class_closes_the_gap(signed_in, trainee, monkeypatch, hours, days, by):
    offer = offers.Offer(
        "班", "/y/", dt.date(2026, 9, 1), Decimal(hours), Decimal(days), "off_job", dt.date(2026, 9, 12)
    )
    monkeypatch.setattr(offers, "PROVIDERS", [lambda _p: [offer]])

    page = signed_in(trainee.user).get(reverse("credits:own-ledger")).content.decode()

    assert [word in page for word in ("按学时", "按天数", "可计入一部分")] == [by == "按学时", by == "按天数", by == ""]


@pytest.mark.parametrize(("last", "closed"), [(dt.date(2026, 9, 30), []), (dt.date(2026, 11, 30), ["five_years"])])
def test_three_months_in_class_close_the_gap_by_the_calendar(signed_in, unit, monkeypatch, last, closed):
    senior = person_of(SENIOR, user=True, agency=unit)
    offer = offers.Offer("长班", "/y/", dt.date(2026, 9, 1), Decimal(300), Decimal(60), "off_job", last)
    monkeypatch.setattr(offers, "PROVIDERS", [lambda _p: [offer]])

    found = signed_in(senior.user).get(reverse("credits:own-ledger")).context["offers"]

    assert [[s.requirement.code for s in rows] for _offer, rows in found] == [closed]


def test_nothing_is_offered_to_somebody_who_lacks_nothing(signed_in, trainee, monkeypatch):
    monkeypatch.setattr(offers, "PROVIDERS", [lambda _p: pytest.fail("asked in vain")])
    earn(trainee, 90, 12)
    earn(trainee, 50, 7, category=Category.ONLINE_SELF_STUDY)

    assert signed_in(trainee.user).get(reverse("credits:own-ledger")).context["offers"] == []


@pytest.mark.parametrize("role", [r for r in RoleCode if r != RoleCode.TRAINING_PLANNER])
def test_no_other_role_opens_the_ledger_or_the_list(signed_in, unit, trainee, role):
    client = signed_in(member(unit, role))

    assert client.get(reverse("credits:person-ledger", args=[trainee.pk])).status_code == 404
    assert client.get(reverse("credits:people")).status_code == 403
    assert client.get(reverse("credits:year-end")).status_code == 403
    assert client.post(reverse("credits:transcript-new", args=[trainee.pk])).status_code == 404
    assert client.post(reverse("credits:event-new", args=[trainee.pk])).status_code == 404


def test_a_training_office_reaches_its_own_units_only(signed_in, trainee, office):
    stranger = person_of(JUNIOR)
    client = signed_in(office)

    assert client.get(reverse("credits:person-ledger", args=[trainee.pk])).status_code == 200
    assert client.get(reverse("credits:person-ledger", args=[stranger.pk])).status_code == 404
    assert stranger.name not in client.get(reverse("credits:people")).content.decode()


def test_the_list_goes_by_name_and_never_by_hours(signed_in, unit, office):
    for name, hours in (("单晓", 90), ("曾明", 10), ("安然", 50)):
        person = person_of(JUNIOR, agency=unit)
        person.name = name
        person.save()
        earn(person, hours, 1)
    client = signed_in(office)

    for query in ({}, {"sort": "-hours"}, {"sort": "hours"}, {"requirement": "year"}, {"status": "unmet"}):
        names = [row[0].name for row in client.get(reverse("credits:people"), query).context["page"].object_list]
        assert [n for n in names if n in "安然单晓曾明"] == ["安然", "单晓", "曾明"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"status": "unmet"}, {"短缺"}),
        ({"status": "met"}, {"达标"}),
        ({"requirement": "year", "status": "met"}, {"达标", "只差自学"} - {"只差自学"}),
        ({"requirement": "year"}, {"短缺", "达标"}),
        ({"q": "dabiao"}, {"达标"}),
        ({"q": "dq"}, {"短缺"}),
        ({"q": "短缺", "status": "met"}, set()),
        ({"year": "2025", "status": "met"}, set()),
    ],
)
def test_the_list_is_filtered_by_the_address(signed_in, province, unit, query, expected):
    office = UserFactory()
    RoleAssignmentFactory(user=office, agency=province, role=RoleCode.TRAINING_PLANNER)
    for name, hours in (("短缺", 10), ("达标", 90)):
        person = person_of(JUNIOR, agency=unit)
        person.name = name
        person.save()
        earn(person, hours, 1)
        earn(person, hours, 1, category=Category.ONLINE_SELF_STUDY)

    page = signed_in(office).get(reverse("credits:people"), query).context["page"]

    assert {row[0].name for row in page.object_list} == expected


def test_a_unit_of_others_is_no_filter(signed_in, office, unit):
    stranger = AgencyFactory(name="外省某局")
    client = signed_in(office)

    assert client.get(reverse("credits:people"), {"unit": stranger.name}).status_code == 422
    assert client.get(reverse("credits:people"), {"unit": unit.code}).status_code == 200
    assert client.get(reverse("credits:people"), {"unit": "示例市"}).status_code == 200


@pytest.mark.parametrize("query", [{}, {"status": "unmet", "requirement": "year"}])
def test_the_list_asks_as_much_for_one_as_for_twenty(signed_in, unit, office, query, django_assert_max_num_queries):
    client, url = signed_in(office), reverse("credits:people")
    earn(person_of(JUNIOR, agency=unit))
    client.get(url, query)
    counts = []

    for more in (0, 19):
        for _n in range(more):
            earn(person_of(JUNIOR, agency=unit))
        with django_assert_max_num_queries(25) as asked:
            client.get(url, query)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_the_ledger_asks_as_much_for_one_entry_as_for_twenty(signed_in, trainee, django_assert_max_num_queries):
    client, url = signed_in(trainee.user), reverse("credits:own-ledger")
    earn(trainee)
    client.get(url)
    counts = []

    for more in (0, 19):
        for _n in range(more):
            earn(trainee)
        with django_assert_max_num_queries(25) as asked:
            client.get(url)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_the_training_office_enters_and_removes_an_event(signed_in, unit, office):
    person = person_of(SENIOR_PROSECUTOR, agency=unit)
    client, url = signed_in(office), reverse("credits:event-new", args=[person.pk])
    data = {"kind": EventKind.SENIOR_PROSECUTOR, "happened_on": "2026-03-01", "document": "示检任〔2026〕3号"}

    client.post(url, data)
    twice = client.post(url, data, follow=True)
    event = CareerEvent.objects.get()
    page = client.get(reverse("credits:person-ledger", args=[person.pk])).content.decode()
    client.post(reverse("credits:event-remove", args=[event.pk]))

    assert (event.person, event.entered_by) == (person, office)
    assert "该事项已登记" in twice.content.decode()
    assert "晋升高级检察官培训（30 天或 230 学时）" in page
    assert not CareerEvent.objects.exists()


@pytest.mark.parametrize(
    ("kind", "on", "status", "words"),
    [
        ("senior_prosecutor", "2026-07-01", 302, "尚未发生"),
        ("promoted_leader", "2026-03-01", 422, "尚欠"),
        ("nonsense", "2026-03-01", 422, ""),
        ("senior_prosecutor", "no day", 422, ""),
    ],
)
def test_an_event_that_cannot_be_is_refused_with_a_sentence(signed_in, unit, office, kind, on, status, words):
    person = person_of(SENIOR_PROSECUTOR, agency=unit)
    client = signed_in(office)

    response = client.post(reverse("credits:event-new", args=[person.pk]), {"kind": kind, "happened_on": on})

    assert response.status_code == status
    shown = response if status == 422 else client.get(response["Location"])
    assert words in shown.content.decode()
    assert not CareerEvent.objects.exists()


def test_nobody_enters_an_event_for_herself(signed_in, office):
    url = reverse("credits:event-new", args=[office.person.pk])

    response = signed_in(office).post(url, {"kind": "senior_prosecutor", "happened_on": "2026-03-01"})

    assert response.status_code == 403


def test_the_trainee_cannot_remove_an_event(signed_in, trainee):
    event = CareerEvent.objects.create(
        person=trainee, kind=EventKind.SENIOR_PROSECUTOR, happened_on=dt.date(2026, 3, 1), entered_by=UserFactory()
    )

    assert signed_in(trainee.user).post(reverse("credits:event-remove", args=[event.pk])).status_code == 403
    assert CareerEvent.objects.exists()
