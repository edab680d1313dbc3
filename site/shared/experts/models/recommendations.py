"""One side recommends an expert to a pool of the other; the answer stays on record (N44)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from shared.directory.permissions import scopes_of
from shared.experts.enums import RECOMMENDATION_TONES, RecommendationState
from shared.experts.models.experts import Expert, kept_below
from shared.experts.models.pools import Pool

S = RecommendationState


class RecommendationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "RecommendationQuerySet":
        """Both offices, and the expert herself."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        paths = scopes_of(user, RoleCode.POOL_MANAGER)
        return self.filter(Q(expert__person__user=user) | kept_below(paths) | kept_below(paths, "pool__"))

    def waiting(self) -> "RecommendationQuerySet":
        return self.filter(state=S.OPEN)


class Recommendation(models.Model):
    """`agency` recommends an expert of its register to a pool that another office keeps, most often the other side."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="recommendations")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="recommendations", verbose_name=_("pool"))
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("recommended by"))
    reason = models.CharField(pgettext_lazy("to recommend", "reason"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=RecommendationState, default=S.OPEN)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["state", "pool"], name="recommendation_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "pool"],
                condition=Q(state=S.OPEN),
                name="recommendation_once",
                violation_error_message=_("This expert is already recommended to this pool and waits for an answer."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[S.ACCEPTED, S.DECLINED])
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="recommendation_answered_by",
                violation_error_message=_("An answer says who gave it and when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert} → {self.pool}"

    @property
    def state_tone(self) -> str:
        return RECOMMENDATION_TONES.get(S(self.state), "")
