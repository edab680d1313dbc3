import datetime as dt
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from shared.directory.enums import RoleCode
from shared.documents.actions import add_seal, end_seal
from shared.documents.enums import SealKind
from shared.documents.models import Seal
from shared.documents.pictures import PictureError, check_picture
from shared.documents.queries import seal_of, signature_of
from tests.factories.directory import AgencyFactory, member

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


def png(alpha=0, size=(400, 400), mode="RGBA"):
    stream = io.BytesIO()
    Image.new(mode, size, (160, 40, 40, alpha)[: len(mode)]).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"), [(png(), "png"), (SVG.format('<circle r="3"/><use href="#a"/>').encode(), "svg")]
)
def test_a_picture_that_only_draws_is_taken(content, kind):
    assert check_picture(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a",
        b"\x89PNG broken",
        png(mode="RGB"),
        png(alpha=255),
        png(size=(60, 60)),
        png(size=(60, 3001)),
        SVG.format("<script>alert(1)</script>").encode(),
        SVG.format('<image href="https://elsewhere.example/x.png"/>').encode(),
        SVG.format('<path onload="x()"/>').encode(),
        SVG.format('<use href="https://elsewhere.example/#a"/>').encode(),
        SVG.format('<rect fill="url(https://elsewhere.example/)"/>').encode(),
        SVG.format("<style>@import url(x)</style>").encode(),
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("<g/>").encode(),
        b"<svg",
        b"\x89PNG" + b"0" * (1024 * 1024),
    ],
)
def test_a_picture_that_does_more_or_hides_the_paper_is_refused(content):
    with pytest.raises(PictureError):
        check_picture(content)


def seal(agency, user, first, kind=SealKind.SEAL):
    return add_seal(Seal(agency=agency, kind=kind, image=ContentFile(png(), name="a.png"), valid_from=first), by=user)


@pytest.mark.django_db
def test_a_new_seal_takes_over_on_its_first_day():
    agency = AgencyFactory()
    user = member(agency, RoleCode.TRAINING_PLANNER)

    old = seal(agency, user, dt.date(2026, 1, 1))
    new = seal(agency, user, dt.date(2026, 6, 1))

    assert seal_of(agency, dt.date(2025, 12, 31)) is None
    assert seal_of(agency, dt.date(2026, 5, 31)) == old
    assert seal_of(agency, dt.date(2026, 6, 1)) == new
    assert signature_of(agency, dt.date(2026, 6, 1)) is None
    end_seal(new, by=user)
    assert seal_of(agency, timezone.localdate() + dt.timedelta(days=1)) is None


@pytest.mark.django_db
def test_seals_are_kept_by_their_agency_and_shown_to_nobody_else(client):
    agency = AgencyFactory()
    planner, stranger = member(agency, RoleCode.TRAINING_PLANNER), member(AgencyFactory(), RoleCode.TRAINING_PLANNER)
    mine = seal(agency, planner, dt.date(2026, 1, 1))
    picture, end = reverse("seals:picture", args=[mine.pk]), reverse("seals:end", args=[mine.pk])

    def status(user, method, url):
        client.force_login(user)
        return getattr(client, method)(url).status_code

    assert [status(u, "get", picture) for u in (planner, stranger)] == [200, 404]
    assert status(stranger, "post", end) == 404
    assert status(member(agency, RoleCode.ORGANISER), "get", reverse("seals:list")) == 403
    assert status(planner, "post", end) == 302


@pytest.mark.django_db
def test_an_upload_is_checked_and_keeps_no_name_of_her_disk(client):
    agency = AgencyFactory()
    client.force_login(member(agency, RoleCode.TRAINING_PLANNER))
    data = {"agency": agency.pk, "kind": "seal", "signatory": "", "valid_from": "2026-11-01"}

    bad = client.post(reverse("seals:list"), data | {"image": SimpleUploadedFile("a.png", png(alpha=255))})
    good = client.post(reverse("seals:list"), data | {"image": SimpleUploadedFile("张三的电脑.png", png())})

    assert "不透明" in bad.content.decode()
    assert good.status_code == 302
    assert "张三" not in Seal.objects.get().image.name
