"""The tab "Seats": the contract as a table, what can be changed, and what has happened."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from courses.training import actions, forms, permissions
from courses.training.actions.seats_reserved import naming_deadline
from courses.training.models import SeatBlock, Session
from courses.training.queries import destination, plain_seats, seat_log, shares_of
from courses.training.views.common import attempt, session_or_404
from courses.training.views.tabs import tabs
from shared.accounts.permissions import require
from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from shared.directory.permissions import scopes_of
from shared.ui.tables import Column, asked_format, table_response


def organises(user: Any, session: Session, terms: dict[str, Any]) -> bool:
    return permissions.can_organise(user, session)


def reserves(user: Any, session: Session, terms: dict[str, Any]) -> bool:
    agency = terms["block"].agency if "block" in terms else terms["agency"]
    return permissions.can_reserve_for(user, session, agency)


@dataclass(frozen=True)
class Change:
    """One change of the contract: its form, who may make it, the act, and what is said afterwards."""

    form: type
    allowed: Callable[[Any, Session, dict[str, Any]], bool]
    run: Callable[..., Any]
    done: str | Promise


COLUMNS = [
    Column(gettext_lazy("Side"), SeatBlock.get_side_display),
    Column(gettext_lazy("Seats of"), lambda block: str(block.label)),
    Column(pgettext_lazy("number of", "Seats"), "seats"),
    Column(gettext_lazy("Taken"), "taken"),
    Column(pgettext_lazy("seats", "Free"), "free"),
    Column(gettext_lazy("Unused seats return at"), "returns_at"),
    Column(pgettext_lazy("seats", "returned"), "returned_at"),
]
CHANGES: dict[str, Change] = {
    "totals": Change(forms.SeatsForm, organises, actions.change_seats, gettext_lazy("Seats changed.")),
    "add": Change(forms.AddBlockForm, organises, actions.add_block, gettext_lazy("The seats are cut out.")),
    "move": Change(forms.MoveSeatsForm, organises, actions.move_seats, gettext_lazy("The seats have moved.")),
    "cut-off": Change(forms.CutOffForm, organises, actions.set_cut_off, gettext_lazy("The cut-off is set.")),
    "remove": Change(
        forms.RemoveBlockForm,
        organises,
        actions.remove_block,
        gettext_lazy("The seats are common again; whoever sat there keeps her seat."),
    ),
    "reserve": Change(
        forms.ReserveForm,
        reserves,
        actions.reserve_seats,
        gettext_lazy("Seats reserved; the names come later."),
    ),
    "reduce": Change(
        forms.ReduceForm, reserves, actions.reduce_reserved, gettext_lazy("The seats you do not need are free again.")
    ),
}


def form_of(change: Change, session: Session, data: Any = None, **kwargs: Any) -> Any:
    if change.form is forms.SeatsForm:
        return forms.SeatsForm(data, initial=plain_seats(session))
    return change.form(data, blocks=session.blocks.with_scope().order_by("side", "pk"), **kwargs)


@login_required
def seats(request: HttpRequest, slug: str) -> HttpResponseBase:
    session = session_or_404(request, slug)
    require(permissions.can_see_seats(request.user, session), _("The seats are for the hosts and the units' HR."))
    blocks = list(session.blocks.with_scope().order_by("side", "pk"))
    if fmt := asked_format(request.GET):
        return table_response(f"{session.number}-{_('Seats')}", COLUMNS, in_rows(blocks), fmt)
    own = own_reserved(request.user, blocks)
    context = {
        **tabs(request, session, "seats"),
        "shares": shares_of(blocks),
        "rows": [(block, destination(block, blocks) if block.returns_at else None) for block in in_rows(blocks)],
        "log": seat_log(session) if permissions.can_see_desk(request.user, session) else [],
        "may_organise": permissions.can_organise(request.user, session),
        "may_reserve": permissions.can_nominate(request.user) or permissions.can_organise(request.user, session),
        "names_by": naming_deadline(session),
        "own_reserved": own,
        "own_units": own_units(request.user),
    }
    return render(request, "training/seats.html", {**context, **forms_for(session, context, own)})


def forms_for(session: Session, context: dict[str, Any], own: list[SeatBlock]) -> dict[str, Any]:
    """The forms this person may use; nobody sees a form that would refuse her."""
    if not session.lies_ahead:
        return {"organiser_forms": [], "reserve_form": None, "reduce_form": None}
    changes = CHANGES.items() if context["may_organise"] else []
    titles = {
        "totals": _("Seats per side"),
        "add": _("Seats for an agency or a region"),
        "move": _("Move seats"),
        "cut-off": pgettext("of seats", "Cut-off date"),
        "remove": _("Take seats back into the common ones"),
    }
    return {
        "organiser_forms": [(v, titles[v], form_of(c, session)) for v, c in changes if v in titles],
        "reserve_form": form_of(CHANGES["reserve"], session) if context["may_reserve"] else None,
        "reduce_form": reduce_form(session, own) if own else None,
    }


def reduce_form(session: Session, own: list[SeatBlock]) -> forms.ReduceForm:
    return forms.ReduceForm(blocks=session.blocks.with_scope().filter(pk__in=[block.pk for block in own]))


def in_rows(blocks: list[SeatBlock]) -> list[SeatBlock]:
    """Side by side, the common seats of a side before what was cut out of them."""
    order = {"ip": 0, "proc": 1, "pool": 2}
    rows = [block for block in blocks if block.seats or block.is_plain]
    return sorted(rows, key=lambda b: (order[b.side], not b.is_plain, b.nearness, b.pk))


def own_units(user: Any) -> list[Agency]:
    """The units for which this user is the HR officer, the highest first; a short list to choose a code from."""
    paths = scopes_of(user, RoleCode.UNIT_HR)
    return list(Agency.objects.valid_on().filter(path__in=paths).order_by("path")[:20]) if paths else []


def own_reserved(user: Any, blocks: list[SeatBlock]) -> list[SeatBlock]:
    reserved = (block for block in blocks if block.is_reserved and block.agency and block.seats)
    return [block for block in reserved if permissions.can_nominate(user, block.agency)]


@login_required
@require_POST
def seats_step(request: HttpRequest, slug: str, verb: str) -> HttpResponse:
    """One change of the contract."""
    session = session_or_404(request, slug)
    require(permissions.can_see_seats(request.user, session))
    if verb not in CHANGES:
        raise Http404
    change = CHANGES[verb]
    form = form_of(change, session, request.POST)
    if not form.is_valid():
        messages.error(request, sentence_of(form))
        return redirect("training:seats", slug=slug)
    terms = form.terms()
    require(change.allowed(request.user, session, terms))
    attempt(request, change.run, terms.pop("block", session), done=change.done, **terms)
    return redirect("training:seats", slug=slug)


def sentence_of(form: Any) -> str:
    """The first thing that is wrong, with the name of its field."""
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    return f"{label}{_(': ')}{errors[0]}" if label else str(errors[0])
