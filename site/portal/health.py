"""Health for whoever runs the machine: is the process alive, and can it do its work?"""

import os
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from cms.release.triggers import missing


@never_cache
def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when every part answers, else 503; says which part does not."""
    parts = {"database": database_answers(), "queue": queue_is_writable(), "gate": gate_is_shut()}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def gate_is_shut() -> bool:
    """Nothing serves readers while the database would let something past the editorial route."""
    try:
        return not missing(connection)
    except DatabaseError:
        return False


def queue_is_writable() -> bool:
    """Of the folder that serves as queue; a broker elsewhere may be away: jobs wait in the database meanwhile."""
    folder = str(settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("data_folder_out", ""))
    return not folder or (Path(folder).is_dir() and os.access(folder, os.W_OK))
