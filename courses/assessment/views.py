from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from courses.assessment.models import QuestionBank
from courses.assessment.permissions import can_import_questions, can_see_banks
from shared.accounts.permissions import require

PER_PAGE = 25


@login_required
def banks(request: HttpRequest) -> HttpResponse:
    """The banks an author may draw from."""
    require(can_see_banks(request.user), _("Question banks are kept by the authors of courses."))
    rows = QuestionBank.objects.visible_to(request.user).select_related("agency").annotate(size=Count("questions"))
    page = Paginator(rows.order_by("title", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "assessment/banks.html", {"page": page, "may_import": can_import_questions(request.user)})


@login_required
def bank(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions of one bank with their answers."""
    found = get_object_or_404(QuestionBank.objects.visible_to(request.user).select_related("agency"), pk=pk)
    rows = found.questions.select_related("current").order_by("category", "name")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "assessment/bank.html", {"bank": found, "page": page})
