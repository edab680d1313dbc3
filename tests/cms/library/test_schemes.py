"""Kinds of cases as data, numbers after adoption, and facets that combine (N36, E23)."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override

from cms.library.enums import CaseScheme
from cms.library.models import CaseIssuer, CasePage, Scheme, SchemeBatch, SchemeSection
from cms.library.models.facets import facets_of
from cms.library.models.schemes import section_names
from cms.library.permissions import SchemePolicy
from shared.directory.enums import RoleCode
from shared.directory.models import Cluster, ClusterMembership
from tests.factories.cms import block, case
from tests.factories.directory import AgencyFactory, RegionFactory, UserFactory, member
from tests.factories.laws import import_laws
from tests.factories.release import put_live

pytestmark = pytest.mark.django_db


def messages_of(refusal, field):
    return refusal.value.message_dict[field]


def test_every_installation_begins_with_four_kinds_of_cases():
    assert list(Scheme.objects.values_list("code", flat=True)) == ["guiding", "spp_typical", "cnipa_typical", "local"]
    assert [str(s) for s in Scheme.objects.get(code="guiding").sections.all()] == [
        *("关键词", "要旨", "基本案情", "检察机关履职过程", "指导意义", "相关规定")
    ]


def test_number_is_given_only_after_adoption():
    with override("zh-hans"), pytest.raises(ValidationError) as refusal:
        case(CaseScheme.GUIDING, case_number="检例第192号", adopted_on=None)

    assert messages_of(refusal, "adopted_on") == ["此类案例经审议通过后才编号，请先填写审议通过日期。"]
    assert case(CaseScheme.GUIDING, case_number="检例第193号", adopted_on=dt.date(2026, 3, 2)).pk


def test_wrong_number_is_answered_with_the_next_one_through_all_batches():
    case(CaseScheme.GUIDING, case_number="检例第192号", batch="第48批")
    case(CaseScheme.GUIDING, case_number="检例第95号", batch="第24批")

    with pytest.raises(ValidationError) as refusal:
        case(CaseScheme.GUIDING, case_number="第3号")

    assert "检例第193号" in messages_of(refusal, "case_number")[0]


def test_headings_are_asked_for_once_however_often_a_form_needs_them(django_assert_max_num_queries):
    page = case()
    section_names.forget()

    with django_assert_max_num_queries(20) as asked:
        page.full_clean()

    assert sum('"library_schemesection"."also"' in row["sql"] for row in asked.captured_queries) == 1


def test_new_kind_of_case_rules_its_cases_at_once():
    scheme = Scheme.objects.create(code="customs", name="海关案例", number_pattern="关例{n}号")
    SchemeSection.objects.create(scheme=scheme, name="查获经过", sort_order=0)
    SchemeSection.objects.create(scheme=scheme, name="启示", is_required=False, sort_order=1)

    page = case("customs", case_number="关例7号", adopted_on=None)

    assert (page.missing_sections(), page.get_scheme_display()) == ([], "海关案例")
    with pytest.raises(ValidationError):
        case("customs", names=["基本案情"])


def test_older_name_of_a_section_still_counts():
    section = SchemeSection.objects.get(scheme__code="local", name="典型意义")
    page = case(CaseScheme.LOCAL)
    section.name, section.also = "案件意义", "典型意义"
    section.save()

    page.full_clean()

    assert page.missing_sections() == []


def test_case_of_an_unknown_kind_is_refused():
    with pytest.raises(ValidationError) as refusal:
        CasePage(title="案", slug="a", scheme="nowhere", year=2026).clean()

    assert list(refusal.value.message_dict) == ["scheme"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number_pattern": "检例"}, "number_pattern"),
        ({"number_pattern": "{n}{n}"}, "number_pattern"),
        ({"number_pattern": "", "needs_adoption": True}, "needs_adoption"),
        ({"code": "other"}, "code"),
    ],
)
def test_kind_of_case_that_cannot_work_is_refused(changes, field):
    scheme = Scheme.objects.get(code="guiding")
    for name, value in changes.items():
        setattr(scheme, name, value)

    with pytest.raises(ValidationError) as refusal:
        scheme.full_clean()

    assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (RoleCode.SECTION_HEAD, {"add", "change", "view"}),
        (RoleCode.EDITOR, {"view"}),
        (RoleCode.ORGANISER, set()),
    ],
)
def test_rights_on_kinds_of_cases_follow_the_role(role, may):
    user, policy = member(AgencyFactory(), role), SchemePolicy(Scheme)

    allowed = {a for a in ("add", "change", "delete", "view") if policy.user_has_permission(user, a)}
    assert allowed == may


def test_nobody_deletes_a_kind_of_case():
    assert not SchemePolicy(Scheme).user_has_permission(UserFactory(is_superuser=True), "delete")


def test_section_head_edits_a_kind_of_case_in_the_editor(client):
    client.force_login(member(AgencyFactory(), RoleCode.SECTION_HEAD))

    shown = client.get(reverse("wagtailsnippets_library_scheme:edit", args=[Scheme.objects.get(code="guiding").pk]))

    assert shown.status_code == 200
    assert "检例第{n}号" in shown.text


def scheme_form(scheme, *rows, **more):
    """What the editor's page of a kind of case sends, with these batches: name, whether it is taken out."""
    held = list(scheme.batches.all())
    sections = list(scheme.sections.all())
    data = {name: getattr(scheme, name) for name in ("code", "position", "name", "name_en", "number_pattern")}
    data |= {"needs_adoption": "on"} if scheme.needs_adoption else {}
    data |= {"sections-TOTAL_FORMS": len(sections), "sections-INITIAL_FORMS": len(sections)}
    data |= {"batches-TOTAL_FORMS": len(rows), "batches-INITIAL_FORMS": len(held)}
    for at, section in enumerate(sections):
        data |= {f"sections-{at}-id": section.pk, f"sections-{at}-name": section.name, f"sections-{at}-ORDER": at}
        data |= {f"sections-{at}-is_required": "on"} if section.is_required else {}
    for at, (name, is_out) in enumerate(rows):
        pk = held[at].pk if at < len(held) else ""
        data |= {f"batches-{at}-id": pk, f"batches-{at}-name": name, f"batches-{at}-ORDER": at + 1}
        data |= {f"batches-{at}-DELETE": "on"} if is_out else {}
    return data | more


def batch_names(scheme):
    return [batch.name for batch in SchemeBatch.objects.filter(scheme=scheme)]


def test_section_head_adds_a_batch_and_the_form_of_a_case_offers_it(client):
    agency, scheme = AgencyFactory(), Scheme.objects.get(code="local")
    head = member(agency, RoleCode.SECTION_HEAD)
    page = case(CaseScheme.LOCAL, by=head, agency=agency)
    client.force_login(head)

    client.post(
        reverse("wagtailsnippets_library_scheme:edit", args=[scheme.pk]), scheme_form(scheme, ("2031年第1批", False))
    )

    assert batch_names(scheme) == ["2031年第1批"]
    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    assert '<option value="2031年第1批">2031年第1批</option>' in form


@pytest.mark.parametrize(("rows", "left"), [
    ([("第2批", False), ("第1批", True)], ["第2批", "第1批"]),
    ([("第2批", False), ("第一批", False)], ["第2批", "第1批"]),
    ([("第二批", False), ("第1批", False)], ["第二批", "第1批"]),
    ([("第2批", True), ("第1批", False)], ["第1批"]),
])  # fmt: skip
@pytest.mark.parametrize("is_draft", [True, False])
def test_batch_stays_while_a_case_bears_it(client, rows, left, is_draft):
    scheme = Scheme.objects.get(code="local")
    for at, name in enumerate(("第2批", "第1批")):
        SchemeBatch.objects.create(scheme=scheme, name=name, sort_order=at)
    page = case(CaseScheme.LOCAL, batch="" if is_draft else "第1批")
    if is_draft:
        page.batch = "第1批"
        page.save_revision()
    client.force_login(member(AgencyFactory(), RoleCode.SECTION_HEAD))

    answer = client.post(reverse("wagtailsnippets_library_scheme:edit", args=[scheme.pk]), scheme_form(scheme, *rows))

    assert batch_names(scheme) == left
    assert ("有案例属于批次“第1批”" in answer.text) == (left == ["第2批", "第1批"])


def test_batch_of_another_kind_is_refused_by_the_names_there_are():
    SchemeBatch.objects.create(scheme=Scheme.objects.get(code="local"), name="第9批")
    page = case(CaseScheme.SPP_TYPICAL, batch="第1批")
    page.batch = "第9批"

    with override("zh-hans"), pytest.raises(ValidationError) as refusal:
        page.clean()

    assert messages_of(refusal, "batch") == ["此类案例没有批次“第9批”，现有：第1批。"]


def test_case_of_a_kind_without_batches_says_who_adds_them():
    page = case(CaseScheme.SPP_TYPICAL)
    page.batch = "第9批"

    with override("zh-hans"), pytest.raises(ValidationError) as refusal:
        page.clean()

    assert messages_of(refusal, "batch") == ["此类案例尚无批次，由处室负责人在案例类别中添加。"]


def test_batch_leads_from_a_case_to_its_fellows_and_has_an_english_name(client):
    case(live=True, slug="first", batch="2026年第1批", title="甲案")
    case(live=True, slug="second", batch="2026年第1批", title="乙案")
    case(live=True, slug="third", title="丙案")
    SchemeBatch.objects.update(name_en="First batch of 2026")

    page = client.get("/cases/first/", headers={"accept-language": "zh-hans"}).text
    found = client.get("/cases/?scheme=spp_typical&batch=2026年第1批", headers={"accept-language": "en"}).text

    assert 'href="/cases/?scheme=spp_typical&amp;batch=2026%E5%B9%B4%E7%AC%AC1%E6%89%B9">2026年第1批</a>' in page
    assert ("甲案" in found, "乙案" in found, "丙案" in found) == (True, True, False)
    assert " · First batch of 2026</p>" in found


def test_names_in_cases_and_drafts_become_batches_the_latest_year_first():
    older = case(CaseScheme.LOCAL, batch="2024年度", year=2024)
    newer = case(CaseScheme.LOCAL, batch="2025年度", year=2025)
    SchemeBatch.objects.create(scheme=Scheme.objects.get(code="local"), name="2026年第1批")
    newer.batch = "2026年第1批"
    newer.year = 2026
    newer.save_revision()
    SchemeBatch.objects.all().delete()

    import_module("cms.library.migrations.0022_scheme_batches").gather(apps, None)

    rows = SchemeBatch.objects.values_list("scheme__code", "name", "sort_order")
    assert list(rows) == [("local", "2026年第1批", 0), ("local", "2025年度", 1), ("local", "2024年度", 2)]
    older.clean()


@pytest.fixture
def listed_cases():
    zhejiang, jiangsu = RegionFactory(code="330000"), RegionFactory(code="320000")
    delta = Cluster.objects.create(code="YRD", name="长三角")
    ClusterMembership.objects.create(cluster=delta, region=zhejiang, valid_from=dt.date(2020, 1, 1))
    agency = AgencyFactory(proc=True)
    case(live=True, region=zhejiang, cause="侵犯商业秘密罪", technical_field="集成电路", agency=agency, batch="第1批")
    case(live=True, region=jiangsu, cause="侵犯商业秘密罪", technical_field="医药", year=2025)
    case(live=True, region=zhejiang, cause="假冒注册商标罪", ip_subject="trademark")
    case(region=zhejiang, cause="未公开的罪名")
    return agency


def counted(rf, query):
    facets = facets_of(rf.get(f"/cases/?{query}"), CasePage.objects.live())
    return {facet.name: {value: n for value, _label, n in facet.values} for facet in facets}


def test_facets_count_beside_the_other_choices(rf, listed_cases):
    alone, narrowed = counted(rf, ""), counted(rf, "cause=侵犯商业秘密罪&cluster=YRD")

    assert alone["cause"] == {"侵犯商业秘密罪": 2, "假冒注册商标罪": 1}
    assert alone["cluster"] == {"YRD": 2}
    assert alone["agency"] == {listed_cases.code: 1}
    assert alone["batch"] == {"第1批": 1}
    assert narrowed["cause"] == {"侵犯商业秘密罪": 1, "假冒注册商标罪": 1}  # within the cluster
    assert narrowed["cluster"] == {"YRD": 1}  # among the trade secrets
    assert narrowed["field"] == {"集成电路": 1}
    assert narrowed["region"] == {"330000": 1}


def test_joint_case_is_found_under_each_of_its_agencies(rf, client, listed_cases):
    other = AgencyFactory(name="联合发布局")
    page = case(agency=listed_cases, title="联合案例", cause="侵犯商业秘密罪")
    page.joint_issuers = [CaseIssuer(agency=other)]
    page.save_revision()
    page.save()
    put_live(page)

    assert counted(rf, "")["agency"] == {listed_cases.code: 2, other.code: 1}
    assert counted(rf, "")["cause"] == {"侵犯商业秘密罪": 3, "假冒注册商标罪": 1}
    assert counted(rf, f"agency={other.code}")["cause"] == {"侵犯商业秘密罪": 1}
    for agency, cases in ((listed_cases, 2), (other, 1)):
        shown = client.get("/cases/", {"agency": agency.code})
        assert (len(shown.context["cases"].object_list), "联合案例" in shown.text) == (cases, True)


def test_list_is_narrowed_by_all_choices_together(client, listed_cases):
    page = client.get("/cases/?cause=侵犯商业秘密罪&cluster=YRD&field=集成电路")

    assert len(page.context["cases"].object_list) == 1
    assert "未公开的罪名" not in page.text
    assert client.get("/cases/?cluster=NONE&cause=%27").status_code == 200


def test_list_of_cases_stays_within_its_queries(client, listed_cases, django_assert_max_num_queries):
    client.get("/cases/")

    with django_assert_max_num_queries(12):
        client.get("/cases/?cluster=YRD&year=2026")


def test_case_shows_its_cause_and_the_provisions_it_rests_on(client):
    import_laws("example-mark-law-2019.md")
    case(live=True, slug="shown", cause="侵犯商业秘密罪", technical_field="集成电路", sections=[
        block("section", {"name": name, "text": "<p>依照《标志法》第三条第一款第二项处理。</p>"})
        for name in ("基本案情", "检察机关履职情况", "典型意义")
    ])  # fmt: skip

    html = client.get("/cases/shown/").content.decode()

    assert "侵犯商业秘密罪" in html
    assert "集成电路" in html
    assert "本案依据的条文" in html
    assert "第三条</a>" in html
    assert '第三条</a><span class="small muted">　第一款' in html
