"""The two steps of the editor's page: keep the uploaded file, then make the draft of it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from cms.library.actions.importing import Imported, import_white_paper
from cms.library.actions.importing_cases import import_case
from cms.library.docx import read_docx
from cms.library.enums import WordKind
from cms.library.models import WordFile
from shared.audit.actions import record


@transaction.atomic
def keep_word_file(data: bytes, *, kind: str, name: str, by: Any) -> WordFile:
    """Keep a readable file until its draft is made. Raises NotReadableError."""
    read_docx(data)
    WordFile.objects.filter(by=by).delete()
    file = WordFile.objects.create(kind=kind, name=name[-200:], content=data, by=by)
    record("library.word.upload", file, by=by, document=file.name)
    return file


@transaction.atomic
def make_draft(file: WordFile, *, title: str = "", alternatives: Mapping[int, str] | None = None, by: Any) -> Imported:
    """Make the draft of a kept file and let the file go."""
    data = bytes(file.content)
    if file.kind == WordKind.CASE:
        imported = import_case(data, by=by, name=file.name, title=title)
    else:
        imported = import_white_paper(data, by=by, name=file.name, title=title, alternatives=alternatives)
    record("library.word.draft", file, by=by, document=file.name, page=imported.page.pk if imported.page else "")
    file.delete()
    return imported
