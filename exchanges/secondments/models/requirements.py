"""What a post asks of a person, and what was found when she was put forward."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from exchanges.secondments.enums import Finding, RequirementKind
from exchanges.secondments.models.posts import Post
from exchanges.secondments.models.terms import PartQuerySet, Secondment


class RequirementQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "RequirementQuerySet":
        return self.filter(post__in=Post.objects.visible_to(user).values("pk"))


class Requirement(models.Model):
    """One thing a post asks: checked where the person's record has it, else confirmed by her unit."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="requirements")
    kind = models.CharField(_("kind of requirement"), max_length=16, choices=RequirementKind)
    number = models.PositiveSmallIntegerField(_("years"), null=True, blank=True)
    text = models.CharField(_("wording"), max_length=200, blank=True)
    is_firm = models.BooleanField(_("must be met"), default=True)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        db_table = "secondments_requirement"
        verbose_name = _("requirement of a post")
        verbose_name_plural = _("requirements of a post")
        ordering = ["pk"]

    def __str__(self) -> str:
        if self.kind == RequirementKind.OTHER:
            return self.text
        return f"{self.get_kind_display()} {self.number if self.number is not None else self.text}"


class RequirementCheck(models.Model):
    """What was found of one requirement on the day of the recommendation; it stays when the post changes."""

    secondment = models.ForeignKey(Secondment, on_delete=models.CASCADE, related_name="requirement_checks")
    requirement = models.CharField(_("what was asked"), max_length=240)
    finding = models.CharField(_("result of the check"), max_length=12, choices=Finding)
    fact = models.CharField(_("what the record says"), max_length=200, blank=True)
    checked_on = models.DateField(_("checked on"))

    objects = PartQuerySet.as_manager()

    class Meta:
        db_table = "secondments_requirement_check"
        verbose_name = _("check of a requirement")
        verbose_name_plural = _("checks of requirements")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.requirement}: {self.get_finding_display()}"

    @property
    def tone(self) -> str:
        return {Finding.MET: "ok", Finding.CONFIRMED: "ok", Finding.NOT_MET: "bad"}.get(Finding(self.finding), "warn")
