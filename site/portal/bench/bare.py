"""The yardstick of the rush: the same server, sign-in and database, with one conditional update and one insert.

No rule is asked, nothing is recorded and nobody is told. What this costs is what the machine of the day costs.
"""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

settings.ROOT_URLCONF = __name__
application = get_wsgi_application()


def take_a_seat(request: HttpRequest, session_id: int) -> HttpResponse:
    from courses.training.models import Enrolment, SeatBlock  # noqa: PLC0415  the applications are ready only now
    from shared.directory.models import Person  # noqa: PLC0415

    user_id = request.user.pk or 0
    person = Person.objects.only("pk").get(user=user_id)
    block = SeatBlock.objects.filter(session=session_id, side="pool", taken__lt=F("seats"))
    with transaction.atomic():
        seated = block.update(taken=F("taken") + 1)
        Enrolment.objects.create(
            session_id=session_id,
            person=person,
            agency_id=request.GET["agency"],
            put_forward_by_id=user_id,
            state="nominated" if seated else "waitlisted",
            waitlisted_at=None if seated else timezone.now(),
        )
    return HttpResponse(status=302)


def ready(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("bare/<int:session_id>/", take_a_seat), path("-/ready", ready)]
