"""The rule tables: what holds now and held before, a new version with its source, nothing of the past touched."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Model
from django.forms import ModelForm, model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow
from shared.directory.forms import RuleEndForm, RuleFilter, rule_form
from shared.directory.permissions import can_keep_rules, can_see_rules
from shared.directory.queries import rows_matching, rule_tables
from shared.regulations.actions import add_row, drop_row, end_rule
from shared.regulations.models import Rule

PER_PAGE = 50
ANEW = {"id", "valid_from", "source", "certainty"}  # what a new version never takes over from the old one
TOLD_APART = {
    "label",
    "name",
    "code",
    "version",
    "series",
    "jurisdiction",
    "valid_from",
    "valid_to",
    "source",
    "certainty",
}


def table_of(request: HttpRequest, table: str) -> type[Model]:
    require(can_see_rules(request.user), _("The rule tables are for system administrators."))
    if table not in rule_tables():
        raise Http404
    return rule_tables()[table]


def kept_table(request: HttpRequest, table: str) -> type[Model]:
    require(can_keep_rules(request.user), _("The rule tables are kept by system administrators at the top."))
    return table_of(request, table)


@login_required
def rules(request: HttpRequest, table: str = "deadlines") -> HttpResponse:
    """One table with every version of every row."""
    model = table_of(request, table)
    form = RuleFilter(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    page: Any = Paginator(rows_matching(model, words), PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [shown(row) for row in page.object_list]
    tables = [(slug, found._meta.verbose_name_plural) for slug, found in rule_tables().items()]
    context = {"form": form, "page": page, "table": table, "tables": tables, "title": model._meta.verbose_name_plural}
    context["may_keep"] = can_keep_rules(request.user)
    return render(request, "directory/rules.html", context)


def shown(row: Any) -> dict[str, Any]:
    """A row as the page has it: what it says besides its name, and what may be done with it."""
    today, fields = timezone.localdate(), row._meta.concrete_fields
    says = [
        (field.verbose_name, getattr(row, f"get_{field.name}_display", lambda f=field: f.value_to_string(row))())
        for field in fields
        if not field.primary_key and field.name not in TOLD_APART and getattr(row, field.name) not in (None, "")
    ]
    first = row.valid_from if isinstance(row, Rule) else getattr(row, "day", None)
    ahead = first is not None and first > today
    in_force = isinstance(row, Rule) and row.is_in_force(today)
    return {"row": row, "says": says, "ahead": ahead, "in_force": in_force, "is_rule": isinstance(row, Rule)}


@login_required
def rule_new(request: HttpRequest, table: str) -> HttpResponse:
    """A new row, begun as a copy of another where `from` names one."""
    model = kept_table(request, table)
    asked = request.GET.get("from", "")
    old = model._default_manager.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None
    initial = {k: v for k, v in model_to_dict(old).items() if k not in ANEW} if old else {}
    form = rule_form(model)(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and entered(request, form):
        return redirect("directory:rules", table=table)
    context = {"form": form, "table": table, "title": model._meta.verbose_name_plural}
    return render(request, "directory/rule_new.html", context, status=422 if form.errors else 200)


def entered(request: HttpRequest, form: ModelForm) -> bool:
    try:
        add_row(form.instance, by=request.user)
    except NotAllowedNow as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Entered. It holds everywhere within a minute."))
    return True


@login_required
@require_POST
def rule_end(request: HttpRequest, table: str, pk: int) -> HttpResponse:
    rule = get_object_or_404(kept_table(request, table), pk=pk)
    form = RuleEndForm(request.POST)
    if not isinstance(rule, Rule):
        raise Http404
    if form.is_valid():
        return attempted(request, table, _("The rule has been ended."), end_rule, rule, **form.cleaned_data)
    messages.error(request, _("Give the last day on which the rule holds."))
    return redirect("directory:rules", table=table)


@login_required
@require_POST
def rule_drop(request: HttpRequest, table: str, pk: int) -> HttpResponse:
    row = get_object_or_404(kept_table(request, table), pk=pk)
    return attempted(request, table, _("Taken out."), drop_row, row)


def attempted(request: HttpRequest, table: str, done: str, act: Callable[..., Any], row: Any, **v: Any) -> HttpResponse:
    try:
        act(row, by=request.user, **v)
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("directory:rules", table=table)
