import datetime as dt
from typing import Any, cast

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shared.directory.enums import ADMINISTRATORS, Level, RankSeries, RoleCode, System
from shared.directory.names import pinyin_key, search_key


class ValidityQuerySet(models.QuerySet):
    """Rows with `valid_from` and `valid_to`; both days belong to the period, NULL leaves it open."""

    def valid_on(self, day: dt.date | None = None) -> "ValidityQuerySet":
        day = day or timezone.localdate()
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))


class Validity(models.Model):
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        abstract = True

    def is_valid_on(self, day: dt.date | None = None) -> bool:
        day = day or timezone.localdate()
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or self.valid_to >= day)


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
        name=name,
        violation_error_message=_("The last day lies before the first day."),
    )


class Region(Validity):
    """An administrative division; `code` has six digits (GB/T 2260) and is never checked against a frozen list."""

    code = models.CharField(_("region code"), max_length=12, unique=True)
    name = models.CharField(pgettext_lazy("of an agency or a region", "name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    objects = ValidityQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]
        constraints = [ends_after_it_begins("region_validity")]

    def __str__(self) -> str:
        return local_name(self)


def local_name(subject: Any) -> str:
    """The English name for readers of English where there is one, else the Chinese name."""
    return (subject.name_en or subject.name) if (get_language() or "").startswith("en") else subject.name


class AgencyQuerySet(ValidityQuerySet):
    def subtree(self, root: "Agency") -> "AgencyQuerySet":
        """`root` and everything below it."""
        return self.filter(path__startswith=root.path)

    def visible_to(self, user: Any) -> "AgencyQuerySet":
        """Who exists is public: names and places of agencies are no secret."""
        return self


class Agency(Validity):
    """An organisation or a unit of one: a tree, with validity dates and successors (hard rule H23)."""

    code = models.CharField(_("agency code"), max_length=20, unique=True)
    name = models.CharField(pgettext_lazy("of an agency or a region", "name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    system = models.CharField(_("system"), max_length=16, choices=System)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="agencies")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")
    path = models.CharField(max_length=250, editable=False, db_index=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["code"]
        constraints = [ends_after_it_begins("agency_validity")]

    def __str__(self) -> str:
        return local_name(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        before = self.path
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        super().save(*args, **kwargs)
        if before and before != self.path:
            place_agencies()

    @property
    def side(self) -> str:
        """`proc`, `ip` or `pool`: the colour of the side in every chip and bar."""
        return {System.PROCURATORATE: "proc", System.IP_ADMIN: "ip"}.get(System(self.system), "pool")


def place_agencies() -> None:
    """Give every agency the path that follows from its parents: a moved body takes its units with it."""
    agencies = {agency.pk: agency for agency in Agency.objects.only("code", "parent_id", "path")}
    moved = []
    for agency in agencies.values():
        path, above = f"{agency.code}/", agency
        while above.parent_id and len(path) < 250:
            above = agencies[above.parent_id]
            path = f"{above.code}/{path}"
        if agency.path != path:
            agency.path = path
            moved.append(agency)
    Agency.objects.bulk_update(moved, ["path"], batch_size=500)


class Cluster(Validity):
    """A regional cluster for cooperation (article 10 of the opinion)."""

    code = models.CharField(_("cluster code"), max_length=30, unique=True)
    name = models.CharField(pgettext_lazy("of an agency or a region", "name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    certainty = models.CharField(_("certainty"), max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        ordering = ["code"]
        constraints = [ends_after_it_begins("cluster_validity")]

    def __str__(self) -> str:
        return local_name(self)


class ClusterMembershipQuerySet(ValidityQuerySet):
    def visible_to(self, user: Any) -> "ClusterMembershipQuerySet":
        """Public, like the agencies themselves."""
        return self


class ClusterMembership(Validity):
    """A region or an agency belongs to a cluster from one day to another; it may leave and come back."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="memberships")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    scope = models.CharField(
        max_length=8, choices=[("whole", _("whole")), ("part", pgettext_lazy("whole or part", "part"))], default="whole"
    )
    certainty = models.CharField(_("certainty"), max_length=40, blank=True)

    objects = ClusterMembershipQuerySet.as_manager()

    class Meta:
        db_table = "directory_cluster_member"
        constraints = [
            ends_after_it_begins("cluster_member_validity"),
            models.CheckConstraint(
                condition=Q(region=None, agency__isnull=False) | Q(region__isnull=False, agency=None),
                name="member_is_region_or_agency",
                violation_error_message=_("A member is either a region or an agency."),
            ),
            models.UniqueConstraint(
                fields=["cluster", "region", "valid_from"], condition=Q(agency=None), name="cluster_region_once"
            ),
            models.UniqueConstraint(
                fields=["cluster", "agency", "valid_from"], condition=Q(region=None), name="cluster_agency_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cluster_id}: {self.region_id or self.agency_id}"


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PersonQuerySet":
        """The person herself, and those who hold a staff role for an agency where she has a posting."""
        if not user.is_authenticated:
            return self.none()
        paths = staff_scopes(user)
        if user.is_superuser or "" in paths:
            return self
        places = Q()
        for path in paths:
            places |= Q(agency__path__startswith=path)
        theirs = Posting.objects.filter(places) if paths else Posting.objects.none()
        return self.filter(Q(user=user) | Q(pk__in=theirs.order_by().values("person")))

    def with_current_posting(self) -> "PersonQuerySet":
        return self.prefetch_related(
            models.Prefetch(
                "postings", queryset=Posting.objects.valid_on().select_related("agency"), to_attr="current_postings"
            )
        )


class Person(models.Model):
    """Somebody in one of the agencies, with or without an account. `email` identifies her in every import."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="person"
    )
    name = models.CharField(_("name"), max_length=60)
    name_pinyin = models.CharField(max_length=120, editable=False, db_index=True)
    name_search = models.CharField(max_length=160, editable=False, default="")
    email = models.EmailField(_("e-mail"), unique=True)
    mobile = models.CharField(_("mobile"), max_length=20, blank=True)
    gender = models.CharField(_("gender"), max_length=1, choices=[("f", _("female")), ("m", _("male"))], blank=True)
    birth_month = models.CharField(_("month of birth"), max_length=7, blank=True)
    expertise = models.CharField(_("fields of expertise"), max_length=200, blank=True)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ["name_pinyin", "name", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_name_keys()
        super().save(*args, **kwargs)

    def set_name_keys(self) -> None:
        """Bulk writes call this themselves: they do not pass through save()."""
        self.name_pinyin, self.name_search = pinyin_key(self.name), search_key(self.name)

    @property
    def masked_name(self) -> str:
        """As the public sees it: 周某某."""
        return self.name[:1] + "某" * max(len(self.name) - 1, 1)


class PostingQuerySet(ValidityQuerySet):
    def visible_to(self, user: Any) -> "PostingQuerySet":
        """The career of every person whom the user may see."""
        return self.filter(person__in=Person.objects.visible_to(user).order_by().values("pk"))


class Posting(Validity):
    """A person holds a post in an agency, with a rank of one series."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="postings")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="postings")
    department = models.CharField(_("department"), max_length=60, blank=True)
    post = models.CharField(_("post"), max_length=60, blank=True)
    rank_series = models.CharField(_("rank series"), max_length=16, choices=RankSeries, default=RankSeries.OTHER)
    rank = models.CharField(_("rank"), max_length=40, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            ends_after_it_begins("posting_validity"),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(valid_to=None),
                name="one_open_posting",
                violation_error_message=_("This person already holds an open posting."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.agency}"


class RoleAssignmentQuerySet(ValidityQuerySet):
    def valid_on(self, day: dt.date | None = None) -> "RoleAssignmentQuerySet":
        """A role that was ended counts no more from that moment on, whatever its dates say."""
        return cast("RoleAssignmentQuerySet", super().valid_on(day).filter(ended_at=None))

    def visible_to(self, user: Any) -> "RoleAssignmentQuerySet":
        """One's own roles; the security and the audit administrator see those of their agencies."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        scope = Q(user=user)
        for role, path in role_scopes(user):
            if role in {RoleCode.SECURITY_ADMIN, RoleCode.AUDIT_ADMIN}:
                scope |= Q(agency__path__startswith=path)
        return self.filter(scope)


class RoleAssignment(Validity):
    """A user holds a role for an agency and everything below it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_assignments")
    role = models.CharField(_("role"), max_length=24, choices=RoleCode)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="role_assignments")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        db_table = "directory_role"
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["user", "role"]
        constraints = [
            ends_after_it_begins("role_validity"),
            models.UniqueConstraint(
                fields=["user", "role", "agency"],
                condition=Q(ended_at=None),
                name="role_once",
                violation_error_message=_("This account already holds this role for this agency."),
            ),
            models.CheckConstraint(
                condition=Q(granted_by=None) | ~Q(granted_by=F("user")),
                name="role_not_to_oneself",
                violation_error_message=_("Nobody grants a role to herself."),
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(role__in=[str(r.value) for r in ADMINISTRATORS], ended_at=None),
                name="one_administrator_role",
                violation_error_message=_(
                    "System, security and audit administrator exclude one another: "
                    "one account holds at most one of them."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.agency}"


def role_scopes(user: Any) -> list[tuple[str, str]]:
    """(role, agency path) of every role the user holds today; read once per request."""
    if not user or not user.is_authenticated:
        return []
    if not hasattr(user, "_role_scopes"):
        rows = RoleAssignment.objects.valid_on().filter(user_id=user.pk).values_list("role", "agency__path").order_by()
        user._role_scopes = list(rows)
    return user._role_scopes


def staff_scopes(user: Any) -> list[str]:
    """Paths of the agencies whose people this user looks after; "" is everybody: who keeps the whole directory."""
    caring = {
        RoleCode.UNIT_HR,
        RoleCode.UNIT_LEADER,
        RoleCode.SECONDMENT_OFFICER,
        RoleCode.TRAINING_PLANNER,
        RoleCode.SYSTEM_ADMIN,
    }
    scopes = {path for role, path in role_scopes(user) if role in caring}
    everybody = any(role == RoleCode.SYSTEM_ADMIN and path.count("/") == 1 for role, path in role_scopes(user))
    return sorted(scopes | ({""} if everybody else set()))
