"""A page and its edition in another language: how far it has come, from which text, and what readers are told of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from cms.library.enums import TranslationState

WRITTEN = {TranslationState.MACHINE, TranslationState.REVIEWED}


class PageTranslationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PageTranslationQuerySet":
        """Of what is live; drafts are seen in the editor, by its own permissions."""
        return self.filter(page__live=True)


class PageTranslation(models.Model):
    """The state of a translated page; the pages of a pair share Wagtail's translation key."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="translation")
    state = models.CharField(
        _("state of translation"), max_length=12, choices=TranslationState, default=TranslationState.NOT_BEGUN
    )
    source_revision = models.ForeignKey(
        Revision, verbose_name=_("translated from"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = PageTranslationQuerySet.as_manager()

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        db_table = "library_translation"

    def __str__(self) -> str:
        return f"{self.page}：{self.shown_state()}"

    def source(self) -> Page | None:
        """The Chinese page of the pair."""
        return source_of(self.page)

    def is_outdated(self) -> bool:
        """Was the Chinese text published anew since it was translated?"""
        source = self.source() if self.state in WRITTEN else None
        return source is not None and is_newer(source.live_revision_id, self.source_revision_id)

    def shown_state(self) -> str:
        if self.is_outdated():
            return gettext("outdated: the Chinese text has changed since")
        return self.get_state_display()


def is_newer(public: int | None, translated: int | None) -> bool:
    """The revision of the Chinese page that is public beside the one that was translated."""
    return public not in {None, translated}


def source_of(page: Page) -> Page | None:
    """The page in the site's first language that this one translates."""
    others = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    return others.filter(locale__language_code=settings.LANGUAGE_CODE).first()


def translation_of(page: Page) -> PageTranslation | None:
    return PageTranslation.objects.filter(page=page.pk).select_related("page").first() if page.pk else None


def is_translation(page: Page) -> bool:
    return language_of(page) != settings.LANGUAGE_CODE


def language_of(page: Page) -> str:
    """The code of the language that a page is written in; a new one without a language is Chinese."""
    return page.locale.language_code if page.locale_id else settings.LANGUAGE_CODE


def in_language(code: str) -> str:
    """The language of a page as BCP 47 writes it."""
    return "zh-Hans" if code == "zh-hans" else code


def translation_faults(page: Page) -> list[str]:
    """Nothing goes to review in another language before it says how it was translated."""
    if not is_translation(page):
        return []
    row = translation_of(page)
    if row is None:
        words = gettext("“%(title)s” does not say how it was translated. State it under “Languages”.")
    elif row.state not in WRITTEN:
        words = gettext("“%(title)s” is not translated yet, by its own state under “Languages”.")
    else:
        return []
    return [words % {"title": page.title}]


def mark_of(page: Page) -> str:
    """What readers of a translated page must know: '' where it is up to date and reviewed, or no translation."""
    row = translation_of(page) if is_translation(page) else None
    if row is None:
        return ""
    return "outdated" if row.is_outdated() else str(row.state)


class Languages:
    """What the readers of one page are told of its languages; asked for in one query, where a template shows it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @cached_property
    def pages(self) -> list[dict[str, Any]]:
        """The page itself, live or not, and the live or first pages of the pair."""
        columns = ["pk", "live", "url_path", "live_revision_id", "locale__language_code"]
        states = ["translation__state", "translation__source_revision_id"]
        return list(
            Page.objects.filter(translation_key=self.page.translation_key).order_by("pk").values(*columns, *states)
        )

    @cached_property
    def own(self) -> dict[str, Any]:
        return next((row for row in self.pages if row["pk"] == self.page.pk), {})

    @property
    def lang(self) -> str:
        """For browsers and screen readers."""
        return in_language(self.own.get("locale__language_code", settings.LANGUAGE_CODE))

    @property
    def translation(self) -> str:
        """The mark of a translated page: machine, outdated or reviewed; '' of a page that is no translation."""
        language, state = self.own.get("locale__language_code"), self.own.get("translation__state")
        if language in {None, settings.LANGUAGE_CODE}:
            return ""
        source = next((row for row in self.pages if row["locale__language_code"] == settings.LANGUAGE_CODE), None)
        made_from = self.own["translation__source_revision_id"]
        if source and state in WRITTEN and is_newer(source["live_revision_id"], made_from):
            return "outdated"
        return state or "unstated"

    @property
    def other(self) -> str:
        """Where the live page in the other language stands; '' where there is none."""
        found = next((row for row in self.pages if row["live"] and row["pk"] != self.page.pk), None)
        return path_of(found["url_path"]) if found else ""


def path_of(url_path: str) -> str:
    """The address without the host; the first part of a page's path is the home page's own slug."""
    return f"/{url_path.split('/', 2)[2]}"


def once_each[Rows: QuerySet](rows: Rows, language: str = "") -> Rows:
    """Of works in two languages the page in the given one, else in the reader's; every other page as it is."""
    wanted = language or get_language() or settings.LANGUAGE_CODE
    same = Page.objects.live().filter(translation_key=OuterRef("translation_key"), locale__language_code=wanted)
    return rows.filter(Q(locale__language_code=wanted) | ~Exists(same.exclude(pk=OuterRef("pk"))))
