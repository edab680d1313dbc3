"""Pictures go out without what their files say of people and places."""

import importlib
import re
from io import BytesIO

import pytest
from django.apps import apps
from PIL import Image, ImageSequence

from shared.media.cleaning import UncleanError, cleaned
from shared.media.models import Rendition
from tests.factories.pictures import PHONE, PROFILE, drawn_before, photo, picture, says, stored, stored_before

KINDS = ["JPEG", "PNG", "WEBP", "GIF", "AVIF"]


@pytest.mark.parametrize("kind", KINDS)
def test_picture_says_nothing_of_its_maker_when_it_is_cleaned(kind):
    data = picture(kind)
    found = cleaned(data)
    opened = Image.open(BytesIO(found))

    assert says(data)
    assert says(found) == []
    assert not dict(opened.getexif())
    assert not {"exif", "xmp", "comment", "photoshop", "Author", "Comment"} & opened.info.keys()
    assert opened.info.get("icc_profile") == (None if kind == "GIF" else PROFILE)
    assert cleaned(found) == found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_pixels_stay_to_the_bit_when_a_picture_is_cleaned(kind):
    before, after = (Image.open(BytesIO(data)) for data in (picture(kind), cleaned(picture(kind))))

    frames = [[one.convert("RGB").tobytes() for one in ImageSequence.Iterator(found)] for found in (before, after)]
    assert frames[0] == frames[1]
    assert len(frames[0]) == (2 if kind == "GIF" else 1)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_that_lies_on_its_side_stands_up_when_it_is_cleaned(kind):
    data = picture(kind, orientation=6)
    found = Image.open(BytesIO(cleaned(data))).convert("RGB")

    assert found.size == (32, 64)
    assert [max(range(3), key=found.getpixel(at).__getitem__) for at in ((16, 8), (16, 56))] == [0, 2]
    if kind == "JPEG":
        tables = [Image.open(BytesIO(one)).quantization for one in (data, cleaned(data))]
        assert tables[0] == tables[1]  # no coarser than it came
    assert says(cleaned(data)) == []


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


@pytest.mark.parametrize("data", [b"", b"no picture", picture("PNG")[:200], picture("TIFF"), SVG])
def test_what_is_no_whole_picture_or_of_no_known_kind_is_refused(data):
    with pytest.raises(UncleanError):
        cleaned(data)


def test_photo_of_a_telephone_is_one_picture_when_it_is_cleaned():
    found = cleaned(photo())

    assert says(photo()) != []
    assert says(found) == []
    assert (found.count(b"\xff\xd8\xff"), found[-2:]) == (1, b"\xff\xd9")
    assert Image.open(BytesIO(found)).size == (64, 32)


def bytes_of(file):
    with file.open("rb") as opened:
        return opened.read()


@pytest.mark.django_db
def test_stored_picture_is_clean_upright_and_without_the_name_it_came_by():
    kept = stored(f"张伟{PHONE}.JPG", orientation=6)
    data = bytes_of(kept.file)

    assert says(data) == []
    assert Image.open(BytesIO(data)).size == (kept.width, kept.height) == (32, 64)
    assert kept.file_size == len(data)
    assert re.fullmatch(r"original_images/[0-9a-f]{32}\.jpg", kept.file.name)
    again = stored("b.jpg", orientation=6)
    assert (again.digest, again.file_hash) == (kept.digest, kept.file_hash)


@pytest.mark.django_db
@pytest.mark.parametrize("spec", ["max-40x40", "original", "width-20|format-webp"])
def test_rendition_is_clean_and_nameless_though_its_original_came_earlier(spec):
    kept = stored_before()
    drawn = kept.get_rendition(spec)

    assert says(bytes_of(kept.file)) != []
    assert says(bytes_of(drawn.file)) == []
    assert drawn.file.name.startswith(f"images/{kept.digest[:20]}")
    assert PHONE not in drawn.url
    assert [says(bytes_of(one.file)) for one in kept.get_renditions("width-30", "width-31").values()] == [[], []]
    assert not Rendition.objects.filter(file__contains=PHONE).exists()


@pytest.mark.django_db
def test_new_version_has_everything_drawn_again(django_capture_on_commit_callbacks):
    image = stored_before()
    drawn = drawn_before(image, "max-40x40")
    image.get_rendition("max-40x40")  # now the cache knows it

    with django_capture_on_commit_callbacks(execute=True):
        importlib.import_module("shared.media.migrations.0004_draw_again").draw_again(apps, None)

    assert not drawn.file.storage.exists(drawn.file.name)
    assert PHONE not in type(image).objects.get(pk=image.pk).get_rendition("max-40x40").url
