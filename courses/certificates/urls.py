from django.urls import path

from courses.certificates.views import public, session, templates, unit

app_name = "certificates"
of_class = "sessions/<slug:slug>/"
urlpatterns = [
    path("", public.own_list, name="own-list"),
    path("check/", public.check_form, name="check-form"),
    path("unit/", unit.unit_certificates, name="unit"),
    path("templates/", templates.template_list, name="templates"),
    path("templates/new/", templates.new_template, name="template-new"),
    path("templates/<int:pk>/", templates.edit_template, name="template"),
    path("templates/<int:pk>/<int:number>/preview/", templates.preview, name="preview"),
    path(of_class, session.session_certificates, name="session"),
    path(f"{of_class}choose/", session.choose, name="choose"),
    path(f"{of_class}issue/", session.issue, name="issue"),
    path(f"{of_class}zip/", session.download_all, name="session-zip"),
    path(f"{of_class}pdf/", session.download_joined, name="session-pdf"),
    path(f"{of_class}pdf/make/", session.make_joined, name="session-pdf-make"),
    path("<str:code>/", public.check, name="check"),
    path("<str:code>/pdf/", public.download, name="download"),
    path("<str:code>/revoke/", session.revoke, name="revoke"),
    path("<str:code>/reissue/", session.reissue, name="reissue"),
]
