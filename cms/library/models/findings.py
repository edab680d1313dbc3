"""What the anonymisation scanner found in a page's draft, and what became of it."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.library.anonymisation import Finding, masked, spelled
from cms.library.enums import FindingKind, FindingState
from shared.directory.enums import RoleCode
from shared.directory.models import role_scopes

Key = tuple[str, str, str]


def digest_of(text: str) -> str:
    """A keyed hash: what was found can be known again, and not guessed from the row."""
    return salted_hmac("library.finding", text, algorithm="sha256").hexdigest()


def key_of(found: Finding) -> Key:
    return found.place, str(found.kind), digest_of(found.text)


class PageFindingQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PageFindingQuerySet":
        """Rows for those who edit or review; the view asks for the page beside."""
        roles = {role for role, _path in role_scopes(user)}
        may = user.is_superuser or roles & {RoleCode.EDITOR, RoleCode.SECTION_HEAD}
        return self if may else self.none()

    def open(self) -> "PageFindingQuerySet":
        return self.filter(state=FindingState.OPEN)

    def waived(self) -> "PageFindingQuerySet":
        return self.filter(state=FindingState.WAIVED)

    def keys(self) -> set[Key]:
        return set(self.values_list("place", "kind", "digest"))

    def with_mentions(self, keys: Iterable[int]) -> set[Key]:
        """These rows, and those that name the same person or company at another place, however it is spaced."""
        named: list[Any] = [*self.filter(kind__in=[FindingKind.PERSON_NAME, FindingKind.COMPANY_NAME])]
        wanted = set(keys)
        meant = {(row.kind, spelled(row.text)) for row in named if row.pk in wanted}
        return self.filter(pk__in=wanted).keys() | {row.key for row in named if (row.kind, spelled(row.text)) in meant}

    def refresh(self, page: Page, found: Iterable[Finding]) -> None:
        """Rows as the draft is now: new ones open, what is gone fixed and its text forgotten, what is back open."""
        times: dict[Key, list[str]] = {}
        for hit in found:
            times.setdefault(key_of(hit), []).append(hit.text)
        rows: dict[Key, Any] = {row.key: row for row in PageFinding.objects.filter(page=page)}
        PageFinding.objects.bulk_create(
            [
                PageFinding(page_id=page.pk, place=key[0], kind=key[1], digest=key[2], text=texts[0], times=len(texts))
                for key, texts in times.items()
                if key not in rows
            ],
            ignore_conflicts=True,
        )
        changed = [row for key, row in rows.items() if row.follow(times.get(key, []))]
        PageFinding.objects.bulk_update(changed, ["state", "text", "times", "reason", "by", "decided_at"])

    def forget_texts(self) -> None:
        """After publication the rows tell apart and count; what they were about is gone."""
        self.exclude(text="").update(text="")


class PageFinding(models.Model):
    """One text at one place of a page. The text is kept while it is to be decided, later only its keyed hash."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="findings")
    place = models.CharField(_("place in the page"), max_length=200)
    kind = models.CharField(_("kind of finding"), max_length=16, choices=FindingKind)
    digest = models.CharField(max_length=64, editable=False)
    text = models.TextField(_("text"), blank=True)
    times = models.PositiveIntegerField(_("times"), default=1)
    state = models.CharField(_("state"), max_length=8, choices=FindingState, default=FindingState.OPEN)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = PageFindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding of the anonymisation check")
        verbose_name_plural = _("findings of the anonymisation check")
        db_table = "library_finding"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["page", "place", "kind", "digest"], name="finding_once"),
            models.CheckConstraint(
                condition=~Q(state=FindingState.WAIVED) | (~Q(reason="") & Q(decided_at__isnull=False)),
                name="finding_waived_why",
                violation_error_message=_("A finding is waived with a reason."),
            ),
            models.CheckConstraint(condition=~Q(state=FindingState.FIXED) | Q(text=""), name="finding_fixed_no_text"),
        ]

    def __str__(self) -> str:
        """Never the text: this stands in logs."""
        return f"{self.get_kind_display()} {self.masked}".strip()

    @property
    def key(self) -> Key:
        return self.place, self.kind, self.digest

    @property
    def masked(self) -> str:
        return masked(self.text)

    def follow(self, texts: list[str]) -> bool:
        """Take over what the scanner found of this row; did anything change?"""
        before = (self.state, self.text, self.times)
        if not texts:
            self.state, self.text = FindingState.FIXED, ""
        else:
            self.text, self.times = texts[0], len(texts)
            if self.state == FindingState.FIXED:
                self.state, self.reason, self.by, self.decided_at = FindingState.OPEN, "", None, None
        return before != (self.state, self.text, self.times)
