"""Pools, and recommendations to the pools of the other side."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shared.accounts.permissions import require
from shared.experts import actions, permissions
from shared.experts.forms import AcceptForm, PoolForm, RecommendForm
from shared.experts.models import Pool, Recommendation
from shared.experts.views.common import attempt, form_page, one


@login_required
@require_GET
def pool_list(request: HttpRequest) -> HttpResponse:
    pools = list(Pool.objects.visible_to(request.user).select_related("agency"))
    rows = [(pool, permissions.can_manage_pool(request.user, pool)) for pool in pools]
    context = {"rows": rows, "is_manager": permissions.is_manager(request.user)}
    return render(request, "experts/pool_list.html", context)


@login_required
def pool_new(request: HttpRequest) -> HttpResponse:
    require(permissions.is_manager(request.user), _("Pools are opened by their managers."))
    form = PoolForm(request.POST or None, user=request.user)
    return form_page(
        request,
        form,
        lambda: actions.save_pool(form.instance, by=request.user),
        to=reverse("experts:pools"),
        done=_("The pool is open."),
        title=_("Open a pool"),
        button=_("Open"),
    )


@login_required
def pool_edit(request: HttpRequest, pk: int) -> HttpResponse:
    pool = get_object_or_404(Pool.objects.visible_to(request.user).select_related("agency"), pk=pk)
    require(permissions.can_manage_pool(request.user, pool), _("This pool is not in your charge."))
    form = PoolForm(request.POST or None, user=request.user, instance=pool)
    return form_page(
        request,
        form,
        lambda: actions.save_pool(form.instance, by=request.user),
        to=reverse("experts:pools"),
        done=_("Saved."),
        title=_("Change the pool"),
        subject=pool.name,
        button=_("Save"),
    )


@login_required
def recommend(request: HttpRequest, pk: int) -> HttpResponse:
    expert = one(request, pk)
    require(
        permissions.can_recommend(request.user, expert), _("An expert is recommended by the office that keeps her.")
    )
    form = RecommendForm(request.POST or None, user=request.user)
    return form_page(
        request,
        form,
        lambda: actions.recommend_expert(expert, by=request.user, **form.cleaned_data),
        to=expert.get_absolute_url(),
        done=_("Recommended: the office of the pool has been told."),
        title=_("Recommend to a pool of another office"),
        subject=expert.name,
        button=_("Recommend"),
    )


def recommended(request: HttpRequest, pk: int) -> Recommendation:
    rows = Recommendation.objects.visible_to(request.user)
    rows = rows.select_related("expert__person", "expert__agency", "pool__agency__region", "agency")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_POST
def recommendation_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Decline, or take back what one's own office has recommended."""
    row = recommended(request, pk)
    if step == "decline":
        require(permissions.can_answer(request.user, row), _("This pool is not in your charge."))
        answer = request.POST.get("answer", "")
        attempt(
            request, actions.decline_recommendation, row, answer=answer, done=_("Declined; the other office reads why.")
        )
    elif step == "take-back":
        require(permissions.can_recommend(request.user, row.expert))
        attempt(request, actions.take_back_recommendation, row, done=_("Taken back."))
    else:
        raise Http404
    return redirect("experts:desk")


@login_required
def recommendation_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The term for which she is taken into the pool."""
    row = recommended(request, pk)
    require(permissions.can_answer(request.user, row), _("This pool is not in your charge."))
    form = AcceptForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.accept_recommendation(row, by=request.user, **form.cleaned_data),
        to=reverse("experts:desk"),
        done=_("Accepted: she stands in the pool."),
        title=_("Accept the recommendation"),
        subject=f"{row.expert.name} · {row.pool}",
        text=row.reason,
        button=_("Accept"),
    )
