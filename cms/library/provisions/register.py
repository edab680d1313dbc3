"""What the resolver knows of laws: names, versions with their first days, the shape of articles."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

ArticleKey = tuple[int, int]
STATE = "中华人民共和国"


@dataclass
class KnownVersion:
    """A version's articles in order, each with the number of items of each of its paragraphs."""

    key: int
    starts_on: dt.date | None
    year: int | None
    address: str = ""
    articles: dict[ArticleKey, list[int]] = field(default_factory=dict)

    def before(self, article: ArticleKey) -> ArticleKey | None:
        """The article in front of this one."""
        keys = list(self.articles)
        at = keys.index(article) if article in self.articles else 0
        return keys[at - 1] if at else None

    def between(self, first: ArticleKey, last: ArticleKey) -> tuple[ArticleKey, ...]:
        return tuple(key for key in self.articles if first < key < last)


@dataclass
class KnownLaw:
    slug: str
    title: str
    names: list[str]
    versions: list[KnownVersion]

    def version_on(self, day: dt.date | None, year: int | None = None) -> KnownVersion | None:
        """The version of `year` where the text names one, else the one that held on `day`, without a day the newest.

        None before the first known version: its text may have been another. A repealed law keeps its last version.
        A version without a day counts only where the law has no other.
        """
        if year is not None:
            return next((v for v in self.versions if v.year == year), None)
        dated = [(v.starts_on, v.key, v) for v in self.versions if v.starts_on is not None]
        if not dated:
            return self.versions[0] if self.versions else None
        return max((held for held in dated if day is None or held[0] <= day), default=(None, None, None))[2]

    def year_of(self, year: int) -> int:
        """The version that a text means by 2015年《…》: the one of that year, else the one that held at its end."""
        held = self.version_on(None, year) or self.version_on(dt.date(year, 12, 31))
        return held.year if held and held.year else year


class Register:
    """Laws by every name they go by; a name that two laws share names neither."""

    def __init__(self, laws: Iterable[KnownLaw]) -> None:
        self.laws = list(laws)
        named = {(plain(name), law.slug): law for law in self.laws for name in [law.title, *law.names] if name}
        named |= {(short, law.slug): law for law in self.laws for short in shorter(law.title)}
        times = Counter(name for name, _slug in named)
        self.names = {name: law for (name, _slug), law in named.items() if times[name] == 1}
        self.lengths = sorted({len(name) for name in self.names}, reverse=True)

    def law(self, name: str) -> KnownLaw | None:
        return self.names.get(plain(name))

    def by_slug(self, slug: str) -> KnownLaw | None:
        return next((law for law in self.laws if law.slug == slug), None)


WIDE = str.maketrans("()<>", "（）〈〉", " \u3000\t、")
COURTS = re.compile(r"(?:最高人民法院|最高人民检察院)+(?=关于)")


def plain(name: str) -> str:
    """A name as it is compared: without spaces and 、, with the wide signs of Chinese text."""
    return name.translate(WIDE)


def shorter(title: str) -> list[str]:
    """What a title is called besides: without the state, an interpretation without its courts."""
    name = plain(title)
    return [name.removeprefix(STATE), COURTS.sub("", name)]
