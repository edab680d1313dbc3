"""Both units appraise, the person reports, one merged result closes the record; every number is data (B9, B10)."""

import datetime as dt
import json
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from exchanges.secondments import actions, queries
from exchanges.secondments.enums import Kind, Party, State
from exchanges.secondments.models import Appraisal, AppraisalItemRule, AppraisalPart, AppraisalRound, RecordAccess
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from shared.regulations.models import LimitRule
from tests.factories.directory import AgencyFactory, member
from tests.factories.secondments import colleague, parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
HOST_WORDS, HOME_WORDS, OWN_WORDS = "善于沟通。", "服从安排。", "完成研判六件。"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-22 10:00 +0800", tick=False):
        yield


@pytest.fixture
def p():
    return parties()


@pytest.fixture
def term(p):
    return p.secondment(State.ENDED, ends_on=dt.date(2026, 11, 18))


@pytest.fixture
def running(p, term):
    return actions.begin_appraisal(term, period="期满", by=p.host_officer)


def hand_in(subject, side, n, *, by, grade="", opinion="意见"):
    given = dict.fromkeys(subject.items.values_list("pk", flat=True), n)
    return actions.hand_in_part(subject, side=side, given=given, grade=grade, opinion=opinion, by=by)


def both(p, subject, host=(90, "excellent"), home=(70, "basic")):
    hand_in(subject, Party.HOST, host[0], grade=host[1], opinion=HOST_WORDS, by=p.host_officer)
    hand_in(subject, Party.HOME, home[0], grade=home[1], opinion=HOME_WORDS, by=p.home_officer)
    subject.refresh_from_db()
    return subject.result, subject.grade


def set_limit(name, value):
    assert LimitRule.objects.filter(code=f"secondment.appraisal_{name}").update(value=value) == 1


@pytest.mark.parametrize(("last", "sides"), [("2026-08-30", {"home": 100}), ("2026-08-31", {"home": 40, "host": 60})])
def test_who_appraises_turns_on_the_day_when_half_a_year_is_full(p, last, sides):
    # 1 March to 30 August is five months and thirty days; with 31 August six months are full.
    term = p.secondment(State.ENDED, starts_on=dt.date(2026, 3, 1), ends_on=dt.date.fromisoformat(last))

    subject = actions.begin_appraisal(term, period="期满", by=p.host_officer)

    assert subject.shares == sides
    assert ("不足半年" in subject.basis) == (sides == {"home": 100})


def test_the_months_in_the_rules_decide_who_appraises(p):
    term = p.secondment(State.ENDED, starts_on=dt.date(2026, 3, 1), ends_on=dt.date(2026, 8, 30))
    set_limit("host_months", 3)

    assert actions.begin_appraisal(term, period="期满", by=p.host_officer).shares == {"home": 40, "host": 60}


def test_a_yearly_appraisal_counts_what_has_been_served_so_far_and_leaves_the_term_in_force(p):
    term = p.secondment(State.ACTIVE, starts_on=dt.date(2026, 7, 1))
    yearly = actions.begin_appraisal(term, period="2026年度", by=p.home_officer)
    hand_in(yearly, Party.HOME, 80, grade="competent", by=p.home_officer)

    term.refresh_from_db()
    yearly.refresh_from_db()
    assert (yearly.shares, yearly.is_final, yearly.grade) == ({"home": 100}, False, "competent")
    assert (term.state, term.grade) == (State.ACTIVE, "")
    with pytest.raises(NotAllowedNow, match="2026年度"):
        actions.begin_appraisal(term, period="2026年度", by=p.home_officer)


def test_the_merged_result_closes_the_record_and_goes_to_all_three(p, term, running):
    assert both(p, running) == (Decimal("82.00"), "competent")  # 0.6 * 90 + 0.4 * 70

    term.refresh_from_db()
    assert (term.state, term.grade, term.appraised_on) == (State.APPRAISED, "competent", dt.date(2026, 11, 22))
    statements = Appraisal.objects.order_by("pk").values_list("by_agency", "period", "grade", "opinion")
    assert list(statements) == [
        (p.host.pk, "期满", "excellent", HOST_WORDS),
        (p.home.pk, "期满", "basic", HOME_WORDS),
    ]
    told = Notice.objects.filter(kind="secondment.appraisal_settled").values_list("user", flat=True)
    assert set(told) == {p.user.pk, p.host_officer.pk, p.home_officer.pk, p.hr.pk}


def test_the_grade_never_leaves_the_span_of_what_the_units_propose(p, running):
    assert both(p, running, (96, "competent"), (94, "competent")) == (Decimal("95.20"), "competent")


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"competent": 83}, (Decimal("82.00"), "basic")),
        ({"excellent": 82}, (Decimal("82.00"), "excellent")),
        ({"competent": 82}, (Decimal("82.00"), "competent")),
        ({"host_share": Decimal("0.2")}, (Decimal("74.00"), "basic")),
    ],
)
def test_bounds_and_shares_in_the_rules_decide_the_result(p, term, limits, expected):
    for name, value in limits.items():
        set_limit(name, value)

    assert both(p, actions.begin_appraisal(term, period="期满", by=p.host_officer)) == expected


def test_the_items_and_their_weights_come_from_the_rules_and_are_fixed_when_it_begins(p, term):
    rows = AppraisalItemRule.objects.filter(code=Kind.CONCURRENT_ASSISTANT)
    rows.filter(label="勤").update(weight=20)
    with pytest.raises(NotAllowedNow, match="105"):
        actions.begin_appraisal(term, period="期满", by=p.host_officer)
    rows.filter(label="绩").update(weight=30)

    subject = actions.begin_appraisal(term, period="期满", by=p.host_officer)
    rows.update(weight=1)

    items = {item.label: item for item in subject.items.all()}
    assert {label: item.weight for label, item in items.items()} == {"德": 20, "能": 20, "勤": 20, "绩": 30, "廉": 10}
    given = {item.pk: {"绩": 50}.get(label, 100) for label, item in items.items()}
    part = actions.hand_in_part(
        subject, side=Party.HOST, given=given, grade="competent", opinion="x", by=p.host_officer
    )
    assert part.weighted == Decimal(85)


def test_the_unit_that_has_no_part_is_refused_with_the_rule(p):
    term = p.secondment(State.TERMINATED, starts_on=dt.date(2026, 9, 1), terminated_on=dt.date(2026, 11, 1))
    subject = actions.begin_appraisal(term, period="期满", by=p.host_officer)

    with pytest.raises(NotAllowedNow, match="最短挂职"):
        hand_in(subject, Party.HOST, 90, grade="excellent", by=p.host_officer)
    hand_in(subject, Party.HOME, 90, grade="excellent", by=p.home_officer)

    term.refresh_from_db()
    assert (term.state, term.grade) == (State.APPRAISED, "excellent")


def test_a_part_is_whole_within_bounds_and_handed_in_once(p, term, running):
    ids = list(running.items.values_list("pk", flat=True))
    facts = {"side": Party.HOST, "opinion": "x", "by": p.host_officer}
    for given in ({ids[0]: 50}, dict.fromkeys(ids, 101), dict.fromkeys([*ids, 0], 50)):
        with pytest.raises(NotAllowedNow, match="0 至 100"):
            actions.hand_in_part(running, given=given, grade="excellent", **facts)
    with pytest.raises(NotAllowedNow, match="等次"):
        hand_in(running, Party.HOST, 90, by=p.host_officer)
    with pytest.raises(NotAllowedNow, match="等次"):
        hand_in(running, Party.PERSON, 90, grade="excellent", by=p.user)
    hand_in(running, Party.HOST, 90, grade="excellent", by=p.host_officer)
    with pytest.raises(NotAllowedNow, match="已经"):
        hand_in(running, Party.HOST, 10, grade="incompetent", by=p.host_officer)

    hand_in(running, Party.HOME, 90, grade="excellent", by=p.hr)
    with pytest.raises(NotAllowedNow, match="已经"):
        hand_in(running, Party.PERSON, 90, by=p.user)


def test_one_appraisal_runs_at_a_time_and_nobody_goes_past_it(p, term, running):
    with pytest.raises(NotAllowedNow, match="期满"):
        actions.begin_appraisal(term, period="2026年度", by=p.home_officer)
    with pytest.raises(NotAllowedNow, match="期满"):
        actions.appraise(term, grade="excellent", opinion="", by=p.host_officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        AppraisalRound.objects.create(
            secondment=term, period="x", opened_on=dt.date(2026, 11, 22), host_share=60, basis="x"
        )
    early = p.secondment(State.RECOMMENDED, person=colleague(p.home))
    with pytest.raises(NotAllowedNow, match="推荐"):
        actions.begin_appraisal(early, period="期满", by=p.host_officer)


def seen_by(user):
    return set(AppraisalPart.objects.visible_to(user).values_list("side", flat=True))


def test_the_units_see_each_others_parts_when_the_result_is_merged(p, term, running):
    stranger = member(AgencyFactory(), RoleCode.SECONDMENT_OFFICER)
    everybody = [p.user, p.home_officer, p.hr, p.host_officer, stranger]
    hand_in(running, Party.PERSON, 88, opinion=OWN_WORDS, by=p.user)
    hand_in(running, Party.HOST, 90, grade="excellent", by=p.host_officer)

    before = [seen_by(user) for user in everybody]
    hand_in(running, Party.HOME, 70, grade="basic", by=p.home_officer)
    after = [seen_by(user) for user in everybody]

    assert before == [{"person"}, {"person"}, {"person"}, {"person", "host"}, set()]
    assert after == [{"person", "home", "host"}] * 4 + [set()]


def page_of(client, user, term, **query):
    client.force_login(user)
    return client.get(reverse("secondments:appraisal", args=[term.number]), query)


def test_the_page_shows_words_and_grades_on_demand_and_keeps_that_somebody_read(client, p, term, running):
    hand_in(running, Party.PERSON, 88, opinion=OWN_WORDS, by=p.user)
    hand_in(running, Party.HOST, 90, grade="excellent", opinion=HOST_WORDS, by=p.host_officer)

    masked = page_of(client, p.home_officer, term).content.decode()
    asked = page_of(client, p.home_officer, term, show="appraisals").content.decode()
    own = page_of(client, p.user, term).content.decode()

    texts = [(OWN_WORDS in text, HOST_WORDS in text) for text in (masked, asked, own)]
    assert texts == [(False, False), (True, False), (True, False)]
    assert list(RecordAccess.objects.values_list("reader", "what")) == [(p.home_officer.pk, "appraisals")]
    stranger = member(AgencyFactory(), RoleCode.SECONDMENT_OFFICER)
    assert page_of(client, stranger, term, show="appraisals").status_code == 404


def filled(subject, side, n=80, **facts):
    fields = {f"{side}-i{pk}": n for pk in subject.items.values_list("pk", flat=True)}
    return {"act": side, f"{side}-opinion": "意见", **fields, **facts}


def test_the_parties_appraise_on_the_page_and_nobody_for_another(client, p, term):
    url = reverse("secondments:appraisal", args=[term.number])
    client.force_login(p.user)
    assert client.post(url, {"act": "begin", "begin-period": "期满"}).status_code == 404
    client.force_login(p.host_officer)
    assert client.get(reverse("secondments:step", args=[term.number, "appraise"]))["Location"] == url
    client.post(url, {"act": "begin", "begin-period": "期满"})
    subject = AppraisalRound.objects.get()
    refused = [client.post(url, filled(subject, side, **{f"{side}-grade": "excellent"})) for side in ("home", "person")]
    missing = client.post(url, filled(subject, "host"))
    client.post(url, filled(subject, "host", **{"host-grade": "competent"}))
    client.force_login(p.user)
    client.post(url, filled(subject, "person"))
    client.force_login(p.hr)
    done = client.post(url, filled(subject, "home", **{"home-grade": "competent"}))

    term.refresh_from_db()
    assert ([answer.status_code for answer in refused], missing.status_code, done.status_code) == ([404] * 2, 422, 302)
    assert (term.state, term.grade) == (State.APPRAISED, "competent")
    assert dict(subject.parts.values_list("side", "grade")) == {"host": "competent", "person": "", "home": "competent"}
    assert "综合结果" in client.get(url, {"show": "appraisals"}).content.decode()


def test_the_host_records_the_report_of_somebody_without_an_account(client, p):
    term = p.secondment(State.ENDED, person=colleague(p.home), ends_on=dt.date(2026, 11, 18))
    subject = actions.begin_appraisal(term, period="期满", by=p.host_officer)

    assert queries.sides_awaited(p.host_officer, subject) == ["host", "person"]
    assert queries.sides_awaited(p.hr, subject) == ["home"]


def test_a_part_waits_for_its_side_until_it_is_in(p, term, running):
    def waiting():
        return {name for name in ("home_officer", "hr", "host_officer", "user") if queries.todos(getattr(p, name))}

    begun = waiting()
    hand_in(running, Party.HOST, 90, grade="excellent", by=p.host_officer)
    half = waiting()
    (item,) = queries.due_items(p.hr, queries.due_secondments(p.hr))
    hand_in(running, Party.PERSON, 90, by=p.user)
    hand_in(running, Party.HOME, 90, grade="excellent", by=p.hr)

    assert begun == {"home_officer", "hr", "host_officer", "user"}
    assert half == {"home_officer", "hr", "user"}
    assert (item.basis, item.due) == ("期满考核", dt.date(2026, 12, 3))
    assert waiting() == set()


@pytest.mark.parametrize(("first_day", "late"), [("2026-01-01", "host_officer"), ("2026-09-01", "home_officer")])
def test_the_unit_whose_part_is_late_is_told_with_the_office_above(p, first_day, late):
    term = p.secondment(State.ENDED, starts_on=dt.date.fromisoformat(first_day), ends_on=dt.date(2026, 11, 18))
    actions.begin_appraisal(term, period="期满", by=p.host_officer)
    with time_machine.travel("2026-12-04 07:40 +0800", tick=False):
        assert actions.escalate_overdue_steps() == 1

    told = Notice.objects.filter(kind="secondment.overdue", user__in=[p.host_officer, p.home_officer])
    assert list(told.values_list("user", flat=True)) == [getattr(p, late).pk]


def test_the_list_of_things_to_do_costs_the_same_for_one_and_three_appraisals(p, running):
    def cost():
        with CaptureQueriesContext(connection) as found:
            queries.due_items(p.host_officer, queries.due_secondments(p.host_officer))
        return len(found)

    cost()
    one = cost()
    for n in range(2):
        more = p.secondment(State.ENDED, person=colleague(p.home), ends_on=dt.date(2026, 11, 18 - n))
        actions.begin_appraisal(more, period="期满", by=p.host_officer)

    assert cost() == one


def test_no_list_history_notice_or_log_carries_the_grade(client, p, term, running):
    both(p, running, (96, "excellent"), (94, "excellent"))
    client.force_login(p.host_officer)
    sheet = client.get("/secondments/export.csv", {"state": "all"}).getvalue().decode()
    pages = [
        client.get(url, query).content.decode()
        for url, query in (("/secondments/", {"state": "all", "view": "table"}), (term.get_absolute_url(), {}))
    ]
    page = page_of(client, p.host_officer, term).content.decode()

    assert ["优秀" in text for text in (sheet, *pages, page)] == [False] * 4
    assert "excellent" not in json.dumps(list(Notice.objects.values_list("params", flat=True)))
    logged = ModelLogEntry.objects.filter(action__startswith="secondments.appraisal.")
    assert "excellent" not in json.dumps(list(logged.values_list("data", flat=True)))
    assert "优秀" in client.get(term.get_absolute_url(), {"show": "appraisals"}).content.decode()


def test_the_personnel_file_holds_the_merged_result_and_the_report(client, p, term, running):
    hand_in(running, Party.PERSON, 88, opinion=OWN_WORDS, by=p.user)
    both(p, running)
    client.force_login(p.hr)

    data = json.loads(client.get(f"/secondments/people/{term.person.pk}/file.json").content)

    (merged,) = data["terms"][0]["merged"]
    assert len(data["terms"][0]["appraisals"]) == 2
    assert {name: merged[name] for name in merged if name != "basis"} == {
        "period": "期满",
        "grade": "称职",
        "result": "82.00",
        "home_share": 40,
        "host_share": 60,
        "self_report": OWN_WORDS,
        "remarks": [],
        "on": "2026-11-22",
    }
    assert client.get(f"/secondments/people/{term.person.pk}/file.pdf").content[:5] == b"%PDF-"
