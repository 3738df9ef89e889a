"""Pictures drawn anew: turned as they were meant, made smaller, and nothing left but what is seen.

Where and when and with which telephone a picture was taken, its thumbnails, colour profiles, comments and whatever
hides behind its end do not survive, for only the points are taken over. Plain Python.
"""

import io
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import Final

from PIL import Image, ImageOps

from .sorts import JPEG, PNG, Sort
from .unfit import Unfit

LONG_EDGE: Final = 2000
"""points of the longer side at most: an A4 page still reads well"""
SMALL_EDGE: Final = 288
"""the same of the small one that pages show"""
QUALITY: Final = 82
SMALL_QUALITY: Final = 70
COLOURS: Final = 256
"""up to so many it is a drawing or a screen, which PNG keeps sharp and short"""
BROKEN: Final = ("图片打不开，可能没有传完或者已经损坏", "请重新拍一张，或者另存一份再传")
_TURN: Final = Lock()
"""one picture at a time in a process: a large one takes some hundred megabytes while it is opened"""

# Our own limit is looked at before a picture is unfolded; Pillow's would only warn.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture drawn anew, and a small one (JPEG) for pages."""

    sort: Sort
    content: bytes
    width: int
    height: int
    small: bytes


def redrawn(content: bytes, sort: Sort, most_pixels: int) -> Picture:
    """Draw a picture anew; of several frames the first. Raises Unfit for what is broken or monstrous."""
    with _TURN:
        try:
            with Image.open(io.BytesIO(content), formats=[sort.name]) as source:
                width, height = source.size
                if width * height > most_pixels:
                    raise Unfit(
                        f"图片有 {width}×{height} 个点，太大", "请在手机或电脑上改小，或者截取要紧的部分再传"
                    )
                return _drawn(source)
        except Unfit:
            raise
        except Exception as error:  # decoders fail in every way there is
            raise Unfit(*BROKEN) from error


def _drawn(source: Image.Image) -> Picture:
    source.draft("RGB", (LONG_EDGE, LONG_EDGE))  # a JPEG need not be unfolded larger than it is wanted
    source.load()
    image = _unfolded(source)
    colours = image.getcolors(COLOURS)
    image.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS)  # before all that makes copies of it
    image = _on_white(_turned(image))
    fresh = Image.new("RGB", image.size)
    fresh.paste(image)  # the points alone
    is_drawing = colours is not None
    kept = io.BytesIO()
    if is_drawing:
        fresh.quantize(COLOURS).save(kept, "PNG", optimize=True)
    else:
        fresh.save(kept, "JPEG", quality=QUALITY, optimize=True)
    width, height = fresh.size
    fresh.thumbnail((SMALL_EDGE, SMALL_EDGE), Image.Resampling.LANCZOS)
    small = io.BytesIO()
    fresh.save(small, "JPEG", quality=SMALL_QUALITY, optimize=True)
    return Picture(
        sort=PNG if is_drawing else JPEG,
        content=kept.getvalue(),
        width=width,
        height=height,
        small=small.getvalue(),
    )


def _turned(image: Image.Image) -> Image.Image:
    """As the camera was held; as it is where that cannot be made out: many a telephone writes odd metadata."""
    with suppress(Exception):
        return ImageOps.exif_transpose(image)
    return image


def _unfolded(image: Image.Image) -> Image.Image:
    """Points that can be mixed: no palette, no single colour that means see-through, no sixteen bits of grey."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in ("L", "LA", "RGB", "RGBA", "CMYK") and "transparency" not in image.info:
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _on_white(image: Image.Image) -> Image.Image:
    """Red, green and blue; what is see-through lies on white."""
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("RGB")
