"""One tokenisation for what is indexed and what is typed."""

import pytest

from shared.search.tokens import asked, fold, runs, tokens, without_question_words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ＧＢ／Ｔ　７７１４", "gb/t 7714"),
        ("地理標誌", "地理标志"),
        ("商業秘密與專利權", "商业秘密与专利权"),
        ("Café", "cafe"),
        ("①", "1"),
        ("", ""),
    ],
)
def test_a_text_is_compared_in_one_form(written, folded):
    assert fold(written) == folded


def test_a_text_is_found_by_characters_and_pairs_but_never_across_a_sign():
    assert tokens("合同，解除") == {"合", "同", "合同", "解", "除", "解除"}


def test_scripts_part_each_other_and_a_sign_inside_a_word_joins():
    assert runs("gb/t 7714商标ip案") == ["gb/t", "7714", "商标", "ip", "案"]
    assert tokens("gb/t") == {"gb", "t", "gbːt"}


@pytest.mark.parametrize(
    ("run", "expected"),
    [("商业秘密", ["商业", "业秘", "秘密"]), ("法", ["法"]), ("gb/t", ["gbːt"]), ("7714", ["7714"])],
)
def test_what_is_typed_asks_for_pairs(run, expected):
    assert asked(run) == expected


def test_rare_characters_outside_the_first_plane_are_characters():
    assert tokens("𠮷野") == {"𠮷", "野", "𠮷野"}


def test_question_words_part_what_matters_and_stay_where_nothing_else_is():
    assert without_question_words("商标被抢注怎么办").split() == ["商标被抢注"]
    assert without_question_words("怎么办") == "怎么办"
