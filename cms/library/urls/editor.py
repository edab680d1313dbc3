"""Pages inside the editor, mounted by wagtail_hooks."""

from django.urls import path
from wagtail.admin.auth import require_admin_access

from cms.library.views import chapters, dates, editor, readers
from cms.library.views.reports import TypesReport

urlpatterns = [
    path("word/", editor.word_upload, name="library-word-upload"),
    path("word/<int:pk>/", editor.word_draft, name="library-word-draft"),
    path("chapters/<int:pk>/", chapters.chapters, name="library-chapters"),
    path("chapters/<int:pk>/<int:chapter>/<slug:verb>/", chapters.chapter_step, name="library-chapter-step"),
    path("editions/<int:pk>/", editor.editions, name="library-editions"),
    path("editions/<int:pk>/<int:edition>.pdf", editor.edition_file, name="library-edition-file"),
    path("findings/<int:pk>/", editor.findings, name="library-findings"),
    path("links/<int:pk>/", editor.links, name="library-links"),
    path("dates/<int:pk>/", dates.dates, name="library-dates"),
    path("dates/<int:pk>/<slug:verb>/", dates.dates_step, name="library-dates-step"),
    path("readers/<int:pk>/", readers.readers, name="library-readers"),
    path("readers/<int:pk>/lift/", readers.readers_lift, name="library-readers-lift"),
    path("readers/<int:pk>/<int:member>/take/", readers.reader_take, name="library-reader-take"),
    path("findings/<int:pk>/replace/", editor.findings_replace, name="library-findings-replace"),
    path("findings/<int:pk>/waive/<int:finding>/", editor.finding_waive, name="library-finding-waive"),
]
# In the place of Wagtail's own, so before it.
TYPES = "editor/reports/page-types-usage/"
REPORTS = [
    path(TYPES, require_admin_access(TypesReport.as_view())),
    path(f"{TYPES}results/", require_admin_access(TypesReport.as_view(results_only=True))),
]
