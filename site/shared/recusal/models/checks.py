from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared.directory.models import Agency, Person, role_scopes
from shared.recusal.enums import SENTENCES, BarSource, FactKind, Severity
from shared.recusal.subjects import KINDS

PLACES = {"unit": "…", "party": "…", "other": "…", "until": "…"}  # where a fact names nothing


def led_by(user: Any) -> Q:
    """Rows about matters that the user's own roles look after, by the agency that leads them."""
    found = Q(pk__in=[])
    for role, path in role_scopes(user):
        kinds = [kind.code for kind in KINDS.values() if role in kind.officers]
        if kinds:
            found |= Q(subject_kind__in=kinds, agency__path__startswith=path)
    return found


class CheckQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CheckQuerySet":
        """The officers of the matter, except on themselves and on matters that are closed to them."""
        if not user.is_authenticated:
            return self.none()
        barred = Bar.objects.in_force().filter(
            person__user=user, subject_kind=models.OuterRef("subject_kind"), subject_id=models.OuterRef("subject_id")
        )
        return self.filter(led_by(user)).exclude(person__user=user).exclude(models.Exists(barred))

    def about(self, kind: str, pk: int) -> "CheckQuerySet":
        return self.filter(subject_kind=kind, subject_id=pk)


class Check(models.Model):
    """One look at one person in one matter: who asked, when, which facts were seen, what followed. Never changed."""

    subject_kind = models.CharField(_("kind of matter"), max_length=30)
    subject_id = models.PositiveBigIntegerField()
    subject_label = models.CharField(_("matter"), max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("leading unit"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    says_none = models.BooleanField(_("the person has declared that nothing ties her to it"), default=False)
    facts = models.JSONField(_("facts seen"))

    objects = CheckQuerySet.as_manager()

    class Meta:
        db_table = "recusal_check"
        verbose_name = _("recusal check")
        verbose_name_plural = _("recusal checks")
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["subject_kind", "subject_id", "person"], name="recusal_check_subject")]

    def __str__(self) -> str:
        return f"{self.subject_label} · {self.person}"

    @property
    def seen(self) -> list[dict[str, str]]:
        """The facts with the name of their kind; the bare code where the product no longer knows it."""
        names = dict(FactKind.choices)
        return [{**fact, "label": str(names.get(fact["kind"], fact["kind"]))} for fact in self.facts.get("facts", [])]

    @property
    def hard(self) -> "list[Finding]":
        return [finding for finding in self.findings.all() if finding.severity == Severity.HARD]

    @property
    def hints(self) -> "list[Finding]":
        return [finding for finding in self.findings.all() if finding.severity == Severity.HINT]


class PartOfCheckQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PartOfCheckQuerySet":
        """As the check."""
        return self.filter(check_row__in=Check.objects.visible_to(user).order_by().values("pk"))


class Finding(models.Model):
    """A fact that a rule makes count, with the rule as it was."""

    check_row = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(_("kind of fact"), max_length=16, choices=FactKind)
    severity = models.CharField(_("severity"), max_length=4, choices=Severity)
    fact_key = models.CharField(max_length=80)
    params = models.JSONField(default=dict)
    rule_code = models.CharField(_("rule"), max_length=60)
    rule_label = models.CharField(_("rule"), max_length=120)
    source = models.CharField(_("source of the rule"), max_length=300)
    waived_by_role = models.CharField(max_length=24, blank=True)

    objects = PartOfCheckQuerySet.as_manager()

    class Meta:
        db_table = "recusal_finding"
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["severity", "kind", "pk"]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """Why, as a sentence in the reader's language."""
        return str(SENTENCES[FactKind(self.kind)]) % (PLACES | self.params)


def sentences(findings: Iterable[Finding]) -> str:
    return " ".join(finding.words for finding in findings)


class WaiverQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "WaiverQuerySet":
        """The officers of the matter."""
        return self.filter(led_by(user)).exclude(person__user=user) if user.is_authenticated else self.none()

    def in_force(self) -> "WaiverQuerySet":
        return self.filter(expires_on__gte=timezone.localdate())


class Waiver(models.Model):
    """An officer lets a hint stand aside, with a reason, until a day. It holds for the same fact in the same matter."""

    subject_kind = models.CharField(max_length=30)
    subject_id = models.PositiveBigIntegerField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="waivers")
    rule_code = models.CharField(max_length=60)
    fact_key = models.CharField(max_length=80)
    reason = models.CharField(_("reason"), max_length=300)
    waived_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    waived_at = models.DateTimeField(_("waived"), default=timezone.now)
    expires_on = models.DateField(_("holds until"))

    objects = WaiverQuerySet.as_manager()

    class Meta:
        db_table = "recusal_waiver"
        verbose_name = _("waiver of a hint")
        verbose_name_plural = _("waivers of hints")
        ordering = ["-waived_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="recusal_waiver_reason"),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "person", "rule_code", "fact_key", "expires_on"],
                name="recusal_waiver_once",
                violation_error_message=_("This hint has been waived already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_code} · {self.person}"


class BarQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "BarQuerySet":
        """The officers of the matter; the person does not learn here what is kept from her."""
        return self.filter(led_by(user)).exclude(person__user=user) if user.is_authenticated else self.none()

    def in_force(self) -> "BarQuerySet":
        return self.filter(lifted_at=None)

    def subjects(self, kind: str, user: Any) -> "models.QuerySet":
        """Keys of the matters of `kind` that are closed to the user (C6)."""
        return self.in_force().filter(subject_kind=kind, person__user_id=user.pk).order_by().values("subject_id")


class Bar(models.Model):
    """This matter is closed to this person: she cannot open it, find it or see it in a list (C6)."""

    subject_kind = models.CharField(max_length=30)
    subject_id = models.PositiveBigIntegerField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("why closed"), max_length=4, choices=BarSource)
    check_row = models.ForeignKey(Check, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateTimeField(_("since"), default=timezone.now)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    objects = BarQuerySet.as_manager()

    class Meta:
        db_table = "recusal_bar"
        verbose_name = _("closed matter")
        verbose_name_plural = _("closed matters")
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at=None) | Q(lifted_at__gte=F("since")), name="recusal_bar_order"
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "person", "source"],
                condition=Q(lifted_at=None),
                name="recusal_bar_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} · {self.person}"
