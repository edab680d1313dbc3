"""The dates of a chronicle in the language of their paper: 2023年6月5日至9日 is 5–9 June 2023 in an English one."""

import calendar
import datetime as dt
import re

CHINESE = re.compile(
    r"^(?P<y>\d{4})(?:年|(?=\s*[—–~～－-]+\s*\d{4}年))(?:(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?)?"
    r"(?:\s*(?:至|到|[—–~～－-]+)\s*(?:(?P<y2>\d{4})年)?(?:(?P<m2>\d{1,2})月)?(?:(?P<d2>\d{1,2})日)?)?"
    r"(?P<part>[上中下]旬|[初底末])?$"
)
PARTS = {"上旬": "early ", "初": "early ", "中旬": "mid-", "下旬": "late ", "底": "late ", "末": "late "}


def chinese_day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def english_date(text: str, day: dt.date) -> str:
    """As printed, or the day itself; a Chinese date put into English, words that are no date left as they are."""
    match = CHINESE.match(text.strip() or chinese_day(day))
    if match is None:
        return text
    begin = {name: int(match[name] or 0) for name in ("y", "m", "d")}
    end = {name: int(match[f"{name}2"] or 0) for name in ("y", "m", "d")}
    if max(begin["m"], end["m"]) > 12:
        return text
    part = PARTS.get(match["part"] or "", "")
    return part + span_text(begin, end) if any(end.values()) else part + day_text(begin)


def span_text(begin: dict[str, int], end: dict[str, int]) -> str:
    """What both ends share stands once, at the end."""
    last = {"y": end["y"] or begin["y"], "m": end["m"] or begin["m"] * bool(end["d"]), "d": end["d"]}
    if last["y"] != begin["y"]:
        return f"{day_text(begin)}{' – ' if begin['m'] else '–'}{day_text(last)}"
    if last["m"] == begin["m"] and begin["d"] and last["d"]:
        return f"{begin['d']}–{day_text(last)}"
    return f"{day_text({**begin, 'y': 0})} – {day_text(last)}"


def day_text(parts: dict[str, int]) -> str:
    month = calendar.month_name[parts["m"]] if parts["m"] else ""
    return " ".join(str(part) for part in (parts["d"], month, parts["y"]) if part)
