"""The papers in the file of one term: files that the units bring, and texts that the platform has frozen."""

import datetime as dt
import secrets
from hashlib import sha256
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchanges.secondments.enums import Paper, Party
from exchanges.secondments.enums.papers import CURRENT_PAPERS, SEVERAL, PaperState
from exchanges.secondments.models.terms import PartQuerySet, Secondment


def paper_path(paper: "FiledPaper", name: str) -> str:
    """A name that nobody can guess; the page that serves the file asks who may see it."""
    return f"secondments/papers/{secrets.token_hex(16)}{PurePath(name).suffix.lower()}"


def text_of(content: dict[str, Any]) -> str:
    """What a frozen paper says, as plain text: of this its digest is taken."""
    lines = [*content.get("addressees", []), *[item["text"] for item in content["paragraphs"]]]
    return "\n".join([content["title"], *([content["number"]] if content.get("number") else []), *lines])


def digest_of_text(text: str) -> str:
    return sha256(text.encode()).hexdigest()


class FiledPaperQuerySet(PartQuerySet):
    """Seen by those who see the term: the person, the officers of home and host, and nobody else."""

    def on_file(self) -> "FiledPaperQuerySet":
        return self.filter(state=PaperState.ON_FILE)

    def current(self) -> "FiledPaperQuerySet":
        """On file, or laid before the parties to be signed."""
        return self.filter(state__in=CURRENT_PAPERS)


class FiledPaper(models.Model):
    """One paper of one term: who gave it, when, what it says or which file it is, and how long it holds.

    `content` is what a paper says that was signed or issued here, frozen as its reader saw it; `digest` is the SHA-256
    of that text, or of the file that a unit has brought. No act changes either.
    """

    secondment = models.ForeignKey(Secondment, on_delete=models.CASCADE, related_name="papers")
    paper = models.CharField(_("paper"), max_length=16, choices=Paper)
    state = models.CharField(_("state"), max_length=8, choices=PaperState, default=PaperState.ON_FILE)
    title = models.CharField(pgettext_lazy("of a paper", "title"), max_length=120, blank=True)
    number = models.CharField(_("document number"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    side = models.CharField(_("given by the side of"), max_length=8, choices=Party)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField(_("given at"), default=timezone.now)
    content = models.JSONField(null=True, blank=True, editable=False)
    file = models.FileField(_("file"), upload_to=paper_path, blank=True)
    file_name = models.CharField(_("name of the file"), max_length=120, blank=True)
    digest = models.CharField(_("SHA-256"), max_length=64)
    file_digest = models.CharField(max_length=64, blank=True, editable=False)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(_("reason"), max_length=300, blank=True)

    objects = FiledPaperQuerySet.as_manager()

    class Meta:
        db_table = "secondments_filed_paper"
        verbose_name = _("paper of a term")
        verbose_name_plural = _("papers of terms")
        ordering = ["-given_at", "-pk"]
        indexes = [models.Index(fields=["state", "valid_until"], name="filed_paper_ends")]
        constraints = [
            models.UniqueConstraint(
                fields=["secondment", "paper"],
                condition=Q(state__in=[str(state) for state in CURRENT_PAPERS])
                & ~Q(paper__in=[str(paper) for paper in SEVERAL]),
                name="filed_paper_once",
                violation_error_message=_("This paper is in the file already."),
            ),
            models.CheckConstraint(
                condition=~Q(file="") | Q(content__isnull=False),
                name="filed_paper_says_something",
                violation_error_message=_("A paper is a file or a text."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[str(state) for state in CURRENT_PAPERS], ended_at=None)
                | Q(ended_at__isnull=False) & ~Q(state__in=[str(state) for state in CURRENT_PAPERS]),
                name="filed_paper_ended_at",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.get_paper_display())

    def get_absolute_url(self) -> str:
        return reverse("secondments:paper", args=[self.secondment.number, self.pk])

    @property
    def text(self) -> str:
        return text_of(self.content) if self.content else ""

    @property
    def is_on_paper(self) -> bool:
        return is_recorded(self.side, self.given_by_id, self.secondment)

    @property
    def tone(self) -> str:
        if self.state == PaperState.OPEN:
            return "warn"
        if self.state != PaperState.ON_FILE:
            return ""
        return "ok" if self.holds_on(timezone.localdate()) else "bad"

    def holds_on(self, day: dt.date) -> bool:
        return self.state == PaperState.ON_FILE and (self.valid_until is None or self.valid_until >= day)


def is_recorded(side: str, by: int | None, secondment: Secondment) -> bool:
    """Whether an officer has recorded what somebody without an account has signed by hand."""
    return side == Party.PERSON and by != getattr(secondment.person, "user_id", None)


class PaperSignatureQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PaperSignatureQuerySet":
        return self.filter(paper__in=FiledPaper.objects.visible_to(user).order_by().values("pk"))


class PaperSignature(models.Model):
    """One party has signed this very text: `digest` is that of the text it has read."""

    paper = models.ForeignKey(FiledPaper, on_delete=models.CASCADE, related_name="signatures")
    side = models.CharField(_("signed for the side of"), max_length=8, choices=Party)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(_("signed at"), default=timezone.now)
    digest = models.CharField(_("SHA-256"), max_length=64)

    objects = PaperSignatureQuerySet.as_manager()

    class Meta:
        db_table = "secondments_paper_signature"
        verbose_name = _("signature of a paper")
        verbose_name_plural = _("signatures of papers")
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "side"],
                name="paper_signed_once_a_side",
                violation_error_message=_("This side has signed already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.side}"

    @property
    def is_on_paper(self) -> bool:
        return is_recorded(self.side, self.signed_by_id, self.paper.secondment)
