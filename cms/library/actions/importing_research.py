"""Symposium papers from a table: drafts under the proceedings of their call, marked with what breaks its rules."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from cms.library.actions.importing import free_slug, raw_stream
from cms.library.actions.importing_cases import chapter_html
from cms.library.docx import Loss, read_docx
from cms.library.enums import OutputKind
from cms.library.models import ProceedingsPage, ResearchAuthor, ResearchIndexPage, ResearchOutputPage
from shared.audit.actions import NotAllowedNow, record
from shared.directory.models import Agency

Row = dict[str, str]
PERSONAL = "个人投稿"
ACCEPTED = "入选"


@dataclass
class ImportedOutput:
    page: ResearchOutputPage
    is_new: bool
    losses: list[Loss]


def names_in(text: str | None) -> list[str]:
    return [name.strip() for name in (text or "").replace(";", "；").split("；") if name.strip()]


@transaction.atomic
def import_output(row: Row, call: Row, *, by: Any, data: bytes = b"") -> ImportedOutput:
    """Make a draft of one submission; one that is there already, changed by an editor or not, is left alone."""
    code, title = (row.get("submission_id") or "").strip(), (row.get("title") or "").strip()
    authors = authors_of(row)
    if not code or not title:
        raise NotAllowedNow(_("The row needs a number of the submission and a title."))
    if found := ResearchOutputPage.objects.filter(submission_code=code).first():
        return ImportedOutput(found, is_new=False, losses=[])
    volume = volume_for(call, by=by)
    page = ResearchOutputPage(
        title=title[:255],
        slug=free_slug(volume, code.lower()),
        kind=OutputKind.PAPER,
        topic=(row.get("topic") or "")[:60],
        event=volume.event,
        year=year_of(row),
        abstract=row.get("abstract") or "",
        submission_code=code[:40],
        objections="\n".join(objections(row, call)),
        locale=volume.locale,
        live=False,
        has_unpublished_changes=True,
        owner=by,
    )
    losses = fill(page, data)
    page.authors = authors
    volume.add_child(instance=page)
    page.save_revision(user=by, log_action=False, clean=False)
    record("library.research.import", page, by=by, submission=code, objections=page.objections.count("\n"))
    return ImportedOutput(page, is_new=True, losses=losses)


def authors_of(row: Row) -> list[ResearchAuthor]:
    """Names, codes and names of agencies stand in the same order; columns of different length are refused."""
    names, codes, printed = (names_in(row.get(c)) for c in ("authors", "author_agency_codes", "author_agencies"))
    if not names or not len(names) == len(codes) == len(printed):
        message = _("Authors, codes and names of agencies differ in number: %(names)d, %(codes)d, %(agencies)d.")
        raise NotAllowedNow(message % {"names": len(names), "codes": len(codes), "agencies": len(printed)})
    known = {agency.code: agency for agency in Agency.objects.filter(code__in=codes)}
    return [
        ResearchAuthor(name=name[:60], agency=known.get(code), agency_name=agency[:120], sort_order=at)
        for at, (name, code, agency) in enumerate(zip(names, codes, printed, strict=True))
    ]


def volume_for(call: Row, *, by: Any) -> ProceedingsPage:
    """The proceedings of a call; the first paper of a call makes them."""
    code = call["call_id"]
    if found := ProceedingsPage.objects.filter(call_code=code).first():
        return found
    index = ResearchIndexPage.objects.first()
    if index is None:
        raise NotAllowedNow(_("The site has no section for research outputs yet. Have it set up first."))
    event = call["title"].removesuffix("征文")
    hosts = Agency.objects.filter(code__in=names_in(call.get("hosts"))).in_bulk(field_name="code")
    page = ProceedingsPage(
        title=_("Proceedings of %(event)s") % {"event": event},
        slug=free_slug(index, code.lower()),
        call_code=code,
        event=event[:120],
        hosts="；".join(hosts[c].name for c in names_in(call.get("hosts")) if c in hosts)[:200],
        locale=index.locale,
        live=False,
        has_unpublished_changes=True,
        owner=by,
    )
    index.add_child(instance=page)
    page.save_revision(user=by, log_action=False, clean=False)
    return page


def objections(row: Row, call: Row) -> list[str]:
    """What breaks a rule of the call, as sentences for the editor."""
    found = []
    if call.get("channel_rule") == "unit_only" and (row.get("channel") or "").strip() == PERSONAL:
        found.append(_("The call takes papers from recommending units alone; this one was sent in personally."))
    length, limit = number(row.get("body_characters")), number(call.get("max_characters"))
    if limit and length > limit:
        message = _("The paper has %(length)d characters; the call allows %(limit)d.")
        found.append(message % {"length": length, "limit": limit})
    if topics := names_in(call.get("topics")):
        topic = (row.get("topic") or "").strip()
        if topic not in topics:
            found.append(_("“%(topic)s” is no topic of the call.") % {"topic": topic})
    status = (row.get("status") or ACCEPTED).strip()
    if status != ACCEPTED:
        message = _("The table says “%(status)s” of it: proceedings take what the symposium has accepted.")
        found.append(message % {"status": status})
    return found


def number(text: str | None) -> int:
    text = (text or "").strip()
    return int(text) if text.isdecimal() else 0


def year_of(row: Row) -> int:
    year = (row.get("submitted_on") or "")[:4]
    if not (year.isdecimal() and len(year) == 4):
        raise NotAllowedNow(_("The day of the submission is missing or is no date."))
    return int(year)


def fill(page: ResearchOutputPage, data: bytes) -> list[Loss]:
    """The full text of a Word file: its headings become parts."""
    if not data:
        return []
    paper = read_docx(data)
    parts = [(chapter.title[:120], chapter_html(chapter, paper)) for chapter in paper.chapters]
    raw = [{"type": "part", "id": str(uuid4()), "value": {"title": t, "text": html}} for t, html in parts if html]
    page.body = raw_stream(page, "body", raw)
    return paper.losses
