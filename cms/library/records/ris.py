"""RIS records: two letters, two blanks, a dash, a blank, the value; one line to a value, ended as the format asks."""

import datetime as dt

from cms.library.records.works import Author, Record, WorkType

CONTENT_TYPE = "application/x-research-info-systems; charset=utf-8"
ENTRY = {
    WorkType.REPORT: "RPRT",
    WorkType.WEB_PAGE: "ELEC",
    WorkType.PROCEEDINGS: "CPAPER",
    WorkType.DATASET: "DATA",
    WorkType.OTHER: "GEN",
}
LONGEST_KEYWORD = 255


def entry(record: Record, *, read_on: dt.date) -> str:
    """The work as one record; `TY` first, `ER` last."""
    day = record.published_on
    kind = "CHAP" if record.is_part and record.type is WorkType.REPORT else ENTRY[record.type]
    kind = "CONF" if record.is_volume else kind
    lines = [
        ("TY", kind),
        *(("AU", name(author)) for author in record.authors),
        ("TI", ": ".join(part for part in (record.title, record.subtitle) if part)),
        ("T2", record.container),
        ("M1", record.number),
        ("ET", record.edition),
        ("PB", record.publisher or (record.authors[0].name if record.authors and kind == "RPRT" else "")),
        ("CY", record.place),
        ("PY", f"{day:%Y}" if day else ""),
        ("DA", f"{day:%Y/%m/%d}" if day else ""),
        ("Y2", f"{read_on:%Y/%m/%d}"),
        ("SP", record.pages),
        ("AB", record.summary),
        *(("KW", subject[:LONGEST_KEYWORD]) for subject in record.subjects),
        ("LA", record.language),
        ("DO", record.doi),
        ("UR", record.url),
        ("ID", record.urn),
    ]
    written = [f"{tag}  - {value}" for tag, value in lines if value]
    return "\r\n".join([*written, "ER  - ", ""])


def name(author: Author) -> str:
    """`Family, Given`; a comma in an agency's name would split it, so it is written in full width."""
    if author.is_agency or not author.family:
        return author.name.replace(", ", "，").replace(",", "，")
    return f"{author.family}, {author.given}".rstrip(", ")
