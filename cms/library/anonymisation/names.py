"""Full names of persons by the company they keep: roles, kin, what is said in a case, sexes, titles, columns."""

import re
from collections.abc import Callable, Iterator

from cms.library.anonymisation.shapes import (
    FIRST,
    HAN,
    IS_HAN,
    LONGEST_NAME,
    ROLE,
    SPREAD,
    TITLE,
    any_of,
    is_limit,
    is_name,
    name_end,
    name_start,
    plain_end,
    plain_start,
)
from cms.library.anonymisation.structure import Found
from cms.library.anonymisation.vocabulary import COMPOUND, GRAMMAR, VERBS
from cms.library.enums import FindingKind

ASIDE = re.compile(r"\([^()]{0,14}\)")
LINK = re.compile(r"(?:系|是|为|叫|名叫|即)[: ]?")
JOIN = re.compile(r"、|以及|[和与及暨]")
JOIN_BACK = re.compile(r"(?:、|以及|[和与及暨])$")
HID = rf"(?:{any_of(COMPOUND)}|[{HAN}])某(?:某|[甲乙丙丁戊己庚辛壬癸]|\d+)?"
HIDDEN = re.compile(HID)
HIDDEN_BACK = re.compile(rf"{HID}$")
SEX = re.compile(r"(?=[,、(] ?(?:男|女)(?:性)?[,、。;)\d])")
CASE = re.compile(r"案(?:\([^()]{0,20}\))*$")
OFFENCE = re.compile(
    r"等|、|诉|与|侵犯|假冒|销售|非法|涉嫌|商标|专利|著作权|生产|制造|伪造|盗窃|诈骗|合同|串通|虚假|不正当|擅自|商业|行贿|受贿|妨害|提供|不起诉|申请|复制|外观|实用|发明"
)
NAMES_COLUMN = re.compile(
    r"姓名|名字|当事人|联系人|被告人?|原告人?|被害人|证人|代表人|负责人|户名|人员|承办人|经办人|权利人"
)
OWN = (
    r"妻子|丈夫|父亲|母亲|父母|儿子|女儿|子女|兄弟|姐妹|哥哥|弟弟|姐姐|妹妹|配偶|前妻|前夫|男友|女友|男朋友|女朋友|岳父|岳母|姐夫|妹夫|嫂子|家属|"
    r"亲属|近亲属|亲戚|家人|证言|证词|供述|供词|陈述|辩解|自述|笔录|询问笔录|讯问笔录|辨认笔录|朋友|同事|同学|同乡|老乡|邻居|辩护人|辩护律师|"
    r"代理人|委托|诉讼代理|法定代理|住处|住宅|暂住|家中|家里|账户|银行|手机|微信|支付宝|身份证|户籍|签名|行为|违法所得|犯罪|店铺|网店|商店|出租屋|仓库|谅解|名义|指使|安排"
)
# What is done with, by or to somebody: a name follows that plainly is one.
DEALT = re.compile(
    r"伙同|检举|指使|雇佣|雇请|汇给|转给|交给|卖给|(?<![参给赋])与|(?<![自理事缘])由|(?<=[^\u3400-\u9fff])向"
)
# A name stands before these. They begin with fixed signs, so that the search for them is fast.
BEHIND = re.compile(
    rf"的(?:{OWN})|之(?:父母?|母|妻|夫|子女?|女儿?|兄|弟|姐|妹)(?!公司|[品装性间称])|证言|证词|证实|证称|证明(?![书文材力标责商条])|供述|供认|供称|"
    r"陈述|述称|辩称|辩解|作证|指认|辨认出|承认|交[代待](?!的|了)|夫妇|夫妻|兄弟|姐妹|父子|母子|母女|父女|等人|等[二两三四五六七八九十\d]{1,2}人|反映|辨认|"
    r"\((?:均)?(?:另案|已判|在逃|化名|绰号|又名|曾用名|别名|未到案|批捕|取保|不起诉|另处)|系[从主初累]犯|称(?=其|自己)|系(?=[^,。;的]{2,14}(?:经营者|负责人|员工|老板|股东|代表人|店主))"
)
ADVERB = re.compile(r"(?:均|也|亦|还|曾|再次|多次|当庭|如实|到案后|归案后|分别|先后|稳定|主动|二人|两人|三人)+$")
LONGEST_TITLE = 80
Finder = Callable[[str, int], int]


def names_in(text: str, heading: str = "") -> Iterator[Found]:
    """Every name in a flat text that its surroundings give away; `heading` is that of the table's column."""
    if not IS_HAN.search(text):
        return
    for start, end in [
        *after_roles(text),
        *after_dealings(text),
        *before_sexes(text),
        *in_title(text),
        *in_cell(text, heading),
        *titled(text),
        *before_words(text),
    ]:
        yield Found(FindingKind.PERSON_NAME, start, end)


def known_names(text: str, names: set[str], roster: set[str]) -> Iterator[Found]:
    """Every place of a name that is known from elsewhere: from another place of the document, or from the roster.

    A name of two characters may be a word (高峰): from the roster alone it counts only where it stands by itself.
    """
    every = names | roster
    if not every:
        return
    lengths = sorted({len(name) for name in every}, reverse=True)
    firsts = re.compile("[" + re.escape("".join({name[0] for name in every})) + "]")
    reached = 0
    for match in firsts.finditer(text):
        start = match.start()
        if start < reached:
            continue
        for length in lengths:
            name = text[start : start + length]
            end = start + len(name)
            if (
                name in every
                and not is_within_word(text, start, end)
                and (len(name) > 2 or stands_alone(text, start, end, strictly=name not in names))
            ):
                reached = end
                yield Found(FindingKind.PERSON_NAME, start, reached)
                break


def is_within_word(text: str, start: int, end: int) -> bool:
    """Zhang Wei is not found in Zhang Weiming."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (text[start].isascii() and before.isascii() and before.isalpha()) or (
        text[end - 1].isascii() and after.isascii() and after.isalpha()
    )


def stands_alone(text: str, start: int, end: int, *, strictly: bool) -> bool:
    after = text[end : end + 1]
    return (is_limit(after) and is_limit(text[start - 1 : start])) if strictly else is_limit(after) or after in VERBS


def after_roles(text: str) -> Iterator[tuple[int, int]]:
    """被告人王小明, 法定代表人：张伟, 证人（邻居）李明, 收货人为周萍, and the others of 被告人甲、乙和丙."""
    spread = SPREAD.finditer(text) if " " in text else ()
    for role in (*ROLE.finditer(text), *spread):
        start, find = opened(text, role.end())
        while start:
            if hidden := HIDDEN.match(text, start):
                end = hidden.end()
            elif end := find(text, start):
                yield start, end
            else:
                break
            start, find = joined(text, end)


def after_dealings(text: str) -> Iterator[tuple[int, int]]:
    """伙同张伟在出租屋灌装假酒, 由李晓明负责运输; behind a word of grammar a name of three or more signs alone."""
    for dealt in DEALT.finditer(text):
        end = plain_end(text, dealt.end()) if text[dealt.end() : dealt.end() + 1] in FIRST else 0
        if end - dealt.end() >= 3 or (end and len(dealt[0]) > 1):
            yield dealt.end(), end


def opened(text: str, start: int) -> tuple[int, Finder]:
    """Where the name after a role begins, behind an aside, a mark, or 系; the further off, the plainer it must be."""
    reached = start + 18
    if aside := ASIDE.match(text, start):
        start = aside.end()
    while text[start : start + 1] in {":", " ", "("} and start < reached:
        start += 1
    if link := LINK.match(text, start):
        return link.end(), plain_end
    return start, any_end


def any_end(text: str, start: int) -> int:
    return name_end(text, start) or plain_end(text, start)


def joined(text: str, end: int) -> tuple[int, Finder]:
    """Where the next of several begins, 0 if there is none."""
    if aside := ASIDE.match(text, end):
        end = aside.end()
    join = JOIN.match(text, end)
    if not join or ROLE.match(text, join.end()):
        return 0, plain_end
    return join.end(), any_end if join[0] == "、" else plain_end


def before_words(text: str) -> Iterator[tuple[int, int]]:
    """张伟的妻子, 王芳陈述, 李强如实供述, 系赵敏之子, and all of 王建国、李秀英夫妇."""
    for behind in BEHIND.finditer(text):
        end: int | None = behind.start()
        if (adverb := ADVERB.search(text, max(behind.start() - 12, 0), behind.start())) and behind[0][0] not in "的之":
            end = adverb.start()
        while end:
            if hidden := HIDDEN_BACK.search(text, max(end - 5, 0), end):
                start = hidden.start()
            elif (name := plain_start(text, end)) is not None:
                start = name
                yield start, end
            else:
                break
            join = JOIN_BACK.search(text, max(start - 2, 0), start)
            end = join.start() if join else None


def before_sexes(text: str) -> Iterator[tuple[int, int]]:
    """王小明，男，… and 尹若曦（女）."""
    for sex in SEX.finditer(text):
        if (start := name_start(text, sex.start())) is not None:
            yield start, sex.start()


def titled(text: str) -> Iterator[tuple[int, int]]:
    """张伟律师, at the beginning of a clause."""
    for title in TITLE.finditer(text):
        start = name_start(text, title.start())
        if start is not None and text[start] not in GRAMMAR and is_clause(text[start - 1 : start]):
            yield start, title.start()


def is_clause(sign: str) -> bool:
    return not sign or not IS_HAN.match(sign) or sign in "由经与和及请向对"


def in_title(text: str) -> Iterator[tuple[int, int]]:
    """王小明、李明等人侵犯商业秘密案."""
    if len(text) > LONGEST_TITLE or not CASE.search(text):
        return
    start = 0
    while end := name_end(text, start, until=OFFENCE):
        if not OFFENCE.match(text, end):
            return
        yield start, end
        if text[end] not in "、与诉":
            return
        start = end + 1


def in_cell(text: str, heading: str) -> Iterator[tuple[int, int]]:
    """A cell below 姓名 that is a name and nothing else."""
    whole = text.strip()
    if not NAMES_COLUMN.search(heading) or not 2 <= len(whole) <= LONGEST_NAME:
        return
    start = text.index(whole)
    if name_end(text, start) == start + len(whole) or is_name(whole):
        yield start, start + len(whole)
