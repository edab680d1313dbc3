"""Names sort by the reading of the surname (N26)."""

import pytest

from shared.directory.names import pinyin_key, search_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("单明远", "shan ming yuan"),
        ("单 明远", "shan ming yuan"),
        ("曾语", "zeng yu"),
        ("解思齐", "xie si qi"),
        ("仇卫平", "qiu wei ping"),
        ("区小红", "ou xiao hong"),
        ("查良", "zha liang"),
        ("朴正", "piao zheng"),
        ("尉迟恭", "yu chi gong"),
        ("万俟卨", "mo qi xie"),
        ("长孙无忌", "zhang sun wu ji"),
        ("令狐冲", "ling hu chong"),
        ("欧阳正", "ou yang zheng"),
        ("单于夫罗", "chan yu fu luo"),
        ("买买提·艾山", "mai mai ti ai shan"),
        ("吕布", "lv bu"),
        ("John Smith", "johnsmith"),
    ],
)
def test_a_name_is_read_by_its_surname(name, key):
    assert pinyin_key(name) == key


def test_names_stand_in_pinyin_order():
    names = ["解宁", "曾平", "单晓", "仇安", "安宁", "欧阳正", "区元"]

    assert sorted(names, key=pinyin_key) == ["安宁", "欧阳正", "区元", "仇安", "单晓", "解宁", "曾平"]


def test_a_name_is_found_by_pinyin_and_by_initials():
    assert search_key("欧阳正") == "ouyangzheng oyz"
