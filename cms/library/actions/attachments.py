"""The words of the files that pages carry: read once, found under the pages that are public."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.library.attachments import UnreadableError, read_attachment
from cms.library.attachments.structure import MOST_BYTES
from cms.library.models import FileText, PageFile, ReviewedPage
from cms.library.models.attachments import READER
from cms.release.enums import FileKind
from cms.release.models import RouteFile
from shared.jobs.actions import later
from shared.media.models import MediaDocument
from shared.search.actions import index_rows

SOURCE = "file"


def read_file(document: MediaDocument) -> FileText:
    """Read a document, whatever is wrong with it, and bring the pages that carry it up to date in the search."""
    row = {"pieces": [], "text": "", "remark": "", "is_readable": True, "reader": READER}
    try:
        reading = read_attachment(bytes_of(document), document.filename)
        row |= {"pieces": [[piece.place, piece.text] for piece in reading.pieces], "text": reading.text}
        row["remark"] = reading.remark
    except UnreadableError as fault:
        row |= {"remark": str(fault), "is_readable": False}
    read, _made = FileText.objects.update_or_create(digest=document.digest, defaults=row)
    for page in Page.objects.live().filter(release_items__files__in=RouteFile.objects.of(document)).distinct():
        note_files(page)
    return read


def bytes_of(document: MediaDocument) -> bytes:
    try:
        with document.file.storage.open(document.file.name) as file:
            return file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise UnreadableError(_("The stored file is gone. Upload it again.")) from fault


def gather_files(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Called by Wagtail for every page that goes live, in the transaction that publishes it."""
    if isinstance(instance, ReviewedPage):
        note_files(instance)


@transaction.atomic
def note_files(page: Any) -> None:
    """Make the rows of a public page those of the documents that were cleared with its present revision."""
    rows = RouteFile.objects.filter(item__page=page.pk, item__revision=page.live_revision_id, kind=FileKind.DOCUMENT)
    carried = {row.file_id: row for row in rows.order_by("pk")}
    texts = FileText.objects.in_bulk([row.digest for row in carried.values()])
    wanted: dict[tuple[int, int], dict[str, str]] = {}
    for row in carried.values():
        if row.digest not in texts:
            later("library.read_file", document_id=row.file_id)
        parts = texts[row.digest].parts() if row.digest in texts else 1
        wanted |= {(row.file_id, part): {"title": row.title, "digest": row.digest} for part in range(parts)}
    keep_rows(page, wanted)
    if wanted:
        transaction.on_commit(lambda: index_rows(SOURCE, PageFile.objects.filter(page=page.pk)), robust=True)


def keep_rows(page: Any, wanted: dict[tuple[int, int], dict[str, str]]) -> None:
    held = PageFile.objects.filter(page=page.pk)
    held.filter(pk__in=[row.pk for row in held if (row.document, row.part) not in wanted]).delete()
    for (document, part), said in wanted.items():
        PageFile.objects.update_or_create(page_id=page.pk, document=document, part=part, defaults=said)


def forget_files() -> int:
    """Texts of files that no document has any more; returns how many went."""
    kept = MediaDocument.objects.exclude(digest="").values("digest")
    return FileText.objects.exclude(digest="").exclude(digest__in=kept).delete()[0]


def read_anew() -> int:
    """Ask for the files that an older reader has read; returns how many. Until then its words count."""
    older = FileText.objects.filter(reader__lt=READER).values("digest")
    documents = MediaDocument.objects.exclude(digest="").filter(digest__in=older).values_list("pk", flat=True)
    for pk in documents:
        later("library.read_file", document_id=pk)
    return len(documents)
