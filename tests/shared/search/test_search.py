"""What is found, in which order, the same on every database."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command

from shared.search.models import Entry, SynonymGroup
from shared.search.queries import NAMED, Filters, facets, search
from tests.factories.directory import RegionFactory
from tests.factories.laws import import_laws

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(write_case, indexed):
    write_case("甲公司侵犯商业秘密案", "被告人将客户名单提供给他人，名单是商业秘密。", year=2024)
    write_case("乙公司垄断案", "涉案技术属于商业秘密，权利人采取了保密措施。", year=2025)
    write_case("丙公司商业贿赂案", "业务员把秘密文件带走。商业往来。", year=2025)
    write_case("丁公司标识案", "该商标的使用构成侵权，GB/T 7714 与其无关。", year=2023)
    write_case("戊公司制假案", "假冒注册商标的商品被查获。", year=2023)
    indexed()


def test_a_word_in_the_middle_of_a_sentence_is_found_and_the_title_stands_first(cases, titles):
    assert titles("商业秘密")[:2] == ["甲公司侵犯商业秘密案", "乙公司垄断案"]
    assert search("商业秘密", AnonymousUser()).whole == 2


def test_pairs_that_stand_apart_are_no_full_hit(cases):
    found = search("商业秘密", AnonymousUser())

    rest = Entry.objects.in_bulk(found.ids[found.whole :]).values()
    assert {e.title for e in rest} <= {"丙公司商业贿赂案"}


@pytest.mark.parametrize("typed", ["商業秘密", "　商业秘密　", "商业秘密？", "商业秘密 权利人"])
def test_however_it_is_written_the_same_is_found(cases, titles, typed):
    assert "乙公司垄断案" in titles(typed)[:2]


@pytest.mark.parametrize("typed", ["gb/t", "ＧＢ／Ｔ", "gb/t 7714", "7714"])
def test_another_script_is_found_in_any_width_and_case(cases, titles, typed):
    assert titles(typed)[0] == "丁公司标识案"


def test_words_apart_in_the_text_are_found_by_their_compound_which_is_no_other_crime(cases, titles):
    assert titles("商标侵权") == ["丁公司标识案"]
    assert titles("假冒注册商标")[0] == "戊公司制假案"
    assert "丁公司标识案" not in titles("假冒注册商标")[:1]


def test_synonyms_are_found_and_are_data(cases, titles, write_case, indexed):
    write_case("版权案", "版权归属清楚。")
    indexed()

    assert titles("著作权归属") == ["版权案"]
    SynonymGroup.objects.all().delete()
    assert titles("著作权归属") == []


def test_the_pairs_of_a_synonym_that_stand_apart_are_no_full_hit(titles, write_case, indexed):
    write_case("甲案", "版权归属清楚。")
    write_case("乙案", "著作不多，工作权限不明。")
    write_case("丙案", "著作权归属清楚。")
    indexed()

    found = search("版权", AnonymousUser())

    assert found.total == found.whole == 2
    assert set(titles("版权")[:2]) == {"甲案", "丙案"}


def test_no_synonyms_of_the_product_make_two_offences_one():
    groups = [set(group.keys()) for group in SynonymGroup.objects.all()]

    assert len(groups) == 13
    assert not [g for g in groups if g & {"商标侵权", "侵犯商标权"} and g & {"假冒注册商标"}]
    assert not [g for g in groups if {"罚款", "罚金"} <= g]


def test_a_question_is_answered_by_what_holds_part_of_it(cases, titles):
    assert titles("公司的客户名单被提供给他人怎么办")[0] == "甲公司侵犯商业秘密案"


def test_nothing_is_found_by_what_stands_nowhere(cases, titles):
    assert titles("量子纠缠") == []
    assert titles("。，") == []
    assert titles("") == []


def test_narrowing_comes_before_the_limit_and_is_counted(cases, titles, write_case, indexed):
    write_case("己公司案", "商业秘密。", year=2025, region=RegionFactory())
    indexed()

    assert titles("商业秘密", source="case", year=2025)[:2] == ["己公司案", "乙公司垄断案"]
    assert titles("商业秘密", region="330000") == ["己公司案"]
    assert titles("商业秘密", source="law") == []
    found = search("商业秘密", AnonymousUser(), Filters(year=2025))
    assert (found.whole, found.total) == (2, 2)
    counted = {f.name: f.values for f in facets(found.facets, Filters(year=2025))}
    assert counted["year"] == [("2025", "2025", 2), ("2024", "2024", 1)]
    assert counted["region"] == [("330000", "浙江省", 1)]
    assert "kind" not in counted, "one kind alone narrows nothing"


def test_an_article_is_found_with_its_law_and_its_short_names(titles, indexed):
    import_laws("example-mark-law-2013.md", "example-mark-law-2019.md")
    indexed()

    found = titles("标志法")
    assert found
    assert len([t for t in found if t.endswith("第一条")]) == 1, "the newest version alone"


def test_the_command_prints_ranked_ids(cases, capsys):
    call_command("search", "商业秘密", "--json", "--limit", "2")

    answer = json.loads(capsys.readouterr().out)
    assert [hit["title"] for hit in answer["hits"]] == ["甲公司侵犯商业秘密案", "乙公司垄断案"]
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2]
    assert answer["whole"] == 2
    assert answer["hits"][0]["id"].startswith("case:")


def test_equal_texts_stand_in_the_order_of_their_numbers(titles, write_case, indexed):
    for number in range(5):
        write_case(f"第{number}案", "完全相同的案情。", year=2026)
    indexed()

    assert titles("完全相同的案情") == [f"第{number}案" for number in range(5)]


def test_a_short_word_made_of_question_words_is_a_word(titles, write_case, indexed):
    write_case("甲案", "可以使用的商标。")
    indexed()

    assert search("可以使用", AnonymousUser()).whole == 1
    assert search("是否可以", AnonymousUser()).ids == []


@pytest.mark.parametrize(
    "typed",
    [
        *["标志法第三条", "标志法第3条", "示标法3条", "中华人民共和国示例标志法第三条", "示例标志法第三条第一项"],
        *["《标志法》第 ３ 条", "標誌法第三條"],
    ],
)
def test_an_article_that_is_named_outright_stands_first_and_counts(typed, titles, indexed):
    import_laws("example-mark-law-2013.md", "example-mark-law-2019.md", "example-mark-rules-2014.md")
    indexed()

    found = search(typed, AnonymousUser())

    assert titles(typed)[0] == "中华人民共和国示例标志法 第三条"
    assert len(titles(typed)) == len(set(titles(typed)))
    assert found.whole >= 1
    assert found.total == sum(row["n"] for row in found.facets) == found.whole
    assert titles(typed, source="law")[:1] != ["中华人民共和国示例标志法 第三条"]


@pytest.mark.parametrize("typed", ["标志法第九百条", "没有的法第三条", "第三条", "标志法", "标志法第三条怎么适用"])
def test_what_names_no_article_is_searched_as_words(typed, indexed):
    import_laws("example-mark-law-2019.md")
    indexed()

    assert all(score < NAMED for score in search(typed, AnonymousUser()).scores)
