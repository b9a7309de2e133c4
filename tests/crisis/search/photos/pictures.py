"""Scenes drawn by number: as full of large and small shapes as a photo, each another one."""

import io
import random

from PIL import Image, ImageDraw


def scene(number: int, size: tuple[int, int] = (600, 450)) -> Image.Image:
    chance = random.Random(number)
    made = Image.new("RGB", size, "grey")
    pen = ImageDraw.Draw(made)
    for largest in (300, 200, 120, 60, 40):
        for _each in range(12):
            x, y = chance.randrange(-50, size[0]), chance.randrange(-50, size[1])
            wide, tall = chance.randint(10, largest), chance.randint(10, largest)
            colour = tuple(chance.randrange(256) for _ in range(3))
            draw = pen.ellipse if chance.random() < 0.5 else pen.rectangle
            draw((x, y, x + wide, y + tall), colour)
    return made


def jpeg(picture: Image.Image, quality: int = 82) -> bytes:
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()
