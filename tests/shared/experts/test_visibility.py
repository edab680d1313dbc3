"""Who finds an expert, on the list and in the search; nothing leaks through counts, facets, suggestions or numbers."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from shared.audit.actions import record
from shared.experts import actions
from shared.experts.enums import Visibility
from shared.experts.models import Availability, Expert, Membership, Pool, Qualification, Recommendation, TechnicalField
from shared.search.actions import rebuild
from shared.search.models import Entry, Word
from shared.search.queries import Filters, did_you_mean, search
from tests.factories.directory import UserFactory, member
from tests.factories.experts import ExpertFactory, MembershipFactory, PoolFactory, QualificationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def records(house):
    """One record of each visibility, kept by the IP administration of the province."""
    return {
        kind: ExpertFactory(
            agency=house.ip,
            visibility=kind,
            outside_name=f"解{mark}",
            outside_email=f"{kind}@pool.example",
            region=house.ip.region,
        )
        for kind, mark in zip(Visibility, ("公", "双", "内"), strict=True)
    }


def found(typed, user):
    """Names in the search, how many it counts, and whether its facets know experts at all."""
    results = search(typed, user, Filters())
    names = {entry.title for entry in Entry.objects.filter(pk__in=results.ids, source="expert")}
    return names, sum(row["n"] for row in results.facets if row["source"] == "expert")


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("nobody", {"解公"}),
        ("policeman", {"解公"}),
        ("colleague_p", {"解公", "解双"}),
        ("keeper_p", {"解公", "解双"}),
        ("city_colleague", {"解公", "解双"}),
        ("colleague", {"解公", "解双", "解内"}),
        ("keeper", {"解公", "解双", "解内"}),
        ("keeper_above", {"解公", "解双", "解内"}),
    ],
)
def test_each_reader_finds_her_own_on_the_list_and_in_the_search(house, records, who, names):
    readers = {
        "nobody": AnonymousUser(),
        "city_colleague": member(house.city),
        "keeper_above": house.keeper,
    }
    if who == "keeper_above":
        Expert.objects.update(agency=house.city)
    user = readers.get(who) or getattr(house, who)
    rebuild()

    assert {expert.name for expert in Expert.objects.visible_to(user)} == names
    for typed in ("解公", "xiegong", "示例理工大学"):
        seen = names if typed == "示例理工大学" else {"解公"}
        assert found(typed, user) == (seen, len(seen))


def test_what_is_hidden_leaves_no_trace_in_the_search(house, records):
    rebuild()
    stranger = house.colleague_p

    assert found("解内", stranger) == (set(), 0)
    assert search("解内", stranger, Filters(source="expert")).total == 0
    assert did_you_mean("解呐", stranger) == ""
    assert not Word.objects.filter(text__contains="解").exists()
    for typed in ("own@pool.example", "public@pool.example"):  # how to reach her is not even indexed
        assert found(typed, house.keeper)[0] == set()


def test_an_expert_is_found_by_field_speciality_and_in_english(house):
    expert = ExpertFactory(agency=house.ip, outside_name="单明", specialities="齿轮传动 F16H")
    expert.fields.add(TechnicalField.objects.get(code="mechanics"))
    person = house.colleague.person
    ExpertFactory(agency=house.ip, person=person)
    rebuild()

    for typed in ("机械", "齿轮传动", "f16h", "mechanics", "sm", "shanming"):
        assert found(typed, house.colleague)[0] == {"单明"}
    assert found("浙江省知识产权局", house.colleague)[0] == {"安宁"}


def test_the_index_follows_changes_and_forgets_on_withdrawal(house, django_capture_on_commit_callbacks):
    expert = Expert(agency=house.ip, outside_name="单明", outside_organisation="示例理工大学", title="")
    with django_capture_on_commit_callbacks(execute=True):
        actions.register_expert(expert, fields=TechnicalField.objects.filter(code="optics"), by=house.keeper)
    assert found("单明", house.colleague)[0] == {"单明"}

    with django_capture_on_commit_callbacks(execute=True):
        actions.change_expert(expert, by=house.keeper, visibility=Visibility.OWN, outside_organisation="示例光学所")
    assert found("光学所", house.colleague)[0] == {"单明"}
    assert found("光学所", house.colleague_p)[0] == set()

    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_expert(expert, reason="本人申请", by=house.keeper)
    assert not Entry.objects.filter(source="expert").exists()
    assert found("单明", house.keeper) == (set(), 0)


def test_the_index_follows_the_person_behind_a_record(house, django_capture_on_commit_callbacks):
    person = house.colleague.person
    ExpertFactory(agency=house.ip, person=person)
    rebuild()
    person.name = "解宁"
    person.save()
    posting = person.postings.get()
    posting.agency = house.city
    posting.save()

    with django_capture_on_commit_callbacks(execute=True):
        record("directory.person.change", person, by=house.keeper)
    assert found("xiening", house.keeper)[0] == {"解宁"}
    person.name = "单宁"
    person.save()
    with django_capture_on_commit_callbacks(execute=True):
        record("directory.posting.change", posting, by=house.keeper)
    assert found("杭州市知识产权局", house.keeper)[0] == {"单宁"}


def test_a_withdrawn_record_is_hidden_before_the_index_knows(house, records):
    rebuild()
    Expert.objects.update(state="withdrawn")

    assert Entry.objects.filter(source="expert").count() == 3
    assert found("解公", house.colleague) == (set(), 0)


def test_a_pool_manager_sees_the_members_and_candidates_of_her_pools(house):
    internal = ExpertFactory(agency=house.ip, visibility=Visibility.OWN)
    assert not Expert.objects.visible_to(house.keeper_p).exists()

    pool = PoolFactory(agency=house.proc)
    row = actions.recommend_expert(internal, pool=pool, reason="熟悉领域", by=house.keeper)
    assert Expert.objects.visible_to(house.keeper_p).get() == internal
    actions.decline_recommendation(row, answer="名额已满", by=house.keeper_p)
    assert not Expert.objects.visible_to(house.keeper_p).exists()

    term = MembershipFactory(expert=internal, pool=pool)
    assert Expert.objects.visible_to(house.keeper_p).get() == internal
    assert not Expert.objects.visible_to(house.colleague_p).exists()
    Membership.objects.filter(pk=term.pk).update(valid_to=timezone.localdate() - dt.timedelta(days=1))
    assert not Expert.objects.visible_to(house.keeper_p).exists()


def test_what_belongs_to_an_expert_is_seen_by_fewer(house):
    expert = ExpertFactory(agency=house.ip, person=house.colleague.person, visibility=Visibility.PUBLIC)
    QualificationFactory(expert=expert)
    MembershipFactory(expert=expert, pool=PoolFactory(agency=house.ip))
    day = timezone.localdate()
    Availability.objects.create(expert=expert, starts_on=day, ends_on=day, stated_by=house.keeper)
    actions.recommend_expert(expert, pool=PoolFactory(agency=house.proc), reason="熟悉", by=house.keeper)
    models = [Expert, Membership, Availability, Qualification, Recommendation]

    def seen(user):
        return [model.objects.visible_to(user).count() for model in models]

    assert seen(AnonymousUser()) == [1, 1, 0, 0, 0]
    assert seen(house.colleague_p) == [1, 1, 1, 0, 0]
    assert seen(house.keeper_p) == [1, 1, 1, 1, 1]
    assert seen(house.keeper) == seen(house.colleague) == seen(UserFactory(is_superuser=True)) == [1, 1, 1, 1, 1]
    assert Pool.objects.visible_to(AnonymousUser()).count() == 2


def test_the_page_of_a_hidden_expert_does_not_exist(client, house, records):
    hidden = reverse("experts:expert", args=[records[Visibility.OWN].pk])
    assert client.get(hidden).status_code == 404
    client.force_login(house.colleague_p)
    assert client.get(hidden).status_code == 404
    assert client.get(reverse("search:search"), {"q": "解内"}).content.decode().count("/experts/") == 0
    client.force_login(house.colleague)
    assert client.get(hidden).status_code == 200
