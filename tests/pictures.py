"""Pages of a PDF and pictures as a telephone sees them: drawn, then read."""

import io
from typing import Any
from urllib.parse import unquote

import pypdfium2
import vl_convert
import zxingcpp
from PIL import Image


def pages_as_pictures(pdf: bytes, scale: float = 2) -> list[Image.Image]:
    """Every page drawn as on paper; scale 1 is 72 dots per inch."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=scale).to_pil().convert("RGB") for page in document]


def codes_in(picture: Image.Image) -> list[str]:
    """The text of each QR code in the picture."""
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def drawn_svg(address: str) -> Image.Image:
    """The picture of a `data:image/svg+xml` address, on white as the page shows it."""
    svg = unquote(address.split(",", 1)[1])
    drawn = Image.open(io.BytesIO(vl_convert.svg_to_png(svg))).convert("RGBA")
    ground = Image.new("RGBA", drawn.size, "white")
    return Image.alpha_composite(ground, drawn).convert("RGB")


def ink_of(picture: Image.Image, box: Any = None) -> float:
    """The dark part of the picture, from 0 (blank) to 1."""
    grey = picture.crop(box).convert("L") if box else picture.convert("L")
    return sum(grey.histogram()[:128]) / (grey.width * grey.height)
