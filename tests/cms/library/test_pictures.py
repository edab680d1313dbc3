"""Pictures of pages: what was stored before they were cleaned, and what readers get of them."""

import json
from io import BytesIO, StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from PIL import Image
from wagtail.images.forms import get_image_form

from cms.library.actions import ask_for_edition, make_edition
from cms.library.book import picture_bytes
from cms.library.models import PaperEdition
from shared.media.models import MediaImage
from tests.factories.cms import block, chapter, output, paper
from tests.factories.directory import AgencyFactory
from tests.factories.pictures import PHONE, drawn_before, photo, picture, says, stored, stored_before
from tests.factories.release import put_live

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def clean_pictures():
    out = StringIO()
    call_command("clean_pictures", stdout=out)
    return json.loads(out.getvalue())


def bytes_of(file):
    with file.storage.open(file.name) as opened:
        return opened.read()


def test_pictures_that_no_route_has_read_are_cleaned_once(django_capture_on_commit_callbacks):
    image, clean = stored_before(), stored()
    drawn_before(image, "max-40x40")
    was = image.file.name

    with django_capture_on_commit_callbacks(execute=True):
        first = clean_pictures()

    kept = MediaImage.objects.get(pk=image.pk)
    assert (first["originals"], first["on_routes"], first["unreadable"]) == (1, [], [])
    assert says(bytes_of(kept.file)) == []
    assert PHONE not in kept.file.name
    assert (kept.digest, kept.file_hash) == (clean.digest, clean.file_hash)
    assert not kept.file.storage.exists(was)
    assert MediaImage.objects.get(pk=clean.pk).file.name == clean.file.name
    assert not kept.renditions.filter(file__contains=PHONE).exists()
    assert clean_pictures() == {"originals": 0, "drawn": 0, "on_routes": [], "unreadable": [], "editions": []}


def test_picture_of_a_public_page_stays_public_and_what_readers_get_is_clean(client):
    image = stored_before()
    shown = block("picture", {"image": image.pk, "caption": "会商现场", "alt": "两名检察官", "source": ""})
    put_live(output(("李明", AgencyFactory()), body=[shown]))
    before = drawn_before(image, "max-40x40")

    done = clean_pictures()

    kept = MediaImage.objects.get(pk=image.pk)
    assert (done["originals"], done["drawn"], done["on_routes"]) == (0, 1, [f"{image.pk} 会商现场"])
    assert (kept.digest, kept.file.name) == (image.digest, image.file.name)
    assert client.get(before.url).status_code == 404
    answer = client.get(kept.get_rendition("max-40x40").url)
    assert answer.status_code == 200
    assert says(b"".join(answer.streaming_content)) == []
    assert client.get(f"/media/{kept.file.name}").status_code == 404


def test_pdf_takes_no_more_of_a_picture_than_the_picture():
    image = stored_before()
    drawn_before(image, "max-2000x2000")

    assert says(picture_bytes(image)) == []


def test_pdf_of_a_public_paper_says_nothing_of_who_took_its_pictures():
    image = stored_before()
    whole = paper(AgencyFactory(), slug="2026")
    shown = {"image": image.pk, "caption": "会商现场", "alt": "两名检察官", "note": "", "source": "", "label": ""}
    part = chapter(whole, block("picture", shown), slug="basics")
    for one in (whole, part):
        put_live(type(one).objects.get(pk=one.pk))

    edition = make_edition(ask_for_edition(type(whole).objects.get(pk=whole.pk), by=None))

    data = bytes_of(edition.file)
    assert b"DCTDecode" in data
    assert says(data) == []
    assert clean_pictures()["editions"] == []


def test_pdf_that_says_who_took_its_pictures_is_named():
    edition = PaperEdition(paper=paper(AgencyFactory(), title="白皮书"), number="1")
    edition.file.save("a.pdf", ContentFile(b"%PDF-1.7 " + photo()))

    assert clean_pictures()["editions"] == ["白皮书 1"]


def form_with(data, user):
    form_class = get_image_form(MediaImage)
    said = {"title": "会商", "tags": "", "description": ""}
    return form_class(said, {"file": SimpleUploadedFile("a.png", data, "image/png")}, user=user)


def test_picture_that_is_uploaded_is_clean(admin_user):
    form = form_with(picture("PNG"), admin_user)

    assert form.is_valid(), form.errors
    assert says(bytes_of(form.save().file)) == []


@pytest.mark.parametrize("length", [60, 2000])
def test_half_a_picture_is_refused_with_a_sentence_when_it_is_uploaded(admin_user, length):
    data = BytesIO()
    Image.effect_noise((64, 64), 90).save(data, "PNG")
    form = form_with(data.getvalue()[:length], admin_user)

    assert not form.is_valid()
    assert form.errors["file"] == ["这张图片无法完整读取。请另存为 JPEG 或 PNG 后再上传。"]


def test_what_a_picture_is_called_is_looked_through_with_the_page_that_shows_it(client, admin_user):
    image = stored(f"张伟{PHONE}.jpg")
    MediaImage.objects.filter(pk=image.pk).update(title=f"现场{PHONE}", description="车牌京A12345")
    shown = block("picture", {"image": image.pk, "caption": "会商现场", "alt": "两名检察官", "source": ""})
    page = output(("李明", AgencyFactory()), body=[shown])

    found = page.get_latest_revision_as_object().findings_now()
    assert [(hit.place, hit.text) for hit in found] == [
        (f"image{image.pk}:title", PHONE),
        (f"image{image.pk}:description", "京A12345"),
    ]
    client.force_login(admin_user)
    text = client.get(reverse("library-findings", args=[page.pk])).content.decode()
    assert "这是图片的名称或说明：请在“图片”中修改。" in text
