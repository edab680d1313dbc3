import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.models import Orderable, Page
from wagtail.url_routing import RouteResult

from cms.blocks.faults import stream_faults
from cms.blocks.fields import StreamField
from cms.blocks.numbering import Text, count_through, names_in, reference_faults
from cms.blocks.rendering import Rendered, render_stream
from cms.blocks.streams import CHAPTER
from cms.library.models import CasePage, ReviewedPage, WhitePaperPage
from cms.library.models.listing import listed
from cms.library.models.translations import is_translation, language_of, once_each, source_of
from cms.library.records.linked_data import data_block, filled
from cms.library.records.works import address_of
from cms.pages.enums import PressState
from courses.training.enums import SessionState
from courses.training.models import Session
from courses.training.queries import seat_blocks
from shared.directory.models import Agency
from shared.notices.calendars import CalendarEvent, calendar_bytes

LANGUAGES = HelpPanel(template="library/editor/languages_panel.html", heading=_("Languages"))


def open_session() -> Session | None:
    """The class whose enrolment closes next, with its seats."""
    now = timezone.now()
    rows = Session.objects.filter(state=SessionState.ENROLLING, closes_at__gte=now, opens_at__lte=now)
    session = rows.select_related("region").prefetch_related("blocks").order_by("closes_at", "pk").first()
    if session:
        blocks = seat_blocks(session)
        session.shown_blocks = blocks  # type: ignore[attr-defined]
        session.places_left = sum(b.seats - b.taken for b in blocks)  # type: ignore[attr-defined]
    return session


class HomePage(ReviewedPage):
    """The front door: the newest white paper, a class open for enrolment, the newest cases."""

    intro = models.TextField(_("introduction"), blank=True, max_length=300)

    founds_the_site = True
    fresh_seconds = 20  # how long the page cache may keep it: seats are taken and classes close without any publication
    max_count = 1
    subpage_types = [
        "library.WhitePaperIndexPage",
        "library.CaseIndexPage",
        "library.ResearchIndexPage",
        "pages.PressIndexPage",
        "pages.SectionPage",
        "pages.PlainPage",
    ]
    content_panels = [*ReviewedPage.content_panels, FieldPanel("intro")]
    template = "pages/home.html"

    class Meta:
        verbose_name = _("home page")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Find a page by its whole address instead of level by level; what is no page of its own goes the long way."""
        address = f"{self.url_path}{'/'.join(path_components)}/"
        pages = Page.objects.filter(url_path=address, live=True).select_related("locale")
        page = pages.first() if path_components else None
        if page is None:
            return super().route(request, path_components)
        whole = page.specific
        whole.locale = page.locale  # come along already
        return whole.route(request, [])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        paper = once_each(WhitePaperPage.objects.live()).newest_first().first()
        cases = once_each(CasePage.objects.live()).newest_first().select_related("region", "locale")
        return {
            **super().get_context(request, *args, **kwargs),
            "paper": paper,
            "edition": paper.ready_edition() if paper else None,
            "cases": cases.defer("sections")[:3],
            "session": open_session(),
        }


def text_faults(page: Any) -> list[str]:
    numbers = count_through([Text(list(page.body.raw_data))], language_of(page))
    return [*stream_faults(page.body), *reference_faults(numbers, names_in(page.body.get_prep_value()))]


def drawn(page: Any) -> Rendered:
    """Its body, with the words around figures and tables in its own language."""
    with translation.override(language_of(page)):
        return render_stream(page.body, with_data=False)


class SectionPage(ReviewedPage):
    """A page that gathers others."""

    intro = models.TextField(_("introduction"), blank=True)

    subpage_types = ["pages.SectionPage", "pages.PlainPage"]
    content_panels = [*ReviewedPage.content_panels, LANGUAGES, FieldPanel("intro")]
    template = "pages/section.html"

    class Meta:
        verbose_name = _("section page")
        verbose_name_plural = _("section pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "children": self.children()}

    def children(self) -> Any:
        """In the language of this page where they are public in it; those of a translation stand in its original."""
        above = (source_of(self) if is_translation(self) else None) or self
        return once_each(above.get_children().live(), language_of(self)).select_related("locale")


class PlainPage(ReviewedPage):
    """A page of text: about the site, accessibility, help."""

    intro = models.TextField(_("introduction"), blank=True)
    body = StreamField(CHAPTER, verbose_name=_("text"), blank=True)

    subpage_types: list[str] = []
    content_panels = [*ReviewedPage.content_panels, LANGUAGES, FieldPanel("intro"), FieldPanel("body")]
    template = "pages/plain.html"

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")

    def faults(self) -> list[str]:
        return [*super().faults(), *text_faults(self)]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "drawn": drawn(self)}


class SpeakerBlock(blocks.StructBlock):
    """Who speaks, in the order of the list."""

    name = blocks.CharBlock(label=_("Name"), max_length=60)
    post = blocks.CharBlock(label=pgettext_lazy("of a speaker", "Post"), max_length=80, required=False)
    agency = blocks.CharBlock(label=_("Agency"), max_length=80)

    class Meta:
        label = _("Speaker")
        icon = "user"


WORKS = blocks.PageChooserBlock(
    page_type=["library.WhitePaperPage", "library.CasePage"], label=_("White paper or case")
)
LENGTH = dt.timedelta(hours=1)  # in calendars, where the page gives no end


def day_begins() -> dt.datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


class PressIndexPage(ReviewedPage):
    """All press conferences: those ahead first, the next one on top, then those held, the latest on top."""

    intro = models.TextField(_("introduction"), blank=True)

    founds_the_site = True
    fresh_seconds = 60  # today becomes yesterday without any publication
    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.PressConferencePage"]
    content_panels = [*ReviewedPage.content_panels, FieldPanel("intro")]
    template = "pages/press_index.html"

    class Meta:
        verbose_name = _("press conferences")
        db_table = "pages_pressindex"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        rows = once_each(PressConferencePage.objects.live().child_of(self)).select_related("locale")
        today = day_begins()
        ahead = rows.filter(starts_at__gte=today).order_by("starts_at", "pk")
        held = listed(request, rows.filter(starts_at__lt=today).order_by("-starts_at", "-pk"))
        return {**super().get_context(request, *args, **kwargs), "ahead": ahead, "held": held}


class PressConferencePage(ReviewedPage):
    """Announced, then held, then with its transcript: one page and one address throughout."""

    starts_at = models.DateTimeField(_("begins at"), null=True, blank=False)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    venue = models.CharField(_("venue"), max_length=120, blank=True)
    about = models.TextField(_("what it is about"), max_length=600)
    speakers = StreamField([("speaker", SpeakerBlock())], verbose_name=_("speakers"), blank=True)
    works = StreamField([("work", WORKS)], verbose_name=_("what is presented"), blank=True)
    has_transcript = models.BooleanField(_("the text below is the transcript"), default=False)
    body = StreamField(CHAPTER, verbose_name=_("agenda or transcript"), blank=True)
    materials = StreamField([("document", DocumentChooserBlock())], verbose_name=_("press materials"), blank=True)
    press_contact = models.TextField(
        _("contact for the press"), max_length=200, blank=True, help_text=_("Office, telephone, e-mail, as printed.")
    )

    fresh_seconds = 60  # its state follows the clock
    parent_page_types = ["pages.PressIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *ReviewedPage.content_panels,
        HelpPanel(template="library/editor/findings_panel.html", heading=_("Anonymisation")),
        LANGUAGES,
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]), FieldPanel("venue"), FieldPanel("about")],
            heading=_("When, where, what about"),
        ),
        InlinePanel("hosts", label=_("Agency"), heading=_("Agencies that hold it"), min_num=1),
        FieldPanel("speakers"),
        FieldPanel("works"),
        MultiFieldPanel([FieldPanel("has_transcript"), FieldPanel("body")], heading=_("agenda or transcript")),
        FieldPanel("materials"),
        FieldPanel("press_contact"),
    ]
    template = "pages/press_conference.html"

    class Meta:
        verbose_name = _("press conference")
        verbose_name_plural = _("press conferences")
        db_table = "pages_press"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="press_ends_after_it_begins",
                violation_error_message=_("It ends before it begins."),
            )
        ]

    agency_lookups = ("hosts__agency",)

    def agency_paths(self) -> list[str]:
        return [host.agency.path for host in self.hosts.all()]

    def issuing_agencies(self) -> list[Agency]:
        return [host.agency for host in self.hosts.all()]

    @cached_property
    def shown_hosts(self) -> list[Agency]:
        """Asked for once for all places of the page that name them."""
        return [host.agency for host in self.hosts.select_related("agency")]

    @property
    def state(self) -> PressState:
        """Where it stands by the clock; the transcript is what the editors say it is."""
        if self.has_transcript:
            return PressState.TRANSCRIPT
        today = timezone.localdate()
        day = timezone.localdate(self.starts_at) if self.starts_at else today
        if day == today and self.closes_at > timezone.now():
            return PressState.TODAY
        return PressState.ANNOUNCED if day > today else PressState.HELD

    @property
    def closes_at(self) -> dt.datetime:
        return self.ends_at or (self.starts_at or timezone.now()) + LENGTH

    def clean(self) -> None:
        super().clean()
        if self.has_transcript and self.starts_at and self.starts_at > timezone.now():
            raise ValidationError({"has_transcript": _("What has not begun has no transcript.")})

    def faults(self) -> list[str]:
        return [*super().faults(), *text_faults(self)]

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        if self.live and path_components == ["calendar"]:
            return RouteResult(self, kwargs={"part": "calendar"})
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs.pop("part", "") != "calendar":
            return super().serve(request, *args, **kwargs)
        stamp = self.last_published_at or timezone.now()
        answer = HttpResponse(
            calendar_bytes(self.title, [self.event()], stamp=stamp), content_type="text/calendar; charset=utf-8"
        )
        answer["Content-Disposition"] = f'attachment; filename="{self.slug}.ics"'
        return answer

    def event(self) -> CalendarEvent:
        uid = f"press-{self.translation_key}-{self.locale.language_code}"
        starts = self.starts_at or timezone.now()
        address = address_of(self.url_path)
        return CalendarEvent(uid, self.title, starts, self.closes_at, self.venue, address, self.about)

    def shown_works(self) -> list[Page]:
        """What is presented, as far as it is public: some of it is released at the conference itself."""
        keys = [value for value in (block["value"] for block in self.works.get_prep_value()) if value]
        found = Page.objects.live().public().in_bulk(keys)
        return [found[key] for key in dict.fromkeys(keys) if key in found]

    def linked_event(self) -> dict[str, Any]:
        hosts = [{"@type": "GovernmentOrganization", "name": agency.name} for agency in self.shown_hosts]
        people = [{"@type": "Person", "name": s.value["name"], "jobTitle": s.value["post"]} for s in self.speakers]
        return filled(
            {
                "@context": "https://schema.org",
                "@type": "Event",
                "name": self.title,
                "description": self.about,
                "url": address_of(self.url_path),
                "startDate": timezone.localtime(self.starts_at).isoformat() if self.starts_at else "",
                "endDate": timezone.localtime(self.ends_at).isoformat() if self.ends_at else "",
                "eventStatus": "https://schema.org/EventScheduled",
                "location": {"@type": "Place", "name": self.venue} if self.venue else None,
                "organizer": hosts,
                "performer": [filled(person) for person in people],
                "publisher": {"@type": "Organization", "name": settings.WAGTAIL_SITE_NAME, "url": settings.BASE_URL},
            }
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            "drawn": drawn(self),
            "linked": data_block(self.linked_event()),
        }


class HostQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "HostQuerySet":
        return self.filter(page__live=True)


class PressHost(Orderable):
    """An agency that holds the conference, and signs its page."""

    page = ParentalKey(PressConferencePage, on_delete=models.CASCADE, related_name="hosts")
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="+")

    objects = HostQuerySet.as_manager()

    panels = [FieldPanel("agency")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "agency"], name="press_host_once")]

    def __str__(self) -> str:
        return str(self.agency)
