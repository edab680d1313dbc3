"""BibTeX entries: braces always balance, special characters of TeX are written so that it prints them."""

import datetime as dt

from cms.library.records.works import Author, Record, WorkType

CONTENT_TYPE = "application/x-bibtex; charset=utf-8"
ENTRY = {
    WorkType.REPORT: "techreport",
    WorkType.WEB_PAGE: "misc",
    WorkType.PROCEEDINGS: "inproceedings",
    WorkType.DATASET: "misc",
    WorkType.OTHER: "misc",
}
SPECIAL = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
}


def entry(record: Record, *, read_on: dt.date) -> str:
    """The work as one entry; fields without a value are left out."""
    kind = "incollection" if record.is_part and record.type is WorkType.REPORT else ENTRY[record.type]
    kind = "proceedings" if record.is_volume else kind
    holder = {"inproceedings": "booktitle", "incollection": "booktitle"}.get(kind, "howpublished")
    day = record.published_on
    values = {
        "editor" if record.is_volume else "author": " and ".join(map(name, record.authors)),
        "title": f"{{{escaped(': '.join(part for part in (record.title, record.subtitle) if part))}}}",
        holder: escaped(record.container),
        "institution": escaped(" and ".join(a.name for a in record.authors)) if kind == "techreport" else "",
        "number": escaped(record.number),
        "edition": escaped(record.edition),
        "publisher": escaped(record.publisher),
        "address": escaped(record.place),
        "pages": escaped(record.pages),
        "year": f"{day:%Y}" if day else "",
        "date": f"{day:%Y-%m-%d}" if day else "",
        "doi": record.doi,
        "url": address(record.url),
        "urldate": f"{read_on:%Y-%m-%d}",
        "language": "chinese" if record.is_chinese else "english",
        "keywords": escaped(", ".join(record.subjects)),
    }
    fields = "".join(f"  {field} = {{{value}}},\n" for field, value in values.items() if value)
    return f"@{kind}{{{label(record)},\n{fields}}}\n"


def label(record: Record) -> str:
    """A label that no other work has, in letters that every program takes."""
    year = f"{record.published_on:%Y}" if record.published_on else ""
    return f"tongtang{year}-{record.key.hex[:8]}"


def name(author: Author) -> str:
    """In braces an agency's name is taken whole, and `and` in it joins nobody."""
    if author.is_agency or not author.family:
        return f"{{{escaped(author.name)}}}"
    return f"{escaped(author.family)}, {escaped(author.given)}".rstrip(", ")


def escaped(text: str) -> str:
    return "".join(SPECIAL.get(sign, sign) for sign in text)


def address(url: str) -> str:
    """An address is printed as it is; only what would end the field is written by its code."""
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
