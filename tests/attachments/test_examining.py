"""What becomes of a file that is sent: drawn anew, kept as it is, or refused with what to do."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hongzhu.attachments.examining import Examined, Limits, examined
from hongzhu.attachments.pictures import LONG_EDGE, SMALL_EDGE
from hongzhu.attachments.unfit import Unfit
from tests.attachments.making import (
    PDF,
    TELLTALE,
    jpeg,
    line_art,
    locked,
    office,
    old_office,
    photograph,
    png_of,
    saved,
    telling_jpeg,
    telling_png,
    told,
)

LIMITS = Limits(size=10 * 2**20, pixels=40_000_000, unfolded=100 * 2**20)
RED, BLUE = (230, 10, 10), (10, 10, 230)


def taken(name: str, content: bytes, limits: Limits = LIMITS) -> Examined:
    return examined(name, content, limits)


def refusal(name: str, content: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(Unfit) as caught:
        examined(name, content, limits)
    return str(caught.value)


def image_of(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def is_near(found: object, wanted: tuple[int, int, int]) -> bool:
    return isinstance(found, tuple) and all(abs(a - b) < 40 for a, b in zip(found, wanted, strict=True))


def tells(content: bytes) -> list[str]:
    """What a kept picture says beside its points."""
    image = image_of(content)
    found = [name for name in image.info if name not in ("jfif", "jfif_version", "jfif_unit", "jfif_density")]
    found += [f"exif {tag}" for tag in image.getexif()]
    return found + (["bytes"] if TELLTALE in content or b"Exif" in content else [])


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_turned_as_it_was_meant_and_tells_nothing_more(orientation: int) -> None:
    upright = photograph((320, 200))
    method = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }.get(orientation)
    held = upright.transpose(method) if method is not None else upright
    sent = saved(held, "JPEG", exif=told(orientation), quality=95)
    assert TELLTALE in sent
    kept = taken("IMG_1.JPG", sent)
    image = image_of(kept.content)
    assert (kept.width, kept.height) == image.size == (320, 200)
    assert is_near(image.getpixel((5, 5)), RED)
    assert is_near(image.getpixel((314, 194)), BLUE)
    assert tells(kept.content) == tells(kept.small) == []
    assert kept.name == "IMG_1.jpg"


@pytest.mark.parametrize("sent", [telling_jpeg(), telling_jpeg(6), telling_png()])
def test_nothing_of_what_a_picture_tells_survives(sent: bytes) -> None:
    kept = taken("a.jpg", sent)
    assert tells(kept.content) == tells(kept.small) == []


@given(
    comment=st.binary(min_size=4, max_size=200),
    maker=st.text(st.characters(codec="ascii", exclude_categories=("Cc",)), min_size=4, max_size=40),
    behind=st.binary(max_size=200),
    size=st.tuples(st.integers(1, 90), st.integers(1, 90)),
    orientation=st.integers(0, 12),
)
def test_whatever_the_metadata_the_picture_opens_and_is_silent(
    comment, maker, behind, size, orientation
) -> None:
    exif = told(orientation)
    exif[0x010F] = maker
    sent = jpeg(size, exif=exif, comment=comment, icc_profile=comment) + behind
    kept = taken("x.jpg", sent)
    assert tells(kept.content) == tells(kept.small) == []
    assert sorted(image_of(kept.content).size) == sorted(size)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_metadata_that_is_nonsense_is_no_reason_to_refuse() -> None:
    exif = b"Exif\x00\x00II*\x00\xff\xff\xff\xff" + b"\x9f" * 60
    plain = jpeg()
    sent = plain[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + plain[2:]
    assert taken("a.jpg", sent).width == 320


def test_a_large_photograph_is_made_smaller() -> None:
    kept = taken("大.jpg", jpeg((4000, 1500)))
    assert (kept.width, kept.height) == (LONG_EDGE, 750)
    assert max(image_of(kept.small).size) == SMALL_EDGE
    assert len(kept.small) < 40_000


def test_a_small_one_is_not_made_larger() -> None:
    kept = taken("a.jpg", jpeg((30, 20)))
    assert (kept.width, kept.height) == (30, 20)


def test_a_drawing_stays_sharp() -> None:
    kept = taken("座位图.png", line_art())
    assert (kept.name, kept.media_type) == ("座位图.png", "image/png")
    assert image_of(kept.content).convert("RGB").getpixel((200, 51)) == (0, 0, 0)


@pytest.mark.parametrize("form", ["PNG", "GIF", "WEBP", "BMP", "JPEG"])
def test_every_usual_picture_opens(form: str) -> None:
    kept = taken(f"图.{form.lower()}", saved(photograph(), form))
    assert kept.media_type in ("image/jpeg", "image/png")
    assert kept.name == ("图.jpg" if kept.media_type == "image/jpeg" else "图.png")
    assert is_near(image_of(kept.content).convert("RGB").getpixel((5, 5)), RED)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_mode_becomes_plain_colours(mode: str) -> None:
    form = "TIFF" if mode == "I;16" else "JPEG" if mode == "CMYK" else "PNG"
    image = photograph().convert("L").convert("I;16") if mode == "I;16" else photograph().convert(mode)
    sent = saved(image, "PNG" if mode == "I;16" else form)
    assert image_of(taken("a.png" if form != "JPEG" else "a.jpg", sent).content).size == (320, 200)


def test_see_through_lies_on_white() -> None:
    image = photograph().convert("RGBA")
    image.putalpha(0)
    kept = image_of(taken("a.png", saved(image, "PNG")).content).convert("RGB")
    assert is_near(kept.getpixel((5, 5)), (255, 255, 255))


def test_of_several_frames_the_first() -> None:
    frames = [photograph(), Image.new("RGB", (320, 200), "green")]
    kept = taken("a.gif", saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    image = image_of(kept.content)
    assert getattr(image, "n_frames", 1) == 1
    assert is_near(image.convert("RGB").getpixel((5, 5)), RED)


def test_the_same_picture_becomes_the_same_file() -> None:
    assert taken("a.jpg", telling_jpeg()).sha256 == taken("b.jpg", telling_jpeg()).sha256


@pytest.mark.parametrize("size", [(30_000, 30_000), (6_400, 6_400), (1, 2**31 - 1)])
def test_a_flood_of_points_is_never_unfolded(size: tuple[int, int]) -> None:
    assert "太大" in refusal("a.png", png_of(*size))


def test_a_cut_off_picture_is_refused_whole() -> None:
    sent = jpeg((640, 480))
    for length in (3, 40, len(sent) // 2, len(sent) - 40):
        assert "可能没有传完" in refusal("a.jpg", sent[:length]), length
    assert "可能没有传完" in refusal("a.png", saved(photograph(), "PNG")[:2000])


@given(st.integers(0, 10**9), st.binary(min_size=1, max_size=30))
def test_a_damaged_picture_is_refused_or_drawn_never_more(at: int, noise: bytes) -> None:
    sent = bytearray(telling_jpeg())
    place = at % len(sent)
    sent[place : place + len(noise)] = noise
    try:
        kept = taken("a.jpg", bytes(sent))
    except Unfit:
        return
    assert tells(kept.content) == []


def test_a_picture_that_is_also_an_archive_is_only_a_picture() -> None:
    kept = taken("a.jpg", jpeg() + office("docx", {"vbaProject.bin": b"x"}))
    assert not zipfile.is_zipfile(io.BytesIO(kept.content))
    web = taken("a.gif", saved(photograph(), "GIF", comment=b"<script>alert(1)</script>"))
    assert b"script" not in web.content


def test_a_pdf_is_kept_as_it_is() -> None:
    kept = taken("签到表.PDF", PDF)
    assert (kept.name, kept.media_type, kept.content) == ("签到表.pdf", "application/pdf", PDF)
    assert kept.small == b""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (PDF.replace(b"%%EOF", b""), "没有传完"),
        (PDF.replace(b"<</Root", b"<</Encrypt 5 0 R/Root"), "加了密码"),
        (PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "程序"),
        (PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/J#61vaScript>>"), "程序"),
        (PDF.replace(b"/Catalog", b"/Catalog/AA<</S/Launch>>"), "程序"),
    ],
)
def test_pdfs_that_are_refused(content: bytes, words: str) -> None:
    assert words in refusal("a.pdf", content)


def test_programs_inside_packed_objects_of_a_pdf_are_found_and_points_of_scans_are_no_programs() -> None:
    import zlib

    def with_stream(words: bytes, body: bytes) -> bytes:
        part = b"3 0 obj\n<<" + words + b">>\nstream\n" + body + b"\nendstream\nendobj\ntrailer"
        return PDF.replace(b"trailer", part)

    packed = zlib.compress(b"5 0 <</S/JavaScript/JS(x)>>")
    assert "程序" in refusal("a.pdf", with_stream(b"/Type/ObjStm/Filter/FlateDecode", packed))
    assert taken("a.pdf", with_stream(b"/Subtype/Image", b"\x00/JS \x01/JavaScript"))
    bomb = zlib.compress(bytes(200 * 2**20), 9)
    assert taken("a.pdf", with_stream(b"/Type/ObjStm", bomb))


def test_a_pdf_with_a_million_beginnings_takes_no_longer() -> None:
    assert taken("a.pdf", b"%PDF-1.4" + b"<<stream\n" * 900_000 + b"%%EOF")
    assert taken("a.pdf", b"%PDF-1.4" + b"<</ObjStm stream\nendstream" * 300_000 + b"%%EOF")


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_documents_are_kept_as_they_are(kind: str) -> None:
    sent = office(kind, {"docProps/app.xml": b"<Application>WPS</Application>"})
    kept = taken(f"议程.{kind.upper()}", sent)
    assert (kept.name, kept.content) == (f"议程.{kind}", sent)


def test_a_document_whose_main_part_is_numbered_is_one() -> None:
    sent = office("docx", {"word/document2.xml": b"<w/>"})
    assert taken("a.docx", sent.replace(b"word/document.xml", b"word/documens.xml")).content
    with pytest.raises(Unfit):
        taken("a.docx", office().replace(b"word/document.xml", b"word/documens.xml"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (office("docx", {"word/vbaProject.bin": b"x"}), "带宏"),
        (office("docx", {"word/activeX/activeX1.xml": b"x"}), "带宏"),
        (office("docx", {"[content_types].xml": b"x"}), "重名"),
        (
            office(
                "docx", {"[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml"}
            ),
            "带宏",
        ),
        (locked(office()), "加了密码"),
        (office()[:-30], "损坏"),
        (office() + b"behind", "损坏"),
        (office("xlsx"), "这不是Word 文档"),
        (office("docx", {f"p{n}": b"" for n in range(2100)}), "部件太多"),
        (office("docx", {"word/media/a.bmp": bytes(101 * 2**20)}), "太大"),
        (office("docx", {"word/media/a.bmp": bytes(90 * 2**20)}), "压缩得不合常理"),
        (office("docx", packing=zipfile.ZIP_LZMA), "损坏"),
        (old_office(), "旧格式的文档"),
        (old_office("EncryptedPackage"), "加了密码"),
    ],
)
def test_documents_that_are_refused(content: bytes, words: str) -> None:
    assert words in refusal("a.docx", content)


def test_a_part_that_is_larger_than_it_says_is_refused() -> None:
    sent = office("docx", {"word/media/a.bmp": bytes(300_000)})
    lying = sent.replace(struct.pack("<I", 300_000), struct.pack("<I", 3))
    assert lying != sent
    assert "损坏" in refusal("a.docx", lying)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.doc", old_office(), ".docx"),
        ("a.wps", old_office(), ".docx"),
        ("a.xls", old_office("Workbook"), ".xlsx"),
        ("a.et", old_office("Workbook"), ".xlsx"),
        ("a.ppt", old_office("PowerPoint Document"), "PDF"),
        ("IMG_2.HEIC", b"\x00\x00\x00\x18ftypheic" + bytes(90), "兼容性最佳"),
        ("a.mp4", b"\x00\x00\x00\x18ftypisom" + bytes(90), "视频"),
        ("a.zip", office(), "解压"),
        ("a.docm", office(), ".docx"),
        ("a.xlsm", office("xlsx"), ".xlsx"),
        ("a.txt", b"words", ".docx"),
        ("a.exe", b"MZ" + bytes(90), "可以传"),
        ("a.html", b"<html><script>", "可以传"),
        ("a.svg", b"<svg/>", "PNG"),
        ("a.jpg", b"<html><script>", "里面却不是"),
        ("a.pdf", jpeg(), "里面却是照片"),
        ("a.jpg", PDF, "里面却是PDF"),
        ("a.jpg", office(), "里面却不是"),
        ("a.jpg.exe", jpeg(), "里面却是照片"),
        ("a.pdf", b"x" + PDF, "里面却不是"),
        ("a.jpg", b"", "空的"),
        ("a.pdf", b"%PDF-" + bytes(11 * 2**20), "超过 10 MB"),
    ],
)
def test_files_that_are_refused_with_what_to_do(name: str, content: bytes, words: str) -> None:
    assert words in refusal(name, content)


def test_a_picture_under_the_wrong_name_of_a_picture_is_taken() -> None:
    assert taken("微信图片.png", jpeg()).name == "微信图片.jpg"
    assert taken("无后缀", jpeg()).name == "无后缀.jpg"
    assert taken("照片11.20", jpeg()).name == "照片11.20.jpg"
