"""Typesetting: a Typst template and JSON data become a tagged PDF (PDF/UA-1). Data is never markup."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import typst
from django.apps import apps
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from shared.documents.glyphs import drop_invisible_marks, require_glyphs

BASE = Path(__file__).parent / "typst"
LANGUAGES = {"zh": ("zh", "cn"), "en": ("en", "gb")}
KINDS = [(b"\x89PNG", "png"), (b"\xff\xd8", "jpg"), (b"GIF8", "gif"), (b"RIFF", "webp")]


class TypesettingError(Exception):
    """The document could not be made; str() is a sentence with the typesetter's own words."""


def typeset(template: str, data: Mapping[str, Any], *, lang: str = "zh-Hans", made_at: datetime | None = None) -> bytes:
    """Typeset `template` ("library/white_paper" is `<app library>/typst/white_paper.typ`) with `data` as PDF/UA-1.

    Pictures are bytes anywhere in `data` (SVG, PNG, JPEG, GIF, WebP); templates give each an alternative text.
    The same data, template and `made_at` give the same bytes. Raises MissingGlyphsError, TypesettingError.
    """
    require_glyphs(data)
    language, region = LANGUAGES[lang.split("-")[0].lower()]
    moment = (made_at or timezone.now()).replace(microsecond=0)
    with tempfile.TemporaryDirectory(prefix="typeset-") as folder:
        root = Path(folder)
        main = lay_out(root, template)
        inputs = {
            "data": json.dumps(with_files(data, root), ensure_ascii=False, default=str),
            "lang": language,
            "region": region,
        }
        return compile_pdf(root, main, inputs, moment)


def lay_out(root: Path, template: str) -> Path:
    """Copy the base library and the app's templates below `root`; return the main file."""
    label, _slash, name = template.partition("/")
    source = Path(apps.get_app_config(label).path) / "typst"
    if not (source / f"{name}.typ").is_file():
        raise LookupError(f"no template {source / name}.typ")
    shutil.copytree(BASE, root, dirs_exist_ok=True)
    shutil.copytree(source, root / label, dirs_exist_ok=True)
    return root / label / f"{name}.typ"


def with_files(value: Any, root: Path) -> Any:
    """The same data, clean for the typesetter, with every picture written to a file and replaced by its path."""
    if isinstance(value, str):
        return drop_invisible_marks(value)
    if isinstance(value, bytes):
        return write_picture(value, root)
    if isinstance(value, Mapping):
        return {str(key): with_files(item, root) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [with_files(item, root) for item in value]
    return value


def write_picture(picture: bytes, root: Path) -> str:
    kind = next((kind for start, kind in KINDS if picture.startswith(start)), "")
    if not kind and b"<svg" in picture[:1000]:
        kind = "svg"
    if not kind:
        raise TypesettingError(_("A picture is of a kind that cannot be set. Use SVG, PNG, JPEG, GIF or WebP."))
    folder = root / "pictures"
    folder.mkdir(exist_ok=True)
    # named for its content: a seal on five hundred papers is one file
    file = folder / f"{blake2b(picture, digest_size=16).hexdigest()}.{kind}"
    if not file.exists():
        file.write_bytes(picture)
    return f"/pictures/{file.name}"


@cache
def fonts() -> typst.Fonts:
    """Our fonts and no others: the same document on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[Path(settings.FONTS)])


def compile_pdf(root: Path, main: Path, inputs: dict[str, str], moment: datetime) -> bytes:
    try:
        compiler = typst.Compiler(main, root=root, font_paths=fonts(), ignore_system_fonts=True, sys_inputs=inputs)
        made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=moment)
    except typst.TypstError as error:
        raise TypesettingError(
            _("The document could not be typeset: %(reason)s") % {"reason": error.message}
        ) from error
    return made  # type: ignore[return-value]  # one file for PDF, a list only for pictures of pages
