"""Is a photo judged false known again, and is any other held for it? .venv/bin/python bench/bench_photos.py [DIR …]

Every picture found below a DIR is taken for a photo judged false (NumPy's .npy of faces, too: skimage's lfw_subset);
then for each way to alter it, how many of the altered ones are held. False holds: each picture asked against every
other, by far the hardest question where all of them are faces. None is kept, none is ours: the figures in
docs/benchmarks.md say from which packages they came.
"""

import argparse
import io
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from crisis.ground.photos.decoder import upright  # noqa: E402
from crisis.search.photos import likeness  # noqa: E402

CHANCE = random.Random(20151113)
ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".tif"}
LEAST = 90  # pixels: smaller ones are icons
FACES = 120  # drawn
LIMITS = (48, 56, 64, 72, 80)  # of the bits that may differ; MOST_BITS is one of them
PHONE = (1080, 2340)


def main() -> None:
    reads = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reads.add_argument("folders", nargs="*", type=Path)
    photos, faces = pictures(reads.parse_args().folders)
    drawn = [drawn_face() for _ in range(FACES)]
    if not photos:
        print(
            "No photo: name a folder that has some. Only of the heads drawn here, which are hard to tell apart:"
        )
        photos = drawn
    print(f"{len(photos)} photos, {len(faces)} faces of 25 pixels, {len(drawn)} faces drawn here")
    print(f"{'% held, bits that may differ':<34}" + "".join(f"{limit:>10}" for limit in LIMITS))
    known = [likeness.part_prints(jpeg(photo)) for photo in photos]
    for name, alter in ALTERED.items():
        asked = (likeness.asked_prints(jpeg(alter(photo))) for photo in photos)
        tell(name, list(map(likeness.bits_between, asked, known)))
    for name, some in (("other photos", photos), ("other faces", faces), ("other drawn faces", drawn)):
        tell(name, strangers(some))
    tell_time(jpeg(photos[0]))


def pictures(folders: list[Path]) -> tuple[list[Image.Image], list[Image.Image]]:
    photos, faces = [], []
    for path in sorted(each for folder in folders for each in folder.rglob("*")):
        if path.suffix.lower() in ENDINGS:
            picture = upright(Image.open(path))
            photos += [picture] if min(picture.size) >= LEAST else []
        elif path.suffix == ".npy":
            grey = np.load(path)[:100]  # the other half shows no faces
            faces += [Image.fromarray((255 * each).astype(np.uint8)).resize((250, 250)) for each in grey]
    return photos, faces


def jpeg(picture: Image.Image, quality: int = 82) -> bytes:
    """As it is kept after an upload."""
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def through_jpeg(quality: int) -> Callable:
    return lambda picture: Image.open(io.BytesIO(jpeg(picture, quality)))


def cropped(share: float) -> Callable:
    """That share of width and of height cut away, anywhere."""

    def alter(picture: Image.Image) -> Image.Image:
        width, height = picture.size
        left, top = (CHANCE.random() * share * side for side in picture.size)
        return picture.crop(
            (int(left), int(top), int(left + (1 - share) * width), int(top + (1 - share) * height))
        )

    return alter


def one_side(share: float) -> Callable:
    return lambda picture: picture.crop((0, 0, picture.width, int((1 - share) * picture.height)))


def turned(degrees: float) -> Callable:
    return lambda picture: picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor="white")


def bordered(picture: Image.Image) -> Image.Image:
    wide = (CHANCE.randint(10, 25) * picture.width // 100, CHANCE.randint(10, 25) * picture.height // 100)
    return ImageOps.expand(picture, wide, CHANCE.choice(["white", "black", "#f0f2f5"]))


def screenshot(picture: Image.Image) -> Image.Image:
    """In a gallery or a chat on a phone: a clock above, some lines below."""
    dark = CHANCE.random() < 0.5
    screen = Image.new("RGB", PHONE, "black" if dark else "white")
    pen, ink = ImageDraw.Draw(screen), "white" if dark else "black"
    shown = ImageOps.contain(picture, (PHONE[0], 1500))
    top = CHANCE.randint(250, 500)
    screen.paste(shown, ((PHONE[0] - shown.width) // 2, top))
    pen.text((60, 40), "22:47", ink, font_size=44)
    for line in range(3):
        below = top + shown.height + 40 + 60 * line
        pen.text((60, below), "Have you seen him tonight? Please share", ink, font_size=40)
    return upright(screen)


def captioned(picture: Image.Image) -> Image.Image:
    made, height = picture.copy(), picture.height // 7
    pen = ImageDraw.Draw(made)
    pen.rectangle((0, picture.height - height, *picture.size), "#c00000")
    pen.text((20, picture.height - height + 8), "MISSING", "white", font_size=max(12, height // 2))
    return made


def twice(*steps: Callable) -> Callable:
    def alter(picture: Image.Image) -> Image.Image:
        for step in steps:
            picture = step(picture)
        return picture

    return alter


ALTERED: dict[str, Callable] = {
    "quality 60": through_jpeg(60),
    "quality 30": through_jpeg(30),
    "320 pixels": lambda picture: ImageOps.contain(picture, (320, 320)),
    "mirrored": ImageOps.mirror,
    "grey": lambda picture: picture.convert("L"),
    "brighter": lambda picture: picture.point(lambda level: min(255, int(level * 1.3))),
    "10 % cut": cropped(0.1),
    "20 % cut": cropped(0.2),
    "30 % cut": cropped(0.3),
    "30 % cut below": one_side(0.3),
    "20 % cut, mirrored, q60": twice(cropped(0.2), ImageOps.mirror, through_jpeg(60)),
    "turned by 2°": turned(2),
    "turned by 5°": turned(5),
    "with a border": bordered,
    "screenshot on a phone": screenshot,
    "with a caption on it": captioned,
}


def drawn_face() -> Image.Image:
    """A head and shoulders before a wall, as on a badge: all alike in how they are composed."""
    some = CHANCE.randint
    colour = lambda low, high: tuple(some(low, high) for _ in range(3))  # noqa: E731
    made = Image.new("RGB", (300, 360), colour(60, 250))
    pen = ImageDraw.Draw(made)
    x, y, wide, tall = some(130, 170), some(130, 170), some(55, 75), some(75, 95)
    skin, hair = some(70, 220), colour(10, 120)
    pen.ellipse((x - 2 * wide, y + tall - 5, x + 2 * wide, y + 3 * tall), colour(20, 220))
    pen.ellipse((x - wide - 8, y - tall - some(8, 25), x + wide + 8, y + some(-10, tall)), hair)
    pen.ellipse((x - wide, y - tall, x + wide, y + tall), (skin, int(skin * 0.8), int(skin * 0.65)))
    if some(0, 1):
        pen.pieslice((x - wide, y - tall - 4, x + wide, y + tall // 3), 180, 360, hair)
    for side in (-1, 1):
        pen.ellipse((x + side * wide // 2 - 8, y - 14, x + side * wide // 2 + 8, y - 2), "white")
        pen.ellipse((x + side * wide // 2 - 4, y - 12, x + side * wide // 2 + 4, y - 4), "black")
    pen.arc((x - 25, y + 20, x + 25, y + some(36, 56)), 20, 160, "#702020", width=4)
    noise = Image.effect_noise(made.size, 18).convert("RGB")
    return Image.blend(made.filter(ImageFilter.GaussianBlur(1)), noise, 0.06)


def strangers(some: list[Image.Image]) -> list[int]:
    """Bits between each and every other, both ways."""
    kept = [(likeness.asked_prints(jpeg(each)), likeness.part_prints(jpeg(each))) for each in some]
    return [
        likeness.bits_between(mine[0], theirs[1]) for mine in kept for theirs in kept if mine is not theirs
    ]


def tell(name: str, bits: list[int]) -> None:
    """Share held, were so many bits the most that may differ."""
    held = "".join(f"{100 * sum(each <= limit for each in bits) / len(bits):>10.2f}" for limit in LIMITS)
    print(f"{name:<26}{len(bits):>8}{held}", flush=True)


def tell_time(one: bytes) -> None:
    began = time.process_time()
    asked, parts = likeness.asked_prints(one), likeness.part_prints(one)
    made = time.process_time() - began
    thousand = [(key, parts[::-1]) for key in range(1000)]
    began = time.process_time()
    likeness.first_alike(asked, iter(thousand))
    compared = time.process_time() - began
    print(
        f"hashing {1000 * made:.0f} ms; {len(parts)} bytes remembered; compared with 1,000: {1000 * compared:.0f} ms"
    )


if __name__ == "__main__":
    main()
