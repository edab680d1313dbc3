"""The text that an edition is made of: what is live, or what a route has frozen and will bring to the public."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from cms.library.models import PaperEdition, WhitePaperChapterPage, WhitePaperPage
from cms.library.models.editions import made_of, made_of_route
from cms.release.models import Route
from cms.release.queries import as_frozen


@dataclass(frozen=True)
class Manuscript:
    paper: WhitePaperPage
    chapters: list[Any]
    made_of: str
    moment: dt.datetime | None  # the same text, typeset twice, gives the same bytes
    route: Route | None = None  # whose signatures stand under it


def manuscript_of(edition: PaperEdition) -> Manuscript | None:
    """None where the edition's text is neither live nor on its way to the public any more."""
    route = edition.route
    if route is not None and route.is_open:
        return frozen(route, edition.published_on)
    paper = WhitePaperPage.objects.select_related("locale").get(pk=edition.paper_id)
    is_live = paper.live and paper.live_revision_id == edition.revision_id
    return live(paper) if is_live else None


def live(paper: WhitePaperPage) -> Manuscript:
    chapters = live_chapters(paper)
    revisions = [(page.pk, page.live_revision_id) for page in (paper, *chapters)]
    digest = made_of(paper.pk, revisions, paper.published_on)
    return Manuscript(paper, chapters, digest, paper.last_published_at, Route.objects.bringing(paper).first())


def live_chapters(paper: WhitePaperPage) -> list[Any]:
    return list(WhitePaperChapterPage.objects.child_of(paper).live().order_by("path"))


def frozen(route: Route, day: dt.date | None) -> Manuscript:
    """The paper as it will be on the day of its release."""
    paper = as_frozen(route)
    paper.published_on = day
    chapters = sorted(paper.frozen_parts, key=lambda page: page.path)
    return Manuscript(paper, chapters, made_of_route(route, day), route.opened_at, route)
