from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.blocks.actions import keep_sheet, put_table
from cms.blocks.forms import RangeForm, SheetForm
from cms.blocks.models import SheetFile
from cms.blocks.permissions import can_take_tables, takes_tables
from cms.blocks.sheets import RawSheet, SheetError, cut, found_layout, read_tables
from cms.blocks.sheets.reading import place
from cms.blocks.tables import table_rows
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow


def sheet_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a sheet for a page's text; one that cannot be read is refused with its reason."""
    page = get_object_or_404(Page, pk=pk).specific
    if not takes_tables(type(page)) or not page.permissions_for_user(request.user).can_edit():
        raise Http404
    require(can_take_tables(request.user, page))
    form = SheetForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            kept = keep_sheet(upload.read(), page=page, name=upload.name, by=request.user)
            return redirect("blocks-sheet-range", kept.pk)
        except SheetError as fault:
            form.add_error("file", str(fault))
    return render(request, "blocks/editor/sheet_upload.html", {"form": form, "page": page})


def sheet_range(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet with the table that was found in it: confirm or correct it, then take it into the draft."""
    file = get_object_or_404(SheetFile.objects.visible_to(request.user).select_related("page"), pk=pk)
    page = file.page.specific
    require(can_take_tables(request.user, page))
    book = read_tables(bytes(file.content), file.name)
    sheet, at = chosen_sheet(request, book.sheets)
    layout = found_layout(sheet)
    form = RangeForm(request.POST or None, initial=RangeForm.start(layout), sheet=sheet, places=places_in(page))
    if form.is_valid():
        if "take" in request.POST:
            return take(request, file, form)
        layout = form.layout()
    found = getattr(form, "cut", None) or cut(sheet, layout)
    context = {
        "file": file,
        "page": page,
        "book": book,
        "sheet": sheet,
        "at": at,
        "form": form,
        "found": found,
        "raw": numbered(sheet),
        "letters": [place(1, column)[:-1] for column in range(max(map(len, sheet.rows)))],
        "shown": table_rows(found.grid(layout.header_rows), layout.header_rows),
    }
    return render(request, "blocks/editor/sheet_range.html", context)


def take(request: HttpRequest, file: SheetFile, form: RangeForm) -> HttpResponse:
    data, page = form.cleaned_data, file.page_id
    try:
        put_table(file, kind=data["kind"], value=form.value(), over=data["over"].partition(":")[2], by=request.user)
    except NotAllowedNow as fault:
        messages.error(request, str(fault))
        return redirect("blocks-sheet-range", file.pk)
    messages.success(request, _("The table stands in a new draft of the page. Check it, then send it to review."))
    for sentence in form.left_open:
        messages.warning(request, sentence)
    return redirect("wagtailadmin_pages:edit", page)


def chosen_sheet(request: HttpRequest, sheets: list[RawSheet]) -> tuple[RawSheet, int]:
    wanted = request.GET.get("sheet", "0")
    at = int(wanted) if wanted.isdecimal() and int(wanted) < len(sheets) else 0
    return sheets[at], at


def places_in(page: Any) -> list[tuple[str, str]]:
    """The tables and figures of the draft that a sheet may replace."""
    draft = page.get_latest_revision_as_object()
    words = {"table": _("in place of the table “%(title)s”"), "figure": _("in place of the figure “%(title)s”")}
    return [
        (f"{block.block_type}:{block.id}", words[block.block_type] % {"title": title_of(block.value)})
        for block in draft.body
        if block.block_type in words
    ]


def title_of(value: Any) -> str:
    return value.get("caption") or value.get("title") or "—"


def numbered(sheet: RawSheet) -> list[tuple[int, list[str]]]:
    """The rows as the office sees them, with their numbers."""
    width = max(map(len, sheet.rows))
    return [(at, [*row, *[""] * (width - len(row))]) for at, row in enumerate(sheet.rows, 1)]
