"""A page to draw on: our own letters, shaped in their own direction, made as small as they must be to fit."""

import unicodedata
from functools import cache
from math import hypot
from pathlib import Path

from anyascii import anyascii
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import Align, MethodReturnValue, XPos, YPos

FONTS = Path(__file__).parent / "fonts"
FAMILY = "DejaVu"
INK, MUTED, PAPER, DANGER = (17, 20, 23), (77, 87, 97), (255, 255, 255), (179, 0, 27)
LINE = 1.25  # line height, in letters


class Sheet(FPDF):
    """`unit` is mm. Text is centred unless told; a text that has no room at its largest size shrinks, then wraps."""

    def __init__(self, width: float, height: float):
        super().__init__(unit="mm", format=(width, height))
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.c_margin = 0
        self.add_font(FAMILY, "", FONTS / "DejaVuSans.ttf")
        self.add_font(FAMILY, "B", FONTS / "DejaVuSans-Bold.ttf")
        self.set_text_shaping(True)
        self.add_page()

    def words(
        self, text: str, *, x: float, y: float, w: float, h: float, size: float, least: float = 8,
        bold: bool = False, colour: tuple = INK, align: Align = Align.C,
    ) -> float:  # fmt: skip
        """Write `text` into the box, top first; the height it took. What has no room at `least` points is cut."""
        text = legible(text)
        if not text:
            return 0
        lines = self._fit(text, w, h, size, least, bold)
        self.set_text_color(*colour)
        high = self.font_size * LINE
        for place, line in enumerate(lines):
            self.set_xy(x, y + place * high)
            self.cell(w, high, line, align=align, new_x=XPos.LEFT, new_y=YPos.NEXT)
        return high * len(lines)

    def band(self, *, x: float, y: float, w: float, h: float, colour: tuple) -> None:
        self.set_fill_color(*colour)
        self.rect(x, y, w, h, style="F")

    def across(self, text: str, *, size: float, angle: float = 45) -> None:
        """From corner to corner over everything, and what is under it can still be read."""
        text, room = legible(text), hypot(self.w, self.h) * 0.8
        self.set_font(FAMILY, "B", size)
        self.set_font_size(min(size, size * room / self.get_string_width(text)))
        wide, x, y = self.get_string_width(text), self.w / 2, self.h / 2
        self.set_text_color(*DANGER)
        with self.local_context(fill_opacity=0.22), self.rotation(angle, x, y):
            # Not set_xy(), which takes a negative one from the right.
            self.x, self.y = x - wide / 2, y - self.font_size / 2
            self.cell(wide, self.font_size, text, align=Align.C)

    def _fit(self, text: str, w: float, h: float, size: float, least: float, bold: bool) -> list[str]:
        while True:
            self.set_font(FAMILY, "B" if bold else "", size)
            lines = self._lines(text, w)
            fits = len(lines) * self.font_size * LINE <= h
            whole = all(self.get_string_width(word) <= w for word in text.split())
            if size <= least or (fits and whole):
                return lines[: max(1, int(h / (self.font_size * LINE)))]
            size = max(least, size * 0.92)

    def _lines(self, text: str, w: float) -> list[str]:
        return self.multi_cell(w, text=text, align=Align.L, dry_run=True, output=MethodReturnValue.LINES)


def legible(text: str) -> str:
    """`text` with what our letters cannot write spelt in Latin ones, and pictures left out: never an empty box."""
    return " ".join("".join(map(_written, unicodedata.normalize("NFC", text))).split())


def _written(sign: str) -> str:
    if ord(sign) in _signs() or sign.isspace():
        return sign
    spelt = anyascii(sign) if unicodedata.category(sign)[0] in "LMNP" else ""
    return f"{spelt} " if "\u3400" <= sign <= "\ud7a3" else spelt  # a syllable or a word each


@cache
def _signs() -> frozenset[int]:
    return frozenset(TTFont(FONTS / "DejaVuSans.ttf").getBestCmap())
