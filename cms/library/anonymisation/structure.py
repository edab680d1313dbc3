"""What goes into the scanner and what comes out of it."""

from dataclasses import dataclass

from cms.library.enums import FindingKind, Severity

SEVERITIES = {
    FindingKind.PERSON_NAME: Severity.HIGH,
    FindingKind.ID_NUMBER: Severity.HIGH,
    FindingKind.PASSPORT: Severity.HIGH,
    FindingKind.BANK_ACCOUNT: Severity.HIGH,
    FindingKind.MOBILE: Severity.HIGH,
    FindingKind.ADDRESS: Severity.HIGH,
    FindingKind.LANDLINE: Severity.MEDIUM,
    FindingKind.EMAIL: Severity.MEDIUM,
    FindingKind.SOCIAL_ACCOUNT: Severity.MEDIUM,
    FindingKind.VEHICLE_PLATE: Severity.MEDIUM,
    FindingKind.BIRTH_DATE: Severity.MEDIUM,
    FindingKind.COMPANY_NAME: Severity.LOW,
}


@dataclass(frozen=True)
class Piece:
    """A stretch of text with its place: `5` (paragraph), `table1:r2:c3`, `header`, `alt1`, `property:title`, `file`.

    `heading` is the heading of the table's column that the text stands in, where there is one.
    """

    place: str
    text: str
    heading: str = ""


@dataclass(frozen=True)
class Found:
    """A hit in one text: from `start` to before `end`, counted in characters of the text as it was given."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Finding:
    """Something that may identify a person; `offset` counts characters from 0 in the text of its place."""

    kind: str
    text: str
    place: str
    offset: int
    replacement: str

    @property
    def end(self) -> int:
        return self.offset + len(self.text)

    @property
    def severity(self) -> str:
        return SEVERITIES[FindingKind(self.kind)]

    @property
    def form(self) -> str:
        """How a number is disguised: `fullwidth`, `spaced`, `hidden` (invisible characters), or not at all."""
        if any(sign.isdigit() and not sign.isascii() for sign in self.text):
            return "fullwidth"
        if any(not sign.isprintable() for sign in self.text):
            return "hidden"
        return "spaced" if " " in self.text or "\u3000" in self.text else ""


def masked(text: str) -> str:
    """The first character and how long the text is: enough to tell two apart, too little to know whose they are."""
    return f"{text[:1]}{'*' * max(len(text) - 1, 1)}" if text else ""
