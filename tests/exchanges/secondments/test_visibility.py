"""Who sees a secondment: the officers of both units, the home unit's HR and the person. Nobody else."""

import datetime as dt

import pytest
from django.urls import reverse

from exchanges.secondments.enums import State, Step
from exchanges.secondments.models import Appraisal, Post, Secondment, TermChange
from exchanges.secondments.permissions import can_take_step
from shared.directory.enums import RoleCode
from tests.factories.directory import AgencyFactory, UserFactory, member
from tests.factories.secondments import PostFactory, SecondmentFactory, colleague, parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture
def p():
    return parties()


@pytest.fixture
def term(p):
    return p.secondment(State.ACTIVE)


def test_the_three_parties_see_it(p, term):
    for user in (p.user, p.home_officer, p.host_officer, p.hr):
        assert list(Secondment.objects.visible_to(user)) == [term]


@pytest.mark.parametrize("role", sorted(set(RoleCode) - {RoleCode.SECONDMENT_OFFICER, RoleCode.UNIT_HR}))
def test_no_other_role_of_the_same_units_sees_it(p, term, role):
    at_home, at_host = member(p.home, role), member(p.host, role)

    assert not Secondment.objects.visible_to(at_home)
    assert not Secondment.objects.visible_to(at_host)


def test_the_hosts_hr_and_officers_of_other_units_do_not_see_it(p, term):
    strangers = [
        member(p.host, RoleCode.UNIT_HR),
        member(AgencyFactory(), RoleCode.SECONDMENT_OFFICER),
        member(AgencyFactory(proc=True), RoleCode.SECONDMENT_OFFICER, RoleCode.UNIT_HR),
        member(AgencyFactory(parent=p.home), RoleCode.SECONDMENT_OFFICER),
        UserFactory(is_superuser=True),
    ]

    assert [s for s in strangers if Secondment.objects.visible_to(s)] == []


def test_an_officer_above_sees_the_units_below_her(p):
    below = SecondmentFactory(host_org=AgencyFactory(proc=True, parent=p.host))

    assert list(Secondment.objects.visible_to(p.host_officer)) == [below]


@pytest.mark.parametrize("name", ["secondment", "step"])
def test_another_agencys_number_gives_404(client, p, name):
    other = SecondmentFactory()
    client.force_login(p.host_officer)
    args = [other.number] if name == "secondment" else [other.number, "suspend"]

    response = client.get(reverse(f"secondments:{name}", args=args))

    assert response.status_code == 404


def test_nothing_of_another_agency_leaks_into_lists_search_or_export(client, p, term):
    other = SecondmentFactory(person=colleague(AgencyFactory(), name="独孤无名"), position="绝无仅有岗")
    client.force_login(p.host_officer)

    pages = [client.get(reverse("secondments:desk"), {"state": "all", "q": q}).content.decode() for q in ("", "独孤")]
    pages += [client.get(reverse("secondments:due")).content.decode()]
    pages += [client.get(reverse("secondments:export", args=["csv"]), {"state": "all"}).getvalue().decode()]

    for text in pages:
        assert "独孤无名" not in text.replace('value="独孤', "")
        assert other.number not in text
        assert other.home_org.name not in text


def test_changes_and_appraisals_are_seen_with_their_secondment(p, term):
    TermChange.objects.create(
        secondment=term,
        kind="renewal",
        asked_on=dt.date(2026, 11, 1),
        asked_by_agency=p.host,
        old_end=term.ends_on,
        new_end=dt.date(2028, 1, 1),
    )
    Appraisal.objects.create(
        secondment=term, period="2026年度", by_agency=p.host, grade="excellent", appraised_on=dt.date(2026, 11, 1)
    )
    stranger = member(AgencyFactory(), RoleCode.SECONDMENT_OFFICER)

    for model in (TermChange, Appraisal):
        assert (model.objects.visible_to(p.user).count(), model.objects.visible_to(stranger).count()) == (1, 0)


def test_an_open_post_is_seen_by_officers_and_a_closed_one_by_its_host(p):
    PostFactory(host_agency=p.host)
    PostFactory(host_agency=p.host, state="closed")

    counts = [Post.objects.visible_to(u).count() for u in (p.host_officer, p.home_officer, p.hr, p.user)]

    assert counts == [2, 1, 1, 0]


HOME_STEPS = {
    "recommend",
    "sign",
    "not-approve",
    "propose",
    "agree",
    "refuse-change",
    "suspend",
    "resume",
    "answer-end",
}
STEP_ROLES = {
    "home_officer": HOME_STEPS,
    "hr": HOME_STEPS,
    "host_officer": {
        "examine",
        "reject",
        "decide",
        "not-approve",
        "letter",
        "propose",
        "agree",
        "refuse-change",
        "suspend",
        "resume",
        "terminate",
        "appraise",
    },
    "user": {"consent", "decline", "pledge"},
}


@pytest.mark.parametrize("who", sorted(STEP_ROLES))
def test_each_party_takes_its_own_steps_only(p, term, who):
    assert {str(s) for s in Step if can_take_step(getattr(p, who), term, s)} == STEP_ROLES[who]


def test_an_officer_does_not_decide_in_her_own_case(p):
    own = p.secondment(State.CONSENTED, person=p.home_officer.person)

    assert {str(s) for s in Step if can_take_step(p.home_officer, own, s)} == {"consent", "decline", "pledge"}


def test_the_host_records_on_paper_for_somebody_without_an_account(p):
    paper = p.secondment(State.UNDER_REVIEW, person=colleague(p.home))

    assert can_take_step(p.host_officer, paper, Step.CONSENT)
    assert not can_take_step(p.home_officer, paper, Step.CONSENT)


@pytest.mark.parametrize("step", list(Step))
def test_the_wrong_party_is_refused_by_the_page_as_well(client, p, term, step):
    client.force_login(p.user)

    response = client.post(reverse("secondments:step", args=[term.number, step]), {})

    expected = {422, 200} if str(step) in STEP_ROLES["user"] else {403}
    assert response.status_code in expected
    term.refresh_from_db()
    assert term.state == State.ACTIVE


@pytest.mark.parametrize("name", ["desk", "due", "mine", "plan", "posts", "post-open"])
def test_a_visitor_is_asked_to_sign_in(client, name):
    response = client.get(reverse(f"secondments:{name}"))

    assert response.status_code == 302
    assert "login" in response["Location"]


@pytest.mark.parametrize(("name", "status"), [("plan", 403), ("post-open", 403), ("posts", 200), ("mine", 200)])
def test_a_trainee_reaches_what_is_hers_only(client, p, name, status):
    client.force_login(p.user)

    assert client.get(reverse(f"secondments:{name}")).status_code == status
