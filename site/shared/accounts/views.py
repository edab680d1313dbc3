from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shared.accounts.actions import activate_account, end_sessions
from shared.accounts.enums import LinkState
from shared.accounts.forms import FirstPasswordForm
from shared.accounts.models import SignIn
from shared.accounts.permissions import require
from shared.accounts.queries import activation_behind, device_name, open_sessions, recent_sign_ins, second_factors


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """How my account is secured, and where to change it."""
    user: Any = request.user
    context = {
        "sessions": len(open_sessions(user)),
        "factors": second_factors(user),
        "last_failure": SignIn.objects.visible_to(user).failed().first(),
    }
    return render(request, "accounts/overview.html", context)


@require_safe
def the_one_door(request: HttpRequest) -> HttpResponse:
    """Where other sign-in pages would be: lead to ours, or say why somebody who is signed in may not enter."""
    require(not request.user.is_authenticated, _("Your roles do not open this part of the platform."))
    return redirect(f"{reverse('account_login')}?{request.GET.urlencode()}")


@require_safe
def how_to_get_an_account(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/no_sign_up.html")


@never_cache
def activate(request: HttpRequest, token: str) -> HttpResponse:
    """Set the first password by the e-mailed link."""
    state, activation = activation_behind(token)
    if activation is None or state != LinkState.OPEN:
        return render(request, "accounts/activate_refused.html", {"state": state}, status=410)
    form = FirstPasswordForm(activation.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            activate_account(activation, password=form.cleaned_data["new_password1"], by=activation.user)
        except ValidationError as refusal:
            return render(request, "accounts/activate_refused.html", {"state": refusal.code}, status=410)
        messages.success(request, _("Your account is active. Sign in with your new password."))
        return redirect("account_login")
    return render(request, "accounts/activate.html", {"form": form, "activation": activation})


@login_required
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in, and the last tries to sign in as me."""
    user: Any = request.user
    rows = [
        {"row": row, "device": device_name(row.user_agent), "is_here": row.session_key == request.session.session_key}
        for row in open_sessions(user)
    ]
    history = [{"row": row, "device": device_name(row.user_agent)} for row in recent_sign_ins(user)]
    return render(request, "accounts/sessions.html", {"sessions": rows, "history": history})


@login_required
@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """Sign out one other device, or all of them."""
    user: Any = request.user
    here = request.session.session_key or ""
    only = next((s.session_key for s in open_sessions(user) if str(s.pk) == request.POST.get("session")), "")
    if request.POST.get("session") and not only:
        messages.info(request, _("That device was already signed out."))
        return redirect("usersessions_list")
    ended = end_sessions(user, keep=here, only=only, by=user)
    messages.success(request, _("Signed out on %(count)d other devices.") % {"count": ended})
    return redirect("usersessions_list")


@login_required
@require_POST
def keep_alive(request: HttpRequest) -> HttpResponse:
    """The answer to “stay signed in”: the request itself counts as activity."""
    return HttpResponse(status=204)


@login_required
@require_safe
@never_cache
def idle_warning(request: HttpRequest) -> HttpResponse:
    """The warning alone, for pages whose frame is not ours."""
    return render(request, "accounts/idle.html")
