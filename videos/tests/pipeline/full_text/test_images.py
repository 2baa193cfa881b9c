"""Which pictures of figures are shown, and how they are decoded."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageDraw

from videos.pipeline.full_text.images import UnusablePicture, panels, prepare


def picture(width: int = 900, height: int = 600, mode: str = "RGB", kind: str = "PNG", **more: object) -> bytes:
    """A picture with a dark square."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((10, 10, width // 2, height // 2), fill="navy")
    file = io.BytesIO()
    image.convert(mode).save(file, kind, **more)
    return file.getvalue()


def refused(content: bytes, caption: str = "Early waking.") -> str:
    with pytest.raises(UnusablePicture) as error:
        prepare(content, caption)
    return str(error.value)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_redrawn_whole(kind):
    found = prepare(picture(kind=kind), "Early waking.")
    with Image.open(io.BytesIO(found.png)) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "RGB", (900, 600))
        red, _, blue = image.getpixel((20, 20))
    assert (found.width, found.height, found.panels) == (900, 600, 1)
    assert blue > 100 > red


def test_a_large_picture_is_made_smaller_and_keeps_its_shape():
    found = prepare(picture(4000, 2000, kind="JPEG"), "Early waking.")
    with Image.open(io.BytesIO(found.png)) as image:
        assert image.size == (1696, 848)


def test_a_photo_of_20_megapixels_is_shown():
    found = prepare(picture(5400, 3700, kind="JPEG"), "Early waking.")
    assert (found.width, found.height) == (1605, 1100)


@pytest.mark.parametrize(
    ("mode", "kind"), [("L", "PNG"), ("P", "PNG"), ("RGBA", "PNG"), ("I;16", "PNG"), ("1", "PNG"), ("CMYK", "JPEG")]
)
def test_every_mode_of_pixels_is_read(mode, kind):
    image = Image.new("L", (900, 600), 255)
    ImageDraw.Draw(image).rectangle((10, 10, 400, 300), fill=0)
    source = image.convert("I").point(lambda value: value * 257) if mode == "I;16" else image
    file = io.BytesIO()
    source.convert(mode).save(file, kind)
    with Image.open(io.BytesIO(prepare(file.getvalue(), "").png)) as drawn:
        dark, light = (drawn.convert("L").getpixel(place) for place in ((20, 20), (800, 500)))
    assert dark < 30
    assert light > 225


def test_what_is_transparent_is_white():
    image = Image.new("RGBA", (900, 600), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((10, 10, 400, 300), fill="navy")
    file = io.BytesIO()
    image.save(file, "PNG")
    with Image.open(io.BytesIO(prepare(file.getvalue(), "").png)) as drawn:
        assert drawn.getpixel((800, 500)) == (255, 255, 255)


def test_nothing_but_pixels_is_kept():
    exif = Image.Exif()
    exif[0x010E] = "a secret"
    assert b"secret" not in prepare(picture(kind="JPEG", exif=exif), "").png


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width: int, height: int, rows: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"x" * 10_000_001, "more than 10 MB"),
        (png_of(5000, 4000), "more than 12 million"),
        (png_of(6000, 4200), "more than 24 million"),
        (picture(4500, 3000, kind="JPEG", progressive=True), "more than 12 million"),
        (png_of(50_000, 50_000), "cannot be read"),
        (png_of(60_000, 200), "too narrow or too flat"),
        (b"", "cannot be read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot be read"),
        (picture()[:200], "cannot be read"),
        (picture(kind="GIF"), "cannot be read"),
        (picture(kind="TIFF"), "cannot be read"),
        (picture(kind="WEBP"), "cannot be read"),
        (picture(200, 150), "too small to be sharp"),
        (picture(300, 1200), "too narrow or too flat"),
        (picture(2400, 200), "too narrow or too flat"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_on_its_slide_is_refused(content, reason):
    assert reason in refused(content)


def test_a_blank_picture_is_refused():
    file = io.BytesIO()
    Image.new("RGB", (900, 600), (250, 250, 250)).save(file, "PNG")
    assert refused(file.getvalue()) == "is blank"


def test_a_picture_that_one_format_can_show_is_kept():
    assert prepare(picture(700, 1000), "").height == 1000
    assert prepare(picture(1600, 640), "").height == 640


def test_a_figure_with_many_parts_is_refused():
    assert "has 8 parts" in refused(picture(1800, 750), "Waking in (A) men, (B) women (C-H) six villages.")
    assert prepare(picture(1800, 750), "Waking in (A) men and (B) women.").panels == 2


@pytest.mark.parametrize(
    ("caption", "count"),
    [
        ("Early waking.", 1),
        ("(A) Men. (B) Women.", 2),
        ("Waking in men (a) and women (b).", 2),
        ("A, men. B, women. C, children.", 3),
        ("Waking (A–D) by village.", 4),
        ("Waking in (B) women.", 1),
        ("(A) Men. (C) Children.", 1),
        ("Vitamin A and vitamin B.", 1),
        ("Waking (n = 8).", 1),
    ],
)
def test_the_letters_of_a_caption_count_the_parts(caption, count):
    assert panels(caption) == count
