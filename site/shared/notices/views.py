from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shared.notices import actions
from shared.notices.forms import DeliveryForm
from shared.notices.models import Notice

PAGE_SIZE = 20


@login_required
def notice_list(request: HttpRequest) -> HttpResponse:
    """What I was told; unread ones only, or all."""
    show_all = request.GET.get("show") == "all"
    notices = Notice.objects.visible_to(request.user)
    page = Paginator(notices if show_all else notices.unread(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "notices/list.html", {"page": page, "show_all": show_all})


@login_required
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to what the notice is about; whoever was there has read it."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    actions.mark_read(notice, by=request.user)
    return redirect(notice.url or "notices:list")


@login_required
@require_POST
def read_notice(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    actions.mark_read(notice, by=request.user)
    return redirect("notices:list")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    actions.mark_all_read(by=request.user)
    messages.success(request, _("All notices are marked as read."))
    return redirect("notices:list")


@login_required
def delivery_settings(request: HttpRequest) -> HttpResponse:
    """Which kinds of notices come by e-mail too, and in which language."""
    form = DeliveryForm(request.POST or None, user=request.user)
    if form.is_valid():
        actions.choose_delivery(by=request.user, wishes=form.wishes, language=form.cleaned_data["language"])
        messages.success(request, _("Your notice settings are saved."))
        return redirect("notices:settings")
    return render(request, "notices/settings.html", {"form": form})
