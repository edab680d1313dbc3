"""What was read in the files of pages: for the check before publication, and for the search afterwards."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.library.anonymisation.pages import Prose, Spot
from cms.library.anonymisation.structure import Piece
from cms.release.enums import FileKind
from cms.release.queries import files_of
from shared.media.models import MediaDocument, MediaImage

PART = 20_000  # characters of one entry of the search
READER = 2  # raise it when files are read with more than before: what an older one has read is read anew by night
OVERLAP = 40  # what stands across the border of two parts is found in one of them


class FileText(models.Model):
    """The words of a file, kept under the digest of its bytes: another file has another row."""

    digest = models.CharField(max_length=64, primary_key=True)
    pieces = models.JSONField(default=list)  # [place, text] in order, properties last
    text = models.TextField(blank=True)
    remark = models.CharField(max_length=300, blank=True)
    is_readable = models.BooleanField(default=True)
    reader = models.PositiveSmallIntegerField(default=1, editable=False)  # which of our readers has read it
    read_at = models.DateTimeField(auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        db_table = "library_filetext"

    def __str__(self) -> str:
        """Never the text: this stands in logs."""
        return self.digest[:12]

    def parts(self) -> int:
        return max(1, -(-len(self.text) // PART))

    def part(self, number: int) -> str:
        return self.text[max(0, number * PART - OVERLAP) : (number + 1) * PART]


class PageFileQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PageFileQuerySet":
        """Of pages that are public: what a page shows is seen with it."""
        return self.filter(page__live=True)


class PageFile(models.Model):
    """A stretch of a document that a public page carries, as it was cleared with the page."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="carried_files")
    document = models.BigIntegerField()
    title = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    part = models.PositiveSmallIntegerField(default=0)

    objects = PageFileQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        db_table = "library_pagefile"
        constraints = [models.UniqueConstraint(fields=["page", "document", "part"], name="page_file_once")]

    def __str__(self) -> str:
        return self.title


class CarryingPage:
    """What a draft carries as documents, with what was read in them."""

    def documents_read(self, files: dict[tuple[str, int], Any] | None = None) -> list[tuple[Any, FileText | None]]:
        """Each document with its text; None while it has not been read."""
        files = files_of(self) if files is None else files
        found = [file for (kind, _key), file in files.items() if kind == FileKind.DOCUMENT]
        read = FileText.objects.in_bulk([file.digest for file in found]) if found else {}
        return [(file, read.get(file.digest)) for file in found]

    def file_spots(self) -> list[Spot]:
        """Names, properties and words of the documents, names of the pictures: they are changed there, not here."""
        files = files_of(self)
        images = [file for (kind, _key), file in files.items() if kind == FileKind.IMAGE]
        read = [spot for file, text in self.documents_read(files) for spot in spots_of_file(file, text)]
        return [*read, *(spot for image in images for spot in spots_of_image(image))]

    def file_faults(self) -> list[str]:
        """Documents that could not be read: nobody knows what stands in them."""
        faults = []
        for file, read in self.documents_read():
            if read is None:
                message = _("The file “%(title)s” is being read. Try again in a minute.")
                faults.append(message % {"title": file.title})
            elif not read.is_readable:
                faults.append(_("The file “%(title)s”: %(why)s") % {"title": file.title, "why": read.remark})
        return faults


def spots_of_file(file: MediaDocument, read: FileText | None) -> Iterator[Spot]:
    name = file.filename.rpartition(".")[0]
    pieces = [Piece(place, text) for place, text in read.pieces] if read else []
    for piece in [*pieces, Piece("title", file.title), Piece("file", name)]:
        place = f"file{file.pk}:{piece.place}"[:200]
        label = _("File “%(title)s”, %(place)s") % {"title": file.title, "place": piece.place}
        remedy = _("These stand in a file: change them there, and upload the new file in its place.")
        yield Spot(place, label, Prose(piece.text, is_html=False), None, remedy=remedy)


def spots_of_image(image: MediaImage) -> Iterator[Spot]:
    """What the picture is called; what its file says besides is taken out when it comes (shared.media.cleaning)."""
    for place, words in ("title", image.title), ("description", image.description):
        if words.strip():
            label = _("Picture “%(title)s”") % {"title": image.title}
            remedy = _("This is what the picture is called: change it under “Images”.")
            yield Spot(f"image{image.pk}:{place}", label, Prose(words, is_html=False), None, remedy=remedy)


ATTACHED = {"pdf": b"%PDF", "docx": b"PK"}  # how a file of the kind begins
MOST_ATTACHED = 20 * 1024 * 1024


def attached_faults(files: list[MediaDocument | None]) -> list[str]:
    """What keeps a file from being attached to a research output, judged by the file and not by its name alone."""
    faults = []
    for file in files:
        if file is None:
            faults.append(_("A file was deleted: choose another one or take it out."))
        elif file.file_extension.lower() not in ATTACHED or not begins_as(file):
            faults.append(_("“%(title)s” is no PDF and no Word file (.docx).") % {"title": file.title})
        elif (file.file_size or 0) > MOST_ATTACHED:
            message = _("“%(title)s” is larger than 20 MB: make its pictures smaller, or divide it.")
            faults.append(message % {"title": file.title})
    return faults


def begins_as(file: MediaDocument) -> bool:
    try:
        with file.file.storage.open(file.file.name) as stored:
            return stored.read(1024).lstrip().startswith(ATTACHED[file.file_extension.lower()])
    except OSError:
        return False


def said_of_file(file: MediaDocument) -> dict[str, Any]:
    said = {"title": file.title, "url": file.url, "kind": file.file_extension.upper(), "format": file.content_type}
    return {**said, "size": file.file_size or 0}
