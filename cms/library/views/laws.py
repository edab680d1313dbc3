from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from cms.library.enums import LawKind
from cms.library.freshness import CITATIONS, LAWS, TREE
from cms.library.models import Law, LawArticle
from cms.library.models.listing import chosen, listed, without_page
from cms.library.provisions import read_article_name
from cms.library.queries import beside, contents, held_version, resting_on
from shared.ui.freshness import made_of


@made_of(LAWS)
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


@made_of(LAWS)
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


@made_of(LAWS, CITATIONS, TREE)
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
