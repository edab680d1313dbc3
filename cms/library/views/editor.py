from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import Page

from cms.library.actions import (
    ask_for_edition,
    ask_for_edition_of_route,
    keep_word_file,
    make_draft,
    replace_findings,
    waive_finding,
)
from cms.library.docx import Chapter, Heading, NotReadableError, Picture, read_docx
from cms.library.forms import DraftForm, WaiverForm, WordFileForm
from cms.library.models import PageFinding, ReviewedPage, WhitePaperPage, WordFile
from cms.library.permissions import (
    can_import_word_files,
    can_replace_findings,
    can_see_findings,
    can_waive_findings,
)
from cms.library.queries import checked_texts
from cms.release.models import shut_pages
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow


def word_upload(request: HttpRequest) -> HttpResponse:
    """Choose a Word file; a file that cannot be read is refused with its reason."""
    require(can_import_word_files(request.user))
    form = WordFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        require(can_import_word_files(request.user, form.cleaned_data["kind"]))
        upload = form.cleaned_data["file"]
        try:
            kept = keep_word_file(upload.read(), kind=form.cleaned_data["kind"], name=upload.name, by=request.user)
            return redirect("library-word-draft", kept.pk)
        except NotReadableError as fault:
            form.add_error("file", str(fault))
    return render(request, "library/editor/word_upload.html", {"form": form})


def word_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would become, what could not be carried over, what is missing; then the draft."""
    file = get_object_or_404(WordFile.objects.visible_to(request.user), pk=pk)
    require(can_import_word_files(request.user, file.kind))
    paper = read_docx(bytes(file.content))
    pictures = [block for block in paper.blocks() if isinstance(block, Picture)]
    form = DraftForm(request.POST or None, pictures=pictures, initial={"title": paper.title})
    if form.is_valid():
        try:
            made = make_draft(file, title=form.cleaned_data["title"], alternatives=form.alternatives, by=request.user)
            tell(request, made)
            return redirect("wagtailadmin_pages:edit", made.page.pk)  # type: ignore[union-attr]  # a draft has its page
        except NotAllowedNow as fault:
            form.add_error(None, str(fault))
    outline = [outlined(chapter) for chapter in paper.chapters]
    return render(
        request, "library/editor/word_draft.html", {"file": file, "paper": paper, "outline": outline, "form": form}
    )


def tell(request: HttpRequest, made: Any) -> None:
    if made.is_new:
        messages.success(request, _("The draft has been made. Check it, then send it to review."))
    else:
        messages.info(request, _("This file was imported before; here is its page, left as it is."))


def outlined(chapter: Chapter) -> dict[str, Any]:
    """A chapter's headings and how many blocks of each kind it holds."""
    names = {
        "Paragraph": _("paragraphs"),
        "ItemList": _("lists"),
        "Table": _("tables"),
        "Picture": _("pictures"),
        "Chart": _("charts"),
    }
    kinds = [type(block).__name__ for block in chapter.blocks]
    return {
        "title": chapter.title,
        "headings": [block for block in chapter.blocks if isinstance(block, Heading)],
        "counts": [(label, kinds.count(kind)) for kind, label in names.items() if kind in kinds],
    }


def editions(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF editions of a paper and how far each is. The list asks for itself until all are done."""
    paper = paper_to_edit(request, pk)
    if request.method == "POST":
        ask_again(request, paper)
        return redirect("library-editions", paper.pk)
    rows = list(paper.editions.all()[:20])
    context = {
        "paper": paper,
        "editions": rows,
        "is_moving": any(row.is_being_made and not row.is_stuck for row in rows),
    }
    part = "#editions" if request.headers.get("HX-Request") else ""
    response = render(request, f"library/editor/editions.html{part}", context)
    response["Cache-Control"] = "no-store"
    return response


def paper_to_edit(request: HttpRequest, pk: int) -> WhitePaperPage:
    """For whom its draft is shut to there is no such paper."""
    paper = get_object_or_404(WhitePaperPage.objects.exclude(pk__in=shut_pages(request.user)), pk=pk)
    require(paper.permissions_for_user(request.user).can_edit())
    return paper


def ask_again(request: HttpRequest, paper: WhitePaperPage) -> None:
    """The edition of the live text, or one that is made ahead of its release."""
    key = request.POST.get("edition", "")
    ahead = paper.editions.filter(pk=key, released_at=None).first() if key.isdecimal() else None
    try:
        if ahead is not None:
            edition = ask_for_edition_of_route(ahead.route, by=request.user, published_on=ahead.published_on)
        elif paper.live:
            edition = ask_for_edition(paper, by=request.user)
        else:
            raise NotAllowedNow(_("The PDF is made when the paper is published."))
        words = _("Edition %(number)s: %(state)s")
        messages.info(request, words % {"number": edition.number, "state": edition.get_state_display()})
    except NotAllowedNow as fault:
        messages.error(request, str(fault))


def edition_file(request: HttpRequest, pk: int, edition: int) -> FileResponse:
    """The file of any edition, for whoever may edit the paper; readers get theirs at the paper's own address."""
    paper = paper_to_edit(request, pk)
    row = get_object_or_404(paper.editions.exclude(file=""), pk=edition)
    name = f"{paper.title}（{row.number}）.pdf"
    response = FileResponse(row.file.open("rb"), content_type="application/pdf", filename=name)
    response["Cache-Control"] = "private, no-store"
    return response


def reviewed_page(request: HttpRequest, pk: int) -> Any:
    """The page whose findings are asked for; for whoever may neither edit nor review it there is none."""
    page = get_object_or_404(Page, pk=pk).specific
    if not isinstance(page, ReviewedPage) or not can_see_findings(request.user, page):
        raise Http404
    return page


def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of the latest draft with what was found in it beside."""
    page = reviewed_page(request, pk)
    draft = page.get_latest_revision_as_object()
    texts = checked_texts(page, draft)
    context = {
        "page": page,
        "texts": texts,
        "open": sum(text.open_rows for text in texts),
        "decided": sum(len(text.rows) - text.open_rows for text in texts),
        "files": draft.documents_read(),
        "may_replace": can_replace_findings(request.user, page),
        "may_waive": can_waive_findings(request.user, page),
        "form": WaiverForm(auto_id=False),
    }
    response = render(request, "library/editor/findings.html", context)
    response["Cache-Control"] = "no-store"
    return response


def links(request: HttpRequest, pk: int) -> HttpResponse:
    """Links of the latest draft, with its parts, that lead nowhere or are to be looked at."""
    page = reviewed_page(request, pk)
    report = page.get_latest_revision_as_object().link_report()
    hard, hints = [f for f in report if f.is_hard], [f for f in report if not f.is_hard]
    return render(request, "library/editor/links.html", {"page": page, "hard": hard, "hints": hints})


@require_POST
def findings_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """One row of the list, or without a row all that are open."""
    page = reviewed_page(request, pk)
    require(can_replace_findings(request.user, page))
    only = [int(key) for key in request.POST.getlist("finding") if key.isdecimal()]
    try:
        replace_findings(page, only=only or None, by=request.user)
        messages.success(request, _("Replaced in a new draft. The earlier draft is kept in the history."))
    except NotAllowedNow as fault:
        messages.error(request, str(fault))
    return redirect("library-findings", page.pk)


@require_POST
def finding_waive(request: HttpRequest, pk: int, finding: int) -> HttpResponse:
    page = reviewed_page(request, pk)
    require(can_waive_findings(request.user, page))
    row = get_object_or_404(PageFinding.objects.visible_to(request.user), pk=finding, page=page.pk)
    form = WaiverForm(request.POST)
    try:
        waive_finding(row, reason=form.cleaned_data["reason"] if form.is_valid() else "", by=request.user)
        messages.success(request, _("Waived. Your name and reason stand beside the finding."))
    except NotAllowedNow as fault:
        messages.error(request, str(fault))
    return redirect("library-findings", page.pk)
