"""What a name looks like, wherever it stands: Han names with their surnames, and names of other languages.

The Supreme People's Court's rule of 2016, articles 8 to 9, keeps the surname and puts 某 for the given name; minority
and foreign names keep their first character. Whatever holds 某 already is no full name.
"""

import re
from collections.abc import Iterable, Iterator

from cms.library.anonymisation.vocabulary import (
    COMPOUND,
    DOUBTFUL,
    GRAMMAR,
    LIKED,
    MINORITY_NAMES,
    NEVER,
    RARE_SURNAMES,
    ROLES,
    SOUNDS,
    STOPS,
    SURNAMES,
    VERBS,
    WORDS,
    is_noun,
    is_word,
    words_of,
)

HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
IS_HAN = re.compile(f"[{HAN}]")


def any_of(words: Iterable[str]) -> str:
    """A pattern of words, the longest first; those with the same first sign stand together, which is faster."""
    tails: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        tails.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in tails.items())


ROLE = re.compile(
    f"(?:{any_of(ROLES - {'员工'})}|(?<![人官])员工(?![资作]))|(?:姓名|户名|又名|曾用名|作者|签名)(?=[: ])"
)
# Below a document the posts are spaced out, as the names are: 审　判　长　　刘　洋.
SIGNERS = words_of("signers")
SPREAD = re.compile("|".join(" {1,3}".join(post) for post in sorted(SIGNERS)))
TITLE = re.compile(
    r"(?:律师|检察官|法官|审判长|审判员|书记员|检察长|院长|庭长|局长|处长|科长|主任|经理|董事长|先生|女士)"
)
DID = (
    "证[实明言词称人]|陈述|述称|辩[称解护]|提[供出起交取]|报[案警]|签[名字订署]|夫[妇妻]|父[子女母]|母[子女]|兄[弟妹]|姐[妹弟]|[二两三四五六七八九]人|"
    "销售|生产|前往|出[席庭具售]|宣读|购[买进]|服判|自[愿首述]|退[赃赔缴]|负责|如实|当庭|先后|分别|共同|违反|非法|擅自|通过|利用|使用|作证|"
    "参[加与]|承认|交[代待付]|发[现货送]|进[入货行]|经[营过传手]|私自|租[用赁]|注册|委托|指[使认]|表示|投[案诉]|住[在所院]|驾[驶车]|收[取到购]|付款|"
    "盗[窃用]|诈骗|申请|起诉|上诉|下单|取[得保]|回家|联系|伪造|制[作造售]|造成|合[伙谋]|持有|根据|依法|继续|没有|故意|多次|逃[跑离]|组织|安排|复制|"
    "开[设始]|设立|成立|实施|明知|获[取利]|受雇|聘[用请]|离[开婚]|曾[经多在]|现[在年系]|帮助|协助|到[案庭场]|归案|认罪|主动|拒[不绝]|原系|听[到取]|记录|代[为其]|主[持张]|反映|管[理钱]|每[月天年日]|即为|"
    "看[到见]|见[到状]|打[开印电]|请求|走私|转[账移]|运[输送]|贴[牌标]|接[受到]|知[道悉]|系[从主初]"
)
DOES = re.compile(DID)
# What can only follow upon a name that has ended: a mark, a word of grammar, or what people do in a case.
AFTER = re.compile(
    rf"$|[^{HAN}]|[将系涉犯在的等均和与及以暨于从向对也都已又即曾则因经被把让使供认称说亦还遂未不为并是其女男]|{DID}"
)
PLAIN = re.compile(rf"$|[^{HAN}]|[将系涉犯在]")
SPEAKS = re.compile(r"证[实明言词]|陈述|供[述认称]|辩[称解]|述称|服判|自愿|如实|[及与和、的均](?![解谐])|提[出供起]")
SAID = re.compile(r"陈述|供述|证言|证明|证实|辩[护解称]|代表|代理|单位|公司|方")
GUARDS = (
    r"提[供出交起醒议取前到示审请]|达[成到]|加[入以工]|合[作伙计法谋同理]|努力|克扣|地[点址方]|其[他余]|尔后|木材|来[到自]|"
    r"买[卖受入家了进]|古[代董]|依[法据照次]|热[情销]|特[别意定]|江苏|西[部方]|利[用益害]|连[续同夜]|路[过边口]|万[元余件]|"
    r"查[明获封处扣证]|让|日[期前常]|多[次名人家]|法[院律定庭]|海[关外报]|里|南[方部]|欧[洲元]|布置|列[举明席]|维[护权持]|"
    r"欣然|延[期长]|优[先惠]|武[装器]|史料|司[法机]|索[要取]|若[干其]|尚[未有]|路|音[乐像]|英[国文]|切[实断]|根据|金[额属融]"
)
SOUND = rf"(?:{any_of(MINORITY_NAMES)}|(?!{GUARDS})[{SOUNDS}])"
FOREIGN = re.compile(rf"{SOUND}{{1,8}}")
FOREIGN_BACK = re.compile(rf"{SOUND}{{1,8}}$")
SPACED_BACK = re.compile(rf"(?<![{HAN}])[{HAN}](?: {{1,3}}[{HAN}]){{1,2}}$")
# Before a name that nothing but what stands behind it gives away.
LEFT = re.compile(
    rf"(?:^|[^{HAN}]|[由经与及向对据系是为将被让从跟同了的暨至称该即叫有找和于]|证实|证明|供述|查明|认定|指认|讯问|询问|传唤|抓获|其中|通过|包括|"
    r"发现|听取|结合|会同|采信|根据|伙同|检举|"
    r"认为|指使|雇佣|雇请|转入|汇入|打入|转给|汇给|交给|卖给|进入|租用|前往)$"
)
USUAL = frozenset("任于时")  # words of grammar that are common surnames
PLACES = frozenset("上中内里下外前后间处时日年月初末底起止今昨")
LIGHT = frozenset("若可如同")  # given names of one character as well
LEADING = frozenset("和向从")  # surnames, and words that stand before a name
FOREIGN_FIRST = frozenset(SOUNDS) | {name[0] for name in MINORITY_NAMES}
FIRST = SURNAMES | {name[0] for name in COMPOUND} | FOREIGN_FIRST
PART = re.compile(any_of(MINORITY_NAMES))
DOTTED = re.compile(f"[{HAN}]{{1,8}}(?:·[{HAN}]{{1,8}}){{1,4}}")
DOTTED_BACK = re.compile(f"(?:[{HAN}]{{1,8}}·){{1,4}}[{HAN}]{{1,8}}$")
STRANGE = re.compile(rf"[{HAN}]{{2,3}}(?=$|[^{HAN} ]|[系涉犯])")
JOINED = re.compile(r"[和与及暨的]")
ENTERPRISE = re.compile(
    r"公司|集团|银行|股份|有限|商标|品牌|牌|代理|专卖|旗舰|门店|系列|酒店|超市|市|县|州|省|盟|旗|国|语|族|人民|铁路"
)
SPACED = re.compile(
    rf"(?: {{1,3}}[{HAN}](?<![一二三四五六七八九十])){{1,2}}(?=[将系涉犯在于男女的与和及等]|[^{HAN}〇]|$)"
)
LONGEST_NAME = 24
SHORTEST_FOREIGN = 3


def is_limit(sign: str) -> bool:
    """Does a name end here? At the end of the text, at a mark, at a word that carries the sentence on."""
    return not sign or not IS_HAN.match(sign) or sign in STOPS or sign in NEVER


def can_be_given(sign: str) -> bool:
    return bool(IS_HAN.match(sign)) and sign not in NEVER and sign not in STOPS


def surname_of(head: str) -> str:
    """The surname that a text begins with, unless it is a word or a form that hides somebody already."""
    if "某" in head[:4] or head[:2] in WORDS or head[:4] in WORDS:
        return ""
    if head[:2] in COMPOUND:
        return head[:2]
    return head[:1] if head[:1] in SURNAMES else ""


def name_end(text: str, start: int, until: re.Pattern[str] | None = None) -> int:
    """Where the name that begins here ends; 0 if none does."""
    head = text[start : start + 30]
    if until is not None and (cut := until.search(head, 2)):
        head = head[: cut.start()]
    size = name_size(head)
    return size and start + size


def plain_end(text: str, start: int) -> int:
    """As `name_end`, where what follows has to say that a name ends there."""
    size = plain_size(text[start : start + 30])
    return size and start + size


def name_size(head: str) -> int:
    surname = surname_of(head)
    if size := dotted_size(head) or foreign_size(head, is_sure=not surname):
        return size
    given = head[len(surname) : len(surname) + 5]
    if not surname or not given or SAID.match(head, len(surname)):
        return 0
    if spaced := SPACED.match(head, len(surname)):
        return spaced.end()
    if surname in GRAMMAR:
        return plain_size(head)
    size = len(surname) + given_size(given)
    if size > len(surname) + 1 and TITLE.match(head, size - 1):
        size -= 1
    is_none = size == len(surname) or (not AFTER.match(head, size) and is_word(head[:2], least=100))
    return 0 if is_none else size


def plain_size(head: str) -> int:
    if size := dotted_size(head) or foreign_size(head, is_sure=True):
        return size
    if (spaced := SPACED.match(head, 1)) and head[0] in SURNAMES | RARE_SURNAMES:
        return spaced.end()
    for size in () if SAID.match(head, 1) else (4, 3, 2):
        part = head[:size]
        limit = SPEAKS if size == len("向红") and part[:1] in GRAMMAR - USUAL else AFTER
        if len(part) == size and is_name(part) and any(one.match(head, size) for one in (limit, PLAIN, TITLE)):
            return size
    return strange_size(head)


def strange_size(head: str) -> int:
    """How long a name is that begins with no known surname (䶮亮): it must stand alone, and no two signs be a word."""
    found = STRANGE.match(head)
    if not found or not all(map(can_be_given, found[0])) or ROLE.match(head) or SAID.search(found[0]):
        return 0
    if found[0][0] in VERBS | GRAMMAR | DOUBTFUL or not is_noun(found[0][0]):
        return 0
    size = found.end()
    is_said = any(is_word(head[at : at + n], least=1) for at in range(size) for n in (2, 3) if at + n <= size)
    return 0 if is_said else size


def is_name(part: str) -> bool:
    """Does the whole of these two to four characters read as a Chinese name, and as no words?"""
    size = 2 if part[:2] in COMPOUND and len(part) > len("欧阳") else 1
    given = part[size:]
    if not 1 <= len(given) <= len("雪梅") or "某" in part or not all(map(can_be_given, given)) or ROLE.match(part):
        return False
    if (size == 1 and part[0] not in SURNAMES | RARE_SURNAMES) or given in DOUBTFUL - LIGHT or SAID.match(given):
        return False
    if size > 1:
        return True
    if part[0] in GRAMMAR and (given[-1] in PLACES or (len(given) > 1 and is_word(given))):
        return False
    is_rare = part[0] in RARE_SURNAMES
    return not (is_word(part, least=is_rare or 20) or (len(given) > 1 and is_word(part[:2], least=is_rare or 100)))


def given_size(rest: str) -> int:
    """How many characters the given name has that begins here: one or two, none where it is no name."""
    first, second = rest[0], rest[1:2]
    if not can_be_given(first):
        return 0
    has_two = bool(second) and can_be_given(second) and not DOES.match(rest, 1)
    if first in DOUBTFUL or (has_two and second in DOUBTFUL | VERBS):
        has_two = has_two and goes_on(rest[1:])
        return 2 if has_two else int(first not in DOUBTFUL)
    return 1 + has_two


def goes_on(rest: str) -> bool:
    """Does the sentence go on only behind this character, which might as well be a verb of the sentence?"""
    if DOES.match(rest, 1) or TITLE.match(rest, 1) or is_limit(rest[1:2]):
        return True
    return rest[0] in LIKED and rest[1] in VERBS and not is_word(rest[:2])


def foreign_size(head: str, *, is_sure: bool) -> int:
    """How long the name of another language is that a text begins with: 阿卜杜拉, 央金卓玛, 扎西.

    A short one may be a Chinese name as well: then it has to be sure that it is none.
    """
    run = FOREIGN.match(head) if head[:1] in FOREIGN_FIRST else None
    if not run or head[:2] in COMPOUND or ROLE.match(head) or ENTERPRISE.match(head, run.end()):
        return 0
    is_long = run.end() > SHORTEST_FOREIGN
    is_one = is_foreign(run[0]) and (is_long or (is_sure and (run.end() > 2 or AFTER.match(head, run.end()))))
    return run.end() if is_one else 0


def is_foreign(text: str) -> bool:
    """Is it a name of another language: one of its known parts, or four signs that write nothing but sounds?"""
    if is_word(text) and not PART.fullmatch(text):
        return False
    return bool(FOREIGN.fullmatch(text) and (PART.search(text) or len(text) > SHORTEST_FOREIGN))


def dotted_size(head: str) -> int:
    """阿依古丽·买买提提供: the last part ends where its sounds end, or else where the sentence goes on."""
    dotted = DOTTED.match(head)
    if not dotted or ROLE.match(head) or JOINED.search(dotted[0].partition("·")[0], 1):
        return 0
    first, *parts = dotted[0].split("·")
    size = len(first)
    for part in parts:
        end = part_size(part)
        size += 1 + end
        if end < len(part):
            break
    return size


def part_size(part: str) -> int:
    """How much of a part of a dotted name belongs to it."""
    if (run := FOREIGN.match(part)) and (PART.match(part) or run.end() >= SHORTEST_FOREIGN):
        return run.end()
    for size, sign in enumerate(part):
        if size and (sign in STOPS or sign in NEVER or (sign in VERBS and size > 1)):
            return size
    return len(part)


def name_start(text: str, end: int) -> int | None:
    """Where the name that ends here begins: the longest that reads as one."""
    left = text[max(end - LONGEST_NAME, 0) : end]
    if "·" in left and (dotted := DOTTED_BACK.search(left)):
        role = list(ROLE.finditer(dotted[0]))
        return end - len(dotted[0]) + (role[-1].end() if role else 0)
    for size in (4, 3, 2):
        part = left[-size:]
        surname = surname_of(part)
        if (
            len(part) == size
            and surname
            and 1 <= size - len(surname) <= 2
            and all(map(can_be_given, part[len(surname) :]))
        ):
            return end - size
    return None


def plain_start(text: str, end: int) -> int | None:
    """Where the name that ends here begins, if what stands before says that one begins there."""
    left = text[max(end - LONGEST_NAME - 4, 0) : end]
    for size in sizes_back(left):
        part, before = left[len(left) - size :], left[: len(left) - size]
        is_led = part[0] in LEADING and part[1] in SURNAMES and is_name(part[1:])
        if not is_led and LEFT.search(before):
            return end - size
    return None


def sizes_back(left: str) -> Iterator[int]:
    """How long a name at the end of this text may be: dotted, Chinese, of other sounds, spaced."""
    if (dotted := DOTTED_BACK.search(left)) is not None:
        whole = JOINED.split(dotted[0])[-1]
        first, *parts = whole.split("·")
        if parts and (FOREIGN.fullmatch(parts[-1]) or all(map(can_be_given, parts[-1]))):
            run = FOREIGN_BACK.search(first)
            yield len(whole) - (run.start() if run else 0)
        return
    yield from (size for size in (4, 3, 2) if len(left) >= size and is_name(left[-size:]))
    if run := FOREIGN_BACK.search(left):
        yield from (size for size in range(len(run[0]), 1, -1) if is_foreign(left[-size:]))
    if (spaced := SPACED_BACK.search(left)) and spaced[0][0] in SURNAMES:
        yield len(spaced[0])
