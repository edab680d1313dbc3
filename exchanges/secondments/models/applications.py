"""A staff member asks her own unit to be put forward for an open post."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchanges.secondments.enums import ApplicationState
from exchanges.secondments.models.posts import Post
from exchanges.secondments.models.scopes import home_scope
from exchanges.secondments.models.terms import Secondment
from shared.directory.models import Agency, Person


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ApplicationQuerySet":
        """The person and the officers of her unit; the host sees a recommendation or nothing."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(person__user=user) | home_scope(user))

    def to_decide(self, user: Any) -> "ApplicationQuerySet":
        """What waits for her unit's officers; nobody decides on her own."""
        return self.filter(home_scope(user), state=ApplicationState.APPLIED).exclude(person__user=user)


class Application(models.Model):
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="applications", verbose_name=_("open post"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    home_org = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("home unit"))
    statement = models.TextField(_("why you apply"), max_length=1000)
    state = models.CharField(_("state"), max_length=10, choices=ApplicationState, default=ApplicationState.APPLIED)
    applied_on = models.DateField(_("applied on"))
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    secondment = models.OneToOneField(
        Secondment, on_delete=models.PROTECT, null=True, blank=True, related_name="application"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        db_table = "secondments_application"
        verbose_name = _("application for a post")
        verbose_name_plural = _("applications for posts")
        ordering = ["-applied_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "person"],
                condition=Q(state__in=[ApplicationState.APPLIED, ApplicationState.ENDORSED]),
                name="application_once",
                violation_error_message=_("You have applied for this post already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.post}"

    @property
    def state_tone(self) -> str:
        return {ApplicationState.APPLIED: "warn", ApplicationState.ENDORSED: "ok", ApplicationState.REFUSED: "bad"}.get(
            ApplicationState(self.state), ""
        )
