import hashlib
import time

import structlog
from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from shared.notices import actions
from shared.notices.calendars import calendar_bytes, events_of
from shared.notices.forms import DeliveryForm, KeepForm, SubscribeForm
from shared.notices.models import CalendarToken, Notice, Subscriber, Subscription
from shared.notices.queries import calendar_behind, key_behind, language_of, wish_behind

log = structlog.get_logger(__name__)

PAGE_SIZE = 20
# Forms sent from one network address in ten minutes, e-mails asked for one address in a day: nobody's mailbox is
# filled through us, and nobody finds out by trying who reads here.
FORMS, FORMS_SECONDS = 10, 600
ASKED, ASKED_SECONDS = 3, 86_400
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


def counted(name: str, seconds: int) -> int:
    """How often this happened in the stretch of time that runs, this time included."""
    key = f"notices:{name}:{int(time.time()) // seconds}"
    cache.add(key, 0, seconds)
    return cache.incr(key)


def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask for e-mails on topics; the answer is the same whoever the address belongs to."""
    form = SubscribeForm(request.POST or None, initial={"topics": request.GET.getlist("topic")})
    if request.method == "POST" and counted(f"forms:{get_ip(request)}", FORMS_SECONDS) > FORMS:
        return render(request, "notices/subscribe_wait.html", {"minutes": FORMS_SECONDS // 60}, status=429)
    if form.is_valid():
        wish = form.wish
        asked = hashlib.sha256(wish.email.encode()).hexdigest()[:32]
        try:
            if counted(f"asked:{asked}", ASKED_SECONDS) <= ASKED:
                actions.ask_to_confirm(wish)
            return redirect("subscriptions:asked")
        except OSError as fault:
            log.warning("notices.mail_server", error=str(fault))
            form.add_error(None, _("The e-mail could not be sent just now. Try again in a few minutes."))
    return render(request, "notices/subscribe.html", {"form": form})


def asked(request: HttpRequest) -> HttpResponse:
    return render(request, "notices/subscribe_asked.html")


@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the e-mail shows a button: programs that follow links subscribe nobody."""
    wish = wish_behind(token)
    if wish is None:
        return render(request, "notices/subscribe_old.html", status=410)
    is_done = request.method == "POST"
    if is_done:
        actions.subscribe(wish)
    names = [label for code, label in SubscribeForm().fields["topics"].choices if code in wish.topics]  # type: ignore[attr-defined]
    return render(request, "notices/subscribe_confirm.html", {"topics": names, "is_done": is_done})


# A mail program sends the form of RFC 8058 without having seen a page of ours; the signed link is its right to.
@csrf_exempt
@never_cache
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Leave with one click, or keep some topics; who has left before hears the same."""
    key = key_behind(token)
    if key is None:
        raise Http404
    followed = list(Subscription.objects.filter(subscriber__key=key).values_list("topic", flat=True))
    form = KeepForm(request.POST or None, followed=followed)
    if request.method == "POST":
        is_all = "keep" not in request.POST
        kept = form.cleaned_data["topics"] if not is_all and form.is_valid() else []
        actions.unsubscribe(key, keep=kept)
        return render(request, "notices/left.html", {"has_left": not kept})
    known = Subscriber.objects.filter(key=key).exists()
    return render(request, "notices/leave.html", {"form": form} if known else {"form": None})
