"""Surnames, the words before a name, and words that only look like names, read from the lists in `data/`."""

from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).with_name("data")


def words_of(name: str) -> frozenset[str]:
    lines = (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=4096)
def is_word(text: str, *, least: int = 20) -> bool:
    """Is it a word of the language, and no name? By the list here, then by the dictionary of the search.

    Words of the dictionary that stand less often than `least` in its own counts are as good as none: they are places
    and words of old that people are called by as well.
    """
    from rjieba import has_word, suggest_freq, tag  # noqa: PLC0415  its dictionary is read when first asked

    if text in WORDS or not has_word(text):
        return text in WORDS
    return suggest_freq(text) >= least and not tag(text)[0][1].startswith("nr")


@lru_cache(maxsize=4096)
def is_noun(sign: str) -> bool:
    """Is it a character that names things, or one that the dictionary does not hold at all?"""
    from rjieba import has_word, tag  # noqa: PLC0415  as above

    return not has_word(sign) or tag(sign)[0][1].startswith("n")


SURNAMES = words_of("surnames")
RARE_SURNAMES = words_of("rare_surnames")
COMPOUND = words_of("compound_surnames")
MINORITY_NAMES = words_of("minority_names")
ROLES = words_of("roles")
WORDS = words_of("words")
# No given name holds one of these.
NEVER = frozenset(
    "某等的了着过是不该此各每所被把让使及或者但则即也都就还又再已未要能须得因由对到有这那什么哪谁我你他她它您"
    "四五六七八九两几〇零第个位件人员者暨虽氏院局厅部处科股室厂店罪案款条"
)
# The sentence goes on with these; a given name hardly ever holds one.
STOPS = frozenset("将向在对与和系提称说供证认任担并均另涉侵销假犯诉男女给跟后当且拒于从以在")
# The sentence may go on with these, but names hold them too: then what follows decides.
VERBS = frozenset(
    "发经进先利经交作承处签伙按使擅私借租注委指表陈出庭参加投自退赔住身驾购买卖收付盗抢骗打签署申请起上下入来去走前回见看听伪生制"
    "造通过共合负持据根依继仍没故意多次在逃到场组织安排联系联络提取复制开设经营成立实施明知取得获非法受雇聘离曾原现系帮协"
)
# Surnames that are also words of grammar: a name with one of them counts only where it plainly ends.
GRAMMAR = frozenset("和向于时从任相后但都才来原信代展查强明成应别通权须")
# Of these the ones that given names like to end with.
LIKED = frozenset("发经进先利承作明立成安来多合参通庭申")
DOUBTFUL = frozenset("若如之其可会应为千万百亿一二三十名无同时")
# Signs that write the sounds of other languages; in a row they are no Chinese name.
SOUNDS = (
    "阿艾奥巴拜贝比波伯布查达丹德迪蒂杜顿多厄恩尔法菲芬弗甫噶嘎盖格根古哈海汗罕赫胡霍吉季加贾江杰金卡坎柯科克肯库昆拉莱兰朗"
    "劳勒雷里力利丽连列琳林卢鲁路伦罗洛玛马买麦曼梅米密莫默姆木穆娜纳奈南尼妮努诺欧帕佩皮普齐奇其茜乔切琼曲让热仁日茹若萨塞"
    "森沙莎山珊桑尚史司丝斯苏索塔泰坦汤特提廷图吐托瓦万旺威维温翁沃乌吾武西希夏谢辛欣逊雅娅亚延央耶叶伊依音英优尤玉扎泽珠卓孜"
)
