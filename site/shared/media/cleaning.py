"""A picture without what its file says beside the picture: who took it, where, with which camera, with which words.

Of each format those parts are kept that draw the picture: pixels, colours, profile, animation. Nothing is compressed
again, except where a picture lies on its side: it is stood up first, with the compression that it came with.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from struct import error, unpack, unpack_from
from typing import Any

from PIL import Image, ImageOps, JpegImagePlugin

PNG = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = {
    *[b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"acTL", b"fcTL", b"fdAT"],
    *[b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"bKGD", b"hIST", b"pHYs", b"cICP", b"mDCV", b"cLLI"],
}
WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
WEBP_SAID = 0x08 | 0x04  # the flags of VP8X for EXIF and XMP
GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
JPEG_END, JPEG_SCAN = 0xD9, 0xDA
SCAN_ENDS = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]", re.DOTALL)  # the marker behind the pixels of a scan
ORIENTATION = 0x0112
LIES = range(2, 9)
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
UNREADABLE = (OSError, SyntaxError, ValueError, IndexError, error, *BOMBS)
FINE = 95  # for what has to be compressed anew and does not say how it was


class UncleanError(Exception):
    """The file is no picture that could be read through; str() is for logs."""


def cleaned(data: bytes) -> bytes:
    """The picture alone, standing upright; a clean one comes back as it is. UncleanError where it cannot be read."""
    try:
        with Image.open(BytesIO(data)) as opened:
            kind = "JPEG" if opened.format == "MPO" else str(opened.format)
            if kind not in {*PARTS, "AVIF"}:
                raise ValueError(f"{kind} is not kept here")
            if must_be_drawn(opened, kind):
                data = drawn_again(opened, kind)
            try:
                return parts(kind, data)
            except (ValueError, IndexError, error):  # built in no way that is known here
                return parts(kind, drawn_again(opened, kind))
    except UNREADABLE as fault:
        raise UncleanError(str(fault)) from fault


def parts(kind: str, data: bytes) -> bytes:
    return b"".join(PARTS[kind](data)) if kind in PARTS else data


def must_be_drawn(opened: Any, kind: str) -> bool:
    """It lies on its side, or is an AVIF, whose parts are not known here, and says something. What moves stays."""
    if kind not in PARTS:
        return any(opened.info.get(name) for name in ("exif", "xmp"))
    return opened.getexif().get(ORIENTATION) in LIES and (kind == "JPEG" or getattr(opened, "n_frames", 1) == 1)


def is_clean(data: bytes) -> bool:
    try:
        return cleaned(data) == data
    except UncleanError:
        return False


def drawn_again(opened: Any, kind: str) -> bytes:
    """The pixels, upright, with the profile of their colours: nothing else goes over."""
    kept: dict[str, Any] = {"icc_profile": opened.info.get("icc_profile")}
    upright = ImageOps.exif_transpose(opened)
    if kind == "JPEG":
        kept |= {"qtables": opened.quantization, "subsampling": JpegImagePlugin.get_sampling(opened), "optimize": True}
    elif kind in {"WEBP", "AVIF"}:
        kept |= {"quality": FINE}
    if "transparency" in opened.info:
        kept["transparency"] = opened.info["transparency"]
    upright.info = {}
    data = BytesIO()
    upright.save(data, kind, **{name: value for name, value in kept.items() if value is not None})
    return data.getvalue()


def jpeg(data: bytes) -> Iterator[bytes]:
    """Everything but comments and the segments of applications: of these, colour profile and colour space stay.

    What stands behind the end, such as the second picture of a telephone, is left out.
    """
    yield data[:2]
    at = 2
    while at < len(data):
        if data[at] != 0xFF:
            raise ValueError("no marker where one belongs")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == JPEG_END:
            break
        end = at + 2 + unpack_from(">H", data, at + 2)[0]
        yield from segment(marker, data[at:end])
        if marker == JPEG_SCAN:
            behind = SCAN_ENDS.search(data, end)
            yield data[end : behind.start() if behind else len(data)]
            end = behind.start() if behind else len(data)
        at = end
    yield b"\xff\xd9"


def segment(marker: int, whole: bytes) -> Iterator[bytes]:
    if marker == 0xE0 and whole[4:9] == b"JFIF\0":
        yield b"\xff\xe0\x00\x10" + whole[4:16] + b"\0\0"  # its density; no thumbnail
    elif marker == 0xE2 and whole[4:16] == b"ICC_PROFILE\0":
        yield whole
    elif marker == 0xEE and whole[4:9] == b"Adobe":
        yield b"\xff\xee\x00\x0e" + whole[4:16]
    elif not 0xE0 <= marker <= 0xEF and marker != 0xFE:
        yield whole


def png(data: bytes) -> Iterator[bytes]:
    yield PNG
    at = len(PNG)
    while at < len(data):
        size, name = unpack_from(">I4s", data, at)
        if name in PNG_KEPT:
            yield data[at : at + 12 + size]
        if name == b"IEND":
            return
        at += 12 + size
    raise ValueError("no end")


def webp(data: bytes) -> Iterator[bytes]:
    end = 8 + unpack("<I", data[4:8])[0]
    body = b"".join(riff_chunks(data[12:end]))
    yield b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body


def riff_chunks(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        name, size = unpack_from("<4sI", data, at)
        held = data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
        if name == b"VP8X":
            held = bytes([held[0] & ~WEBP_SAID]) + held[1:]
        elif name == b"ANMF":
            held = held[:16] + b"".join(riff_chunks(held[16:]))
        if name in WEBP_KEPT:
            yield name + len(held).to_bytes(4, "little") + held + b"\0" * (len(held) % 2)


def gif(data: bytes) -> Iterator[bytes]:
    """Pictures and their timing; of the extensions of applications the one that lets it begin anew."""
    at = 13 + table_size(data[10])
    yield data[:at]
    while data[at] != 0x3B:
        if data[at] == 0x2C:
            end = blocks_end(data, at + 11 + table_size(data[at + 9]))
            yield data[at:end]
        elif data[at] == 0x21:
            end = blocks_end(data, at + 2)
            if data[at + 1] == 0xF9 or data[at + 3 : at + 14] in GIF_LOOPS:
                yield data[at:end]
        else:
            raise ValueError("no block where one belongs")
        at = end
    yield b"\x3b"


def table_size(packed: int) -> int:
    return 3 * 2 ** ((packed & 7) + 1) if packed & 0x80 else 0


def blocks_end(data: bytes, at: int) -> int:
    while data[at]:
        at += data[at] + 1
    return at + 1


PARTS = {"JPEG": jpeg, "PNG": png, "WEBP": webp, "GIF": gif}
