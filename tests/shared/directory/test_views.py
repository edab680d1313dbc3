"""Pages of agencies, people and clusters: found, filtered, and shown only to those who may see them."""

import datetime as dt

import pytest
from django.urls import reverse

from shared.directory.enums import RankSeries, RoleCode
from shared.directory.models import ClusterMembership, Person, Posting
from tests.factories.directory import AgencyFactory, PersonFactory, PostingFactory, RegionFactory, UserFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return AgencyFactory(code="I330000", name="浙江省知识产权局", region=RegionFactory())


@pytest.fixture
def city(province):
    return AgencyFactory(code="I330100", name="杭州市知识产权局", parent=province, level="prefecture")


@pytest.fixture
def elsewhere():
    return AgencyFactory(code="P440000", name="广东省人民检察院", proc=True)


@pytest.fixture
def hr(province, client):
    user = member(province, RoleCode.UNIT_HR, name="安宁")
    client.force_login(user)
    return user


def people(client, **query):
    return [p.name for p in client.get(reverse("directory:people"), query).context["page"]]


def posted(name, agency, **person):
    return PostingFactory(person=PersonFactory(name=name, **person), agency=agency).person


def test_people_stand_in_the_order_of_their_surnames(client, hr, city):
    for name in ("曾平", "解宁", "单晓", "仇安"):
        posted(name, city)

    assert people(client) == ["安宁", "仇安", "单晓", "解宁", "曾平"]
    assert people(client, sort="-name") == ["曾平", "解宁", "单晓", "仇安", "安宁"]


@pytest.mark.parametrize("q", ["单晓", "shan", "sx", "Shanxiao", "shan xiao", "商业秘密", "晓 商业", "sx@"])
def test_a_person_is_found_by_name_pinyin_initials_and_expertise(client, hr, city, q):
    posted("单晓", city, expertise="商业秘密、商标", email="sx@unit.example")
    posted("周平", city, expertise="专利")

    assert people(client, q=q) == ["单晓"]


def test_people_are_filtered_by_agency_system_and_series(client, hr, city, province):
    posted("周平", city)
    PostingFactory(person=PersonFactory(name="吴宁"), agency=province, rank_series=RankSeries.TITLE)

    assert people(client, agency="I330100") == ["周平"]
    assert people(client, agency="杭州") == ["周平"]
    assert people(client, rank_series="title") == ["吴宁"]
    assert people(client, system="procuratorate") == []
    assert "没有找到人员" in client.get(reverse("directory:people"), {"q": "无此人"}).content.decode()
    assert "没有该名称或代码的单位" in client.get(reverse("directory:people"), {"agency": "X"}).content.decode()


def test_nobody_sees_people_of_other_agencies(client, hr, elsewhere):
    foreign = posted("单晓", elsewhere)

    assert people(client, q="单晓") == []
    assert client.get(reverse("directory:person", args=[foreign.pk])).status_code == 404
    assert "单晓" not in client.get(reverse("directory:agency", args=["P440000"])).content.decode()


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (RoleCode.UNIT_HR, True),
        (RoleCode.UNIT_LEADER, True),
        (RoleCode.SECONDMENT_OFFICER, True),
        (RoleCode.TRAINING_PLANNER, True),
        (RoleCode.SYSTEM_ADMIN, True),
        (RoleCode.TRAINEE, False),
        (RoleCode.EDITOR, False),
        (RoleCode.SECURITY_ADMIN, False),
        (RoleCode.AUDIT_ADMIN, False),
    ],
)
def test_which_roles_see_the_people_below(client, province, city, role, sees):
    person = posted("单晓", city)
    client.force_login(member(province, role))

    assert client.get(reverse("directory:person", args=[person.pk])).status_code == (200 if sees else 404)


def test_she_sees_herself(client, city):
    user = member(city)
    client.force_login(user)

    assert client.get(reverse("directory:person", args=[user.person.pk])).status_code == 200
    assert people(client) == [user.person.name]


def test_the_month_of_birth_is_for_her_and_her_personnel_office(client, province, city):
    person = posted("单晓", city, birth_month="1985-08")
    address = reverse("directory:person", args=[person.pk])

    client.force_login(member(province, RoleCode.UNIT_HR))
    assert "1985-08" in client.get(address).content.decode()
    client.force_login(member(province, RoleCode.TRAINING_PLANNER))
    assert "1985-08" not in client.get(address).content.decode()


def test_a_person_page_shows_the_whole_career(client, hr, city, province):
    person = posted("单晓", city)
    PostingFactory(person=person, agency=province, valid_to=dt.date(2020, 1, 1), department="旧部门")

    page = client.get(reverse("directory:person", args=[person.pk])).content.decode()

    assert "旧部门" in page
    assert "2020-01-01" in page


def test_postings_are_visible_as_their_people_are(hr, city, elsewhere):
    posted("周平", city)
    posted("单晓", elsewhere)

    assert {p.person.name for p in Posting.objects.visible_to(hr)} == {"安宁", "周平"}


def test_a_superuser_sees_everybody_and_a_stranger_nobody(elsewhere):
    from django.contrib.auth.models import AnonymousUser

    posted("单晓", elsewhere)

    assert Person.objects.visible_to(UserFactory(is_superuser=True)).count() == 1
    assert Person.objects.visible_to(AnonymousUser()).count() == 0


def test_agencies_are_filtered_and_ended_ones_shown_on_request(client, hr, province, city):
    AgencyFactory(code="I339999", name="旧局", valid_to=dt.date(2020, 1, 1), successor=city)

    def codes(**query):
        return [a.code for a in client.get(reverse("directory:agencies"), query).context["page"]]

    assert codes() == ["I330000", "I330100"]
    assert codes(ended="on") == ["I330000", "I330100", "I339999"]
    assert codes(q="杭州") == ["I330100"]
    assert codes(region="330000") == ["I330000"]
    assert codes(level="prefecture") == ["I330100"]
    assert codes(system="court") == []


def test_an_ended_agency_points_to_its_successor_and_back(client, hr, city):
    AgencyFactory(code="I339999", name="旧局", valid_to=dt.date(2020, 1, 1), successor=city)

    old = client.get(reverse("directory:agency", args=["I339999"])).content.decode()
    new = client.get(reverse("directory:agency", args=["I330100"])).content.decode()

    assert "该单位已停用" in old
    assert "杭州市知识产权局" in old
    assert "旧局" in new


def test_cluster_members_are_those_of_the_day_in_the_address(client, hr, agencies):
    address = reverse("directory:cluster", args=["EXAMPLE_LINK"])

    assert len(client.get(address, {"on": "2023-01-01"}).context["members"]) == 4
    assert len(client.get(address, {"on": "2024-05-01"}).context["members"]) == 3
    assert "该协作片区在该日不存在" in client.get(address, {"on": "2030-01-01"}).content.decode()
    assert client.get(address, {"on": "yesterday"}).status_code == 200
    assert ClusterMembership.objects.visible_to(hr).count() == 87


@pytest.mark.parametrize("name", ["agencies", "people", "clusters", "roles"])
def test_nothing_is_shown_without_signing_in(client, name):
    assert client.get(reverse(f"directory:{name}")).status_code == 302


@pytest.mark.parametrize("sort", ["", "agency", "-joined"])
def test_the_list_of_people_costs_the_same_with_one_and_with_three(
    client, hr, city, sort, django_assert_max_num_queries
):
    counts = []
    for more in (0, 1, 2):
        for n in range(more):
            posted(f"周平{n}{more}", city)
        with django_assert_max_num_queries(25) as queries:
            assert client.get(reverse("directory:people"), {"sort": sort}).status_code == 200
        counts.append(len(queries))
    assert counts[1] == counts[2]


@pytest.mark.parametrize("name", ["agencies", "agency", "person", "clusters", "cluster"])
def test_other_pages_cost_the_same_with_one_and_with_three(client, hr, province, name, django_assert_max_num_queries):
    from shared.directory.models import Cluster

    cluster = Cluster.objects.create(code="C0", name="片区")
    arguments = {"agency": [province.code], "person": [hr.person.pk], "cluster": ["C0"]}
    counts = []
    for more in range(4):
        if more:
            unit = AgencyFactory(parent=province, region=province.region)
            PostingFactory(person=hr.person, agency=unit, valid_to=dt.date(2020, 1, more))
            posted(f"周平{more}", province)
            Cluster.objects.create(code=f"C{more}", name="片区")
            ClusterMembership.objects.create(cluster=cluster, agency=unit)
        with django_assert_max_num_queries(25) as queries:
            assert client.get(reverse(f"directory:{name}", args=arguments.get(name))).status_code == 200
        counts.append(len(queries))
    assert counts[1] == counts[3]


def test_the_list_of_roles_costs_the_same_with_one_and_with_three(client, province, django_assert_max_num_queries):
    client.force_login(member(province, RoleCode.SECURITY_ADMIN))
    counts = []
    for more in (0, 1, 2):
        for _ in range(more):
            member(province, RoleCode.EDITOR)
        with django_assert_max_num_queries(25) as queries:
            client.get(reverse("directory:roles"))
        counts.append(len(queries))
    assert counts[1] == counts[2]
