"""Marks of classified matter: what bears one is refused, what only speaks of them is not (H13)."""

import pytest

from shared.media.classification import label_in


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("机密★10年", "机密★"),
        ("绝密 ☆ 启封前", "绝密 ☆"),
        ("第一行\n【秘密】\n第三行", "【秘密】"),
        ("机密级", "机密级"),
        ("　　绝密　　", "绝密"),
        ("国家秘密的密级分为绝密、机密、秘密三级。", ""),
        ("商业秘密", ""),
        ("保守国家秘密", ""),
        ("秘密点", ""),
        ("侵犯商业秘密★典型案例", ""),
        ("", ""),
    ],
)
def test_label_in_finds_what_classifies_a_text_and_not_what_speaks_of_it(text, mark):
    assert label_in(text) == mark
