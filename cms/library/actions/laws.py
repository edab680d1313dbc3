"""Statutes come in whole, version by version; afterwards every public text is linked to them anew."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.library.freshness import LAWS
from cms.library.models import (
    CasePage,
    Law,
    LawArticle,
    LawVersion,
    ResearchOutputPage,
    WhitePaperChapterPage,
    law_register,
)
from cms.library.provisions import Article, Register, Statute, article_html, shape_of
from cms.library.provisions.references import Standing
from shared.audit.actions import NotAllowedNow, record
from shared.jobs.actions import later
from shared.ui.freshness import touch

BATCH = 500
KEY = ("number", "suffix")


@dataclass
class LawImport:
    """What became of a file: the version, and how many of its articles are new, changed, gone or as they were."""

    version: LawVersion
    is_new: bool = False
    created: int = 0
    changed: int = 0
    removed: int = 0
    same: int = 0
    notes: list[str] = field(default_factory=list)
    held: dict[tuple[int, int], LawArticle] = field(default_factory=dict)  # what the version had before this file

    @property
    def outcome(self) -> str:
        if self.is_new:
            return "created"
        return "updated" if self.created or self.changed or self.removed else "unchanged"


@transaction.atomic
def import_statute(statute: Statute, *, by: Any) -> LawImport:
    """Take a statute in as a version of its law; the same file again changes nothing, older versions stay.

    Extracts of one law complete each other. What an editor has corrected since (names, dates) is left as it is.
    """
    law = Law.objects.filter(title=statute.title).first() or new_law(statute)
    version, is_new = version_of(law, statute)
    held = {(article.number, article.suffix): article for article in version.articles.all()}
    result = LawImport(version, is_new, notes=notes_on(version), held=held)
    keep_articles(result, statute.articles)
    if not statute.is_extract:
        gone = [held[key].pk for key in held.keys() - {article.key for article in statute.articles}]
        result.removed = len(gone)
        LawArticle.objects.filter(pk__in=gone).delete()
    if result.outcome != "unchanged":
        touch(LAWS)
        counts = {"new": result.created, "changed": result.changed, "removed": result.removed}
        record("library.law.import", law, by=by, document=statute.name, version=version.address, **counts)
    return result


def new_law(statute: Statute) -> Law:
    if Law.objects.filter(slug=statute.slug).exists():
        raise NotAllowedNow(
            _("The address %(slug)s belongs to another law. Give the file another name.") % {"slug": statute.slug}
        )
    return Law.objects.create(
        title=statute.title,
        slug=statute.slug,
        aliases="\n".join(statute.aliases),
        kind=statute.kind,
        issuing_body=statute.issuing_body,
    )


def version_of(law: Law, statute: Statute) -> tuple[LawVersion, bool]:
    """The version of this text by what its head says, which an editor's corrections do not change."""
    defaults = {
        "year": statute.year,
        "adopted_on": statute.adopted_on,
        "effective_on": statute.effective_on,
        "document_number": statute.document_number,
        "is_extract": statute.is_extract,
        "head": "\n".join(statute.head),
        "preamble": statute.preamble,
        "source": statute.source or statute.name,
    }
    said = str(statute.adopted_on or statute.effective_on or statute.year or "")
    return LawVersion.objects.get_or_create(law=law, dates_read=said, defaults=defaults)


def notes_on(version: LawVersion) -> list[str]:
    if version.starts_on is None:
        return [_("The file says no date: the text counts for every day until an editor enters one.")]
    if version.effective_on is None and version.adopted_on is None:
        return [_("The file says only the year: the text counts from the next year on until an editor enters the day.")]
    if version.effective_on is None:
        return [_("The file does not say from when the text is in force: it counts from its adoption.")]
    return []


def keep_articles(result: LawImport, articles: list[Article]) -> None:
    made: list[LawArticle] = []
    changed: list[LawArticle] = []
    for article in articles:
        row = result.held.get(article.key) or LawArticle(
            version=result.version, **dict(zip(KEY, article.key, strict=True))
        )
        wanted = {"headings": article.headings, "text": article.text, "shape": shape_of(article.text)}
        if row.pk and all(getattr(row, name) == value for name, value in wanted.items()):
            result.same += 1
            continue
        (changed if row.pk else made).append(row)
        for name, value in wanted.items():
            setattr(row, name, value)
    LawArticle.objects.bulk_create(made, batch_size=BATCH)
    LawArticle.objects.bulk_update(changed, ["headings", "text", "shape"], batch_size=BATCH)
    result.created, result.changed = len(made), len(changed)


@transaction.atomic
def relink(*, by: Any) -> dict[str, int]:
    """Draw the links of all articles, public cases, research outputs and chapters by what the register knows now."""
    register = law_register()
    counts = {
        "articles": redraw_articles(register),
        "cases": sum(page.redraw(register) for page in held_pages(CasePage)),
        "outputs": sum(page.redraw(register) for page in held_pages(ResearchOutputPage)),
        "chapters": sum(page.redraw(register) for page in held_pages(WhitePaperChapterPage)),
    }
    law = Law.objects.order_by("pk").first()
    touch(LAWS)
    if law and any(counts.values()):
        record("library.law.relink", law, by=by, **counts)
    return counts


def held_pages(model: type[Page]) -> Iterator[Any]:
    """The public pages one by one, each held, so that no text published meanwhile is drawn over by the one before."""
    for pk in model.objects.live().order_by("pk").values_list("pk", flat=True):
        page = model.objects.live().select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
        if page is not None:
            yield page


def redraw_articles(register: Register) -> int:
    known = {version.key: (law, version) for law in register.laws for version in law.versions}
    changed = []
    for article in LawArticle.objects.all().iterator(chunk_size=BATCH):
        law, version = known[article.version_id]
        html, _found = article_html(article.text, Standing(law, version, (article.number, article.suffix)), register)
        if html != article.html:
            article.html = html
            changed.append(article)
    LawArticle.objects.bulk_update(changed, ["html"], batch_size=BATCH)
    return len(changed)


@transaction.atomic
def note_correction(subject: Law | LawVersion, *, by: Any) -> None:
    """An editor has corrected names or dates: have the texts linked by them, in the background."""
    touch(LAWS)
    later("library.relink")
    record("library.law.correct", subject, by=by)
