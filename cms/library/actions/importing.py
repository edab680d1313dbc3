"""Word files become drafts: nothing is published, nothing an editor changed since is touched again."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.models import Locale, Page

from cms.library.actions.files import collection_for
from cms.library.docx import Chapter, Chart, Loss, Paper, Paragraph, Picture, Table, read_docx
from cms.library.docx.blocks import footnotes, missing_caption_losses, missing_fact_losses, stream, with_references
from cms.library.docx.dates import read_period
from cms.library.models import (
    ChronicleEvent,
    PaperIssuer,
    WhitePaperChapterPage,
    WhitePaperIndexPage,
    WhitePaperPage,
)
from shared.audit.actions import NotAllowedNow, record
from shared.directory.models import Agency

DATE_LINE = re.compile(r"^(?:\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|[A-Z][a-z]+ \d{4})$")
LONGEST_TITLE, LONGEST_SUBTITLE, LONGEST_SUMMARY = 255, 120, 200


@dataclass
class Imported:
    """What became of a file: the draft, whether it was there already, and what could not be carried over."""

    page: Page | None
    is_new: bool
    losses: list[Loss] = field(default_factory=list)


@transaction.atomic
def import_white_paper(
    data: bytes, *, by: Any, name: str = "", title: str = "", alternatives: Mapping[int, str] | None = None
) -> Imported:
    """Make a draft white paper of a DOCX; the same file a second time gives the draft it made the first time.

    `alternatives` are text alternatives by the place of the picture in the file, counted from 0. Raises
    NotReadableError for a file that is no Word document.
    """
    digest = hashlib.sha256(data).hexdigest()
    if found := WhitePaperPage.objects.filter(imported_from__endswith=digest).first():
        return Imported(found, is_new=False)
    paper = read_docx(data)
    if not paper.chapters:
        raise NotAllowedNow(_("No chapters were found: give the chapters' titles the style “Heading 1” in Word."))
    for at, text in (alternatives or {}).items():
        pictures(paper)[at].alt = text.strip()
    paper.title = title or paper.title
    page = make_page(paper, f"{name[-120:]} {digest}".strip(), by=by)
    make_chapters(page, paper, by=by)
    record("library.paper.import", page, by=by, document=name, digest=digest, losses=len(paper.losses))
    return Imported(page, is_new=True, losses=paper.losses)


def pictures(paper: Paper) -> list[Picture]:
    return [block for block in paper.blocks() if isinstance(block, Picture)]


def make_page(paper: Paper, source: str, *, by: Any) -> WhitePaperPage:
    index = WhitePaperIndexPage.objects.first()
    if index is None:
        raise NotAllowedNow(_("The site has no section for white papers yet. Have it set up first."))
    agencies, subtitle = read_cover(paper)
    title = paper.title or _("White paper without a title")
    period = read_period(subtitle, title, *paper.cover)
    page = WhitePaperPage(
        title=title[:LONGEST_TITLE],
        slug=free_slug(index, slugify(title) or "white-paper"),
        subtitle=subtitle[:LONGEST_SUBTITLE],
        summary=summary_of(paper),
        period_start=period[0] if period else None,
        period_end=period[1] if period else None,
        imported_from=source,
        locale=locale_of(paper.language),
        live=False,
        has_unpublished_changes=True,
        owner=by,
    )
    page.issuers = [PaperIssuer(agency=agency, sort_order=i) for i, agency in enumerate(agencies)]
    page.chronicle = [
        ChronicleEvent(happened_on=e.happened_on, date_text=e.date_text, text=e.text, sort_order=i)
        for i, e in enumerate(paper.chronicle)
    ]
    index.add_child(instance=page)
    page.save_revision(user=by, log_action=False, clean=False)
    return page


def read_cover(paper: Paper) -> tuple[list[Agency], str]:
    """Issuers known to the directory and the subtitle; every other line of the cover is named as left out."""
    known = {agency.name: agency for agency in Agency.objects.filter(name__in=paper.cover)}
    known |= {agency.name_en: agency for agency in Agency.objects.filter(name_en__in=paper.cover).exclude(name_en="")}
    subtitle, agencies = paper.subtitle, []
    for line in paper.cover:
        if line in known:
            agencies.append(known[line])
        elif not subtitle and read_period(line) and not DATE_LINE.match(line):
            subtitle = line
        else:
            paper.losses.append(
                Loss("cover", _("A line of the cover was left out: “%(text)s”.") % {"text": line}, _("cover"))
            )
    if not agencies:
        paper.losses.append(
            Loss("issuer", _("No issuing agency of the cover is in the directory. Choose it in the draft."), _("cover"))
        )
    return list(dict.fromkeys(agencies)), subtitle


def summary_of(paper: Paper) -> str:
    """The first paragraph, cut at the end of a sentence: a summary to start from."""
    first = next((block.text for block in paper.blocks() if isinstance(block, Paragraph)), "")
    if len(first) <= LONGEST_SUMMARY:
        return first
    cut = max(first.rfind(sign, 0, LONGEST_SUMMARY) for sign in "。；. ")
    return first[: cut + 1 if cut > 0 else LONGEST_SUMMARY].strip()


def free_slug(parent: Page, wanted: str) -> str:
    """`wanted`, or with the next free number."""
    taken = set(Page.objects.child_of(parent).values_list("slug", flat=True))
    number, slug = 1, wanted[:80]
    while slug in taken:
        number += 1
        slug = f"{wanted[:80]}-{number}"
    return slug


def locale_of(language: str) -> Locale:
    return Locale.objects.get_or_create(language_code=language.lower())[0]


def make_chapters(page: WhitePaperPage, paper: Paper, *, by: Any) -> None:
    """The chapters: first all of them, so that references among them find each other, then their text."""
    made = [add_chapter(page, chapter, at) for at, chapter in enumerate(paper.chapters, 1)]

    def place_link(anchor: str) -> int | None:
        target = paper.places.get(anchor, -1)
        elsewhere = 0 <= target < len(made) and made[target].pk != here.pk
        return made[target].pk if elsewhere else None

    printed = printed_names(paper)
    for here, chapter in zip(made, paper.chapters, strict=True):
        blocks = with_references(stream(chapter, lambda p: picture_key(p, by=by), place_link), printed)
        here.body = raw_stream(here, "body", blocks)
        here.footnotes = raw_stream(here, "footnotes", footnotes(paper.footnotes, chapter))
        here.save()
        here.save_revision(user=by, log_action=False, clean=False)
        paper.losses += [Loss("caption", message, chapter.title) for message in missing_caption_losses(chapter)]
        paper.losses += [Loss("facts", message, chapter.title) for message in missing_fact_losses(blocks)]


def printed_names(paper: Paper) -> set[str]:
    """What the file calls its tables and figures; a name that stands twice is none."""
    shown = [block for block in paper.blocks() if isinstance(block, Table | Picture | Chart)]
    times = Counter(block.printed for block in shown)
    for block in shown:
        block.printed = block.printed if times[block.printed] == 1 else ""
    return {block.printed for block in shown} - {""}


def add_chapter(page: WhitePaperPage, chapter: Chapter, at: int) -> WhitePaperChapterPage:
    child = WhitePaperChapterPage(
        title=chapter.title[:LONGEST_TITLE],
        slug=f"chapter-{at}",
        locale=page.locale,
        live=False,
        has_unpublished_changes=True,
        owner=page.owner,
    )
    page.add_child(instance=child)
    return child


def raw_stream(page: Page, name: str, raw: list[dict[str, Any]]) -> Any:
    return page._meta.get_field(name).to_python(json.dumps(raw))


def picture_key(picture: Picture, *, by: Any) -> int:
    """The picture among those of the agency, the one that is there already where its bytes are the same."""
    model = get_image_model()
    digest = hashlib.sha1(picture.data, usedforsecurity=False).hexdigest()  # the hash Wagtail keeps with a picture
    collection = collection_for(by)
    if found := model.objects.filter(file_hash=digest, collection=collection).first():
        return found.pk
    kept = {"uploaded_by_user": by, "collection": collection}
    image = model(title=(picture.caption or picture.name)[:255], **kept)
    image.description = picture.alt[:255]
    image.file = ImageFile(BytesIO(picture.data), name=picture.name)
    image.save()
    return image.pk
