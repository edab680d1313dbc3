"""Papers of a call: a volume of proceedings to each call, a draft to each paper, and what breaks the call's rules."""

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from cms.library.actions.files import collection_for
from cms.library.actions.importing import free_slug, picture_key, raw_stream
from cms.library.docx import read_docx
from cms.library.docx.blocks import footnotes, stream
from cms.library.docx.structure import Chapter, Heading, Paper
from cms.library.models import ProceedingsAgency, ProceedingsPage, ResearchAuthor, ResearchIndexPage, ResearchOutputPage
from shared.audit.actions import NotAllowedNow, record
from shared.directory.models import Agency
from shared.media.models import MediaDocument

UNITS_ONLY, BY_UNIT = "unit_only", "单位推荐"
CHANNEL_RULES = {UNITS_ONLY, "unit_or_personal"}
NOT_CHOSEN = {"已撤回", "未入选"}
ABSTRACT, KEYWORDS = re.compile(r"^摘\s*要[:：]\s*"), re.compile(r"^关键词[:：]\s*")
Row = dict[str, str]


@dataclass(frozen=True)
class Call:
    """What a call for papers asks of a submission."""

    key: str
    title: str
    max_characters: int
    is_for_units: bool
    topics: tuple[str, ...] = ()
    opens: dt.date | None = None
    closes: dt.date | None = None


@dataclass
class Taken:
    """What became of a row: the draft, whether it is new, and what it breaks as sentences by rule."""

    page: ResearchOutputPage
    is_new: bool
    broken: dict[str, str] = field(default_factory=dict)


def call_of(row: Row) -> Call:
    """A row of the calls; NotAllowedNow for one that says no rule."""
    key, rule, most = (row.get(name, "").strip() for name in ("call_id", "channel_rule", "max_characters"))
    if not key or not row.get("title", "").strip():
        raise NotAllowedNow(_("A call needs call_id and title."))
    if rule not in CHANNEL_RULES:
        raise NotAllowedNow(
            _("Write unit_only or unit_or_personal as channel_rule, not “%(value)s”.") % {"value": rule}
        )
    if not re.fullmatch(r"[1-9]\d{0,6}", most, re.ASCII):
        raise NotAllowedNow(_("max_characters is no number above 0: “%(value)s”.") % {"value": most})
    topics = tuple(parts(row.get("topics", "")))
    days = (day_of(row.get("opens", "")), day_of(row.get("closes", "")))
    return Call(key, row["title"].strip()[:120], int(most), rule == UNITS_ONLY, topics, *days)


def parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace(";", "；").split("；") if part.strip()]


def day_of(text: str) -> dt.date | None:
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise NotAllowedNow(_("“%(value)s” is no day: write it as 2026-06-30.") % {"value": text.strip()}) from error


@transaction.atomic
def import_proceedings(call: Call, hosts: str, *, by: Any) -> ProceedingsPage:
    """The draft volume of a call; one that is there already is left alone."""
    if found := ProceedingsPage.objects.filter(source_key=call.key).first():
        return found
    index = ResearchIndexPage.objects.first()
    if index is None:
        raise NotAllowedNow(_("The site has no section for research outputs yet. Have it set up first."))
    page = ProceedingsPage(
        title=call.title,
        slug=free_slug(index, re.sub(r"[^a-z0-9]+", "-", call.key.lower()).strip("-") or "proceedings"),
        event=call.title,
        source_key=call.key,
        locale=index.locale,
        live=False,
        has_unpublished_changes=True,
        owner=by,
    )
    page.agencies = [ProceedingsAgency(agency=a, sort_order=at) for at, a in enumerate(known_agencies(parts(hosts)))]
    index.add_child(instance=page)
    page.save_revision(user=by, log_action=False, clean=False)
    record("library.proceedings.import", page, by=by, document=call.key)
    return page


def known_agencies(codes: list[str]) -> list[Agency]:
    held = {agency.code: agency for agency in Agency.objects.filter(code__in=codes)}
    if strange := [code for code in codes if code not in held]:
        message = _("No agency has the code %(codes)s. Correct it, or enter the agency in the directory first.")
        raise NotAllowedNow(message % {"codes": "、".join(dict.fromkeys(strange))})
    return [held[code] for code in dict.fromkeys(codes)]


@transaction.atomic
def import_paper(row: Row, call: Call, volume: ProceedingsPage, *, by: Any, data: bytes | None = None) -> Taken:
    """A draft of one submission; one that came in before is left as it is, with what its row breaks said again."""
    key, title = row.get("submission_id", "").strip(), row.get("title", "").strip()
    if not key or not title:
        raise NotAllowedNow(_("submission_id and title must be filled in."))
    authors, day = authors_of(row), day_of(row.get("submitted_on", ""))
    broken = broken_rules(row, call, day)
    if found := ResearchOutputPage.objects.filter(source_key=key[:60]).first():
        return Taken(found, is_new=False, broken=broken)
    page = ResearchOutputPage(
        title=title[:255],
        slug=free_slug(volume, re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-") or "paper"),
        topic=row.get("topic", "").strip()[:60],
        year=day.year if day else None,
        abstract=row.get("abstract", "").strip()[:2000],
        remarks="\n".join([*broken.values(), *state_note(row)])[:1000],
        source_key=key[:60],
        locale=volume.locale,
        live=False,
        has_unpublished_changes=True,
        owner=by,
    )
    page.authors = authors
    if data is not None and is_pdf(data):
        attach_file(page, data, row["file"], by=by)
    elif data is not None:
        fill_text(page, read_docx(data), by=by)
    volume.add_child(instance=page)
    page.save_revision(user=by, log_action=False, clean=False)
    record("library.output.import", page, by=by, document=key)
    return Taken(page, is_new=True, broken=broken)


def authors_of(row: Row) -> list[ResearchAuthor]:
    """Names, codes and agencies as printed stand in the same order; of different count nobody knows whose is whose."""
    names, codes, printed = (parts(row.get(c, "")) for c in ("authors", "author_agency_codes", "author_agencies"))
    if not names or len(names) != len(codes) or len(printed) not in {0, len(names)}:
        message = _(
            "%(names)d authors, %(codes)d agency codes and %(printed)d agency names: "
            "give each author one of each, separated by ； and in the same order."
        )
        raise NotAllowedNow(message % {"names": len(names), "codes": len(codes), "printed": len(printed)})
    held = {agency.code: agency for agency in known_agencies(codes)}
    rows = enumerate(zip(names, codes, printed or [""] * len(names), strict=True))
    return [
        ResearchAuthor(name=name[:60], agency=held[code], agency_name=shown[:120], sort_order=at)
        for at, (name, code, shown) in rows
    ]


def broken_rules(row: Row, call: Call, day: dt.date | None) -> dict[str, str]:
    """Each rule of the call that the row breaks, with a sentence that says what to do."""
    length, channel, topic = (row.get(c, "").strip() for c in ("body_characters", "channel", "topic"))
    if not re.fullmatch(r"\d{1,7}", length, re.ASCII):
        raise NotAllowedNow(_("body_characters is no number: “%(value)s”.") % {"value": length})
    broken = {}
    if call.is_for_units and channel != BY_UNIT:
        message = _(
            "The call takes papers from units alone, this one came as %(channel)s: ask its unit to recommend it."
        )
        broken["channel"] = message % {"channel": channel or "—"}
    if int(length) > call.max_characters:
        message = _("The text has %(length)s characters, the call allows %(most)s: send it back to be shortened.")
        broken["length"] = message % {"length": length, "most": call.max_characters}
    if call.topics and topic not in call.topics:
        message = _("The topic “%(topic)s” is none of the call: choose one of %(all)s.")
        broken["topic"] = message % {"topic": topic, "all": "、".join(call.topics)}
    if day and ((call.opens and day < call.opens) or (call.closes and day > call.closes)):
        message = _("It came on %(day)s, outside the time of the call: have its hosts decide whether they take it.")
        broken["day"] = message % {"day": day.isoformat()}
    return broken


def state_note(row: Row) -> list[str]:
    """What was withdrawn or not chosen is not released by mistake."""
    status = row.get("status", "").strip()
    message = _("Its state in the sheet is %(status)s: delete the draft, or make sure that it may be published.")
    return [message % {"status": status}] if status in NOT_CHOSEN else []


def fill_text(page: ResearchOutputPage, paper: Paper, *, by: Any) -> None:
    """The text of a Word file; abstract and keywords before its first heading go to their fields."""
    for line in paper.cover:
        if KEYWORDS.match(line):
            page.keywords = "、".join(parts(KEYWORDS.sub("", line)))[:200]
        elif ABSTRACT.match(line) and not page.abstract:
            page.abstract = ABSTRACT.sub("", line)[:2000]
    blocks = [block for chapter in paper.chapters for block in (Heading(2, chapter.title), *lowered(chapter))]
    whole = Chapter(page.title, blocks)
    page.body = raw_stream(page, "body", stream(whole, lambda p: picture_key(p, by=by), lambda anchor: None))
    page.footnotes = raw_stream(page, "footnotes", footnotes(paper.footnotes, whole))


def is_pdf(data: bytes) -> bool:
    return data.lstrip().startswith(b"%PDF")


def attach_file(page: ResearchOutputPage, data: bytes, path: str, *, by: Any) -> None:
    """A PDF cannot become text: it is the full text, as a file of the page."""
    name = PurePath(path.replace("\\", "/")).name
    file = ContentFile(data, name=f"{PurePath(name).stem}.pdf")
    kept = {"uploaded_by_user": by, "collection": collection_for(by)}
    document = MediaDocument.objects.create(title=page.title, file=file, **kept)
    page.files = [("document", document)]  # type: ignore[assignment]  # a stream takes its blocks


def lowered(chapter: Chapter) -> list[Any]:
    """Headings one level down, below the title of what was a chapter of its own."""
    return [Heading(b.level + 1, b.text, b.notes) if isinstance(b, Heading) else b for b in chapter.blocks]
