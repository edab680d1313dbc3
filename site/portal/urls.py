from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.library.urls.editor import REPORTS
from portal import health, views
from shared.accounts.urls import SIGN_IN
from shared.accounts.views import the_one_door
from shared.media.views import document_file, image_file
from shared.notices.urls import CALENDAR, SUBSCRIPTIONS

admin.site.site_header = _("Tongtang · administration")
admin.site.site_title = _("Tongtang · administration")
admin.site.index_title = _("Records")
urlpatterns = [
    path("-/live", health.live, name="live"),
    path("-/ready", health.ready, name="ready"),
    path("my/", views.start, name="start"),
    path("audit/", include("shared.audit.urls")),
    path("search/", include("shared.search.urls")),
    path("directory/", include("shared.directory.urls")),
    path("imports/", include("shared.imports.urls")),
    path("accounts/", include("shared.accounts.urls")),
    path("experts/", include("shared.experts.urls")),
    path("credits/", include("shared.credits.urls")),
    path("recusal/", include("shared.recusal.urls")),
    path("seals/", include("shared.documents.urls")),
    path("certificates/", include("courses.certificates.urls")),
    path("secondments/", include("exchanges.secondments.urls")),
    path("white-papers/", include("cms.library.urls")),
    path("laws/", include("cms.library.urls.laws")),
    path("", include("cms.release.urls")),
    path("", include("cms.library.urls.upkeep")),
    path("", include("cms.library.urls.records")),
    path("training/", include("courses.training.urls")),
    path("learning/", include("courses.learning.urls")),
    path("questions/", include("courses.assessment.urls")),
    path("notices/", include("shared.notices.urls")),
    *CALENDAR,
    path("subscriptions/", include(SUBSCRIPTIONS)),
    path("language/", views.set_language, name="set_language"),
    path("display/", views.set_display, name="set_display"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("help/", views.help_page, name="help"),
    path("accounts/", include(SIGN_IN)),
    # The other doors lead to the one sign-in page, with its lockout and second factor.
    path("editor/login/", the_one_door),
    path("django-admin/login/", the_one_door),
    path("_util/login/", the_one_door),
    # Accounts come from the roster and roles from the security administrator, never from the editor.
    re_path("^editor/users/", views.accounts_elsewhere, {"place": "directory:people"}),
    re_path("^editor/groups/", views.accounts_elsewhere, {"place": "directory:roles"}),
    *REPORTS,
    path("editor/", include(wagtailadmin_urls)),
    path("django-admin/", admin.site.urls),
    re_path(r"^documents/(\d+)/(.*)$", document_file, name="wagtaildocs_serve"),
    path("documents/", include(wagtaildocs_urls)),
    path("media/images/<path:name>", image_file),
]
if settings.STYLEGUIDE:
    from portal.styleguide import styleguide

    urlpatterns += [path("styleguide/", styleguide, name="styleguide")]
urlpatterns += [path("", include(wagtail_urls))]
handler400 = "portal.views.bad_request"
handler500 = "portal.views.server_error"
