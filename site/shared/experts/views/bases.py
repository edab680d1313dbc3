"""Research bases that both sides share."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shared.accounts.permissions import require
from shared.experts import actions, permissions
from shared.experts.forms import BaseForm
from shared.experts.models import ResearchBase
from shared.experts.views.common import form_page


@login_required
@require_GET
def base_list(request: HttpRequest) -> HttpResponse:
    bases = ResearchBase.objects.visible_to(request.user).select_related("agency", "region")
    rows = [(base, permissions.can_keep_base(request.user, base)) for base in bases]
    context = {"rows": rows, "is_manager": permissions.is_manager(request.user)}
    return render(request, "experts/base_list.html", context)


@login_required
def base_new(request: HttpRequest) -> HttpResponse:
    require(permissions.is_manager(request.user), _("Research bases are listed by the managers of pools."))
    form = BaseForm(request.POST or None, user=request.user)
    return form_page(
        request,
        form,
        lambda: actions.save_base(form.instance, by=request.user),
        to=reverse("experts:bases"),
        done=_("The research base is listed."),
        title=_("List a research base"),
        button=_("List it"),
    )


@login_required
def base_edit(request: HttpRequest, pk: int) -> HttpResponse:
    base = get_object_or_404(ResearchBase.objects.visible_to(request.user).select_related("agency"), pk=pk)
    require(permissions.can_keep_base(request.user, base), _("This research base is not in your charge."))
    form = BaseForm(request.POST or None, user=request.user, instance=base)
    return form_page(
        request,
        form,
        lambda: actions.save_base(form.instance, by=request.user),
        to=reverse("experts:bases"),
        done=_("Saved."),
        title=_("Change the research base"),
        subject=base.name,
        button=_("Save"),
    )
