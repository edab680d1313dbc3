from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cms.library.records import oai


# Harvesters may send their arguments as a form, and have no token of ours; nothing is changed here.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def harvest(request: HttpRequest) -> HttpResponse:
    """OAI-PMH 2.0 over all public works."""
    values = dict((request.POST if request.method == "POST" else request.GET).lists())
    return HttpResponse(oai.answer(values), content_type=oai.CONTENT_TYPE)
