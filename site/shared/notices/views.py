import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shared.notices import actions
from shared.notices.calendars import calendar_bytes, events_of
from shared.notices.forms import DeliveryForm
from shared.notices.models import CalendarToken, Notice
from shared.notices.queries import calendar_behind, language_of

PAGE_SIZE = 20
KEPT_SECONDS = 900  # how long a calendar program may go on with what it has


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


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """A person's calendar for her calendar program: no sign-in, no cookie, nothing but the secret in the address."""
    row = calendar_behind(token)
    if row is None:
        raise Http404
    with translation.override(language_of(row.user)):
        name = _("Tongtang: %(name)s") % {"name": row.user.get_full_name()}
        body = calendar_bytes(name, events_of(row.user), stamp=row.made_at)
    etag = quote_etag(hashlib.sha256(body).hexdigest())
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["ETag"] = etag
    patch_cache_control(answer, private=True, max_age=KEPT_SECONDS)
    return answer


@login_required
@never_cache
def calendar_settings(request: HttpRequest) -> HttpResponse:
    """Get, renew or revoke the address of my calendar; it is shown once, only its hash is kept."""
    address = ""
    if request.method == "POST" and request.POST.get("verb") == "revoke":
        actions.revoke_calendar_token(by=request.user)
        messages.success(request, _("The address no longer works."))
        return redirect("notices:calendar")
    if request.method == "POST":
        token = actions.make_calendar_token(by=request.user)
        address = settings.BASE_URL + reverse("calendar-feed", args=[token])
    row = CalendarToken.objects.visible_to(request.user).first()
    return render(request, "notices/calendar.html", {"address": address, "row": row})
