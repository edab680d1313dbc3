from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from exchanges.secondments import actions, queries
from exchanges.secondments.forms import PlanForm, PostForm, PostRecommendForm, ask_for_papers, take_papers
from exchanges.secondments.models import HOST_ROLES, Agreement, Post, Secondment
from exchanges.secondments.permissions import can_open_post, can_plan_secondment, can_recommend, is_officer
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow
from shared.directory.models import Agency
from shared.directory.permissions import scopes_of

PER_PAGE = 20
POST_PARTS = ["host_agency__region", "agreement__first", "agreement__second"]


def hosting_agencies(user: object) -> "QuerySet[Agency]":
    """The units in whose name the user can open posts and plan terms."""
    where = Q(pk__in=[])
    for path in scopes_of(user, *HOST_ROLES):
        where |= Q(path__startswith=path)
    return Agency.objects.valid_on().filter(where)


@login_required
def post_list(request: HttpRequest) -> HttpResponse:
    posts = Post.objects.visible_to(request.user).select_related("host_agency").order_by("state", "-closes_on", "pk")
    page = Paginator(posts, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "can_open": can_open_post(request.user), "is_officer": is_officer(request.user)}
    return render(request, "secondments/post_list.html", context)


@login_required
def post_open(request: HttpRequest) -> HttpResponse:
    require(can_open_post(request.user))
    agreements = Agreement.objects.visible_to(request.user).in_force_on(timezone.localdate())
    form = PostForm(request.POST or None, agencies=hosting_agencies(request.user), agreements=agreements)
    if request.method == "POST" and form.is_valid():
        facts = form.facts
        try:
            post = actions.open_post(facts.pop("host_agency"), by=request.user, **facts)
            messages.success(request, _("The post is open for recommendations."))
            return redirect(post)
        except NotAllowedNow as refusal:
            form.add_error(None, str(refusal))
    return render(request, "secondments/post_open.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
def post_detail(request: HttpRequest, pk: int) -> HttpResponse:
    found = Post.objects.visible_to(request.user).select_related("host_agency", "agreement", "batch")
    post = get_object_or_404(found, pk=pk)
    can_close = can_open_post(request.user, post.host_agency)
    if request.method == "POST":
        require(can_close)
        try:
            actions.close_post(post, by=request.user)
            messages.success(request, _("The post is closed."))
        except NotAllowedNow as refusal:
            messages.error(request, str(refusal))
        return redirect(post)
    is_open = post.is_open_on(timezone.localdate()) and post.places_left > 0
    context = {
        "post": post,
        "requirements": post.requirements.all(),
        "answers": Secondment.objects.visible_to(request.user).filter(post=post).with_parties(),
        "can_close": can_close and post.state == "open",
        "can_recommend": is_open and is_officer(request.user) and not can_close,
        "can_apply": is_open and Post.objects.filter(Post.objects.open_to(request.user), pk=pk).exists(),
    }
    return render(request, "secondments/post_detail.html", context)


@login_required
def post_recommend(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an open post with a person of one's own units."""
    found = Post.objects.visible_to(request.user).select_related(*POST_PARTS)
    post = get_object_or_404(found, pk=pk)
    require(is_officer(request.user))
    people = queries.eligible_people(request.user).exclude(postings__agency=post.host_agency)
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PostRecommendForm(*given, people=people, q=request.GET.get("q", ""))
    ask_for_papers(form, queries.papers_to_nominate(post.kind, post.host_agency, on=timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        home = form.cleaned_data["person"].current_postings[0].agency
        require(can_recommend(request.user, home))
        try:
            facts = {"papers": take_papers(form), **form.cleaned_data}
            secondment = actions.recommend_for_post(post, home_org=home, by=request.user, **facts)
            messages.success(request, _("The recommendation has been sent to the host unit."))
            return redirect(secondment)
        except NotAllowedNow as refusal:
            form.add_error(None, str(refusal))
    context = {"post": post, "form": form}
    return render(request, "secondments/post_recommend.html", context, status=422 if form.is_bound else 200)


@login_required
def plan(request: HttpRequest) -> HttpResponse:
    """Record a need towards one home unit."""
    require(can_plan_secondment(request.user))
    form = PlanForm(request.POST or None, hosts=hosting_agencies(request.user))
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            secondment = actions.plan_secondment(facts.pop("host_org"), by=request.user, **facts)
            messages.success(request, _("The need is on record; the home unit is asked for a person."))
            return redirect(secondment)
        except NotAllowedNow as refusal:
            form.add_error(None, str(refusal))
    return render(request, "secondments/plan.html", {"form": form}, status=422 if form.is_bound else 200)
