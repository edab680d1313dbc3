"""Markdown statutes: `# title`, lines of the head with dates, `<!-- INFO END -->`, headings, articles 第…条.

Lines `<!-- slug: … -->`, `<!-- aliases: 甲、乙 -->`, `<!-- source: … -->` in the head say what a file cannot say in
its own words. An extract says 节录 in brackets behind its title; it may lack the head and leave out articles.
"""

import datetime as dt
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cms.library.enums import LawKind
from cms.library.provisions.numerals import NUMBER, article_name, read_number
from cms.library.provisions.register import ArticleKey

BIGGEST = 2_000_000
ARTICLE = re.compile(rf"第({NUMBER})条(?:之({NUMBER}))?(?=[\s\u3000]|$)[\s\u3000]*")
HEADING = re.compile(r"(#{1,6})\s+(.+)")
LEVEL = re.compile(rf"第{NUMBER}(分编|编|章|节)")
DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
IN_FORCE = re.compile(r"自(\d{4})年(\d{1,2})月(\d{1,2})日起(?:施行|实施)")
EXTRACT = re.compile(r"[（(]节录[^（）()]*[)）]")
SAID = re.compile(r"<!--\s*(slug|aliases|source)\s*[:：]\s*(.*?)\s*-->")
ORDER = re.compile(r"国务院令第\d+号|法释〔\d{4}〕\d+号|高检发释字〔\d{4}〕\d+号")
YEAR = re.compile(r"-((?:19|20)\d\d)$")
LEVELS = ["编", "分编", "章", "节"]
COURTS = ["最高人民法院", "最高人民检察院"]
BODIES = ["全国人民代表大会常务委员会", "全国人民代表大会", "国务院", *COURTS]


class StatuteFault(Exception):  # noqa: N818  a fault of the file, in words, with its lines
    """The file is no statute that can be taken: `faults` are (line, sentence)."""

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        super().__init__("; ".join(text for _line, text in faults))
        self.faults = faults


@dataclass
class Article:
    key: ArticleKey
    headings: list[str]
    lines: list[str]
    line: int = 0

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass
class Statute:
    """A statute as its file gives it; dates are None where the file does not say them."""

    title: str
    name: str
    slug: str
    is_extract: bool = False
    aliases: list[str] = field(default_factory=list)
    source: str = ""
    head: list[str] = field(default_factory=list)
    preamble: str = ""
    articles: list[Article] = field(default_factory=list)
    year: int | None = None
    adopted_on: dt.date | None = None
    effective_on: dt.date | None = None

    @property
    def kind(self) -> str:
        said = f"{self.title} {' '.join(self.head)}"
        if any(court in said for court in COURTS):
            return LawKind.INTERPRETATION
        if "国务院" in said or self.title.endswith(("条例", "细则")):
            return LawKind.REGULATION
        return LawKind.LAW if self.title.endswith(("法", "法典")) else LawKind.OTHER

    @property
    def issuing_body(self) -> str:
        said = f"{self.title} {self.head[-1] if self.head else ''} {' '.join(self.head)}"
        if self.kind == LawKind.INTERPRETATION:
            return "、".join(court for court in COURTS if court in said)
        return next((body for body in BODIES if body in said), "")

    @property
    def document_number(self) -> str:
        return next((found[-1] for line in reversed(self.head) if (found := ORDER.findall(line))), "")


class Reader:
    """One file, line by line; faults are gathered, so that an editor mends them in one go."""

    def __init__(self, name: str) -> None:
        self.faults: list[tuple[int, str]] = []
        stem = name.rsplit(".", 1)[0]
        year = YEAR.search(stem)
        self.statute = Statute("", name, YEAR.sub("", stem).lower(), year=int(year[1]) if year else None)
        self.path: dict[str, str] = {}
        self.days: list[tuple[dt.date, str]] = []
        self.before: list[str] = []

    def read(self, text: str) -> Statute:
        lines = text.lstrip("\ufeff").splitlines()
        end = next((at for at, line in enumerate(lines, 1) if "INFO END" in line), 0)
        for at, line in enumerate(lines, 1):
            self.line(at, line.strip(" \t\u3000"), at < end)
        self.finish()
        if self.faults:
            raise StatuteFault(self.faults)
        return self.statute

    def line(self, at: int, line: str, is_head: bool) -> None:
        heading = HEADING.fullmatch(line)
        article = ARTICLE.match(line)
        if line.startswith("<!--"):
            self.said(line)
        elif heading:
            self.heading(at, heading)
        elif article and not is_head:
            self.article(at, article, line)
        elif line and is_head:
            self.head(at, line)
        elif line:
            (self.statute.articles[-1].lines if self.statute.articles else self.before).append(line)

    def said(self, line: str) -> None:
        for key, value in SAID.findall(line):
            if key == "aliases":
                self.statute.aliases = [name for name in re.split(r"[、,，]", value) if name]
            else:
                setattr(self.statute, key, value)

    def heading(self, at: int, found: re.Match[str]) -> None:
        words = " ".join(found[2].split())
        if not self.statute.title:
            self.statute.is_extract = bool(EXTRACT.search(words))
            self.statute.title = EXTRACT.sub("", words).strip()
            return
        level = LEVEL.match(words)
        if level:
            deeper = LEVELS[LEVELS.index(level[1]) :]
            self.path = {name: text for name, text in self.path.items() if name not in deeper} | {level[1]: words}
        else:
            self.path = {"章": words}

    def head(self, at: int, line: str) -> None:
        self.statute.head.append(line)
        for year, month, day in DAY.findall(line):
            try:
                self.days.append((dt.date(int(year), int(month), int(day)), line))
            except ValueError:
                self.fault(at, _("%(date)s is no day of the calendar.") % {"date": f"{year}年{month}月{day}日"})

    def article(self, at: int, found: re.Match[str], line: str) -> None:
        number, suffix = read_number(found[1]), read_number(found[2]) if found[2] else 0
        if number is None or suffix is None:
            self.fault(at, _("%(name)s is no number of an article.") % {"name": found[0].strip()})
            return
        key = (number, suffix)
        if self.statute.articles:
            self.follows(at, self.statute.articles[-1], key)
        rest = line[found.end() :].strip()
        path = [self.path[level] for level in LEVELS if level in self.path]
        self.statute.articles.append(Article(key, path, [rest] if rest else [], at))

    def follows(self, at: int, above: Article, key: ArticleKey) -> None:
        """Articles count upwards; only an extract leaves some out."""
        names = {"name": article_name(*key), "above": article_name(*above.key), "line": above.line}
        if key <= above.key:
            self.fault(at, _("%(name)s stands behind %(above)s of line %(line)s: numbers must count upwards.") % names)
        elif key[0] > above.key[0] + 1 and not self.statute.is_extract:
            text = _("%(name)s follows %(above)s of line %(line)s: the articles between are missing.")
            self.fault(at, text % names)

    def fault(self, line: int, text: str) -> None:
        self.faults.append((line, text))

    def finish(self) -> None:
        statute = self.statute
        if not statute.title:
            self.fault(1, _("The file has no title: its first line must be “# ” and the name of the law."))
        if not statute.articles:
            self.fault(1, _("The file has no article: an article begins a line with 第…条 and a space."))
        for article in statute.articles:
            if not article.lines:
                self.fault(article.line, _("%(name)s has no text.") % {"name": article_name(*article.key)})
        if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", statute.slug):
            text = _("The file's name gives no address: use small letters, digits and hyphens.")
            self.fault(1, text)
        statute.preamble = "\n".join(self.before)
        self.dates()

    def dates(self) -> None:
        """The last day of the head is the version's, unless the file's name says a later year than the head knows."""
        statute = self.statute
        in_force = [day for day, line in self.days if line.rstrip("）) ").endswith("施行")]
        adopted = [day for day, line in self.days if not line.rstrip("）) ").endswith("施行")]
        last = max(adopted, default=None)
        if last and not (statute.year and last.year < statute.year and not in_force):
            statute.adopted_on = last
            statute.year = last.year
        stands = [day for day in in_force if not statute.adopted_on or day >= statute.adopted_on]
        statute.effective_on = max(stands, default=None) or self.day_of_last_article()

    def day_of_last_article(self) -> dt.date | None:
        """本法自…起施行: of an amended law it is the first version's day, which says nothing of this one."""
        statute = self.statute
        for article in reversed(statute.articles[-3:]):
            if found := IN_FORCE.search(article.text):
                try:
                    day = dt.date(int(found[1]), int(found[2]), int(found[3]))
                except ValueError:
                    self.fault(article.line, _("%(date)s is no day of the calendar.") % {"date": found[0]})
                    return None
                first = statute.adopted_on or (dt.date(statute.year, 1, 1) if statute.year else None)
                return day if first and day >= first else None
        return None


def read_statute(data: bytes, name: str) -> Statute:
    """Read one file; raises StatuteFault with every fault and its line."""
    if len(data) > BIGGEST:
        raise StatuteFault([(1, _("The file is larger than 2 MB: it is no statute."))])
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise StatuteFault([(line, _("The file is not written in UTF-8."))]) from error
    return Reader(name).read(text)
