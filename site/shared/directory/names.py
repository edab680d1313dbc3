"""How a Chinese name is read: surnames by their surname reading, for sorting and for finding."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

# Surnames whose reading differs from the usual one of the character.
SURNAMES = {
    "万俟": "mo qi", "尉迟": "yu chi", "长孙": "zhang sun", "澹台": "tan tai", "单于": "chan yu", "宰父": "zai fu",
    "鲜于": "xian yu", "令狐": "ling hu", "呼延": "hu yan", "亓官": "qi guan", "濮阳": "pu yang", "皇甫": "huang fu",
    "拓跋": "tuo ba", "拓拔": "tuo ba", "申屠": "shen tu", "夏侯": "xia hou", "诸葛": "zhu ge", "司马": "si ma",
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "朴": "piao", "任": "ren",
    "华": "hua", "纪": "ji", "盖": "ge", "葛": "ge", "宓": "mi", "缪": "miao", "乐": "yue", "翟": "zhai", "冼": "xian",
    "洗": "xian", "种": "chong", "召": "shao", "折": "she", "员": "yun", "秘": "bi", "覃": "qin", "哈": "ha",
    "那": "na", "能": "nai", "黑": "he", "逄": "pang", "粘": "nian", "牟": "mou", "晁": "chao", "卜": "bu",
    "祭": "zhai", "车": "che", "褚": "chu", "尉": "wei", "幺": "yao", "臧": "zang", "佴": "nai", "贲": "ben",
    "繁": "po", "句": "gou", "勾": "gou", "訾": "zi", "藏": "zang", "重": "chong", "都": "du", "阚": "kan", "於": "yu",
    "曲": "qu", "燕": "yan", "应": "ying", "宁": "ning", "强": "qiang", "石": "shi", "沈": "shen", "叶": "ye",
    "谌": "chen", "炅": "gui", "隗": "wei", "郇": "xun", "不": "fou", "薄": "bo", "柏": "bai", "费": "fei", "干": "gan",
    "谷": "gu", "过": "guo", "闫": "yan", "郝": "hao", "校": "jiao", "雒": "luo", "麦": "mai", "宿": "su", "隋": "sui",
    "佟": "tong", "洼": "wa", "郗": "xi", "相": "xiang", "冯": "feng", "参": "shen", "少": "shao", "占": "zhan",
}  # fmt: skip


@lru_cache(maxsize=1024)
def syllables(name: str) -> list[str]:
    """`曾晓` → [zeng, xiao]; dots between the parts of a name are no syllable."""
    letters = "".join(c for c in name.strip() if c.isalnum())
    head = next((s for s in (letters[:2], letters[:1]) if s in SURNAMES and len(letters) > len(s)), "")
    rest = lazy_pinyin(letters[len(head) :], style=Style.NORMAL, errors="default")
    return [s.lower() for s in (*SURNAMES.get(head, "").split(), *rest)]


def pinyin_key(name: str) -> str:
    """Return the key that sorts a name by pinyin: `单 晓` → `shan xiao`, surnames by their surname reading."""
    return " ".join(syllables(name))[:120]


def search_key(name: str) -> str:
    """What a person may type instead of the characters: the syllables in one, and their initials."""
    parts = syllables(name)
    return f"{''.join(parts)} {''.join(part[0] for part in parts)}"[:160]
