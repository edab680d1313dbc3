"""Typical cases from Word files: headings become the sections of a scheme."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.library.actions.importing import Imported, free_slug, locale_of, raw_stream
from cms.library.docx import Chapter, Chart, Heading, ItemList, Loss, Paper, Picture, Run, Table, read_docx
from cms.library.docx.blocks import html
from cms.library.enums import Section
from cms.library.models import CaseIndexPage, CasePage, Scheme, sections_by_scheme
from shared.audit.actions import NotAllowedNow, record

Sections = list[Section]


@transaction.atomic
def import_case(data: bytes, *, by: Any, name: str = "", scheme: str = "", title: str = "") -> Imported:
    """Make a draft case of a DOCX; a case of the same title and scheme that is there already is left alone.

    Without `scheme` the one that knows most of the headings is taken.
    """
    paper = read_docx(data)
    title = title or paper.title
    if not paper.chapters or not title:
        raise NotAllowedNow(_("No sections were found: give the section titles the style “Heading 1” in Word."))
    scheme = scheme or scheme_of(paper)
    if found := CasePage.objects.filter(title=title[:255], scheme=scheme).first():
        return Imported(found, is_new=False)
    page = make_case(paper, title, scheme, by=by)
    record("library.case.import", page, by=by, document=name, digest=paper.digest, losses=len(paper.losses))
    return Imported(page, is_new=True, losses=paper.losses)


def make_case(paper: Paper, title: str, scheme: str, *, by: Any) -> CasePage:
    index = CaseIndexPage.objects.first()
    if index is None:
        raise NotAllowedNow(_("The site has no section for cases yet. Have it set up first."))
    warn_of_number(paper, title, scheme)
    sections = sections_of(paper, sections_by_scheme()[scheme])
    page = CasePage(
        title=title[:255],
        slug=free_slug(index, "case"),
        scheme=scheme,
        year=timezone.localdate().year,
        locale=locale_of(paper.language),
        live=False,
        has_unpublished_changes=True,
        owner=by,
    )
    page.sections = raw_stream(page, "sections", sections)
    page.keywords = page.keywords_of_section()
    index.add_child(instance=page)
    page.save_revision(user=by, log_action=False, clean=False)
    return page


def squeezed(text: str) -> str:
    return "".join(text.split()).strip("【】[]：:")


def warn_of_number(paper: Paper, title: str, code: str) -> None:
    """A number is given after adoption, by an editor who knows the day: the one in the file is only named."""
    scheme = Scheme.objects.filter(code=code).exclude(number_pattern="").first()
    if scheme is None:
        return
    before, after = map(re.escape, scheme.number_pattern.split("{n}"))
    if found := re.search(rf"{before}[1-9]\d*{after}", " ".join([title, paper.subtitle, *paper.cover])):
        message = _("The number %(number)s was left out: enter it together with the day of adoption.")
        paper.losses.append(Loss("number", message % {"number": found[0]}, _("cover")))


def section_for(heading: str, sections: Sections) -> Section | None:
    """The scheme's section of this name, or of a name that means the same."""
    name = squeezed(re.sub(r"^[（(]?[一二三四五六七八九十\d]+[、.)）]", "", heading.strip()))
    return next((s for s in sections if name == s.name or name in s.also), None)


def scheme_of(paper: Paper) -> str:
    """The scheme that misses least and knows most; of equal ones the first in the list of schemes."""
    schemes = sections_by_scheme()

    def fit(code: str) -> int:
        known = {section.name for c in paper.chapters if (section := section_for(c.title, schemes[code]))}
        return len(known) - len([s for s in schemes[code] if s.is_required and s.name not in known])

    return max(schemes, key=fit)


def sections_of(paper: Paper, sections: Sections) -> list[dict[str, Any]]:
    """Sections in the scheme's order; a heading the scheme does not know stays as text of the section before."""
    texts: dict[str, str] = {}
    order = [section.name for section in sections]
    last = order[0]
    for chapter in paper.chapters:
        section = section_for(chapter.title, sections)
        text = chapter_html(chapter, paper)
        if section is None:
            message = _("The scheme has no section “%(name)s”; its text was added to “%(section)s”.")
            paper.losses.append(Loss("section", message % {"name": chapter.title, "section": last}))
            text = html([Run(chapter.title, bold=True)]) + text
        else:
            last = section.name
        texts[last] = texts.get(last, "") + text
    return [
        {"type": "section", "id": str(uuid4()), "value": {"name": name, "text": texts[name]}}
        for name in order
        if name in texts
    ]


def chapter_html(chapter: Chapter, paper: Paper) -> str:
    """The text of a section; a table becomes lines, since a section holds text alone, and that is said."""
    return "".join(block_html(block, chapter, paper) for block in chapter.blocks)


def block_html(block: Any, chapter: Chapter, paper: Paper) -> str:
    if isinstance(block, Heading):
        return html([Run(block.text, bold=True)])
    if isinstance(block, ItemList):
        return "".join(html(with_notes(item.runs, paper)) for item in block.items)
    if isinstance(block, Table | Chart):
        message = _("A table became lines of text, since a section of a case holds text alone.")
        paper.losses.append(Loss("table", message, chapter.title))
        return "".join(html([Run(line)]) for line in lines_of(block))
    if isinstance(block, Picture):
        message = _("A picture was left out, since a section of a case holds text alone.")
        paper.losses.append(Loss("picture", message, chapter.title))
        return html([Run(block.caption)]) if block.caption else ""
    return html(with_notes(block.runs, paper))


def lines_of(block: Table | Chart) -> list[str]:
    """Each row as one line of `heading：cell` pairs, below the caption."""
    head, *rows = block.rows
    lines = ["；".join(f"{h}：{c}" if h else c for h, c in zip(head, row, strict=False) if c) for row in rows]
    return [line for line in [block.caption, *(lines or ["；".join(head)]), block.note, block.source] if line]


def with_notes(runs: Sequence[Run], paper: Paper) -> list[Run]:
    """A case has no footnotes: a note stands in brackets where its mark stood."""
    kept: list[Run] = []
    for run in runs:
        if run.note:
            words = "".join(part.text for part in paper.footnotes.get(run.note, []))
            kept.append(Run(_("(Note: %(text)s)") % {"text": words}))
        else:
            kept.append(run)
    return kept
