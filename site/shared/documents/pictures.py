"""Pictures that go onto official paper: PNG with a transparent ground, or SVG that draws and does nothing else."""

import io
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

LARGEST = 1024 * 1024
SHORTEST_SIDE, LONGEST_SIDE = 200, 3000
DRAWS = {
    "svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "text", "tspan", "textPath", "defs",
    "linearGradient", "radialGradient", "stop", "clipPath", "mask", "use", "title", "desc", "metadata",
}  # fmt: skip


class PictureError(ValueError):
    """The picture cannot be used; str() is a sentence saying why and what to do."""


def check_picture(content: bytes, *, needs_transparency: bool = True) -> str:
    """Return "png" or "svg"; raise PictureError for what is too large, unsafe or without a transparent ground."""
    if len(content) > LARGEST:
        raise PictureError(_("The picture is larger than 1 MB: save it smaller."))
    if content.startswith(b"\x89PNG"):
        check_png(content, needs_transparency)
        return "png"
    if b"<svg" in content[:2000]:
        check_svg(content)
        return "svg"
    raise PictureError(_("Only PNG and SVG pictures can be used."))


def check_png(content: bytes, needs_transparency: bool) -> None:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if not SHORTEST_SIDE <= min(picture.size) <= max(picture.size) <= LONGEST_SIDE:
                raise PictureError(
                    _("The picture measures %(width)s × %(height)s: each side has %(least)s to %(most)s pixels.")
                    % {
                        "width": picture.width,
                        "height": picture.height,
                        "least": SHORTEST_SIDE,
                        "most": LONGEST_SIDE,
                    }
                )
            lowest = picture.convert("RGBA").getchannel("A").getextrema()[0]
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, SyntaxError) as error:
        raise PictureError(_("The file cannot be read as a PNG picture.")) from error
    if needs_transparency and lowest:
        raise PictureError(_("The ground is not transparent: the picture would hide what it is stamped on."))


def check_svg(content: bytes) -> None:
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise PictureError(_("The file cannot be read as an SVG picture.")) from error
    for element in root.iter():
        if plain(element.tag) not in DRAWS:
            raise PictureError(
                _("The SVG contains “%(tag)s”, which is more than drawing. Save it as plain SVG.")
                % {"tag": plain(element.tag)}
            )
        for name, value in element.attrib.items():
            check_attribute(plain(name), value)


def check_attribute(name: str, value: str) -> None:
    """Nothing that acts, nothing that is fetched from elsewhere."""
    leads_out = name == "href" and not value.startswith("#")
    fetches = "url(" in value.replace(" ", "") and "url(#" not in value.replace(" ", "").replace('"', "").replace(
        "'", ""
    )
    if name.lower().startswith("on") or leads_out or fetches or "javascript:" in value.lower():
        raise PictureError(
            _("The SVG contains “%(tag)s”, which is more than drawing. Save it as plain SVG.") % {"tag": name}
        )


def plain(name: Any) -> str:
    """A name without its namespace; comments and instructions have none that draws."""
    return name.rpartition("}")[2] if isinstance(name, str) else "?"
