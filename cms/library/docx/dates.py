"""Dates as a chronicle prints them, and the period a title names."""

import re
from datetime import date

from cms.library.docx.structure import Event

MONTHS = [
    *["January", "February", "March", "April", "May", "June"],
    *["July", "August", "September", "October", "November", "December"],
]
CHINESE = re.compile(
    r"^(?P<date>(?P<y>\d{4})年(?:(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?)?(?:(?:至|到|—|–|-|~|～|－)[\d年月日]+|[上中下]旬|[初底])?)"
    r"[\s　，,：:。.]*(?P<text>.*)$",
    re.DOTALL,
)
ENGLISH = re.compile(
    r"^(?P<date>(?:(?P<d>\d{1,2})(?:\s*[-–—]\s*\d{1,2})?\s+)?(?P<m>"
    + "|".join(MONTHS)
    + r")\s+(?P<y>\d{4}))[\s.,:]*(?P<text>.*)$",
    re.DOTALL,
)
PERIOD = re.compile(r"((?:19|20)\d{2})\s*(?:年)?\s*(?:[—–\-~～－至]+\s*((?:19|20)\d{2}))?")


def read_event(text: str) -> Event | None:
    """`2023年6月5日至9日　首期同堂培训班举办。` as an event; None where the text begins with no date."""
    match = CHINESE.match(text.strip()) or ENGLISH.match(text.strip())
    if not match or not match["text"].strip():
        return None
    month = match["m"] or "1"
    number = MONTHS.index(month) + 1 if month in MONTHS else int(month)
    try:
        day = date(int(match["y"]), number, int(match["d"] or 1))
    except ValueError:
        return None
    return Event(match["date"][:40], day, match["text"].strip())


def read_period(*texts: str) -> tuple[date, date] | None:
    """`（示例）2023—2025` as first and last day; a single year as that year."""
    for text in texts:
        if match := PERIOD.search(text):
            first, last = int(match[1]), int(match[2] or match[1])
            if first <= last:
                return date(first, 1, 1), date(last, 12, 31)
    return None
