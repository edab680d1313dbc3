"""How far the edition of a page in another language has come, and from which text it was made."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
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
        return source is not None and source.live_revision_id not in {None, self.source_revision_id}

    def shown_state(self) -> str:
        if self.is_outdated():
            return gettext("outdated: the Chinese text has changed since")
        return self.get_state_display()


def source_of(page: Page) -> Page | None:
    """The page in the site's first language that this one translates."""
    others = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    return others.filter(locale__language_code=settings.LANGUAGE_CODE).first()


def translation_of(page: Page) -> PageTranslation | None:
    return PageTranslation.objects.filter(page=page.pk).select_related("page").first() if page.pk else None


def is_translation(page: Page) -> bool:
    return bool(page.locale_id) and page.locale.language_code != settings.LANGUAGE_CODE


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
