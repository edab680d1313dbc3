"""Street addresses down to the house or the room: a home address is left out whole (rule book 4.5, method)."""

import re
from collections.abc import Iterator

from cms.library.anonymisation.structure import Found
from cms.library.enums import FindingKind

COUNT = r"(?:\d{1,5}|[一二三四五六七八九十百〇零]{1,5})"
PART = rf"(?:[A-Za-z甲乙丙丁东西南北]?{COUNT}|[A-Za-z甲乙丙丁])(?:号楼|幢|栋|座|单元|门|层|楼|室|户|房|号|院|铺)"
NUMBER = re.compile(
    rf"(?P<house>{COUNT}(?:[\-之]{COUNT})?(?:号(?![令文案公码线])|弄|幢|栋|座|号楼|单元))"
    rf"(?P<rest>(?:院|内)?(?:[ ,·\-]?{PART}){{0,6}}(?:-?\d{{1,5}}){{0,3}}(?:室|房|户)?)"
)
STREET = re.compile(
    r"(?:路|大?街|巷|弄|里|胡同|大道|道|国道|村|组|队|社|镇|乡|屯|庄|小区|社区|花园|家园|公寓|大厦|广场|新村|苑|园|城|坊|寨|湾|"
    rf"(?:路|街|道)[东西南北中一二三四五六七八九十]段?|{COUNT}(?:组|队|社|弄|巷))[ ,甲乙丙丁]?$"
)
REGION = re.compile(r"省|自治区|特别行政区|市|自治州|盟|[区县旗](?!别)|镇|乡|街道|村|路|街|巷|大道|小区|社区")
LEADS = re.compile(
    r"现住址?|居住于|居住在|居住地|住所地|住所|住址|家庭住址|暂住|住在|住于|住|户籍所在地|户籍地|户籍|户口|籍贯|地址|位于|坐落于|"
    r"注册地|经营地|营业场所|地点|出生地|送至|寄往|寄至|前往|抵达|在|至|到|于(?=[^都])|是|为|从|系|址"
)
RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af0-9A-Za-z ()]*$")
LEFT = 48
ELSEWHERE = re.compile(r"[初终再执异监民刑行商知财申复保]$|第$|[字发函令]$|检例|公告")


def addresses_in(text: str) -> Iterator[Found]:
    """Every address of a flat text that names a house; a street alone is no address of a person."""
    reached = 0
    for match in NUMBER.finditer(text):
        if match.start() < reached:
            continue
        left = text[max(match.start() - LEFT, reached) : match.start()]
        if not STREET.search(left) or ELSEWHERE.search(left):
            continue
        start = match.start() - len(beginning(left))
        reached = match.end()
        yield Found(FindingKind.ADDRESS, start, reached)


def beginning(left: str) -> str:
    """The part of the text before the house number that belongs to the address."""
    run = RUN.search(left)
    part = run[0] if run else ""
    if "(" in part or ")" in part:
        part = re.split(r"[()]", part)[-1]
    first = REGION.search(part)
    leads = [lead for lead in LEADS.finditer(part) if first and lead.end() <= first.start()]
    if leads:
        part = part[leads[-1].end() :]
    return part.lstrip()
