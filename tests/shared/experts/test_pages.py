"""Pages of the register: filters, roles, what each reader sees, and what a page costs."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from shared.directory.enums import RoleCode
from shared.experts.enums import PoolKind, QualificationKind, TitleLevel, Visibility
from shared.experts.models import Availability, Expert, Membership, Pool, Qualification, TechnicalField
from shared.experts.queries import todos
from tests.factories.directory import RegionFactory, member
from tests.factories.experts import PDF, ExpertFactory, MembershipFactory, PoolFactory, QualificationFactory

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"experts:{name}", args=args)


def names(client, **query):
    return [expert.name for expert, _standings in client.get(url("experts"), query).context["rows"]]


@pytest.fixture
def three(house):
    """Three experts of both sides that differ in everything a list is narrowed by."""
    today = timezone.localdate()
    field = {row.code: row for row in TechnicalField.objects.all()}
    one = ExpertFactory(
        agency=house.ip, outside_name="单明", region=house.ip.region, title_level=TitleLevel.SENIOR, title="教授"
    )
    two = ExpertFactory(agency=house.proc, outside_name="解宁", outside_organisation="示例软件协会")
    three = ExpertFactory(
        agency=house.ip, person=house.colleague.person, region=RegionFactory(code="500000", name="重庆")
    )
    one.fields.add(field["mechanics"], field["optics"])
    two.fields.add(field["computing"])
    pool = PoolFactory(agency=house.ip, name="调查官库", required_kind=QualificationKind.TRAINING)
    MembershipFactory(expert=one, pool=pool)
    MembershipFactory(expert=two, pool=pool)
    MembershipFactory(expert=three, pool=PoolFactory(agency=house.proc, name="师资库", kind=PoolKind.LECTURER))
    QualificationFactory(expert=one, valid_to=today + dt.timedelta(days=5))
    Availability.objects.create(expert=two, starts_on=today, ends_on=today, stated_by=house.keeper)
    return pool


def test_experts_are_found_by_field_title_region_membership_and_day(client, house, three):
    client.force_login(house.colleague_p)
    today = timezone.localdate()
    mechanics = TechnicalField.objects.get(code="mechanics")

    assert names(client) == ["安宁", "单明", "解宁"]
    assert names(client, sort="-name") == ["解宁", "单明", "安宁"]
    assert names(client, field=mechanics.pk) == ["单明"]
    assert names(client, title_level="senior") == ["单明"]
    assert names(client, region="330000") == ["单明"]
    assert names(client, region="500000") == ["安宁"]
    assert names(client, kind="investigator") == ["单明", "解宁"]
    assert names(client, pool=three.pk, eligible="on") == ["单明"]
    assert names(client, kind="lecturer", eligible="on") == ["安宁"]
    assert names(client, available_on=today.isoformat()) == ["解宁"]
    assert names(client, pool=three.pk, eligible="on", available_on=(today + dt.timedelta(days=6)).isoformat()) == []
    for q, name in [
        ("教授", "单明"),
        ("光学", "单明"),
        ("软件协会", "解宁"),
        ("xn", "解宁"),
        ("浙江省知识", "安宁"),
        ("anning", "安宁"),
    ]:
        assert names(client, q=q) == [name]
    assert "没有找到" in client.get(url("experts"), {"q": "无此人"}).content.decode()
    assert client.get(url("experts"), {"available_on": "someday", "pool": "x"}).status_code == 200


def test_the_list_says_who_may_not_be_engaged_and_the_sheet_holds_no_contact(client, house, three):
    Expert.objects.filter(outside_name="单明").update(outside_mobile="16911112222", outside_email="dm@pool.example")
    client.force_login(house.keeper)

    page = client.get(url("experts"))
    sheet = client.get(url("experts"), {"format": "xlsx"}).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()

    eligible = {expert.name: [s.is_eligible for s in standings] for expert, standings in page.context["rows"]}
    assert eligible == {"安宁": [True], "单明": [True], "解宁": [False]}
    assert [row[0] for row in rows] == ["姓名", "安宁", "单明", "解宁"]
    assert rows[2][4] == "机械、光学"
    for secret in ("16911112222", "dm@pool.example"):
        assert secret not in str(rows)
        assert secret not in page.content.decode()


def test_visitors_see_the_public_part_alone(client, house, three):
    Expert.objects.filter(outside_name="单明").update(visibility=Visibility.PUBLIC, outside_mobile="16911112222")
    expert = Expert.objects.get(outside_name="单明")

    assert names(client) == ["单明"]
    assert names(client, available_on="2026-01-01") == ["单明"]  # a question that visitors cannot ask
    assert client.get(url("experts"), {"format": "csv"})["Content-Type"].startswith("text/html")
    page = client.get(expert.get_absolute_url()).content.decode()
    assert "调查官库" in page
    for hidden in ("16911112222", "技术调查官培训合格证书", "可受邀时间"):
        assert hidden not in page


def test_contact_and_proofs_are_seen_by_those_who_keep_her_alone(client, house, three):
    expert = Expert.objects.get(outside_name="单明")
    Expert.objects.filter(pk=expert.pk).update(outside_mobile="16911112222")
    proof = url("evidence", Qualification.objects.get().pk)
    keeper_of_her_pool = member(three.agency, RoleCode.POOL_MANAGER)

    for user, sees in [(house.colleague_p, False), (house.colleague, False), (house.keeper_p, False),
                       (house.keeper, True), (keeper_of_her_pool, True)]:  # fmt: skip
        client.force_login(user)
        page = client.get(expert.get_absolute_url()).content.decode()
        assert ("16911112222" in page) is sees
        assert ("技术调查官培训合格证书" in page) is sees
        assert client.get(proof).status_code == (200 if sees else 404)


def test_a_manager_registers_somebody_from_outside_and_of_her_own_house(client, house):
    client.force_login(house.keeper)
    field = TechnicalField.objects.get(code="optics").pk
    rest = {"agency": house.ip.pk, "fields": [field], "visibility": "both"}

    page = client.post(url("expert-new"), {**rest, "outside_email": "x@pool.example"})
    assert page.status_code == 422
    assert {"outside_name", "outside_organisation"} == set(page.context["form"].errors)
    outside = {"outside_name": "单明", "outside_organisation": "示例大学", "outside_email": "x@pool.example"}
    assert client.post(url("expert-new"), {**rest, **outside}).status_code == 302
    assert "单明已在专家名录中" in client.post(url("expert-new"), {**rest, **outside}).content.decode()

    own = {**rest, "outside_email": house.colleague.email.upper(), "outside_name": "会被忽略"}
    made = client.post(url("expert-new"), own)
    expert = Expert.objects.get(person=house.colleague.person)
    assert made.url == expert.get_absolute_url()
    assert (expert.outside_name, expert.region, expert.name) == ("", house.ip.region, "安宁")
    assert "已在专家名录中" in client.post(url("expert-new"), own).content.decode()
    foreign = client.post(url("expert-new"), {**rest, "outside_email": house.colleague_p.email})
    assert "不属于您管理的单位" in foreign.content.decode()
    assert Expert.objects.count() == 2


def test_a_manager_changes_what_belongs_to_the_record(client, house):
    outside, optics = ExpertFactory(agency=house.ip, outside_name="单明"), TechnicalField.objects.get(code="optics")
    linked = ExpertFactory(agency=house.ip, person=house.colleague.person)
    client.force_login(house.keeper)
    facts = {"title": "教授", "title_level": "senior", "fields": [optics.pk], "visibility": "own"}

    refused = client.post(url("expert-edit", outside.pk), {**facts, "outside_name": "", "outside_organisation": ""})
    assert set(refused.context["form"].errors) == {"outside_name", "outside_organisation"}
    named = {"outside_name": "解明", "outside_organisation": "示例光学所"}
    client.post(url("expert-edit", outside.pk), {**facts, **named})
    client.post(url("expert-edit", linked.pk), {**facts, **named})

    outside.refresh_from_db()
    linked.refresh_from_db()
    assert (outside.name, outside.organisation, outside.keys) == ("解明", "示例光学所", "xieming xm")
    assert (linked.name, linked.outside_name, linked.organisation) == ("安宁", "", house.ip.name)
    assert [(row.title, list(row.fields.all()), row.visibility) for row in (outside, linked)] == [
        ("教授", [optics], "own"), ("教授", [optics], "own"),
    ]  # fmt: skip


def test_a_manager_takes_her_through_pool_proof_and_withdrawal(client, house):
    expert = ExpertFactory(agency=house.ip)
    today, last = timezone.localdate(), timezone.localdate() + dt.timedelta(days=300)
    client.force_login(house.keeper)
    client.post(
        url("pool-new"),
        {"name": "调查官库", "kind": "investigator", "agency": house.ip.pk, "required_kind": "training"},
    )
    pool = Pool.objects.get()
    client.post(
        url("pool-edit", pool.pk), {"name": "技术调查官库", "kind": "investigator", "required_kind": "training"}
    )
    term = {"pool": pool.pk, "valid_from": today.isoformat(), "valid_to": last.isoformat(), "origin": "invited"}
    client.post(url("membership-new", expert.pk), term)
    assert client.post(url("membership-new", expert.pk), term).status_code == 422
    file = SimpleUploadedFile("../证书.pdf", PDF)
    proof = {
        "kind": "training",
        "name": "培训合格证书",
        "issuer": "示例基地",
        "evidence": file,
        "valid_to": last.isoformat(),
    }
    client.post(url("qualification-new", expert.pk), proof)
    assert [s.is_eligible for s in client.get(url("expert", expert.pk)).context["standings"]] == [False]
    client.post(url("qualification-step", Qualification.objects.get().pk, "confirm"))
    assert [s.is_eligible for s in client.get(url("expert", expert.pk)).context["standings"]] == [True]
    again = client.post(url("qualification-step", Qualification.objects.get().pk, "confirm"), follow=True)
    assert "刚刚已被核验或移除" in again.content.decode()
    assert client.post(url("qualification-step", Qualification.objects.get().pk, "praise")).status_code == 404
    client.post(url("availability-new", expert.pk), {"first_day": today, "last_day": last, "note": "上午"})
    assert "上午" in client.get(url("expert", expert.pk)).content.decode()
    client.post(url("membership-end", Membership.objects.get().pk), {"reason": "聘期调整"})
    client.post(url("withdraw", expert.pk), {"reason": "本人申请"})

    assert names(client) == []
    assert names(client, withdrawn="on") == [expert.name]
    client.post(url("restore", expert.pk))
    assert names(client) == [expert.name]
    assert (Pool.objects.get().name, Membership.objects.get().end_reason) == ("技术调查官库", "聘期调整")
    assert Qualification.objects.get().evidence_name == "证书.pdf"


@pytest.mark.parametrize(("name", "content"), [("证书.pdf", b"PK\x03\x04"), ("证书.exe", PDF), ("证书.png", PDF)])
def test_evidence_is_what_its_name_says(client, house, name, content):
    expert = ExpertFactory(agency=house.ip)
    client.force_login(house.keeper)
    proof = {"kind": "training", "name": "证书", "issuer": "示例基地", "evidence": SimpleUploadedFile(name, content)}
    proof |= {"valid_from": "2026-05-02", "valid_to": "2026-05-01"}

    page = client.post(url("qualification-new", expert.pk), proof)

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["evidence", "valid_to"])
    assert not Qualification.objects.exists()


def test_she_enters_proofs_and_days_herself_and_nothing_more(client, house):
    expert = ExpertFactory(agency=house.ip, person=house.colleague.person, title="工程师", visibility=Visibility.OWN)
    client.force_login(house.colleague)
    today = timezone.localdate()

    assert client.get(url("own")).url == expert.get_absolute_url()
    file = SimpleUploadedFile("证书.pdf", PDF)
    proof = {"kind": "legal", "name": "法律职业资格证书", "issuer": "示例司法厅", "evidence": file}
    client.post(url("qualification-new", expert.pk), proof)
    client.post(url("availability-new", expert.pk), {"first_day": today, "last_day": today})
    client.post(url("expert-edit", expert.pk), {"specialities": "商标近似", "title": "院士", "visibility": "public"})
    row = Qualification.objects.get()

    expert.refresh_from_db()
    assert (expert.specialities, expert.title, expert.visibility) == ("商标近似", "工程师", "own")
    assert client.post(url("qualification-step", row.pk, "confirm")).status_code == 403
    assert client.get(url("membership-new", expert.pk)).status_code == 403
    assert len(todos(house.keeper)) == 1
    assert todos(house.keeper_p) == todos(house.colleague) == []
    client.post(url("availability-drop", Availability.objects.get().pk))
    client.post(url("qualification-step", row.pk, "drop"))
    assert not Availability.objects.exists()
    assert not Qualification.objects.exists()
    client.post(url("withdraw", expert.pk), {"reason": "工作变动"})
    assert client.get(expert.get_absolute_url()).status_code == 200
    assert client.post(url("restore", expert.pk)).status_code == 403


def test_who_has_no_record_is_told_so(client, house):
    client.force_login(house.colleague)

    assert "您不在专家名录中" in client.get(url("own")).content.decode()


@pytest.mark.parametrize(
    "role",
    [None, RoleCode.EXPERT, RoleCode.UNIT_HR, RoleCode.ORGANISER, RoleCode.TRAINING_PLANNER, RoleCode.SYSTEM_ADMIN],
)
def test_the_register_is_kept_by_pool_managers_alone(client, house, role):
    expert, pool = ExpertFactory(agency=house.ip), PoolFactory(agency=house.ip)
    row = QualificationFactory(expert=expert, confirmed_at=None, confirmed_by=None)
    term = MembershipFactory(expert=expert, pool=pool)
    client.force_login(member(house.ip, *([role] if role else [])))

    for name, *args in [
        ("expert-new",), ("desk",), ("pool-new",), ("pool-edit", pool.pk), ("expert-edit", expert.pk),
        ("withdraw", expert.pk), ("membership-new", expert.pk), ("membership-end", term.pk),
        ("qualification-new", expert.pk), ("availability-new", expert.pk), ("recommend", expert.pk),
    ]:  # fmt: skip
        assert client.get(url(name, *args)).status_code == 403
    assert client.post(url("restore", expert.pk)).status_code == 403
    assert client.post(url("qualification-step", row.pk, "confirm")).status_code == 404
    assert Qualification.objects.get().confirmed_at is None


def test_the_other_offices_manager_keeps_her_own_pools_alone(client, house):
    """To take a stranger into a pool would open her proofs: her own office recommends her."""
    expert, pool = ExpertFactory(agency=house.ip), PoolFactory(agency=house.ip)
    term, foreign = MembershipFactory(expert=expert, pool=pool), PoolFactory(agency=house.proc)
    client.force_login(house.keeper_p)

    for name, pk in [
        ("expert-edit", expert.pk), ("withdraw", expert.pk), ("membership-end", term.pk), ("recommend", expert.pk),
        ("pool-edit", pool.pk), ("qualification-new", expert.pk), ("membership-new", expert.pk),
    ]:  # fmt: skip
        assert client.get(url(name, pk)).status_code == 403
    assert (
        client.post(url("pool-new"), {"name": "越界库", "kind": "lecturer", "agency": house.ip.pk}).status_code == 422
    )
    client.force_login(house.keeper)
    page = client.post(url("membership-new", expert.pk), {"pool": foreign.pk, "origin": "invited"})
    assert "pool" in page.context["form"].errors


def test_the_directory_leads_to_the_record_of_those_who_may_see_it(client, house):
    person = house.colleague.person
    expert = ExpertFactory(agency=house.ip, person=person, visibility=Visibility.OWN)
    address = reverse("directory:person", args=[person.pk])
    client.force_login(member(house.ip, RoleCode.UNIT_HR))
    assert expert.get_absolute_url() in client.get(address).content.decode()
    client.force_login(member(house.proc, RoleCode.SYSTEM_ADMIN))
    page = client.get(address)
    assert (page.status_code, expert.get_absolute_url() in page.content.decode()) == (200, False)


@pytest.mark.parametrize("name", ["own", "desk", "expert-new", "pools"])
def test_the_desk_asks_to_sign_in(client, house, name):
    assert client.get(url(name)).status_code == 302


def grow(house, pool):
    """One more expert with everything that a row or a record shows."""
    expert = ExpertFactory(agency=house.ip, visibility=Visibility.PUBLIC, region=house.ip.region)
    expert.fields.set(TechnicalField.objects.all()[:3])
    return more_of(expert, house, pool)


def more_of(expert, house, pool):
    MembershipFactory(expert=expert, pool=PoolFactory(agency=house.ip, required_kind=QualificationKind.TRAINING))
    QualificationFactory(expert=expert)
    QualificationFactory(expert=expert, confirmed_at=None, confirmed_by=None)
    days = timezone.localdate() + dt.timedelta(days=Availability.objects.count())
    Availability.objects.create(expert=expert, starts_on=days, ends_on=days, stated_by=house.keeper)
    return expert


@pytest.mark.parametrize(("who", "most"), [("keeper", 25), ("colleague_p", 25), (None, 12)])
def test_pages_cost_the_same_with_one_row_and_with_three(client, house, django_assert_max_num_queries, who, most):
    pool = PoolFactory(agency=house.ip)
    expert = grow(house, pool)
    pages = [url("experts"), expert.get_absolute_url()]
    if who:
        client.force_login(getattr(house, who))
        pages += [url("pools")] + ([url("desk")] if who == "keeper" else [])
    for page in pages:  # what a process reads once
        client.get(page)
    counts = []
    for more in (0, 2):
        for _ in range(more):
            grow(house, pool)
            more_of(expert, house, pool)
        for page in pages:
            with django_assert_max_num_queries(most) as queries:
                assert client.get(page).status_code == 200
            counts.append(len(queries))

    assert counts[: len(pages)] == counts[len(pages) :]
