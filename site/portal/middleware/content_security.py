"""The Content-Security-Policy: strict on public and member pages, looser only in Wagtail's and Django's back ends."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import ContentSecurityPolicyMiddleware as DjangoCSP
from django.utils.csp import CSP

BACK_ENDS = ("/editor/", "/django-admin/")
LOOSER = {
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "frame-src": [CSP.SELF],
}


class ContentSecurityPolicyMiddleware(DjangoCSP):
    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path.startswith(BACK_ENDS):
            response._csp_config = {**settings.SECURE_CSP, **LOOSER}  # type: ignore[attr-defined]
        return super().process_response(request, response)
