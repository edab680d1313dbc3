"""Agreements of two units, posts under them, what posts ask, and applications through the own unit (B1, B2, B18)."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from exchanges.secondments import actions
from exchanges.secondments.enums import AgreementState, ApplicationState, Finding, Kind, Paper, RequirementKind, State
from exchanges.secondments.models import Agreement, Application, Batch, Post, Secondment
from exchanges.secondments.queries import application_todos
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from shared.regulations.models import DeadlineRule
from tests.factories.directory import AgencyFactory, member
from tests.factories.secondments import PostFactory, brought, endorsement, parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2027, 12, 31)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-22 10:00 +0800", tick=False):
        yield


@pytest.fixture
def p():
    return parties()


def propose(p, **facts):
    given = {
        "title": "互派协议",
        "kinds": [Kind.EXCHANGE_POST, Kind.INVITED_ASSISTANT],
        "batches_per_year": 2,
        "places_at_first": 2,
        "places_at_second": 1,
        "valid_from": FIRST,
        "valid_until": LAST,
    }
    return actions.propose_agreement(p.host, second=p.home, by=p.host_officer, **given | facts)


def agreed(p, **facts):
    return actions.agree_to_agreement(propose(p, **facts), by=p.home_officer)


def open_post(p, agreement=None, **facts):
    given = {
        "title": "专利岗",
        "kind": Kind.EXCHANGE_POST,
        "headcount": 1,
        "opens_on": dt.date(2026, 11, 1),
        "closes_on": dt.date(2026, 12, 31),
    }
    return actions.open_post(p.host, agreement=agreement, by=p.host_officer, **given | facts)


def answer(p, post, **facts):
    given = {"person": p.user.person, "home_org": p.home, "by": p.home_officer}
    days = {"starts_on": dt.date(2027, 1, 1), "ends_on": dt.date(2027, 12, 31)}
    return actions.recommend_for_post(post, **given | endorsement() | days | facts)


def test_the_other_unit_agrees_and_only_then_posts_are_opened_under_it(p):
    agreement = propose(p)
    with pytest.raises(NotAllowedNow, match="双方同意"):
        open_post(p, agreement)

    actions.agree_to_agreement(agreement, by=p.home_officer)
    post = open_post(p, agreement)

    assert (agreement.number, agreement.state, agreement.agreed_on) == ("AGR-0001", "agreed", dt.date(2026, 11, 22))
    assert (post.batch.year, post.batch.number, post.batch.places, post.batch.at_first) == (2026, 1, 2, True)
    assert set(Notice.objects.filter(kind="agreement.proposed").values_list("user", flat=True)) == {
        p.home_officer.pk,
        p.hr.pk,
    }


def test_a_batch_gives_its_places_once_on_each_side_and_no_more(p):
    agreement = agreed(p)
    open_post(p, agreement, headcount=2)

    with pytest.raises(NotAllowedNow, match="剩余 0 个"):
        open_post(p, agreement)
    second = open_post(p, agreement, batch_number=2, headcount=2)
    with pytest.raises(NotAllowedNow, match="没有第 3 批"):
        open_post(p, agreement, batch_number=3)
    at_home = {"title": "岗", "opens_on": dt.date(2026, 11, 1), "closes_on": dt.date(2026, 12, 31)}
    actions.open_post(p.home, agreement=agreement, kind=Kind.EXCHANGE_POST, by=p.home_officer, **at_home)

    assert second.batch.number == 2
    assert sorted(Batch.objects.values_list("number", "at_first", "offered", "places")) == [
        (1, False, 1, 1),
        (1, True, 2, 2),
        (2, True, 2, 2),
    ]


def test_a_closed_post_gives_back_what_nobody_is_proposed_for(p):
    agreement = agreed(p)
    post = open_post(p, agreement, headcount=2)
    s = answer(p, post)

    actions.close_post(post, by=p.host_officer)

    post.refresh_from_db()
    assert (post.given_back, post.places_left, post.batch.offered) == (1, 1, 1)
    brought(s, Paper.TRIPARTITE)
    Secondment.objects.filter(pk=s.pk).update(state=State.CONSENTED, host_decided_on=dt.date(2026, 11, 22))
    actions.sign_as_home(Secondment.objects.get(pk=s.pk), by=p.home_officer)
    post.refresh_from_db()
    assert (post.taken, post.places_left) == (1, 0)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"kinds": [Kind.LOAN]}, "该协议不包括"),
        ({"valid_from": dt.date(2026, 11, 23)}, "2026-11-23"),
        ({"valid_until": dt.date(2026, 11, 21)}, "2026-11-21"),
    ],
)
def test_a_post_keeps_to_the_kinds_and_the_days_of_the_agreement(p, facts, words):
    with pytest.raises(NotAllowedNow, match=words):
        open_post(p, agreed(p, **facts))


def test_an_exchange_post_needs_an_agreement_where_the_row_says_so(p):
    from exchanges.secondments.models import KindRule

    plan = {"home_org": p.home, "position": "岗", "starts_on": dt.date(2027, 1, 1), "ends_on": dt.date(2027, 12, 31)}
    with pytest.raises(NotAllowedNow, match="须以双方有效协议为依据"):
        open_post(p)
    with pytest.raises(NotAllowedNow, match="须以双方有效协议为依据"):
        actions.plan_secondment(p.host, kind=Kind.EXCHANGE_POST, by=p.host_officer, **plan)

    KindRule.objects.filter(code=Kind.EXCHANGE_POST).update(needs_agreement=False)
    freed = open_post(p)
    KindRule.objects.filter(code=Kind.EXCHANGE_POST).update(needs_agreement=True)
    agreed(p)

    assert freed.agreement is None
    assert actions.plan_secondment(p.host, kind=Kind.EXCHANGE_POST, by=p.host_officer, **plan).state == State.PLANNED


def test_a_post_under_an_agreement_is_for_the_other_party_alone(p):
    post = open_post(p, agreed(p))
    stranger = member(AgencyFactory(), RoleCode.SECONDMENT_OFFICER)
    below = member(AgencyFactory(parent=p.home), RoleCode.SECONDMENT_OFFICER)

    assert list(Post.objects.visible_to(p.home_officer)) == [post]
    assert not Post.objects.visible_to(stranger)
    assert not Post.objects.visible_to(below)
    with pytest.raises(NotAllowedNow, match="浙江省知识产权局"):
        answer(p, post, person=stranger.person, home_org=stranger.person.postings.get().agency)


def test_an_agreement_is_seen_by_its_parties_and_answered_by_the_other_one(client, p):
    agreement = propose(p)
    stranger = member(AgencyFactory(), RoleCode.SECONDMENT_OFFICER)
    url = reverse("secondments:agreement-act", args=[agreement.number, "agree"])

    codes = []
    for user in (stranger, p.user, p.hr, p.host_officer):
        client.force_login(user)
        codes.append(client.post(url).status_code)
    client.force_login(p.home_officer)
    client.post(url)

    assert codes == [404, 404, 403, 403]
    assert Agreement.objects.get().state == AgreementState.AGREED
    assert [row.title for row in application_todos(p.home_officer)] == []


@pytest.mark.parametrize(("day", "sent"), [("2027-10-01", 0), ("2027-10-02", 1)])
def test_both_are_told_once_ninety_days_before_it_ends_or_by_what_the_row_says(p, day, sent):
    agreed(p)
    with time_machine.travel(f"{day} 07:35 +0800", tick=False):
        counts = actions.remind_of_agreements(), actions.remind_of_agreements()
    DeadlineRule.objects.filter(code="secondment.agreement_renewal").update(amount=500)

    assert counts == (sent, 0)
    assert bool(actions.remind_of_agreements()) is (sent == 0)
    assert Notice.objects.filter(kind="agreement.ends").count() == 3  # both officers and the home unit's HR


def test_an_agreement_that_is_renewed_is_not_reminded_of_and_not_renewed_twice(p):
    old = agreed(p)
    days = {"valid_from": dt.date(2028, 1, 1), "valid_until": dt.date(2029, 12, 31)}
    propose(p, renews=old, **days)

    with pytest.raises(NotAllowedNow, match="已续签"):
        propose(p, renews=old, **days)
    with time_machine.travel("2027-12-01 07:35 +0800", tick=False):
        assert actions.remind_of_agreements() == 0


def test_what_a_post_asks_is_checked_by_the_record_or_confirmed_by_the_unit(p):
    post = open_post(
        p,
        kind=Kind.INVITED_ASSISTANT,
        requirements=[
            {"kind": RequirementKind.AGE, "number": 45},
            {"kind": RequirementKind.SERVICE, "number": 5},
            {"kind": RequirementKind.FIELD, "text": "专利 商标"},
            {"kind": RequirementKind.DEGREE, "text": "硕士"},
        ],
    )
    person = p.user.person
    person.birth_month, person.joined_on, person.expertise = "1990-02", dt.date(2022, 1, 2), "专利审查"
    person.save()

    with pytest.raises(NotAllowedNow, match="自 2022-01-02"):
        answer(p, post)
    person.joined_on = dt.date(2022, 1, 1)
    person.save()
    with pytest.raises(NotAllowedNow, match="学历 硕士"):
        answer(p, post)
    s = answer(p, post, confirmed=True)

    assert list(s.requirement_checks.values_list("requirement", "finding", "fact")) == [
        ("年龄不超过（周岁） 45", Finding.MET, "36 周岁"),
        ("工作年限不少于（年） 5", Finding.MET, "自 2022-01-01"),
        ("专业领域 专利 商标", Finding.MET, "专利审查"),
        ("学历 硕士", Finding.CONFIRMED, ""),
    ]


def test_staff_see_and_apply_for_posts_that_let_them_and_their_unit_recommends_them(p):
    quiet = PostFactory(host_agency=p.host)
    post = PostFactory(host_agency=p.host, takes_applications=True)
    days = {"starts_on": dt.date(2027, 1, 1), "ends_on": dt.date(2028, 1, 1)}

    application = actions.apply_for_post(post, person=p.user.person, home_org=p.home, statement="愿意", by=p.user)
    with pytest.raises(NotAllowedNow, match="已申请"):
        actions.apply_for_post(post, person=p.user.person, home_org=p.home, statement="再次", by=p.user)
    with pytest.raises(NotAllowedNow, match="不接受个人申请"):
        actions.apply_for_post(quiet, person=p.user.person, home_org=p.home, statement="愿意", by=p.user)
    before = Secondment.objects.visible_to(p.host_officer).count()
    s = actions.endorse_application(application, by=p.hr, **endorsement(), **days)

    assert list(Post.objects.visible_to(p.user)) == [post]
    assert not Application.objects.visible_to(p.host_officer)
    assert before == 0
    assert list(Secondment.objects.visible_to(p.host_officer)) == [s]
    assert (s.state, application.state, application.secondment) == (State.RECOMMENDED, ApplicationState.ENDORSED, s)
    told = Notice.objects.filter(kind__startswith="application").values_list("kind", "user").order_by("pk")
    assert set(told) == {
        ("application.received", p.home_officer.pk),
        ("application.received", p.hr.pk),
        ("application.endorsed", p.user.pk),
    }


def test_nobody_applies_for_a_post_of_her_own_unit_or_beside_an_agreement(client, p):
    own = PostFactory(host_agency=p.home, takes_applications=True)
    other = member(AgencyFactory())
    under = open_post(p, agreed(p), takes_applications=True)

    assert own not in Post.objects.visible_to(p.user)
    assert list(Post.objects.visible_to(p.user)) == [under]
    client.force_login(other)
    assert client.get(reverse("secondments:post-apply", args=[under.pk])).status_code == 404


def test_the_unit_refuses_with_a_reason_and_the_person_may_apply_again(client, p):
    post = PostFactory(host_agency=p.host, takes_applications=True, closes_on=dt.date(2026, 12, 31))
    apply = reverse("secondments:post-apply", args=[post.pk])
    client.force_login(p.user)
    assert client.post(apply, {"statement": "愿意承担"}).status_code == 302
    application = Application.objects.get()
    refuse = reverse("secondments:application-decide", args=[application.pk, "refuse"])

    own = client.post(refuse, {"reason": "自己"}).status_code
    client.force_login(p.host_officer)
    host = client.post(refuse, {"reason": "外单位"}).status_code
    client.force_login(p.hr)
    todo = [row.title for row in application_todos(p.hr)]
    empty = client.post(refuse, {"reason": ""}).status_code
    client.post(refuse, {"reason": "本处人手不足"})
    client.force_login(p.user)
    page = client.get(reverse("secondments:applications")).content.decode()

    application.refresh_from_db()
    assert (own, host, empty) == (403, 404, 422)
    assert todo == ["答复周晓的申请"]
    assert (application.state, application.reason) == (ApplicationState.REFUSED, "本处人手不足")
    assert "本处人手不足" in page
    assert client.post(apply, {"statement": "再次申请"}).status_code == 302


def test_a_withdrawn_application_is_no_longer_decided(client, p):
    post = PostFactory(host_agency=p.host, takes_applications=True)
    application = actions.apply_for_post(post, person=p.user.person, home_org=p.home, statement="愿意", by=p.user)
    client.force_login(p.user)

    client.post(reverse("secondments:application-withdraw", args=[application.pk]))
    application.refresh_from_db()

    assert application.state == ApplicationState.WITHDRAWN
    with pytest.raises(NotAllowedNow):
        actions.refuse_application(application, reason="晚了", by=p.hr)


def test_a_post_is_opened_under_an_agreement_with_what_it_asks_by_its_form(client, p):
    agreement = agreed(p)
    client.force_login(p.host_officer)
    form = {
        "host_agency": p.host.pk,
        "title": "协作岗",
        "kind": Kind.EXCHANGE_POST,
        "headcount": 3,
        "agreement": agreement.pk,
        "takes_applications": "on",
        "opens_on": "2026-11-22",
        "closes_on": "2026-12-31",
        "age": 45,
        "others": "能出差\n\n英语熟练",
    }

    too_many = client.post(reverse("secondments:post-open"), form)
    client.post(reverse("secondments:post-open"), form | {"headcount": 2, "batch_number": 2})

    post = Post.objects.get()
    assert too_many.status_code == 422
    assert "剩余 2 个" in too_many.content.decode()
    assert [str(row) for row in post.requirements.all()] == ["年龄不超过（周岁） 45", "能出差", "英语熟练"]
    assert (post.batch.number, post.batch.offered, post.takes_applications) == (2, 2, True)
    detail = client.get(post.get_absolute_url()).content.decode()
    assert "2026 年第 2 批" in detail
    assert "能出差" in detail


@pytest.mark.parametrize("name", ["agreements", "applications", "posts"])
def test_the_lists_cost_the_same_with_one_row_and_with_three(client, p, name, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def add():
        agreed(p, kinds=[Kind.LOAN])
        post = PostFactory(host_agency=p.host, takes_applications=True)
        actions.apply_for_post(post, person=p.user.person, home_org=p.home, statement="愿意", by=p.user)

    add()
    client.force_login(p.home_officer)
    client.get(reverse(f"secondments:{name}"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(f"secondments:{name}"))
    add()
    add()

    with django_assert_num_queries(len(one)):
        client.get(reverse(f"secondments:{name}"))
