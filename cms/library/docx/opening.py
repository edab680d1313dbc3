"""Opening a DOCX that somebody else made: nothing is fetched, nothing is unpacked without measure."""

import hashlib
import lzma
import posixpath
import zipfile
import zlib
from io import BytesIO
from typing import NamedTuple

from django.utils.translation import gettext as _
from lxml import etree

MEGABYTE = 1024 * 1024
LARGEST_FILE = 60 * MEGABYTE
LARGEST_PART = 40 * MEGABYTE
LARGEST_WHOLE = 250 * MEGABYTE
MOST_PARTS = 3000
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    KeyError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
)
MAIN_TYPES = ("wordprocessingml.document.main+xml", "ms-word.document.macroEnabled.main+xml")
# The strict variant of the format differs from the usual one in its names alone.
STRICT = [
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
]
CONTENT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class NotReadableError(Exception):
    """The file cannot be read as a Word document; str() says why and what to do."""


class Relation(NamedTuple):
    kind: str
    target: str
    is_external: bool


class Package:
    """The parts of a DOCX, each read within limits."""

    def __init__(self, data: bytes) -> None:
        refuse_other_kinds(data)
        self.digest = hashlib.sha256(data).hexdigest()
        try:
            self.zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
            raise NotReadableError(_("The file is damaged and cannot be opened. Save it again in Word.")) from fault
        self.refuse_too_much()
        self.names = set(self.zip.namelist())
        self.main = self.find_main()

    def refuse_too_much(self) -> None:
        parts = self.zip.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_WHOLE:
            raise NotReadableError(
                _("Unpacked, the file would be far larger than a document. It is not opened for safety.")
            )
        if any(part.flag_bits & 1 for part in parts):
            raise NotReadableError(_("The file is protected by a password. Remove the protection and try again."))

    def find_main(self) -> str:
        """The part that holds the text, named by the list of content types."""
        if "[Content_Types].xml" not in self.names:
            raise NotReadableError(_("This is not a Word document. Choose a file saved as .docx."))
        for entry in self.xml("[Content_Types].xml").iter(f"{CONTENT}Override"):
            name = entry.get("PartName", "").lstrip("/")
            if entry.get("ContentType", "").endswith(MAIN_TYPES) and name in self.names:
                return name
        raise NotReadableError(_("This is not a Word document. Choose a file saved as .docx."))

    def read(self, name: str) -> bytes:
        try:
            with self.zip.open(name) as part:
                content = part.read(LARGEST_PART + 1)
        except BROKEN as fault:
            raise NotReadableError(_("The file is damaged and cannot be opened. Save it again in Word.")) from fault
        if len(content) > LARGEST_PART:
            raise NotReadableError(
                _("Unpacked, the file would be far larger than a document. It is not opened for safety.")
            )
        return content

    def xml(self, name: str) -> etree._Element:
        content = self.read(name)
        if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
            raise NotReadableError(_("The file defines entities of its own, which a Word document never does."))
        for strict, usual in STRICT:
            content = content.replace(strict, usual)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        try:
            return etree.fromstring(content, parser)
        except etree.XMLSyntaxError as fault:
            raise NotReadableError(_("The file is damaged and cannot be opened. Save it again in Word.")) from fault

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part refers to, by id, with targets as names of parts."""
        folder, base = posixpath.split(part)
        name = posixpath.join(folder, "_rels", f"{base}.rels")
        if name not in self.names:
            return {}
        found = {}
        for entry in self.xml(name).iter(RELATION):
            target = entry.get("Target", "")
            is_external = entry.get("TargetMode") == "External"
            if not is_external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[entry.get("Id", "")] = Relation(entry.get("Type", "").rsplit("/", 1)[-1], target, is_external)
        return found


def refuse_other_kinds(data: bytes) -> None:
    if not data:
        raise NotReadableError(_("The file is empty."))
    if len(data) > LARGEST_FILE:
        raise NotReadableError(
            _("The file is larger than %(size)d MB. Make its pictures smaller and try again.")
            % {"size": LARGEST_FILE // MEGABYTE}
        )
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotReadableError(
            _("This is an old Word file (.doc) or one protected by a password. Save it as .docx without a password.")
        )
    if data.startswith(b"%PDF"):
        raise NotReadableError(_("This is a PDF. Choose the Word file (.docx) it was made from."))
    if not data.startswith(b"PK"):
        raise NotReadableError(_("This is not a Word document. Choose a file saved as .docx."))
