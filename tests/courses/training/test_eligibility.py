"""A11, A12: who may join is data; each refusal names its rule and source, and is said before anybody submits."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.training import actions
from courses.training.actions.eligibility import add_rule, drop_rule
from courses.training.enums import EnrolmentState, RuleKind, SessionState
from courses.training.models import EligibilityRule, Enrolment
from courses.training.queries.eligibility import fitness_of, rank_lies_between
from exchanges.secondments.enums import Kind, State
from shared.audit.actions import NotAllowedNow
from shared.credits.queries import rank_is_known, standings
from shared.directory.actions import enter_absence
from shared.directory.enums import RankSeries, RoleCode
from shared.directory.models import Posting, Rank
from shared.directory.queries import ranks
from tests.factories.directory import AgencyFactory, PostingFactory, member
from tests.factories.secondments import SecondmentFactory
from tests.factories.training import EnrolmentFactory, SessionFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def rule(session, kind, value, until="", source="《培训通知》第三条"):
    session.has_rules = True
    session.save()
    return EligibilityRule.objects.create(session=session, kind=kind, value=value, until=until, source=source)


@pytest.fixture
def session():
    return SessionFactory()


@pytest.fixture
def hr(session):
    return member(session.ip_host, RoleCode.UNIT_HR)


@pytest.fixture
def lin(session):
    return PostingFactory(agency=session.ip_host, post="知识产权专员", person__expertise="专利 商标")


def obstacles(session, posting):
    return fitness_of(session, [posting])[posting.person_id].obstacles


@pytest.mark.parametrize(
    ("rank", "one", "other", "lies"),
    [
        ("四级主任科员", "四级主任科员", "一级主任科员", True),
        ("一级主任科员", "四级主任科员", "一级主任科员", True),
        ("三级主任科员", "一级主任科员", "四级主任科员", True),
        ("四级调研员", "四级主任科员", "一级主任科员", False),
        ("一级科员", "四级主任科员", "一级主任科员", False),
        ("一级检察官", "四级主任科员", "一级主任科员", False),
        ("", "四级主任科员", "一级主任科员", False),
        ("四级主任科员", "五级检察官", "一级主任科员", False),
        ("二级检察官助理", "四级主任科员", "一级主任科员", True),
        ("乡科级正职", "四级主任科员", "一级主任科员", True),
        ("研究员", "教授", "副教授", True),
        ("工程师", "教授", "副教授", False),
    ],
)
def test_a_rank_lies_between_two_ranks_of_its_series(rank, one, other, lies):
    assert rank_lies_between(ranks(), rank, one, other) is lies


def test_a_rank_added_to_the_one_list_counts_for_classes_and_for_hours(session, lin):
    rule(session, RuleKind.RANK, "四级主任科员", "一级主任科员")
    Posting.objects.filter(pk=lin.pk).update(rank="见习主任科员")
    lin.refresh_from_db()
    assert (len(obstacles(session, lin)), rank_is_known(lin)) == (1, False)

    Rank.objects.create(series=RankSeries.CIVIL_SERVANT, name="见习主任科员", position=12, source="试行办法")

    assert (obstacles(session, lin), rank_is_known(lin)) == ([], True)
    assert {s.requirement.code for s in standings(lin.person)} == {"year", "online"}


@pytest.mark.parametrize(
    ("kind", "met", "unmet"),
    [
        (RuleKind.SERIES, "civil_servant", "prosecutor"),
        (RuleKind.POST, "专员", "检察官"),
        (RuleKind.DEPARTMENT, "法规", "保护"),
        (RuleKind.EXPERTISE, "商标", "集成电路"),
        (RuleKind.SYSTEM, "ip_admin", "procuratorate"),
        (RuleKind.LEVEL, "province", "county"),
    ],
)
def test_each_kind_of_rule_is_met_or_named(session, lin, kind, met, unmet):
    found = rule(session, kind, met)
    assert obstacles(session, lin) == []
    found.delete()

    asked = rule(session, kind, unmet)

    (sentence,) = obstacles(session, lin)
    assert asked.sentence in sentence
    assert "《培训通知》第三条" in sentence


def test_rules_of_one_kind_are_alternatives_and_kinds_add_up(session, lin):
    rule(session, RuleKind.RANK, "五级检察官", "一级检察官")
    rule(session, RuleKind.RANK, "四级主任科员", "一级主任科员")
    rule(session, RuleKind.SERIES, "title")
    assert obstacles(session, lin) == []

    rule(session, RuleKind.EXPERTISE, "著作权")

    assert len(obstacles(session, lin)) == 1


def test_an_earlier_class_counts_once_it_is_completed(session, lin):
    earlier = SessionFactory(number="TT-2025-1", title="专利侵权判定研修班", state=SessionState.COMPLETED)
    taken = seated(earlier, state=EnrolmentState.ATTENDING, person=lin.person)
    rule(session, RuleKind.PRIOR, "侵权判定")
    assert "未结业" in obstacles(session, lin)[0]

    Enrolment.objects.filter(pk=taken.pk).update(state=EnrolmentState.COMPLETED)

    assert obstacles(session, lin) == []
    EligibilityRule.objects.update(value="TT-2025-1")
    assert obstacles(session, lin) == []


def test_every_way_in_is_checked_and_the_refusal_names_the_rule(session, lin, hr):
    rule(session, RuleKind.EXPERTISE, "集成电路")
    trainee = member(session.ip_host, RoleCode.TRAINEE)
    held = seated(session)

    tries = [
        lambda: actions.nominate(session, person=lin.person, by=hr),
        lambda: actions.apply(session, by=trainee),
        lambda: actions.substitute(held, person=lin.person, by=hr),
    ]
    session.direct_entry = True
    tries.append(lambda: actions.apply(session, by=trainee))

    for attempt in tries:
        with pytest.raises(NotAllowedNow, match=r"集成电路.*《培训通知》第三条.*人事部门.*国家检察官学院分院"):
            attempt()
    assert Enrolment.objects.get().pk == held.pk


def test_a_class_without_rules_asks_nothing_and_one_with_rules_asks_once(session, lin):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            fitness_of(session, [lin])
        return [q["sql"] for q in queries if "training_eligibility" in q["sql"]]

    assert asked() == []
    rule(session, RuleKind.POST, "专员")
    assert len(asked()) == 1


def test_looking_at_a_whole_unit_costs_what_one_person_costs(session, lin):
    rule(session, RuleKind.PRIOR, "研修")

    def cost(postings):
        with CaptureQueriesContext(connection) as queries:
            fitness_of(session, postings)
        return len(queries)

    many = [lin, *(PostingFactory(agency=session.ip_host) for _n in range(3))]
    assert cost(many) == cost([lin])


def test_rules_are_written_while_the_class_is_a_draft(session):
    organiser = member(session.ip_host, RoleCode.ORGANISER)
    with pytest.raises(NotAllowedNow, match="随双方审批的计划确定"):
        add_rule(session, kind=RuleKind.POST, value="专员", by=organiser)
    session.state = SessionState.DRAFT
    session.save()

    added = add_rule(session, kind=RuleKind.RANK, value="四级主任科员", until="一级主任科员", by=organiser)

    session.refresh_from_db()
    assert (session.has_rules, str(added)) == (True, "职级为四级主任科员至一级主任科员")
    with pytest.raises(NotAllowedNow, match="已有该条件"):
        add_rule(session, kind=RuleKind.RANK, value="四级主任科员", until="一级主任科员", by=organiser)
    for ends in (("九级主任科员", "一级主任科员"), ("一级检察官", "一级主任科员")):
        with pytest.raises(NotAllowedNow, match="职级"):
            add_rule(session, kind=RuleKind.RANK, value=ends[0], until=ends[1], by=organiser)
    drop_rule(added, by=organiser)
    session.refresh_from_db()
    assert session.has_rules is False


@pytest.mark.parametrize(("role", "status"), [(RoleCode.ORGANISER, 302), (RoleCode.CLASS_HEAD, 403), ("", 404)])
def test_only_organisers_write_rules(client, session, role, status):
    session.state = SessionState.DRAFT
    session.save()
    client.force_login(member(session.ip_host, *([role] if role else [])))

    answer = client.post(
        reverse("training:eligibility", args=[session.slug]), {"kind": "post", "value": "专员", "source": "通知"}
    )

    assert answer.status_code == status
    assert EligibilityRule.objects.count() == (status == 302)


def test_a_rule_is_taken_out_on_its_page_by_its_organiser_alone(client, session):
    session.state = SessionState.DRAFT
    found = rule(session, RuleKind.POST, "专员")
    client.force_login(member(AgencyFactory(), RoleCode.ORGANISER))
    url = reverse("training:rule-drop", args=[found.pk])
    assert client.post(url).status_code == 404
    client.force_login(member(session.ip_host, RoleCode.ORGANISER))

    page = client.get(reverse("training:eligibility", args=[session.slug])).content.decode()
    client.post(url)

    assert "职务：专员" in page
    assert not EligibilityRule.objects.exists()


def test_the_list_of_the_unit_says_beforehand_who_can_and_why_not(client, session, lin, hr):
    other = PostingFactory(agency=session.ip_host, person__name="不符者")
    rule(session, RuleKind.EXPERTISE, "专利")
    client.force_login(hr)
    url = reverse("training:nominate", args=[session.slug])

    page = client.get(url, {"tick": "eligible"}).content.decode()

    assert f'value="{lin.person_id}" id="person-{lin.person_id}" aria-label="{lin.person.name}" checked' in page
    assert f'value="{other.person_id}"' not in page
    assert "登记情况：无" in page
    only = client.get(url, {"show": "eligible"}).content.decode()
    assert "不符者" not in only


def test_the_list_costs_the_same_with_one_and_with_three_people(client, session, lin, hr):
    client.force_login(hr)
    url = reverse("training:nominate", args=[session.slug])
    client.get(url)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    one = cost()
    PostingFactory(agency=session.ip_host), PostingFactory(agency=session.ip_host)
    assert cost() == one


def test_two_hundred_colleagues_stand_on_one_page(client, session, hr):
    for _n in range(199):
        PostingFactory(agency=session.ip_host)
    client.force_login(hr)

    page = client.get(reverse("training:nominate", args=[session.slug]), {"tick": "eligible"}).content.decode()

    assert page.count(" checked>") == 200


# --- other days ------------------------------------------------------------------------------------------------------


def test_leave_blocks_and_does_not_say_why(client, session, hr):
    trainee = member(session.ip_host, RoleCode.TRAINEE)
    enter_absence(trainee.person, kind="sick", starts_on=session.ends_on, ends_on=session.ends_on, note="住院", by=hr)

    with pytest.raises(NotAllowedNow, match="人事部门已登记离岗") as refusal:
        actions.apply(session, by=trainee)

    assert "病" not in str(refusal.value)
    client.force_login(trainee)
    page = client.get(session.get_absolute_url()).content.decode()
    assert ("您不能报名本班" in page, "人事部门已登记离岗" in page, "住院" in page) == (True, True, False)


@pytest.mark.parametrize(("shift", "blocked"), [(-1, False), (0, True), (1, True), (2, False)])
def test_the_day_of_reporting_for_duty_blocks(session, lin, hr, shift, blocked):
    first = session.starts_on + dt.timedelta(days=shift)
    SecondmentFactory(person=lin.person, state=State.ACTIVE, starts_on=first, ends_on=first + dt.timedelta(days=300))

    found = obstacles(session, lin)

    assert bool(found) is blocked
    if blocked:
        with pytest.raises(NotAllowedNow, match="报到"):
            actions.nominate(session, person=lin.person, by=hr)


def test_a_full_time_term_around_the_class_is_a_hint_that_hr_the_person_and_the_organiser_see(client, session, lin, hr):
    SecondmentFactory(
        person=lin.person,
        kind=Kind.TEMPORARY_POST,
        state=State.ACTIVE,
        starts_on=session.starts_on - dt.timedelta(days=30),
        ends_on=session.ends_on + dt.timedelta(days=30),
    )
    client.force_login(hr)
    assert "全职任职" in client.get(reverse("training:nominate", args=[session.slug])).content.decode()

    actions.nominate(session, person=lin.person, by=hr)

    client.force_login(member(session.ip_host, RoleCode.ORGANISER))
    assert "全职任职" in client.get(reverse("training:desk", args=[session.slug])).content.decode()


def test_a_seat_elsewhere_is_said_before_and_refused_afterwards(client, session):
    trainee = member(session.ip_host, RoleCode.TRAINEE)
    other = SessionFactory(starts_on=session.ends_on, title="另一班次", ip_host=session.ip_host)
    seated(other, person=trainee.person)
    client.force_login(trainee)

    page = client.get(session.get_absolute_url()).content.decode()

    assert "同期已有“另一班次”的名额" in page
    with pytest.raises(NotAllowedNow, match="另一班次"):
        actions.apply(session, by=trainee)


def test_of_two_pending_nominations_on_the_same_days_one_becomes_a_seat(session):
    pending = EnrolmentFactory(session=session, state=EnrolmentState.SUBMITTED)
    other = SessionFactory(starts_on=session.starts_on, ip_host=session.ip_host, title="另一班次")
    seated(other, person=pending.person)

    with pytest.raises(NotAllowedNow, match=r"无法录取.*另一班次"):
        actions.accept(pending, by=member(session.ip_host, RoleCode.ORGANISER))
