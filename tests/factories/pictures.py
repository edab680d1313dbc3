"""Pictures as cameras, telephones and agencies write them: with names, telephone numbers and places in the file."""

import hashlib
from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from shared.media.models import MediaImage

NAME, PHONE = "王建国", "13812345678"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><creator>{NAME} {PHONE}</creator></x:xmpmeta>'.encode()


def halves() -> Image.Image:
    """Red on the left and blue on the right, so that one sees which way it lies."""
    picture = Image.new("RGB", (64, 32), "red")
    picture.paste("blue", (32, 0, 64, 32))
    return picture


def exif_of(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x013B], exif[0x010E], exif[0x0112] = f"{NAME} {PHONE}", PHONE, orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (39.0, 54.0, 20.0), 3: "E", 4: (116.0, 23.0, 29.0)})
    return exif


def picture(kind: str, orientation: int = 1) -> bytes:
    """Of every kind, with whatever it can say of its maker."""
    data, words = BytesIO(), {"exif": exif_of(orientation), "icc_profile": PROFILE}  # type: dict[str, Any]
    if kind == "PNG":
        words["pnginfo"] = PngInfo()
        words["pnginfo"].add_itxt("Author", NAME)
        words["pnginfo"].add_text("Comment", PHONE)
    elif kind == "GIF":
        words = {"comment": f"{NAME} {PHONE}".encode(), "save_all": True, "append_images": [halves().rotate(180)]}
    elif kind == "JPEG":
        words |= {"xmp": XMP, "comment": PHONE.encode(), "quality": 90}
    elif kind in {"WEBP", "AVIF"}:
        words["xmp"] = XMP
    halves().save(data, kind, **words)
    return data.getvalue()


def photo(orientation: int = 1) -> bytes:
    """JPEG with the block of a news agency and a second picture behind its end, as telephones write them."""
    iptc = b"Photoshop 3.0\0" + NAME.encode()
    block = b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc
    data = picture("JPEG", orientation)
    return data[:2] + block + data[2:] + picture("JPEG")


def says(data: bytes) -> list[bytes]:
    """What the bytes tell of people, places and cameras."""
    words = [NAME.encode(), PHONE.encode(), b"Exif", b"http://ns.adobe.com/xap/1.0/\0", b"Photoshop"]
    return [word for word in words if word in data]


def stored(name: str = "a.jpg", orientation: int = 1, **fields: Any) -> MediaImage:
    file = ImageFile(BytesIO(photo(orientation)), name=name)
    return MediaImage.objects.create(title="会商现场", file=file, **fields)


def stored_before(name: str = f"ZhangWei{PHONE}.jpg") -> MediaImage:
    """As it was stored when pictures were not cleaned: with its name, and drawn with what it says."""
    image, storage = stored(), MediaImage._meta.get_field("file").storage
    kept = storage.save(f"original_images/{name}", BytesIO(photo()))
    digest = hashlib.sha256(photo()).hexdigest()
    MediaImage.objects.filter(pk=image.pk).update(file=kept, digest=digest)
    return MediaImage.objects.get(pk=image.pk)


def drawn_before(image: MediaImage, spec: str) -> Any:
    drawn = image.get_rendition(spec)
    name = drawn.file.storage.save(f"images/ZhangWei{PHONE}.{spec}.jpg", BytesIO(photo()))
    image.renditions.filter(pk=drawn.pk).update(file=name)
    drawn.purge_from_cache()
    return image.renditions.get(pk=drawn.pk)
