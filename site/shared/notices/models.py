from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared.notices.kinds import KINDS


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "NoticeQuerySet":
        """One's own only: no role reads what another person was told."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def to_email(self) -> "NoticeQuerySet":
        return self.filter(wants_email=True, emailed_at=None)


class Notice(models.Model):
    """One thing one person was told. Text is made when read, in the reader's language, from kind and params."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=60)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    wants_email = models.BooleanField(default=False)
    emailed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        db_table = "notices_notice"
        ordering = ["-created_at", "-pk"]
        constraints = [
            # A task that runs twice tells a person once.
            models.UniqueConstraint(fields=["user", "key"], condition=~models.Q(key=""), name="notice_once")
        ]
        indexes = [
            models.Index(fields=["user", "read_at"], name="notice_unread"),
            models.Index(fields=["wants_email", "emailed_at"], name="notice_to_email"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        kind = KINDS.get(self.kind)
        return kind.fill(kind.subject, self.params) if kind else self.kind

    @property
    def body(self) -> str:
        kind = KINDS.get(self.kind)
        return kind.fill(kind.body, self.params) if kind else ""

    @property
    def label(self) -> str:
        kind = KINDS.get(self.kind)
        return str(kind.label) if kind else ""


class NoticePreference(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    by_email = models.BooleanField(_("by e-mail"), default=True)

    class Meta:
        db_table = "notices_preference"
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notice_preference_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


class NoticeLanguage(models.Model):
    """In which language a person gets her e-mails; without a row: the site's own."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="notice_language"
    )
    language = models.CharField(_("language of e-mails"), max_length=12)

    class Meta:
        db_table = "notices_language"

    def __str__(self) -> str:
        return f"{self.user_id} {self.language}"


class CalendarTokenQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CalendarTokenQuerySet":
        """One's own only."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class CalendarToken(models.Model):
    """The secret in the address of a person's calendar, kept as a hash: one per person, revoked by deleting it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="calendar_token"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    objects = CalendarTokenQuerySet.as_manager()

    class Meta:
        db_table = "notices_calendar_token"
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return str(self.user_id)


class ReadersQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ReadersQuerySet":
        """Who reads what is nobody's business: readers reach their row by their link, others not at all."""
        return self.all() if user.is_active and user.is_superuser else self.none()


class Subscriber(models.Model):
    """An address whose owner has confirmed it; erased when the owner leaves. Until then there is no row at all."""

    email = models.EmailField(_("e-mail address"), unique=True)
    language = models.CharField(_("language of e-mails"), max_length=12)
    key = models.CharField(max_length=32, unique=True, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed at"), default=timezone.now)

    objects = ReadersQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        db_table = "notices_subscriber"

    def __str__(self) -> str:
        return f"{self.pk}"


class Subscription(models.Model):
    """A topic that a reader follows."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions")
    topic = models.CharField(pgettext_lazy("of a subscription", "topic"), max_length=80)
    since = models.DateTimeField(default=timezone.now)

    objects = ReadersQuerySet.as_manager()

    class Meta:
        db_table = "notices_subscription"
        constraints = [models.UniqueConstraint(fields=["subscriber", "topic"], name="subscription_once")]
        indexes = [models.Index(fields=["topic"], name="subscription_topic")]

    def __str__(self) -> str:
        return f"{self.subscriber_id} {self.topic}"


class Publication(models.Model):
    """Something new that subscribers are told of, once for ever."""

    source = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    title = models.CharField(_("title"), max_length=300)
    url = models.CharField(max_length=300)
    topics = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "notices_publication"
        ordering = ["made_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="publication_once")]

    def __str__(self) -> str:
        return self.title


class PublicationMail(models.Model):
    """A subscriber was told of a publication: the row is the claim, so that nobody is told twice."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="mails")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="+")
    claim = models.UUIDField()

    objects = ReadersQuerySet.as_manager()

    class Meta:
        db_table = "notices_publication_mail"
        constraints = [models.UniqueConstraint(fields=["publication", "subscriber"], name="publication_mail_once")]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.subscriber_id}"
