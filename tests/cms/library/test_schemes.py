"""Kinds of cases as data, numbers after adoption, and facets that combine (N36, E23)."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override

from cms.library.enums import CaseScheme
from cms.library.models import CasePage, Scheme, SchemeSection
from cms.library.models.facets import facets_of
from cms.library.models.schemes import section_names
from cms.library.permissions import SchemePolicy
from shared.directory.enums import RoleCode
from shared.directory.models import Cluster, ClusterMembership
from tests.factories.cms import block, case
from tests.factories.directory import AgencyFactory, RegionFactory, UserFactory, member
from tests.factories.laws import import_laws

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
