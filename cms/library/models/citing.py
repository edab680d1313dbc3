"""Pages whose texts rest on provisions: links drawn when they go live, and rows of what they cite."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from cms.library.models.laws import Citation, LawArticle, law_register
from cms.library.models.papers import WhitePaperPage
from cms.library.provisions import Reference, Register, article_name, find_references, link_html


class CitingPage:
    """Draws its links with `link`, keeps its citations with `keep_citations`; both only while it is live."""

    pk: Any
    live: bool
    translation_key: UUID

    def cited_day(self) -> dt.date | None:
        """The day whose law the text means."""
        return None

    def cited_paper(self) -> WhitePaperPage | None:
        return None

    def provisions(self) -> list[Citation]:
        """What the text rests on, in the order of the laws; a translation rests on what the Chinese text names too."""
        chinese = Q(page__translation_key=self.translation_key, page__locale__language_code=settings.LANGUAGE_CODE)
        rows = Citation.objects.filter(Q(page=self.pk) | chinese).select_related("article__version__law")
        rows = rows.order_by("article__version__law__title", "article__number", "article__suffix", "pk")
        return list({row.article_id: row for row in rows}.values())

    def redraw(self, register: Register) -> bool:
        """Draw the links of a live page anew, without a revision; True where something changed."""
        raise NotImplementedError

    def link(self, html: str, register: Register | None = None) -> tuple[str, list[Reference]]:
        if "条" not in html:
            return html, []
        known, day = register or law_register(), self.cited_day()
        return link_html(html, lambda text: find_references(text, known, day=day), known)

    def keep_citations(self, found: list[Reference]) -> bool:
        """Make the rows those of these references; True where something changed."""
        wanted = {place: "、".join(sorted(said))[:200] for place, said in places_of(found).items()}
        articles = LawArticle.objects.filter(version__in={version for version, _n, _s in wanted})
        pks = {(a.version_id, a.number, a.suffix): a.pk for a in articles.only("version", "number", "suffix")}
        rows = {pks[place]: said for place, said in wanted.items() if place in pks}
        held = {row.article_id: row for row in Citation.objects.filter(page_id=self.pk)}
        paper = self.cited_paper()
        if {pk: row.places for pk, row in held.items()} == rows:
            return False
        Citation.objects.filter(page_id=self.pk).delete()
        Citation.objects.bulk_create(
            Citation(page_id=self.pk, paper=paper, article_id=pk, places=said) for pk, said in rows.items()
        )
        return True


def places_of(found: list[Reference]) -> dict[tuple[int, int, int], set[str]]:
    """What is said of each article: 第一款第（二）项; articles inside a range are cited as a whole."""
    places: dict[tuple[int, int, int], set[str]] = {}
    for reference in found:
        place = reference.place
        said = places.setdefault((place.version, *place.article), set())
        if place.paragraph:
            item = f"第{article_name(place.item)[1:-1]}项" if place.item else ""
            said.add(f"第{article_name(place.paragraph)[1:-1]}款{item}")
        for key in reference.between:
            places.setdefault((place.version, *key), set())
    return places
