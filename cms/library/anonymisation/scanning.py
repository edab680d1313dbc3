"""One text, all its places: what is found in one is looked for in the others."""

from collections.abc import Iterable, Iterator

from cms.library.anonymisation.addresses import addresses_in
from cms.library.anonymisation.companies import companies_in
from cms.library.anonymisation.flattening import Flat
from cms.library.anonymisation.latin import latin_names_in
from cms.library.anonymisation.marks import marks_in
from cms.library.anonymisation.names import known_names, names_in
from cms.library.anonymisation.numbers import numbers_in
from cms.library.anonymisation.replacing import Replacements
from cms.library.anonymisation.structure import Finding, Found, Piece
from cms.library.enums import FindingKind

SHORTEST_NAME = 2
SPREAD = 3  # characters of a name that is written with spaces inside


def scan(pieces: Iterable[Piece], *, roster: Iterable[str] = ()) -> list[Finding]:
    """Everything in the pieces of one text that may identify a person or a company, in their order.

    Looked for are resident IDs (GB 11643-1999), telephones, bank accounts (ISO/IEC 7812-1), plates (GA 36-2018),
    e-mail addresses, passports, accounts of social networks, days of birth, addresses with a house number, companies
    in full, and persons by the company they keep (a role, a sex, a title) or by the `roster` of full names. Takes time
    in proportion to the length of the text.
    """
    pieces = list(pieces)
    flats = [Flat(piece.text) for piece in pieces]
    first = [list(everything_in(flat.text, piece.heading)) for flat, piece in zip(flats, pieces, strict=True)]
    names = {
        form
        for flat, hits in zip(flats, first, strict=True)
        for hit in hits
        if hit.kind == FindingKind.PERSON_NAME
        for form in forms_of(flat.text[hit.start : hit.end])
    }
    listed = {name for entry in roster if len(name := Flat(entry).text.strip()) >= SHORTEST_NAME}
    every = [apart([*hits, *known_names(flat.text, names, listed)]) for flat, hits in zip(flats, first, strict=True)]
    spelled = [(h.kind, flat.text[h.start : h.end]) for flat, hits in zip(flats, every, strict=True) for h in hits]
    replacements = Replacements(spelled, (flat.text for flat in flats))
    return [
        finding_of(piece, flat, hit, replacements)
        for piece, flat, hits in zip(pieces, flats, every, strict=True)
        for hit in hits
    ]


def forms_of(name: str) -> set[str]:
    """As it is spelled, without the spaces that it is spread by, and spread: 张 伟."""
    closed = name.replace(" ", "")
    return {name, closed, " ".join(closed)} if len(closed) <= SPREAD else {name, closed}


def everything_in(text: str, heading: str) -> Iterator[Found]:
    yield from numbers_in(text)
    yield from marks_in(text)
    yield from addresses_in(text)
    yield from companies_in(text)
    yield from names_in(text, heading)
    yield from latin_names_in(text)


def apart(hits: list[Found]) -> list[Found]:
    """In order, none over another: the one that begins first and reaches further stands."""
    kept: list[Found] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def finding_of(piece: Piece, flat: Flat, hit: Found, replacements: Replacements) -> Finding:
    start, end = flat.span(hit.start, hit.end)
    replacement = replacements.of(hit.kind, flat.text[hit.start : hit.end])
    return Finding(hit.kind, piece.text[start:end], piece.place, start, replacement)
