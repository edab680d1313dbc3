"""What is stored of a work, before any format: the elements that GB/T 7714-2025, BibTeX, RIS, Dublin Core ask for."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.conf import settings

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class WorkType(Enum):
    """What kind of work it is; the value is its mark in GB/T 7714."""

    REPORT = "R"
    WEB_PAGE = "EB"
    PROCEEDINGS = "C"
    DATASET = "DS"
    OTHER = "Z"


@dataclass(frozen=True)
class Author:
    """An agency or a person. A person whose name is written in Latin letters has family and given name apart.

    `is_pinyin`: the given name is a Chinese one in Latin letters and is never cut to initials.
    """

    name: str
    family: str = ""
    given: str = ""
    is_agency: bool = True
    is_pinyin: bool = False


@dataclass(frozen=True)
class Record:
    """A work in the language it is written in. Every text is one line without control characters."""

    type: WorkType
    key: uuid.UUID
    title: str
    url: str
    subtitle: str = ""
    authors: tuple[Author, ...] = ()
    number: str = ""
    edition: str = ""
    container: str = ""
    place: str = ""
    publisher: str = ""
    pages: str = ""
    doi: str = ""
    published_on: dt.date | None = None
    modified_at: dt.datetime | None = None
    language: str = "zh-Hans"
    summary: str = ""
    subjects: tuple[str, ...] = ()
    coverage: tuple[str, ...] = ()
    is_part: bool = False
    files: tuple[tuple[str, str], ...] = ()  # address and kind (RFC 6838) of the files that are the work too

    @property
    def is_chinese(self) -> bool:
        return not self.language.startswith("en")

    @property
    def is_volume(self) -> bool:
        """Proceedings as a whole; a paper of them names them as its container."""
        return self.type is WorkType.PROCEEDINGS and not self.container

    @property
    def urn(self) -> str:
        """The name of the work for machines: it outlives the address, the host name and every new edition."""
        return self.key.urn

    @property
    def path(self) -> str:
        return self.url.removeprefix(settings.BASE_URL)


def one_line(text: Any) -> str:
    """Text as a single line that every format can carry."""
    return " ".join(CONTROLS.sub("", str(text or "")).split())


def key_of(page: Any, language: str) -> uuid.UUID:
    """Translations of a page share Wagtail's key; each is a work of its own."""
    return page.translation_key if language == settings.LANGUAGE_CODE else uuid.uuid5(page.translation_key, language)


def address_of(url_path: str) -> str:
    """Where the public reads it, whatever host name the site's row has; the first part is the home page's own slug."""
    return f"{settings.BASE_URL}/{url_path.split('/', 2)[-1]}"
