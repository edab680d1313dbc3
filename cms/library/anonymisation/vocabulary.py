"""Surnames, the words before a name, and words that only look like names, read from the lists in `data/`."""

from pathlib import Path

DATA = Path(__file__).with_name("data")


def words_of(name: str) -> frozenset[str]:
    lines = (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


SURNAMES = words_of("surnames")
COMPOUND = words_of("compound_surnames")
ROLES = words_of("roles")
WORDS = words_of("words")
# No given name holds one of these.
NEVER = frozenset(
    "某等的了着过是不该此各每所被把让使及或者但则即也都就还又再已未要能须得因由对到有这那什么哪谁我你他她它您"
    "四五六七八九两几〇零第个位件人员者院局厅部处科股室厂店罪案款条"
)
# The sentence goes on with these; a given name hardly ever holds one.
STOPS = frozenset("将向在对与和系提称说供证认任担并均另涉侵销假犯诉男女给跟后当且拒于从以在")
# The sentence may go on with these, but names hold them too: then what follows decides.
VERBS = frozenset(
    "发经进先利经交作承处签伙按使擅私借租注委指表陈出庭参加投自退赔住身驾购买卖收付盗抢骗打签署申请起上下入来去走回见看听伪生制"
    "造通过共合负持据根依继仍没故意多次在逃到场组织安排联系联络提取复制开设经营成立实施明知取得获非法受雇聘离曾原现系帮协"
)
# Surnames that are also words of grammar: a name with one of them counts only where it plainly ends.
GRAMMAR = frozenset("和向于时从任相后但都才来原信代展查强明成应别通")
# Of these the ones that given names like to end with.
LIKED = frozenset("发经进先利承作明立成安来多合参通庭申")
DOUBTFUL = frozenset("若如之其可会应为千万百亿一二三十名无同时")
