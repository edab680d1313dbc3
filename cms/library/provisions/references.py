"""Which provisions a text refers to, found in one pass with bounded look-back: time grows with length only.

- full or short name in brackets: 《中华人民共和国商标法》第五十七条, 《商标法》第57条, 《商标法》（2019年修正）第三条
- short name or alias without brackets: 依照商标法第五十七条, 刑法第二百一十九条之一
- an alias the text itself gives: 《中华人民共和国专利法》（以下简称专利法）… 专利法第十一条
- paragraphs and items: 第五十七条第一项、第二项, 第十条第一款第（二）项, 第一款至第三款
- lists and ranges: 第十三条、第十四条第一款, 第五十六条至第六十条
- the law named before in the same paragraph: 同法第六十条, 该法第七十条, 该条例第三条
- inside a law's own article: 本法第三条, 依照第三条, 前款, 前两款, 前条第一项, 本条第二款

What cannot be told for certain is no reference: an unknown law, article or version, a name that two laws share,
a law of another place or of before (日本商标法, 美国《专利法》, 原《商标法》), a short name in the middle of a longer
word. The year before a name is taken for its version: 2013年《商标法》. A paragraph or an item that the article does
not have is left out of the place, the article stays.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cms.library.provisions.numerals import NUMBER, read_number
from cms.library.provisions.register import ArticleKey, KnownLaw, KnownVersion, Register, plain

WORD = r"(?:法|条例|规定|解释|规则|细则|办法)"
NO_COURT = r"(?![院庭官人律])"  # 该法院 is no law
PART = r"(?:款(?!项)|条(?![例件款约]))"  # 目前条件 is no article
TOKEN = re.compile(
    rf"(?P<name>《[^《》\n]{{1,120}}》)"
    rf"|(?P<article>第 ?{NUMBER} ?条(?:之[一二三四五六七八九十]{{1,3}})?)"
    rf"|(?P<paragraph>第 ?{NUMBER} ?款)"
    rf"|(?P<item>第? ?[（(] ?{NUMBER} ?[)）] ?项|第 ?{NUMBER} ?项)"
    rf"|(?P<sub>第? ?[（(]?{NUMBER}[)）]? ?目)"
    rf"|(?P<own>(?<![基根日])本(?:{WORD}{NO_COURT}|[编章节]))|(?P<same>(?:(?<![合共不相协])同|该){WORD}{NO_COURT})"
    rf"|(?P<back>前[两二三四五]?{PART})|(?P<here>本{PART})|(?P<end>\n)"
)
NUMBER_IN = re.compile(NUMBER)
SUFFIX = re.compile(r"之([一二三四五六七八九十]{1,3})")
JOINS = {"", "、", "和", "及", "与", "或", "或者", "以及", "、以及", "、或者", "并"}
SPANS = {"至", "到", "—", "－", "-", "–", "~", "～", "——"}
CALLED = re.compile(r"[（(]以下(?:统|均)?(?:简)?称(?:为|：)?[“\"《]?([^“”\"《》（）()\n，,]{1,30})[”\"》]?[)）]")
YEAR = re.compile(r"[（(]((?:19|20)\d\d) ?年?(?:第.次)?(?:修正|修订|修改|文本|版|公布)?[)）]")
# A short name begins a word after these; after anything else it may be the tail of another law's name.
BEFORE = tuple(
    "，。；：、！？（）()“”\"'‘’《》—…,.;: \u3000\t\n据照反用合及和与或者于对由以在为是按依从了犯即有其除见的"
)
OPENING = (
    "我国", "中国", "现行", "规定", "构成", "实施", "具备", "超出", "提交", "遵守", "执行", "援引", "参见", "违背",
)  # fmt: skip
LOOK_BACK = 3
# What stands right before 《…》 and says that another law is meant than the one of today, or of here.
FORMER = re.compile(
    r"(?:原|旧|(?:修改|修订|修正)前的?|当时(?:有效|适用|施行|实施)?的|行为时的?|(?:已|被)?(?:失效|废止)的)$"
)
ELSEWHERE = re.compile(
    r"(?:(?<![我中全本])(?<!中华人民共和)国|日本|欧盟|欧洲|香港|澳门|台湾|俄罗斯|印度|越南|新加坡|马来西亚|印度尼西亚"
    r"|加拿大|澳大利亚|新西兰|巴西|墨西哥|阿根廷|南非|埃及|意大利|西班牙|葡萄牙|荷兰|比利时|瑞士|瑞典|奥地利|波兰"
    r"|乌克兰|土耳其|以色列|沙特|哈萨克斯坦|菲律宾|柬埔寨|缅甸|老挝|蒙古|朝鲜)"
    r"(?:地区|特别行政区|联邦)?(?:现行|新|旧|原)?的?$"
)
YEAR_BEFORE = re.compile(
    r"((?:19|20)\d\d) ?年(?:第.次)?(?:修正|修订|修改|版|制定|通过|公布|颁布|发布|施行|实施)?后?的?$"
)
BEFORE_NAME = 20


@dataclass(frozen=True)
class Place:
    """A paragraph and an item of one article of one version; None where the text names none."""

    law: str
    version: int
    article: ArticleKey
    paragraph: int | None = None
    item: int | None = None


@dataclass(frozen=True)
class Reference:
    """`text[start:end]` means `place`; `mark` is where its 第…条 begins behind a name; `between` ends a range."""

    start: int
    mark: int
    end: int
    place: Place
    between: tuple[ArticleKey, ...] = ()


@dataclass
class Chain:
    """References that follow each other: what 、第二项 or 至第六十条 go on from."""

    law: KnownLaw | None
    version: KnownVersion | None
    end: int
    article: ArticleKey | None = None
    paragraph: int | None = None
    level: str = "law"
    begin: int | None = None  # where the link begins, if what follows stands right behind


@dataclass(frozen=True)
class Standing:
    """Where inside a law the text stands: an article of a version, and the paragraph each offset belongs to."""

    law: KnownLaw
    version: KnownVersion
    article: ArticleKey
    starts: tuple[int, ...] = ()

    def paragraph(self, offset: int) -> int:
        return sum(start <= offset for start in self.starts)


def find_references(
    text: str, register: Register, *, day: dt.date | None = None, inside: Standing | None = None
) -> list[Reference]:
    """Every provision that `text` (paragraphs separated by line breaks) refers to, in order.

    Of several versions the one valid on `day` is meant; without a day the newest.
    """
    return list(Reader(text, register, day, inside).read())


def is_called(law: KnownLaw, word: str) -> bool:
    """Is the law a 法, 条例, 解释 …? What stands in brackets behind does not count."""
    return plain(law.title).rstrip("（一二三四五）典").endswith(word)


class Reader:
    def __init__(self, text: str, register: Register, day: dt.date | None, inside: Standing | None) -> None:
        self.text, self.register, self.day, self.inside = text, register, day, inside
        self.called: dict[str, KnownLaw | None] = {}
        self.lengths = register.lengths
        self.chain: Chain | None = None
        self.last: KnownLaw | None = None
        self.skip = 0

    def read(self) -> Iterator[Reference]:
        for found in TOKEN.finditer(self.text):
            if found.start() < self.skip:
                continue
            made = getattr(self, f"take_{found.lastgroup}")(found)
            if made is not None:
                yield made

    # Names

    def take_end(self, found: re.Match[str]) -> None:
        self.chain = self.last = None

    def take_name(self, found: re.Match[str]) -> None:
        """《…》, with its year and the short name it is given, if any."""
        name, year, end = found[0][1:-1], None, found.end()
        if self.law_called(name) is None and (inner := YEAR.search(name)) and inner.end() == len(name):
            name, year = name[: inner.start()], int(inner[1])
        law = self.law_called(name)
        for _round in range(2):
            if behind := YEAR.match(self.text, end):
                year, end = int(behind[1]), behind.end()
            if behind := CALLED.match(self.text, end):
                self.call(behind[1], law)
                end = behind.end()
        before = self.text[max(0, found.start() - BEFORE_NAME) : found.start()]
        if FORMER.search(before) or ELSEWHERE.search(before):
            law = None
        elif year is None and law and (said := YEAR_BEFORE.search(before)):
            year = law.year_of(int(said[1]))
        self.name(law, found.start(), end, year)

    def call(self, name: str, law: KnownLaw | None) -> None:
        self.called[plain(name)] = law
        self.lengths = sorted({*self.lengths, len(plain(name))}, reverse=True)

    def law_called(self, name: str) -> KnownLaw | None:
        key = plain(name)
        return self.called[key] if key in self.called else self.register.law(key)

    def name(self, law: KnownLaw | None, start: int, end: int, year: int | None = None) -> None:
        version = law.version_on(self.day, year) if law else None
        if law and self.inside and law.slug == self.inside.law.slug and year is None:
            version = self.inside.version
        self.chain, self.last, self.skip = Chain(law, version, end, begin=start), law, end

    def take_own(self, found: re.Match[str]) -> None:
        own = self.inside.law if self.inside else None
        is_own = own and (found[0][1:] in {"编", "章", "节"} or is_called(own, found[0][1:]))
        self.name(own if is_own else None, found.start(), found.end())

    def take_same(self, found: re.Match[str]) -> None:
        """同法 is the law named last in the paragraph, where its name ends with the same word."""
        law = self.last if self.last and is_called(self.last, found[0][1:]) else None
        self.name(law, found.start(), found.end())

    def short_name_before(self, at: int) -> tuple[int, KnownLaw | None] | None:
        """A known name without brackets that ends here and begins a word."""
        for length in self.lengths:
            start = at - length
            if start < 0:
                continue
            name = plain(self.text[start:at])
            if len(name) == length and (name in self.called or name in self.register.names) and self.begins(start):
                return start, self.law_called(name)
        return None

    def begins(self, at: int) -> bool:
        """Does a word begin here?"""
        return at == 0 or self.text[at - 1] in BEFORE or self.text[max(0, at - 2) : at] in OPENING

    # Articles and their parts

    def gap(self, at: int) -> str | None:
        """What stands between the chain and here; None without a chain or where it is long."""
        if self.chain is None or at - self.chain.end > LOOK_BACK:
            return None
        return self.text[self.chain.end : at].strip()

    def take_article(self, found: re.Match[str]) -> Reference | None:
        at, number, behind = found.start(), NUMBER_IN.search(found[0]), SUFFIX.search(found[0])
        key = (read_number(number[0]) if number else None) or 0, (read_number(behind[1]) if behind else 0) or 0
        gap = self.gap(at)
        start, first = at, None
        if self.chain and self.chain.level == "law" and gap in {"", "的"}:
            start = at if self.chain.begin is None else self.chain.begin
        elif self.chain and self.chain.article and gap in JOINS | SPANS:
            first = self.chain.article if gap in SPANS else None
        elif named := self.short_name_before(at):
            self.name(named[1], named[0], at)
            start = named[0]
        elif self.inside and self.begins(at) and self.text[at - 1 : at] != "的":
            self.name(self.inside.law, at, at)
        else:  # of a law that nobody knows; what is joined to it is no better known
            self.chain = Chain(None, None, at)
        return self.article(key, start, found, first)

    def article(self, key: ArticleKey, start: int, found: re.Match[str], first: ArticleKey | None) -> Reference | None:
        chain = self.chain
        if chain is None:
            return None
        self.chain = Chain(chain.law, chain.version, found.end(), key, None, "article")
        if chain.law is None or chain.version is None or key not in chain.version.articles:
            return None
        known = first is not None and first in chain.version.articles
        between = chain.version.between(first, key) if known and first else ()
        return self.made(start, found, Place(chain.law.slug, chain.version.key, key), between)

    def made(self, start: int, found: re.Match[str], place: Place, between: tuple[ArticleKey, ...] = ()) -> Reference:
        """The reference, with the paragraph and the items that follow without a gap taken into it."""
        reference = Reference(start, found.start(), found.end(), place, between)
        at = found.end()
        while part := TOKEN.match(self.text, at):
            if part.lastgroup not in {"paragraph", "item", "sub"} or not self.goes_deeper(part):
                break
            reference = replace(reference, end=part.end(), place=self.deeper(reference.place, part))
            at = self.skip = part.end()
        return reference

    def goes_deeper(self, part: re.Match[str]) -> bool:
        order = ["law", "article", "paragraph", "item", "sub"]
        return self.chain is not None and order.index(str(part.lastgroup)) > order.index(self.chain.level)

    def deeper(self, place: Place, part: re.Match[str]) -> Place:
        """The place with this part, as far as the article has it."""
        chain = self.chain
        if chain is None:
            return place
        number, kind = NUMBER_IN.search(part[0]), str(part.lastgroup)
        n = (read_number(number[0]) if number else None) or 0
        chain.end, chain.level = part.end(), kind
        shape = chain.version.articles.get(place.article, []) if chain.version else []
        if kind == "paragraph":
            chain.paragraph = n
            return replace(place, paragraph=n if n <= len(shape) else None)
        if kind == "item":
            paragraph = chain.paragraph or next((at for at, items in enumerate(shape, 1) if items >= n), 0)
            if 0 < paragraph <= len(shape) and 0 < n <= shape[paragraph - 1]:
                return replace(place, paragraph=paragraph, item=n)
        return place

    def take_paragraph(self, found: re.Match[str]) -> Reference | None:
        """、第二款 behind a reference, or 本条第二款."""
        chain, gap = self.chain, self.gap(found.start())
        goes_on = chain is not None and (gap == "" if chain.level == "article" else gap in JOINS | SPANS)
        if chain is None or chain.article is None or not goes_on:
            return None
        return self.part_of_chain(found, replace(chain, level="article", paragraph=None))

    def take_item(self, found: re.Match[str]) -> Reference | None:
        """、第二项 behind an item, or an item behind 前款."""
        chain, gap = self.chain, self.gap(found.start())
        if chain is None or chain.article is None or gap not in JOINS | SPANS:
            return None
        if chain.level == "paragraph" and gap != "":
            return None
        return self.part_of_chain(found, replace(chain, level="paragraph" if chain.paragraph else "article"))

    def take_sub(self, found: re.Match[str]) -> None:
        """A sub-item has no address of its own."""

    def part_of_chain(self, found: re.Match[str], chain: Chain) -> Reference | None:
        self.chain = chain
        if chain.law is None or chain.version is None or chain.article not in chain.version.articles:
            chain.end, chain.level = found.end(), str(found.lastgroup)
            return None
        place = Place(chain.law.slug, chain.version.key, chain.article, None)
        start = found.start() if chain.begin is None else chain.begin
        chain.begin = None
        reference = Reference(start, found.start(), found.end(), self.deeper(place, found))
        self.skip = found.end()
        while (part := TOKEN.match(self.text, self.skip)) and part.lastgroup in {"item", "sub"}:
            if not self.goes_deeper(part):
                break
            reference = replace(reference, end=part.end(), place=self.deeper(reference.place, part))
            self.skip = part.end()
        return reference

    # Inside a law's own article

    def take_back(self, found: re.Match[str]) -> Reference | None:
        """前款, 前两款, 前条, 前两条: counted from where the text stands."""
        inside = self.inside
        if inside is None:
            self.chain = None
            return None
        steps = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5}.get(found[0][1], 1)
        if found[0].endswith("条"):
            return self.article_before(found, inside, steps)
        paragraph = inside.paragraph(found.start()) - steps
        if paragraph < 1:
            self.chain = None
            return None
        self.chain = Chain(inside.law, inside.version, found.end(), inside.article, paragraph, "paragraph")
        place = Place(inside.law.slug, inside.version.key, inside.article, paragraph)
        return self.made(found.start(), found, place)

    def article_before(self, found: re.Match[str], inside: Standing, steps: int) -> Reference | None:
        keys = [inside.article]
        for _step in range(steps):
            before = inside.version.before(keys[-1])
            if before is None:
                self.chain = None
                return None
            keys.append(before)
        self.chain = Chain(inside.law, inside.version, found.end(), keys[-1], None, "article")
        place = Place(inside.law.slug, inside.version.key, keys[-1])
        return self.made(found.start(), found, place, tuple(keys[1:-1]))

    def take_here(self, found: re.Match[str]) -> None:
        """本条 and 本款 are no reference by themselves; 本条第二款 is."""
        self.chain = None
        if self.inside is None:
            return
        paragraph = self.inside.paragraph(found.start()) if found[0].endswith("款") else None
        level = "paragraph" if paragraph else "article"
        inside = self.inside
        self.chain = Chain(
            inside.law, inside.version, found.end(), inside.article, paragraph, level, begin=found.start()
        )
