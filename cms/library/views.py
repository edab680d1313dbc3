from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import Page
from wagtail.views import serve

from cms.library.actions import ask_for_edition, keep_word_file, make_draft, replace_findings, waive_finding
from cms.library.docx import Chapter, Heading, NotReadableError, Picture, read_docx
from cms.library.enums import EditionState, LawKind
from cms.library.forms import DraftForm, WaiverForm, WordFileForm
from cms.library.models import Law, LawArticle, PageFinding, ReviewedPage, WhitePaperPage, WordFile
from cms.library.models.listing import chosen, listed, without_page
from cms.library.permissions import (
    can_import_word_files,
    can_replace_findings,
    can_see_findings,
    can_waive_findings,
)
from cms.library.provisions import read_article_name
from cms.library.queries import beside, checked_texts, contents, held_version, published_chapter, resting_on
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow


def chapter(request: HttpRequest, paper: str, chapter: str) -> HttpResponse:
    """A chapter by the short way; whatever is not simply a public chapter goes through Wagtail."""
    page = published_chapter(paper, chapter) if request.method in {"GET", "HEAD"} else None
    if page is None:
        return serve(request, f"white-papers/{paper}/{chapter}/")
    edition = page.paper.editions.filter(state=EditionState.MADE).only("size").first()
    frame = {"paper": page.paper, "paper_url": f"/white-papers/{paper}/", "edition": edition}
    return render(request, "library/chapter.html", {"page": page, **frame, **page.neighbours(page.paper)})


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
    """The PDF editions of a paper with their states; a new one can be asked for."""
    paper = get_object_or_404(WhitePaperPage, pk=pk)
    require(paper.permissions_for_user(request.user).can_edit())
    if request.method == "POST" and paper.live:
        edition = ask_for_edition(paper, by=request.user)
        messages.info(
            request,
            _("Edition %(number)s: %(state)s") % {"number": edition.number, "state": edition.get_state_display()},
        )
        return redirect("library-editions", paper.pk)
    return render(request, "library/editor/editions.html", {"paper": paper, "editions": paper.editions.all()[:20]})


def reviewed_page(request: HttpRequest, pk: int) -> Any:
    """The page whose findings are asked for; for whoever may neither edit nor review it there is none."""
    page = get_object_or_404(Page, pk=pk).specific
    if not isinstance(page, ReviewedPage) or not can_see_findings(request.user, page):
        raise Http404
    return page


def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of the latest draft with what was found in it beside."""
    page = reviewed_page(request, pk)
    texts = checked_texts(page)
    context = {
        "page": page,
        "texts": texts,
        "open": sum(text.open_rows for text in texts),
        "decided": sum(len(text.rows) - text.open_rows for text in texts),
        "may_replace": can_replace_findings(request.user, page),
        "may_waive": can_waive_findings(request.user, page),
        "form": WaiverForm(auto_id=False),
    }
    response = render(request, "library/editor/findings.html", context)
    response["Cache-Control"] = "no-store"
    return response


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


def data(request: HttpRequest, paper: str, chapter: str, block: UUID, fmt: str = "csv") -> HttpResponse:
    """The numbers of a table or figure as CSV or XLSX."""
    page = published_chapter(paper, chapter)
    if page is None:
        raise Http404
    return page.serve_data(str(block), fmt)


def laws(request: HttpRequest) -> HttpResponse:
    """All laws, by kind and by words of their titles and short names."""
    kind, words = chosen(request, "kind", LawKind.values), request.GET.get("q", "").strip()[:80]
    rows = Law.objects.filter(**({"kind": kind} if kind else {})).prefetch_related("versions")
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(aliases__icontains=words))
    context = {
        "laws": listed(request, rows),
        "kinds": LawKind.choices,
        "kind": kind,
        "words": words,
        "query": without_page(request),
    }
    return render(request, "library/laws.html", context)


def law(request: HttpRequest, slug: str, day: str = "") -> HttpResponse:
    """A law with its contents and articles: the newest version, or the one of an older day."""
    found = get_object_or_404(Law, slug=slug)
    held, versions = held_version(found, day)
    articles = list(held.version.articles.defer("text", "shape"))
    context = {
        "law": found,
        "held": held,
        "versions": versions,
        "articles": articles,
        "contents": contents(articles),
    }
    return render(request, "library/law.html", context)


def law_article(request: HttpRequest, slug: str, article: str, day: str = "") -> HttpResponse:
    """An article: its text, what it was worded like before, and what rests on it."""
    key = read_article_name(article)
    if key is None:
        raise Http404
    found = get_object_or_404(Law, slug=slug)
    held, versions = held_version(found, day)
    same = LawArticle.objects.filter(version__law=found, number=key[0], suffix=key[1]).select_related("version")
    worded = {row.version_id: row for row in same}
    if held.version.pk not in worded:
        raise Http404
    shown = worded[held.version.pk]
    before, after = beside(shown)
    context = {
        "law": found,
        "held": held,
        "article": shown,
        "history": [(v, worded[v.version.pk].text == shown.text) for v in versions if v.version.pk in worded],
        "before": before,
        "after": after,
        "citations": listed(request, resting_on(shown)),
        "query": without_page(request),
    }
    return render(request, "library/law_article.html", context)
