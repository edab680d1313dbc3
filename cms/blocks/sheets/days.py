"""Dates and times as their format shows them; office programs of Chinese offices know more than the standard."""

import datetime as dt
import re

from cms.blocks.sheets.codes import COLOUR, LOCALE, PLAIN, UnknownFormatError

Moment = dt.datetime | dt.date | dt.time | dt.timedelta

TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_(?P<blank>.)|\*(?P<filled>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<half>AM/PM|A/P|上午/下午)|(?P<part>y+|e+|m+|d+|h+|s+|a{3,4})|(?P<sign>.)",
    re.DOTALL | re.IGNORECASE,
)
SYSTEM = {"$-F800": 'yyyy"年"m"月"d"日"', "$-F400": "h:mm:ss"}  # “as the system writes it”, here a Chinese one
ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
DIGITS = "〇一二三四五六七八九"
WEEKDAYS = "一二三四五六日"
FIRST_YEAR = 1900  # a time of day alone counts from the day before


def day_text(value: Moment, code: str) -> str:
    """As the format shows it; where the reader knows no format, the day as YYYY-MM-DD, with its time if it has one."""
    if code == "General":
        return unformatted(value)
    for name, whole in SYSTEM.items():
        code = whole if name in code.upper() else code
    tokens = [match for match in TOKEN.finditer(first_section(code)) if match.lastgroup != "filled"]
    texts = [token[token.lastgroup or 0].lower() for token in tokens]
    timed = [at for at, token in enumerate(tokens) if token.lastgroup == "part" or ELAPSED.fullmatch(texts[at])]
    shown = Shown(value, is_half=any(token["half"] for token in tokens), is_han="dbnum1" in texts)
    said = []
    for at, token in enumerate(tokens):
        if at in timed:
            before = next((texts[other][0] for other in reversed(timed) if other < at), "")
            after = next((texts[other][0] for other in timed if other > at), "")
            is_minute = texts[at][0] == "m" and (before == "h" or after == "s")
            said.append(shown.part(texts[at].replace("m", "n") if is_minute else texts[at], bool(token["bracket"])))
        else:
            said.append(plain(token, shown.half))
    return "".join(said)


def first_section(code: str) -> str:
    for match in TOKEN.finditer(code):
        if match["sign"] == ";":
            return code[: match.start()]
    return code


def unformatted(value: Moment) -> str:
    match value:
        case dt.datetime() if value.year < FIRST_YEAR:
            return value.time().isoformat("minutes")
        case dt.datetime() if value.time() != dt.time():
            return value.isoformat(" ", "minutes")
        case dt.datetime():
            return value.date().isoformat()
        case dt.date():
            return value.isoformat()
        case dt.time():
            return value.isoformat("minutes")
    raise UnknownFormatError


def plain(token: re.Match[str], half: str) -> str:
    kind, text = token.lastgroup or "", token[token.lastgroup or 0]
    if kind == "half":
        return half if text == "上午/下午" else {"上午": "AM", "下午": "PM"}[half][: 1 if len(text) == 3 else 2]
    if kind == "bracket":
        if not (COLOUR.fullmatch(text) or LOCALE.fullmatch(text) or text.lower() == "dbnum1"):
            raise UnknownFormatError
        return ""
    if kind == "sign" and text.isascii() and text not in PLAIN | {"/", ",", "."}:
        raise UnknownFormatError
    return " " if kind == "blank" else text


class Shown:
    """A moment, part by part."""

    def __init__(self, value: Moment, *, is_half: bool, is_han: bool) -> None:
        self.value, self.is_half, self.is_han = value, is_half, is_han
        self.seconds = round(seconds_of(value))
        self.half = "上午" if self.seconds // 3600 % 24 < 12 else "下午"

    def part(self, name: str, is_elapsed: bool) -> str:
        """`yyyy`, `m`, `dd`, `hh`, `n` for minutes, `ss`; elapsed hours and minutes count beyond a day."""
        if is_elapsed:
            return self.elapsed(name)
        if name[0] in "hns":
            return self.clock(name)
        if not isinstance(self.value, dt.date) or (name[0] in "md" and len(name) > 2):
            raise UnknownFormatError
        if name[0] == "a":
            return ("星期" if len(name) == 4 else "") + WEEKDAYS[self.value.weekday()]
        if name[0] in "ye":
            year = f"{self.value.year:04}"[2 if name in {"y", "yy"} else 0 :]
            return "".join(DIGITS[int(digit)] for digit in year) if self.is_han else year
        return self.written(self.value.month if name[0] == "m" else self.value.day, name)

    def clock(self, name: str) -> str:
        if len(name) > 2 or (isinstance(self.value, dt.timedelta) and name[0] == "h"):
            raise UnknownFormatError
        hour = self.seconds // 3600 % 24
        hour = (hour - 1) % 12 + 1 if self.is_half else hour
        return self.written({"h": hour, "n": self.seconds // 60 % 60, "s": self.seconds % 60}[name[0]], name)

    def elapsed(self, name: str) -> str:
        if not isinstance(self.value, dt.timedelta):
            raise UnknownFormatError
        return f"{self.seconds // {'h': 3600, 'm': 60, 'n': 60, 's': 1}[name[0]]:0{len(name)}}"

    def written(self, number: int, name: str) -> str:
        if not self.is_han:
            return f"{number:0{len(name)}}"
        tens, ones = divmod(number, 10)
        return f"{DIGITS[tens] if tens > 1 else ''}{'十' if tens else ''}{DIGITS[ones] if ones or not tens else ''}"


def seconds_of(value: Moment) -> float:
    match value:
        case dt.timedelta():
            return value.total_seconds()
        case dt.datetime() | dt.time():
            return value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1_000_000
    return 0
