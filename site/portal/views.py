from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language
from wagtail.users.models import UserProfile

from portal.context import display
from portal.queries import greeting, member_frame
from shared.ui.panels import panels_for
from shared.ui.todos import todos_for

DISPLAY_COOKIES = ("large_text", "high_contrast")
YEAR_IN_SECONDS = 365 * 24 * 60 * 60


# Without a token, so that a public page sets no cookie and can be cached; the worst a stranger can do is change
# the language or the size of letters.
@csrf_exempt
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language and lead back; the editor's desk keeps its own setting, which follows."""
    response = django_set_language(request)
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        UserProfile.objects.update_or_create(user=request.user, defaults={"preferred_language": language})
    return response


@csrf_exempt
@require_POST
def set_display(request: HttpRequest) -> HttpResponse:
    """Keep large text or high contrast in a cookie and lead back."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    for name in DISPLAY_COOKIES:
        if request.POST.get(name) == "1":
            response.set_cookie(name, "1", max_age=YEAR_IN_SECONDS, samesite="Lax", secure=request.is_secure())
        elif name in request.POST:
            response.delete_cookie(name)
    return response


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """A member's own page: what is to be done, until when."""
    context = {
        **member_frame(request.user),
        "greeting": greeting(),
        "todos": todos_for(request.user),
        "panels": panels_for(request.user, aside=False),
        "side_panels": panels_for(request.user, aside=True),
    }
    return render(request, "portal/start.html", context)


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html", {"contact": settings.DEFAULT_FROM_EMAIL})


def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/help.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere; `reason` is for the log, not for the person."""
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return trouble(request, "400.html", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """A page that needs neither the database nor the session: they may be what is broken."""
    return trouble(request, "500.html", 500)


def trouble(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """Render without context processors, so that nothing asks the database who is reading."""
    context = {**display(request), "main_navigation": [], "messages": []}
    return HttpResponse(render_to_string(template, context), status=status)


def accounts_elsewhere(request: HttpRequest, place: str) -> HttpResponse:
    """Where Wagtail would manage users and groups: lead to the pages that follow our rules."""
    messages.info(request, _("Accounts and roles are managed here, by the rules of the directory."))
    return redirect(place)
