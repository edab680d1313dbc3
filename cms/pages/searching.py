"""What the search finds of plain pages and of pages that gather others."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.library.searching import itself, public_pages
from cms.pages.models import PlainPage, PressConferencePage, SectionPage, drawn
from shared.search.sources import Found, Source, plain_text


def plain_found(page: PlainPage) -> Found:
    return Found(page.title, f"{page.intro}\n{plain_text(drawn(page).html)}".strip(), page.url or "")


def section_found(page: SectionPage) -> Found:
    return Found(page.title, page.intro, page.url or "")


def press_found(page: PressConferencePage) -> Found:
    speakers = "、".join(f"{s.value['name']} {s.value['post']} {s.value['agency']}" for s in page.speakers)
    text = "\n".join([page.about, page.venue, speakers, plain_text(drawn(page).html)])
    year = timezone.localdate(page.starts_at).year if page.starts_at else None
    return Found(page.title, text.strip(), page.url or "", year)


SOURCES = [
    Source(
        "press",
        _("Press conferences"),
        PressConferencePage.objects.live,
        press_found,
        public_pages,
        {PressConferencePage: itself},
    ),
    Source(
        "page",
        _("Pages"),
        PlainPage.objects.live,
        plain_found,
        public_pages,
        {PlainPage: itself},
    ),
    Source(
        "section",
        _("Sections"),
        SectionPage.objects.live,
        section_found,
        public_pages,
        {SectionPage: itself},
    ),
]
