"""References by GB/T 7714-2025, numeric style, without the number.

Chinese works have the full-width comma, colon and parentheses of the standard's examples, works in English the
half-width ones. A family name is no longer written in capitals; a name in pinyin keeps its given name whole.
Only pages, data sets and works without a known date carry the day on which they were read: since 2025 a dated report
does not.
"""

import datetime as dt

from cms.library.records.works import Author, Record, WorkType

SHOWN_AUTHORS = 3
READ_ON = {WorkType.WEB_PAGE, WorkType.DATASET}


def reference(record: Record, *, read_on: dt.date) -> str:
    """The reference as one line, read on that day."""
    marks = ("，", "：", "（{}）") if record.is_chinese else (", ", ": ", "({})")
    comma, colon, brackets = marks
    names = authors(record, comma)
    title = colon.join(part for part in (record.title, record.subtitle, record.number) if part)
    head = f"{names}. {title}" if names else title
    head += f"[{record.type.value}/OL]"
    if record.container:
        head += f"//{record.container}"
    parts = [head, *issue(record, read_on, colon, comma, brackets), record.url]
    if record.doi:
        parts.append(f"DOI:{record.doi}")
    return ". ".join(parts).replace("]. （", "].（") + "."


def issue(record: Record, read_on: dt.date, colon: str, comma: str, brackets: str) -> list[str]:
    """Place, publisher, days: what stands between the title and the address."""
    day = record.published_on
    read = f"[{read_on:%Y-%m-%d}]" if record.type in READ_ON or day is None else ""
    if record.type in READ_ON:
        made = brackets.format(f"{day:%Y-%m-%d}") if day else ""
        return [text for text in [made + read] if text]
    publisher = colon.join(part for part in (record.place, record.publisher) if part)
    dated = f"{day:%Y-%m-%d}" if day and not publisher else f"{day:%Y}" if day else ""
    text = comma.join(part for part in (publisher, dated) if part)
    text += f"{colon}{record.pages}" if record.pages and text else record.pages
    return [found for found in [text + read] if found]


def authors(record: Record, comma: str) -> str:
    """Up to three names; of more, the first three and a word for the rest."""
    names = [name(author) for author in record.authors]
    if len(names) > SHOWN_AUTHORS:
        names = [*names[:SHOWN_AUTHORS], "等" if record.is_chinese else "et al"]
    return comma.join(names)


def name(author: Author) -> str:
    """Agencies and Chinese names as they are; in Latin letters the family name first, the given name in initials."""
    if author.is_agency or not author.family:
        return author.name
    if author.is_pinyin:
        return f"{author.family} {author.given}".strip()
    return " ".join([author.family, *map(initial, author.given.split())])


def initial(word: str) -> str:
    """A hyphen between two given names stays."""
    return "-".join(part[:1].upper() for part in word.split("-") if part)
