"""Plates, e-mail addresses, passports, accounts of social networks, days of birth.

Plates: GA 36-2018, new-energy ones included (six signs after the letter, D or F for electric and hybrid). Passports:
the letters that the exit and entry administration gives out (E, G, D, S, P; C and W for Hong Kong, Macao and Taiwan).
E-mail: the usual part of RFC 5322.
"""

import re
from collections.abc import Iterator

from cms.library.anonymisation.structure import Found
from cms.library.anonymisation.vocabulary import is_word
from cms.library.enums import FindingKind

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
SIGN = "[A-HJ-NP-Z0-9]"
PLATE = re.compile(
    rf"(?P<province>[\u3400-\u9fff])(?P<gap> {{0,2}}[·\-]? ?)(?P<letter>[A-HJ-NP-Z]) {{0,2}}[·.\-]? ?"
    rf"(?P<number>{SIGN}(?: ?{SIGN}){{5}}|{SIGN}(?: ?{SIGN}){{4}}|{SIGN}(?: ?{SIGN}){{3}} ?[学警港澳挂领试超])"
    rf"(?![A-Za-z0-9\-])",
    re.IGNORECASE,
)
# What follows a character of a province and a space often enough, and is no plate: 新 GB11643, 川 A 12345 元.
CODE = re.compile(r"GB|DB|CN|QB|YY|JB|HJ|AQ|GA")
COUNTED = re.compile(r" ?[元件人年月室栋座层期届]")
MOST_LETTERS = 2  # of the signs behind the letter of the city
ARMED = re.compile(rf"(?<![A-Za-z])WJ[{PROVINCES}]?\d{{4}}[0-9TDSHBXJ](?![A-Za-z0-9])")
SAYS_PLATE = re.compile(r"车牌|号牌|牌照|车辆|车号|轿车|货车|汽车|驾驶")
MAIL_NAME = re.compile(r"[A-Za-z0-9_+\-%](?:[A-Za-z0-9._%+\-]{0,63})")
MAIL_HOST = re.compile(r" ?[A-Za-z0-9](?:[A-Za-z0-9\-]{0,62})(?:\.[A-Za-z0-9\-]{1,63}){1,6}")
PASSPORT = re.compile(
    r"(?<![A-Za-z0-9\-/._])(?:E[A-HJ-NP-Z]?\d{7,8}|G\d{8}|[DSP][EP]?\d{7,8}|[CHMW][A-Z]?\d{7,10}|[A-Z]{1,2}\d{6,9}|\d{8,9})"
    r"(?![A-Za-z0-9\-/._])",
    re.IGNORECASE,
)
SURE_PASSPORT = re.compile(r"(?:E\d{8}|E[A-HJ-NP-Z]\d{7}|G\d{8})", re.IGNORECASE)
SAYS_PASSPORT = re.compile(r"护照|通行证|台胞证|回乡证|旅行证|passport", re.IGNORECASE)
LOOKS_LIKE_A_DAY = re.compile(r"[A-Z](?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", re.IGNORECASE)
SOCIAL = re.compile(
    r"(?:微信|wechat|QQ|微博|抖音|快手|小红书|支付宝|旺旺|钉钉|陌陌|Telegram|WhatsApp|Skype|网络账号|平台账号)"
    r"(?:账号|帐号|账户|号码|昵称|名|号|ID)?[(]?[为是系:“\" ]{0,3}"
    r"(?P<account>[A-Za-z][A-Za-z0-9_\-]{4,29}|\d{5,12})(?![A-Za-z0-9@.])",
    re.IGNORECASE,
)
NUMERAL = r"[0-9〇零一二三四五六七八九十]"
DAY = rf"{NUMERAL}{{2,4}}年 ?{NUMERAL}{{1,3}}月(?: ?{NUMERAL}{{1,3}}日)?"
BIRTH = re.compile(rf"(?P<day>{DAY})(?= ?(?:出生|生(?:[于,。;)、 ]|$)))")
BORN = re.compile(
    rf"(?:出生日期|出生年月日?|生日|出生于|生于|出生)[为是: ]{{0,2}}"
    rf"(?P<day>{DAY}|(?:19|20)\d{{2}}[\-./]\d{{1,2}}(?:[\-./]\d{{1,2}})?|(?:19|20)\d{{6}}(?!\d))"
)
BEFORE = 12


def marks_in(text: str) -> Iterator[Found]:
    """Every such mark of a flat text."""
    yield from mails(text)
    yield from plates(text)
    yield from passports(text)
    for match in SOCIAL.finditer(text):
        yield Found(FindingKind.SOCIAL_ACCOUNT, *match.span("account"))
    for pattern in (BIRTH, BORN):
        for match in pattern.finditer(text):
            yield Found(FindingKind.BIRTH_DATE, *match.span("day"))


def mails(text: str) -> Iterator[Found]:
    """From the sign @ outwards, so that a text without it costs nothing."""
    at, reached = text.find("@"), 0
    while at >= 0:
        end_of_name = at - 1 if text[at - 1 : at] == " " else at
        backwards = MAIL_NAME.match(text[max(end_of_name - 64, reached) : end_of_name][::-1])
        host = MAIL_HOST.match(text, at + 1)
        if backwards and host:
            reached = host.end()
            name = backwards[0][::-1].lstrip(".")
            yield Found(FindingKind.EMAIL, end_of_name - len(name), host.end())
        at = text.find("@", at + 1)


def plates(text: str) -> Iterator[Found]:
    """A real province's sign, or any character where the text speaks of a vehicle."""
    for match in PLATE.finditer(text):
        is_said = SAYS_PLATE.search(text, max(match.start() - BEFORE, 0), match.start())
        is_named = is_said and (not match["gap"] or match["province"] in PROVINCES)
        if any(sign.isdigit() for sign in match["number"]) and (is_named or is_plate(text, match)):
            yield Found(FindingKind.VEHICLE_PLATE, *match.span())
    for match in ARMED.finditer(text):
        yield Found(FindingKind.VEHICLE_PLATE, *match.span())


def is_plate(text: str, match: re.Match[str]) -> bool:
    """Does it read as a plate where nothing says so? One set apart from its province has to look like one in full."""
    if match["province"] not in PROVINCES:
        return False
    if not match["gap"]:
        return True
    start, signs = match.start(), (match["letter"] + match["number"]).replace(" ", "")
    letters = sum(sign.isascii() and sign.isalpha() for sign in signs[1:])
    ends_word = any(is_word(text[start - before : start + 1]) for before in (1, 2, 3) if start >= before)
    is_code = CODE.match(signs) or COUNTED.match(text, match.end())
    return match["letter"].isupper() and letters <= MOST_LETTERS and not ends_word and not is_code


def passports(text: str) -> Iterator[Found]:
    for match in PASSPORT.finditer(text):
        is_said = SAYS_PASSPORT.search(text, max(match.start() - BEFORE, 0), match.start())
        is_sure = SURE_PASSPORT.fullmatch(match[0]) and not LOOKS_LIKE_A_DAY.fullmatch(match[0])
        if is_said or is_sure:
            yield Found(FindingKind.PASSPORT, *match.span())
