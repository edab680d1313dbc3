"""The page: one box, extracts with marks, narrowing, other spellings, chosen results."""

import pytest
from django.urls import reverse

from shared.directory.enums import RoleCode
from shared.search.extracts import extract
from shared.search.models import Promotion, SynonymGroup
from tests.factories.directory import AgencyFactory, member

pytestmark = pytest.mark.django_db
ADDRESS = "/search/"


def page(client, typed, **more):
    return client.get(ADDRESS, {"q": typed, **more})


def test_an_extract_shows_the_word_in_its_sentence_and_escapes_the_text():
    text = "前文。" * 60 + "权利人<b>采取</b>了保密措施。" + "后文。" * 60

    shown = extract(text, ["保密措施"])

    assert "权利人&lt;b&gt;采取&lt;/b&gt;了<mark>保密措施</mark>。" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "<b>" not in shown


def test_an_extract_marks_the_word_as_the_text_writes_it():
    assert extract("關於ＧＢ／Ｔ標準", ["gb/t", "标准"]) == "關於<mark>ＧＢ／Ｔ</mark><mark>標準</mark>"
    assert extract("一…二㎡商标", ["商标"]) == "一…二㎡<mark>商标</mark>", "signs that fold into several"
    assert extract("没有", ["商标"]) == "没有"
    assert extract("", []) == ""


def test_the_page_answers_whatever_is_typed(client):
    for typed in (
        "",
        "   ",
        "。",
        "<script>alert(1)</script>",
        "\0",
        "%",
        "' OR 1=1",
        '"',
        "商" * 500,
        "a" * 500,
        "法",
    ):
        response = page(client, typed, page="x", kind="nothing", year="20x5", region="';--")

        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()


def test_hits_are_shown_with_their_kind_and_address(client, write_case, indexed):
    write_case("商业秘密案", "客户名单是商业秘密。", slug="trade-secret", year=2024)
    indexed()

    html = page(client, "商业秘密").content.decode()

    assert '<a href="/cases/trade-secret/"><mark>商业秘密</mark>案</a>' in html
    assert "客户名单是<mark>商业秘密</mark>" in html
    assert "共 1 项结果" in html
    assert "2024" in html


def test_pages_of_ten_keep_what_was_typed_and_the_queries_do_not_grow(
    client, write_case, indexed, django_assert_num_queries
):
    for number in range(12):
        write_case(f"光刻案{number}", "光刻胶。")
    indexed()
    page(client, "光刻胶")

    with django_assert_num_queries(6):
        first = page(client, "光刻胶")
    second = page(client, "光刻胶", page=2)

    assert [len(r.context["hits"]) for r in (first, second)] == [10, 2]
    assert "?q=%E5%85%89%E5%88%BB%E8%83%B6&amp;page=2" in first.content.decode()


def test_a_search_costs_few_queries_in_the_worst_case(client, write_case, indexed, django_assert_max_num_queries):
    for number in range(3):
        write_case(f"光刻案{number}", "光刻胶配方泄露。")
    indexed()

    for typed in ("光刻胶", "光客胶", "光刻胶的配方被员工泄露了怎么办", "没有的词语在这里"):
        with django_assert_max_num_queries(12):
            page(client, typed)


def test_further_hits_are_set_apart_and_full_hits_counted_alone(client, write_case, indexed):
    write_case("甲案", "商标侵权成立。")
    write_case("乙案", "该商标的使用构成侵权。")
    indexed()

    response = page(client, "商标侵权")

    assert [hit["entry"].title for hit in response.context["hits"]] == ["甲案", "乙案"]
    assert response.context["first_part"] == 2
    assert response.context["found"].total == 1


def test_another_spelling_is_offered_where_nothing_is_found(client, write_case, indexed):
    for number in range(2):
        write_case(f"甲案{number}", "商业秘密与惩罚性赔偿。")
    indexed()

    for typed in ("商业密秘", "商业秘蜜", "shangyemimi"):
        assert page(client, typed).context["meant"] == "商业秘密"
    assert page(client, "惩罚姓赔偿").context["meant"] == "惩罚性赔偿"
    assert page(client, "商业秘密").context["meant"] == ""
    assert page(client, "量子纠缠").context["meant"] == ""


def test_chosen_results_stand_first_for_exactly_their_words(client, write_case, indexed):
    chosen, hidden = write_case("首选案", "别的内容。"), write_case("下线案", "别的内容。", live=False)
    indexed()
    Promotion.objects.create(words="商业秘密\n商　秘", page=chosen)
    Promotion.objects.create(words="商业秘密", page=hidden)

    for typed in ("商业秘密", "商業秘密 ", "商 秘"):
        assert [row.page_id for row in page(client, typed).context["promoted"]] == [chosen.pk]
    assert page(client, "商业秘密案").context["promoted"] == []
    assert page(client, "").context["promoted"] == []


def test_the_masthead_leads_to_the_search(client):
    assert 'href="/search/"' in client.get("/accessibility/").content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [(RoleCode.EDITOR, 200), (RoleCode.SECTION_HEAD, 200), (RoleCode.ORGANISER, 302), (RoleCode.TRAINEE, 302)],
)
def test_synonyms_are_kept_by_editors(client, role, status):
    client.force_login(member(AgencyFactory(), role))

    for model in (SynonymGroup, Promotion):
        assert client.get(reverse(f"wagtailsnippets_search_{model._meta.model_name}:list")).status_code == status


def test_a_group_of_synonyms_has_two_different_words_at_least(client):
    client.force_login(member(AgencyFactory(), RoleCode.EDITOR))
    address = reverse("wagtailsnippets_search_synonymgroup:add")

    refused = client.post(address, {"words": "版权\n版權", "note": ""})
    made = client.post(address, {"words": "集成电路\n芯片\n芯片", "note": ""})

    assert "请至少写两个不同的词" in refused.content.decode()
    assert made.status_code == 302
    assert SynonymGroup.objects.latest("pk").words == "集成电路\n芯片"
