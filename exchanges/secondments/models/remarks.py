"""Remarks of colleagues on a person's work. No row ties a remark to its author, so nothing can give her away (B11)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exchanges.secondments.models.rounds import AppraisalRound
from exchanges.secondments.models.scopes import home_scope, host_scope


class PeerAskedQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PeerAskedQuerySet":
        """Whom the host has asked is known to each for herself and to the host's officers; never to the person."""
        if not user.is_authenticated:
            return self.none()
        seen = Q(user_id=user.pk) | host_scope(user, "round__secondment__")
        return self.filter(seen).exclude(round__secondment__person__user_id=user.pk)

    def open_to(self, user: Any) -> "PeerAskedQuerySet":
        return self.filter(user_id=user.pk, has_answered=False, round__closed_on=None)


class PeerAsked(models.Model):
    """A colleague who is asked for a remark, and whether she has answered: not when, and not what."""

    round = models.ForeignKey(AppraisalRound, on_delete=models.CASCADE, related_name="asked")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    has_answered = models.BooleanField(_("has answered"), default=False)

    objects = PeerAskedQuerySet.as_manager()

    class Meta:
        db_table = "secondments_peer_asked"
        verbose_name = _("colleague asked for a remark")
        verbose_name_plural = _("colleagues asked for a remark")
        ordering = ["user"]
        constraints = [models.UniqueConstraint(fields=["round", "user"], name="peer_asked_once")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.user_id}"

    def get_absolute_url(self) -> str:
        return reverse("secondments:remark", args=[self.pk])


class PeerRemarkQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PeerRemarkQuerySet":
        """Both units at once; the person when the result is merged."""
        if not user.is_authenticated:
            return self.none()
        term = "round__secondment__"
        own_case = Q(round__secondment__person__isnull=False, round__secondment__person__user_id=user.pk)
        units = (home_scope(user, term) | host_scope(user, term)) & ~own_case
        seen = units | Q(round__closed_on__isnull=False)
        return self.filter(seen, round__in=AppraisalRound.objects.visible_to(user).values("pk"))


class PeerRemark(models.Model):
    """What somebody has said. Rows are read in the order of their words, never in that of their arrival."""

    round = models.ForeignKey(AppraisalRound, on_delete=models.CASCADE, related_name="remarks")
    text = models.CharField(_("remark of a colleague"), max_length=500)

    objects = PeerRemarkQuerySet.as_manager()

    class Meta:
        db_table = "secondments_peer_remark"
        verbose_name = _("anonymous remark")
        verbose_name_plural = _("anonymous remarks")
        ordering = ["text"]

    def __str__(self) -> str:
        return str(self.round_id)
