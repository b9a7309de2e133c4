"""A stranger's picture comes out as new pixels: no place, no name, no bomb."""

import io
import struct
import time
import zlib

import pytest
from PIL import Image, PngImagePlugin

from accounts.errors import Invalid, TooMany
from crisis.ground.photos import cleaning
from crisis.ground.photos.cleaning import clean

CANARY = b"12 rue Alibert 48.8716N"
WORDS = CANARY.decode()


def scene(width=900, height=600) -> Image.Image:
    """Red on the left, blue on the right: enough to see which way is up."""
    picture = Image.new("RGB", (width, height), "red")
    picture.paste("blue", (width // 2, 0, width, height))
    return picture


def exif(orientation: int = 1) -> Image.Exif:
    told = Image.Exif()
    told[0x0112] = orientation
    told[0x010E] = told[0x013B] = told[0x8298] = WORDS  # description, artist, copyright
    told.get_ifd(0x8825)[0x001B] = CANARY  # GPS processing method
    return told


def packed(format: str, **options) -> bytes:
    out = io.BytesIO()
    scene().save(out, format, **options)
    return out.getvalue()


def png_words() -> PngImagePlugin.PngInfo:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", WORDS)
    told.add_itxt("XML:com.adobe.xmp", WORDS)
    told.add_text("Location", WORDS, zip=True)
    return told


PLANTED = {
    "jpeg": lambda: packed("JPEG", exif=exif(), comment=CANARY, xmp=CANARY, icc_profile=CANARY),
    "png": lambda: packed("PNG", exif=exif(), pnginfo=png_words(), icc_profile=CANARY),
    "webp": lambda: packed("WEBP", exif=exif(), xmp=CANARY, icc_profile=CANARY),
    "gif": lambda: packed("GIF", comment=CANARY),
    "tiff": lambda: packed("TIFF", tiffinfo={270: WORDS, 315: WORDS, 700: CANARY}),
    "avif": lambda: packed("AVIF", exif=exif(), xmp=CANARY),
}


def alone(jpeg: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(jpeg), formats=["JPEG"])
    picture.load()
    return picture


@pytest.mark.parametrize("format", PLANTED)
def test_what_a_camera_wrote_beside_the_pixels_does_not_come_out(format):
    planted = PLANTED[format]() + CANARY  # and behind the end of the file
    assert CANARY in planted
    made = clean(planted)
    for jpeg in (made.full, made.thumb):
        picture = alone(jpeg)
        assert CANARY not in jpeg
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_photo_is_shown_as_the_camera_held_it():
    made = clean(packed("JPEG", exif=exif(orientation=6)))  # turned by a quarter
    assert (made.width, made.height) == (600, 900)
    top = alone(made.full).getpixel((300, 50))
    assert top[0] > 200 > top[2]


def test_a_large_photo_becomes_a_small_one():
    out = io.BytesIO()
    scene(6000, 4000).save(out, "JPEG")
    made = clean(out.getvalue())
    assert (made.width, made.height) == (1280, 853)
    assert alone(made.thumb).size == (320, 213)


def test_what_is_see_through_becomes_white():
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    assert alone(clean(out.getvalue()).full).getpixel((20, 20)) == (255, 255, 255)


def bomb(side: int) -> bytes:
    """A PNG of `side` × `side` black pixels, a few kilobytes long."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compressobj(9)
    line = b"\0" * (side // 8 + 1)
    packed = b"".join(rows.compress(line) for _ in range(side)) + rows.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def test_a_bomb_of_twenty_kilobytes_is_refused_before_it_is_unpacked():
    small = bomb(12_000)
    assert len(small) < 20_500
    began = time.process_time()
    with pytest.raises(Invalid) as refused:
        clean(small)
    assert "pixels" in str(refused.value.errors["photo"][0])
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a",
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0" + b"\0" * 999,
    ],
    ids=["empty", "svg", "torn gif", "pdf", "torn jpeg"],
)
def test_what_is_no_picture_is_refused_in_words(file):
    with pytest.raises(Invalid) as refused:
        clean(file)
    assert "screenshot" in str(refused.value.errors["photo"][0])


def test_a_file_of_eleven_megabytes_is_not_even_opened():
    with pytest.raises(Invalid):
        clean(b"\0" * (11 * 1024 * 1024))


def test_a_crowd_of_photos_takes_two_cores_and_no_more(monkeypatch):
    monkeypatch.setattr(cleaning, "MOST_SECONDS", 0.01)
    for _seat in range(cleaning.AT_ONCE):
        assert cleaning._seats.acquire(blocking=False), "the tests before gave theirs back"
    with pytest.raises(TooMany):
        clean(packed("PNG"))
    cleaning._seats.release(cleaning.AT_ONCE)
    monkeypatch.undo()
    assert clean(packed("PNG")).width == 900


def test_whoever_decodes_knows_no_secret_of_ours(monkeypatch, tmp_path):
    probe = tmp_path / "probe.py"
    probe.write_text("import os, sys; sys.exit(2 if 'SECRET_KEY' in os.environ else 0)")
    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.setattr(cleaning, "DECODER", probe)
    assert clean(packed("JPEG")).full == b""


def with_thumbnail_inside() -> bytes:
    """As a camera writes it: a second, small picture in the EXIF block, uncut when the large one is cut."""
    inside = io.BytesIO()
    Image.new("RGB", (16, 16), "lime").save(inside, "JPEG", comment=CANARY)
    told = exif()
    told[0x927C] = b"\xff\xd8" + inside.getvalue()  # a maker's note with a picture in it
    return packed("JPEG", exif=told)


def moving(format: str, frames: int, size: tuple[int, int] = (300, 200)) -> bytes:
    out = io.BytesIO()
    others = [Image.new("RGB", size, (number % 256, 255, 0)) for number in range(frames - 1)]
    scene(*size).save(out, format, save_all=True, append_images=others, duration=20, minimize_size=False)
    return out.getvalue()


def test_a_picture_inside_the_picture_does_not_come_out():
    sent = with_thumbnail_inside()
    assert CANARY in sent and sent.count(b"\xff\xd8\xff") > 1
    made = clean(sent)
    for jpeg in (made.full, made.thumb):
        assert CANARY not in jpeg and jpeg.count(b"\xff\xd8\xff") == 1


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG", "AVIF", "TIFF"])
def test_of_a_moving_picture_the_first_frame_stays(format):
    made = clean(moving(format, 8))
    left = alone(made.full).getpixel((40, 100))
    assert left[0] > 200 > left[1]  # red, as the first is; the others are green


def test_a_thousand_frames_take_no_longer_than_one():
    sent = moving("GIF", 1000, (60, 40))
    began = time.monotonic()
    assert clean(sent).width == 60
    assert time.monotonic() - began < cleaning.MOST_SECONDS


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_a_photo_that_broke_off_on_the_way_is_refused(format):
    whole = io.BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(whole, format)
    with pytest.raises(Invalid):
        clean(whole.getvalue()[: len(whole.getvalue()) * 2 // 3])


SCRIPT = b"<html><script>alert(document.cookie)</script></html>"
ARCHIVE = b"PK\x03\x04 evil.sh PK\x01\x02 PK\x05\x06"


@pytest.mark.parametrize(
    "sent",
    [
        lambda: packed("JPEG", comment=SCRIPT) + ARCHIVE,
        lambda: (
            packed("JPEG")[:2]
            + b"\xff\xe1"
            + struct.pack(">H", len(SCRIPT) + 2)
            + SCRIPT
            + packed("JPEG")[2:]
        ),
        lambda: packed("GIF", comment=SCRIPT) + ARCHIVE,
        lambda: packed("PNG") + SCRIPT + ARCHIVE,
    ],
    ids=["jpeg, html and zip", "html in a block", "gif", "png"],
)
def test_what_is_a_picture_and_a_page_or_an_archive_at_once_comes_out_a_picture_alone(sent):
    assert SCRIPT in sent()
    made = clean(sent())
    for jpeg in (made.full, made.thumb):
        assert jpeg[:3] == b"\xff\xd8\xff" and jpeg[-2:] == b"\xff\xd9"
        assert b"<script" not in jpeg and b"PK\x03\x04" not in jpeg


def enormous() -> dict[str, bytes]:
    """A header that promises four billion pixels, and next to nothing behind it."""
    jpeg = packed("JPEG")
    frame = jpeg.index(b"\xff\xc0")
    gif = packed("GIF")
    return {
        "png": bomb(8).replace(struct.pack(">II", 8, 8), struct.pack(">II", 65_500, 65_500)),
        "jpeg": jpeg[: frame + 5] + struct.pack(">HH", 65_500, 65_500) + jpeg[frame + 9 :],
        "gif": gif[:6] + struct.pack("<HH", 65_500, 65_500) + gif[10:],
    }


@pytest.mark.parametrize("format", ["png", "jpeg", "gif"])
def test_a_header_that_promises_four_billion_pixels_is_refused_at_once(format):
    began = time.process_time()
    with pytest.raises(Invalid):
        clean(enormous()[format])
    assert time.process_time() - began < 1
