"""Run as a program of its own: bytes of a picture in, two clean JPEGs out. Exit 1: unreadable, 2: too large.

A hostile file meets a process that has a second of memory and time to lose, no database and no secret.
"""

import contextlib
import io
import resource
import sys
import warnings

from PIL import Image, ImageFile, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "AVIF")
# A phone's 50 megapixels pass as JPEG, which is decoded at a fraction of its size; nothing else is.
MOST_PIXELS = {"JPEG": 64_000_000, "MPO": 64_000_000}
MOST_PIXELS_ELSE = 25_000_000
MOST_MEMORY = 1024**3  # bytes
MOST_CPU = 6  # seconds
FULL, THUMB = 1280, 320  # pixels of the longer side

UNREADABLE, TOO_LARGE = 1, 2


def main() -> int:
    limit(resource.RLIMIT_AS, MOST_MEMORY)
    limit(resource.RLIMIT_CPU, MOST_CPU)
    limit(resource.RLIMIT_FSIZE, 0)
    limit(resource.RLIMIT_CORE, 0)
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = max(MOST_PIXELS.values())
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.init()  # else only the commonest formats are known
    try:
        picture = Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=FORMATS)
        width, height = picture.size
        if width * height > MOST_PIXELS.get(picture.format, MOST_PIXELS_ELSE):
            return TOO_LARGE
        write(upright(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return TOO_LARGE
    except Exception:  # noqa: BLE001  whatever a decoder trips over, the file is what is wrong
        return UNREADABLE
    return 0


def limit(what: int, most: int) -> None:
    with contextlib.suppress(ValueError, OSError):  # macOS knows some of these by name only
        resource.setrlimit(what, (most, most))


def upright(picture: Image.Image) -> Image.Image:
    """Pixels alone on a fresh canvas, transparent parts white, at most FULL a side."""
    picture.draft("RGB", (FULL, FULL))
    turned = ImageOps.exif_transpose(picture)
    turned.thumbnail((FULL, FULL))
    pixels = turned.convert("RGBA")
    canvas = Image.new("RGB", pixels.size, "white")
    canvas.paste(pixels, mask=pixels.getchannel("A"))
    return canvas


def write(canvas: Image.Image) -> None:
    full, thumb = io.BytesIO(), io.BytesIO()
    canvas.save(full, "JPEG", quality=82, optimize=True)
    small = canvas.copy()
    small.thumbnail((THUMB, THUMB))
    small.save(thumb, "JPEG", quality=78, optimize=True)
    head = [canvas.width, canvas.height, full.tell()]
    out = sys.stdout.buffer
    out.write(b"".join(number.to_bytes(4, "big") for number in head) + full.getvalue() + thumb.getvalue())


if __name__ == "__main__":
    sys.exit(main())
