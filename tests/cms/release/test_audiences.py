"""A draft that is open to named agencies and persons alone (E13): who is on the list, and how the list changes."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import PageLogEntry

from cms.library.actions import submit_for_review
from cms.release.actions import ask_for_emergency, change_readers, decide, lift_limit
from cms.release.enums import REVIEWERS, Step, Verdict
from cms.release.models import Audience, AudienceMember, Route
from cms.release.queries import asked_of, open_route_of, readers_of, with_steps
from shared.accounts.actions import close_account
from shared.accounts.models import User
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.directory.models import Posting, RoleAssignment
from shared.notices.models import Notice
from tests.factories.cms import case, chapter, paper
from tests.factories.directory import AgencyFactory, UserFactory, member
from tests.factories.release import agree, reviewers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture
def head(agency):
    return called(member(agency, RoleCode.SECTION_HEAD), "处室负责人甲")


@pytest.fixture
def reader():
    """Of another agency, with no role at all."""
    return called(member(AgencyFactory()), "读者乙")


def called(user, name):
    user.name = name
    user.save()
    return user


def fresh(user):
    """As the next request has her."""
    return User.objects.get(pk=user.pk)


def is_open(user, page):
    return Audience.objects.open_to(fresh(user)).filter(page=page.pk).exists()


def scope(user, page):
    return page.is_in_scope_of(fresh(user))


def test_list_opens_to_the_owner_the_named_and_whoever_has_set_it(draft, author, head, reader, agency):
    colleague, stranger = member(agency, RoleCode.EDITOR), member(AgencyFactory(), RoleCode.EDITOR)

    change_readers(draft, add=[reader], by=head)

    assert [is_open(user, draft) for user in (author, head, reader)] == [True] * 3
    assert [is_open(user, draft) for user in (colleague, stranger)] == [False] * 2
    assert [scope(user, draft) for user in (author, head)] == [True] * 2
    assert [scope(user, draft) for user in (reader, colleague, stranger)] == [False] * 3


def test_agency_opens_it_to_the_roles_of_the_route_at_that_very_agency(draft, head):
    above = AgencyFactory(code="G01")
    named, below = AgencyFactory(code="G0101", parent=above), AgencyFactory(code="G02")
    below.parent = named
    below.save()
    people = [member(place, RoleCode.LEGAL_OFFICER) for place in (named, above, below)]
    learner = member(named, RoleCode.TRAINEE)

    change_readers(draft, add=[named], by=head)

    assert [is_open(user, draft) for user in people] == [True, False, False]
    assert not is_open(learner, draft)


def test_own_agency_can_be_named_like_every_other(draft, head, agency):
    colleague = member(agency, RoleCode.EDITOR)

    change_readers(draft, add=[agency], by=head)

    assert scope(colleague, draft)
    assert [row.who for row in AudienceMember.objects.all()] == [agency]  # the head is on it by her agency


def test_person_who_leaves_or_whose_account_is_closed_reads_nothing_from_then_on(draft, head, reader):
    other = member(AgencyFactory())
    change_readers(draft, add=[reader, other], by=head)

    Posting.objects.filter(person__user=reader).update(valid_to=timezone.localdate() - dt.timedelta(days=1))
    close_account(other, by=head)

    assert not is_open(reader, draft)
    assert not is_open(other, draft)
    assert {row.user for row in readers_of(draft)["members"] if row.is_away} == {reader, other}


def test_role_that_ends_closes_what_the_agency_opened(draft, head, agency):
    place = AgencyFactory()
    editor = member(place, RoleCode.EDITOR)
    change_readers(draft, add=[place], by=head)
    assert is_open(editor, draft)

    RoleAssignment.objects.filter(user=editor).update(ended_at=timezone.now())

    assert not is_open(editor, draft)


def test_who_is_closed_already_is_not_named(draft, head, reader):
    close_account(reader, by=head)

    with pytest.raises(NotAllowedNow, match="的账号已停用"):
        change_readers(draft, add=[reader], by=head)
    assert not Audience.objects.exists()


def test_who_changes_the_list_stays_on_it(draft, head, author, reader):
    change_readers(draft, add=[reader], by=head)

    with pytest.raises(NotAllowedNow, match="您在修改这份名单"):
        change_readers(draft, take=[head], by=head)
    change_readers(draft, take=[head], by=author)

    assert not is_open(head, draft)
    assert [is_open(user, draft) for user in (author, reader)] == [True, True]


def test_taking_out_the_agency_leaves_whoever_did_it(draft, head, agency):
    change_readers(draft, add=[agency], by=head)

    change_readers(draft, take=[agency], by=head)

    assert [row.who for row in AudienceMember.objects.all()] == [head]


@pytest.mark.parametrize("who", ["reader", "reviewer", "other head", "colleague off the list", "superuser"])
def test_others_neither_make_nor_change_a_list(draft, head, agency, reader, who):
    person = {
        "reader": lambda: reader,
        "reviewer": lambda: member(agency, RoleCode.SECRECY_OFFICER),
        "other head": lambda: member(AgencyFactory(), RoleCode.SECTION_HEAD),
        "colleague off the list": lambda: member(agency, RoleCode.EDITOR),
        "superuser": lambda: UserFactory(is_superuser=True),
    }[who]()
    change_readers(draft, add=[reader], by=head)

    with pytest.raises(NotAllowedNow, match="由本页面机关的编辑或处室负责人确定"):
        change_readers(draft, add=[person], by=fresh(person))
    if who != "superuser":
        with pytest.raises(NotAllowedNow, match="由本页面机关的编辑或处室负责人确定"):
            lift_limit(draft, by=fresh(person))
    assert {row.who for row in AudienceMember.objects.all()} == {reader, head}


def test_superuser_as_such_lifts_a_list_and_names_nobody(draft, head, reader, agency):
    change_readers(draft, add=[reader], by=head)

    lift_limit(draft, by=UserFactory(is_superuser=True))

    assert not Audience.objects.exists()
    assert scope(member(agency, RoleCode.EDITOR), draft)
    with pytest.raises(NotAllowedNow, match="本来就对其机关开放"):
        lift_limit(draft, by=head)


def test_chapters_and_lists_of_the_site_have_no_list_of_their_own(agency, author, head):
    white = paper(agency, by=author)
    part = chapter(white, by=author)

    for page in (part, white.get_parent().specific):
        with pytest.raises(NotAllowedNow):
            change_readers(page, add=[head], by=head)
    change_readers(white, add=[author], by=author)

    assert not scope(head, type(part).objects.get(pk=part.pk))
    assert scope(author, type(part).objects.get(pk=part.pk))


def test_each_change_is_on_record_in_words(draft, head, author, reader):
    place = AgencyFactory(name="示例省知识产权局")
    change_readers(draft, add=[place, reader], by=head)
    change_readers(draft, take=[place], by=author)
    lift_limit(draft, by=head)

    rows = PageLogEntry.objects.filter(page=draft.pk, action__startswith="release.audience").order_by("pk")
    who = f"读者乙 ({reader.username})", f"处室负责人甲 ({head.username})"
    assert [(row.action, row.user, row.data) for row in rows] == [
        ("release.audience.change", head, {"added": ["示例省知识产权局", *who]}),
        ("release.audience.change", author, {"taken": ["示例省知识产权局"]}),
        ("release.audience.lift", head, {"taken": [*who]}),
    ]
    assert [(entry.what, entry.to_state) for entry in readers_of(draft)["history"]] == [
        ("草稿重新向所属机关开放", f"移出：{who[0]}、{who[1]}"),
        ("草稿知悉范围变动", "移出：示例省知识产权局"),
        ("草稿知悉范围变动", f"加入：示例省知识产权局、{who[0]}、{who[1]}"),
    ]


def test_nothing_is_on_record_where_nothing_changed(draft, head, reader):
    change_readers(draft, add=[reader], by=head)

    with pytest.raises(NotAllowedNow, match="没有变化"):
        change_readers(draft, add=[reader], by=head)

    assert PageLogEntry.objects.filter(action="release.audience.change").count() == 1


def test_whoever_is_named_is_told_once_with_the_way_to_the_text(draft, head, reader):
    place = AgencyFactory()
    officer, learner = member(place, RoleCode.ISSUER), member(place, RoleCode.TRAINEE)

    change_readers(draft, add=[reader, place], by=head)

    told = Notice.objects.filter(kind="release.draft_opened")
    assert {(row.user, row.url) for row in told} == {(u, f"/review/drafts/{draft.pk}/") for u in (reader, officer)}
    assert told.first().params == {"title": "未审查的案例", "by": "处室负责人甲"}
    assert not Notice.objects.filter(user__in=[learner, head]).exists()


def test_members_are_an_agency_or_a_person_each_once(draft, head, reader, agency):
    kept = change_readers(draft, add=[reader, agency], by=head)

    for wrong in ({}, {"agency": agency, "user": reader}, {"user": reader}, {"agency": agency}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AudienceMember.objects.create(audience=kept, **wrong)


def everybody():
    return User.objects.filter(is_active=True)


def asked_in_python(route):
    """Whom the step asks, by the rule of the route itself."""
    found = set()
    for user in everybody():
        row = with_steps(Route.objects.in_scope_of(user).filter(pk=route.pk)).first()
        if row is not None and asked_of(user, row):
            found.add(user.pk)
    return found


def asked_in_sql(route):
    return {user.pk for user in everybody() if Route.objects.in_scope_of(user).asking(user).filter(pk=route.pk)}


@pytest.mark.parametrize("step", list(Step))
def test_step_asks_the_same_people_in_sql_as_on_the_page_of_the_route(draft, author, agency, step):
    people = reviewers(agency)
    both = member(agency, *sorted({REVIEWERS[one] for one in Step}))  # every role, and she takes the first review
    member(AgencyFactory(), *sorted({REVIEWERS[one] for one in Step}))
    submit_for_review(draft, by=author)
    agree(draft, {**people, Step.FIRST: both}, until=step)
    route = open_route_of(draft)

    found = asked_in_python(route)

    assert asked_in_sql(route) == found
    assert people[step].pk in found
    assert (both.pk in found) is (step == Step.FIRST or step.startswith("proof"))


def test_emergency_asks_secrecy_ahead_of_its_turn_and_the_issuers(draft, author, agency):
    people = reviewers(agency)
    submit_for_review(draft, by=author)
    route = open_route_of(draft)
    ask_for_emergency(route, reason="情况紧急", by=author)

    found = asked_in_sql(route)

    assert asked_in_python(route) <= found
    assert found == {people[step].pk for step in (Step.FIRST, Step.SECRECY, Step.SIGN)}


def test_route_is_seen_for_the_step_and_not_after_it(draft, author, agency, head, reader):
    people = reviewers(agency)
    change_readers(draft, add=[reader], by=author)
    submit_for_review(draft, by=author)
    route = open_route_of(draft)
    first, second = people[Step.FIRST], people[Step.ANONYMISE]

    def seen():
        return [Route.objects.visible_to(fresh(user)).filter(pk=route.pk).exists() for user in (first, second, author)]

    assert seen() == [True, False, True]
    decide(route, step=Step.FIRST, by=first)
    assert seen() == [False, True, True]
    decide(route, step=Step.ANONYMISE, by=second, verdict=Verdict.RETURN, comment="请补充。")
    assert seen() == [False, False, True]
    assert not Route.objects.visible_to(fresh(reader)).exists()  # the list gives a text to read, no route


def test_what_became_public_is_as_ever(author, agency, people):
    page = case(by=author, agency=agency)
    change_readers(page, add=[author], by=author)
    submit_for_review(page, by=author)
    agree(page, people)
    colleague = member(agency, RoleCode.EDITOR)

    assert page.live
    assert Route.objects.visible_to(colleague).filter(page=page.pk).exists()
    assert not scope(colleague, page)
