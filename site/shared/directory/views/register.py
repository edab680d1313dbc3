"""The register: agencies, people, clusters, accounts and roles."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow
from shared.directory.actions import (
    close_account,
    end_role,
    grant_role,
    open_account,
    reopen_account,
    resend_activation,
    reset_second_factors,
)
from shared.directory.forms import AbsenceForm, AccountForm, AgencyFilter, DayForm, GrantForm, PersonFilter, RoleFilter
from shared.directory.models import Absence, Agency, Cluster, ClusterMembership, Person, Posting, RoleAssignment
from shared.directory.permissions import (
    can_end_role,
    can_grant_roles,
    can_import_people,
    can_keep_absences,
    can_manage_account,
    can_see_absences,
    can_see_birth,
    can_see_roles,
)
from shared.directory.queries import (
    agencies_matching,
    ancestors,
    fact_changes,
    members_on,
    memberships_of,
    people_matching,
    staff_of,
)

PER_PAGE = 50
SOME = 20


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> Page:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


@login_required
def agency_list(request: HttpRequest) -> HttpResponse:
    """The agencies as a tree, filtered."""
    form = AgencyFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    agencies = agencies_matching(Agency.objects.visible_to(request.user), **wanted)
    page = page_of(request, agencies.select_related("region").order_by("path"))
    for agency in page:
        agency.depth = min(agency.path.count("/") - 1, 4)
    return render(request, "directory/agency_list.html", {"form": form, "page": page})


@login_required
def agency_detail(request: HttpRequest, code: str) -> HttpResponse:
    agencies = Agency.objects.visible_to(request.user).select_related("region", "parent", "successor")
    agency = get_object_or_404(agencies, code=code)
    today = timezone.localdate()
    staff = staff_of(agency, request.user)
    units = Agency.objects.visible_to(request.user).valid_on(today).filter(parent=agency)
    context = {
        "agency": agency,
        "is_valid": agency.is_valid_on(today),
        "above": ancestors(agency),
        "predecessors": agency.predecessors.order_by("valid_from"),
        "units": units.order_by("code")[: SOME + 1],
        "staff": staff.with_current_posting()[:SOME],
        "staff_count": staff.count(),
        "memberships": memberships_of(agency, today),
        "some": SOME,
        "can_grant": can_grant_roles(request.user, agency),
    }
    return render(request, "directory/agency_detail.html", context)


ORDERS: dict[str, list[Any]] = {
    "name": ["name_pinyin", "name", "pk"],
    "-name": ["-name_pinyin", "-name", "-pk"],
    "agency": ["agency_code", "name_pinyin", "pk"],
    "-agency": ["-agency_code", "name_pinyin", "pk"],
    "joined": [F("joined_on").asc(nulls_last=True), "pk"],
    "-joined": [F("joined_on").desc(nulls_last=True), "pk"],
}


@login_required
def person_list(request: HttpRequest) -> HttpResponse:
    """The people she may see, by pinyin unless she asks otherwise."""
    form = PersonFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    people = people_matching(Person.objects.visible_to(request.user), **wanted)
    sort = request.GET.get("sort", "")
    if "agency" in sort:
        current = Posting.objects.valid_on().filter(person=OuterRef("pk")).values("agency__code")[:1]
        people = people.annotate(agency_code=Subquery(current))
    page = page_of(request, people.order_by(*ORDERS.get(sort, ORDERS["name"])).with_current_posting())
    context = {"form": form, "page": page, "can_import": can_import_people(request.user)}
    return render(request, "directory/person_list.html", context)


@login_required
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Her postings, now and before."""
    people = (
        Person.objects.visible_to(request.user).select_related("user__activation").prefetch_related("postings__agency")
    )
    person = get_object_or_404(people, pk=pk)
    today = timezone.localdate()
    postings = list(person.postings.all())
    for posting in postings:
        posting.is_current = posting.is_valid_on(today)
    roles: list[RoleAssignment] = []
    if person.user and (can_see_roles(request.user) or person.user_id == request.user.pk):
        held = RoleAssignment.objects.visible_to(request.user).valid_on(today)
        roles = list(held.filter(user=person.user).select_related("agency", "deputy_for"))
    context = {
        "person": person,
        "postings": postings,
        "roles": roles,
        "shows_birth": can_see_birth(request.user, person),
        "changes": fact_changes(person, shows_birth=can_see_birth(request.user, person)),
        "can_manage_account": can_manage_account(request.user, person),
        "absences": Absence.objects.filter(person=person, ends_on__gte=today).order_by("starts_on"),
        "shows_absences": can_see_absences(request.user, person),
        "keeps_absences": can_keep_absences(request.user, person),
        "absence_form": AbsenceForm(),
    }
    return render(request, "directory/person_detail.html", context)


def person_in_care(request: HttpRequest, pk: int) -> Person:
    """The person whose account this user may open or close, or 404 / 403."""
    people = Person.objects.visible_to(request.user).select_related("user__activation")
    person = get_object_or_404(people.prefetch_related("postings__agency"), pk=pk)
    require(can_manage_account(request.user, person), _("Accounts are managed by the personnel office of the agency."))
    return person


@login_required
def account_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person an account: she gets the activation link by e-mail."""
    person = person_in_care(request, pk)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            open_account(person, staff_number=form.cleaned_data["staff_number"], by=request.user)
        except (NotAllowedNow, ValidationError) as refusal:
            form.add_error(None, getattr(refusal, "messages", [str(refusal)]))
        else:
            messages.success(request, _("The activation link is on its way to %(email)s.") % {"email": person.email})
            return redirect("directory:person", pk=pk)
    return render(request, "directory/account_open.html", {"form": form, "person": person})


ACCOUNT_CHANGES: dict[str, tuple[Any, Any]] = {
    "resend": (resend_activation, gettext_lazy("A new activation link was sent; the earlier one no longer works.")),
    "close": (close_account, gettext_lazy("The account is closed, and signed out everywhere.")),
    "reset": (reset_second_factors, gettext_lazy("The second factors are removed; the account is signed out.")),
    "reopen": (reopen_account, gettext_lazy("An activation link was sent: the account opens when she uses it.")),
}


@login_required
@require_POST
def account_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the link again, close the account, or open it again."""
    person = person_in_care(request, pk)
    change, done = ACCOUNT_CHANGES.get(request.POST.get("change", ""), (None, ""))
    if change is None:
        raise SuspiciousOperation("Unknown change of an account.")
    try:
        change(person, by=request.user)
        messages.success(request, done)
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
    return redirect("directory:person", pk=pk)


@login_required
def cluster_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    clusters = Cluster.objects.select_related("parent").order_by("code")
    counts: dict[int, int] = {}
    for pk in ClusterMembership.objects.visible_to(request.user).valid_on(today).values_list("cluster", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    page = page_of(request, clusters)
    for cluster in page:
        cluster.is_valid = cluster.is_valid_on(today)
        cluster.member_count = counts.get(cluster.pk, 0) if cluster.is_valid else 0
    return render(request, "directory/cluster_list.html", {"page": page})


@login_required
def cluster_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Who belongs to the cluster, on the day that stands in the address."""
    cluster = get_object_or_404(Cluster.objects.select_related("parent"), code=code)
    form = DayForm(request.GET)
    asked = form.cleaned_data.get("on") if form.is_valid() else None
    day = asked or timezone.localdate()
    context = {
        "cluster": cluster,
        "form": form if asked or form.errors else DayForm(initial={"on": day}),
        "day": day,
        "is_valid": cluster.is_valid_on(day),
        "members": members_on(cluster, day),
        "history": cluster.memberships.select_related("region", "agency").order_by(
            "region__code", "agency__code", "valid_from"
        ),
    }
    return render(request, "directory/cluster_detail.html", context)


@login_required
def role_list(request: HttpRequest) -> HttpResponse:
    """Who holds which role where, in the agencies of the security or the audit administrator."""
    require(can_see_roles(request.user), _("Roles are shown to the security and the audit administrator."))
    form = RoleFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    grants = narrowed_grants(request.user, wanted)
    page = page_of(
        request,
        grants.select_related("user", "agency", "granted_by", "deputy_for").order_by("agency__path", "role", "pk"),
    )
    for grant in page:
        grant.is_in_force = grant.ended_at is None and grant.is_valid_on()
        grant.can_end = grant.ended_at is None and can_end_role(request.user, grant)
    context = {"form": form, "page": page, "can_grant": can_grant_roles(request.user)}
    return render(request, "directory/role_list.html", context)


def narrowed_grants(user: Any, wanted: dict[str, Any]) -> QuerySet[RoleAssignment]:
    grants = RoleAssignment.objects.visible_to(user)
    grants = grants if wanted.get("ended") else grants.filter(pk__in=grants.valid_on().order_by().values("pk"))
    if wanted.get("role"):
        grants = grants.filter(role=wanted["role"])
    for word in wanted.get("q", "").split():
        grants = grants.filter(
            Q(user__name__icontains=word)
            | Q(user__username__icontains=word)
            | Q(agency__name__icontains=word)
            | Q(agency__code__iexact=word)
        )
    return grants


@login_required
def role_grant(request: HttpRequest) -> HttpResponse:
    require(can_grant_roles(request.user), _("Roles are granted by the security administrator."))
    initial = {"agency": request.GET.get("agency", ""), "account": request.GET.get("account", "")}
    form = GrantForm(request.POST or None, by=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            grant_role(
                data["account"], role=data["role"], agency=data["agency"], by=request.user, valid_to=data["valid_to"]
            )
        except NotAllowedNow as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The role has been granted."))
            return redirect("directory:roles")
    return render(request, "directory/role_grant.html", {"form": form}, status=422 if form.errors else 200)


@login_required
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more, then ends the role at once."""
    grants = RoleAssignment.objects.visible_to(request.user).select_related("user", "agency")
    grant = get_object_or_404(grants, pk=pk)
    require(can_end_role(request.user, grant), _("This role is not in your charge, or it is your own."))
    if request.method == "POST":
        try:
            end_role(grant, by=request.user)
            messages.success(request, _("The role has been ended."))
        except NotAllowedNow as error:
            messages.error(request, str(error))
        return redirect("directory:roles")
    return render(request, "directory/role_end.html", {"grant": grant})
