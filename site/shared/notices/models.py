from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shared.notices.kinds import KINDS


class Notice(models.Model):
    """One thing one person was told. Text is made when read, in the reader's language, from kind and params."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=60)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    emailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "notices_notice"
        ordering = ["-created_at", "-pk"]
        constraints = [
            # A task that runs twice tells a person once.
            models.UniqueConstraint(fields=["user", "key"], condition=~models.Q(key=""), name="notice_once")
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        kind = KINDS.get(self.kind)
        return str(kind.subject) % self.params if kind else self.kind

    @property
    def body(self) -> str:
        kind = KINDS.get(self.kind)
        return str(kind.body) % self.params if kind else ""


class NoticePreference(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    by_email = models.BooleanField(default=True)

    class Meta:
        db_table = "notices_preference"
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notice_preference_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"
