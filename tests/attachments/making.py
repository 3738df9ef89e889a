"""Files of every sort, made here: good ones, broken ones, monsters, and such as are two things at once."""

import io
import random
import struct
import zipfile
import zlib

from PIL import Image, PngImagePlugin

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
)
PDF = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
TELLTALE = b"GPS-CANARY"
"""what a picture tells beside its points, to be found nowhere in what is kept"""


def photograph(size: tuple[int, int] = (320, 200), seed: int = 1) -> Image.Image:
    """Many colours, the left upper corner red, the right lower one blue."""
    rng = random.Random(seed)
    image = Image.frombytes("RGB", (64, 48), rng.randbytes(64 * 48 * 3)).resize(
        size, Image.Resampling.BICUBIC
    )
    width, height = size
    image.paste((230, 10, 10), (0, 0, width // 4, height // 4))
    image.paste((10, 10, 230), (width - width // 4, height - height // 4, width, height))
    return image


def saved(image: Image.Image, form: str = "JPEG", **words) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **words)
    return out.getvalue()


def jpeg(size: tuple[int, int] = (320, 200), seed: int = 1, **words) -> bytes:
    return saved(photograph(size, seed), "JPEG", **words)


def told(orientation: int = 1) -> Image.Exif:
    """Metadata as a telephone writes it: where it was, whose it is, how it was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = TELLTALE.decode()
    exif[0x9286] = TELLTALE
    exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 1.0, 2.0), 3: "E", 4: (125.0, 1.0, 2.0)})
    exif.get_ifd(0x8825)[27] = TELLTALE
    return exif


def telling_jpeg(orientation: int = 1, size: tuple[int, int] = (320, 200)) -> bytes:
    """With EXIF, GPS, a comment, a colour profile, XMP, and something behind its end."""
    content = jpeg(size, exif=told(orientation), comment=TELLTALE, icc_profile=TELLTALE * 20)
    xmp = b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>" + TELLTALE + b"</x:xmpmeta>"
    segment = b"\xff\xe1" + struct.pack(">H", len(xmp) + 2) + xmp
    return content[:2] + segment + content[2:] + TELLTALE


def telling_png() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", TELLTALE.decode())
    words.add_itxt("XML:com.adobe.xmp", TELLTALE.decode(), zip=True)
    return saved(photograph(), "PNG", pnginfo=words, exif=told(3), icc_profile=TELLTALE * 20)


def line_art() -> bytes:
    image = Image.new("RGB", (400, 300), "white")
    image.paste((0, 0, 0), (50, 50, 350, 52))
    return saved(image, "PNG")


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it has so many points, and holds almost nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    points = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", points) + chunk(b"IEND", b"")


def office(
    kind: str = "docx", parts: dict[str, bytes] | None = None, packing: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A document as WPS would write it, as small as can be, with these parts more."""
    main = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}[kind]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, part in {
            "[Content_Types].xml": CONTENT_TYPES.encode(),
            main: b"<w/>",
            **(parts or {}),
        }.items():
            archive.writestr(name, part)
    return out.getvalue()


def locked(content: bytes) -> bytes:
    """The same zip, every part marked as encrypted."""
    found = content
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = found.find(mark)
        while place >= 0:
            flags = found[place + at] | 1
            found = found[: place + at] + bytes([flags]) + found[place + at + 1 :]
            place = found.find(mark, place + 4)
    return found


def old_office(name: str = "WordDocument") -> bytes:
    """The beginning of an old container, and a name inside."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + name.encode("utf-16-le") + bytes(600)
