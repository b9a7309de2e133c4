"""The poster (A4, PDF) and the share card (1200 by 630 pixels, PNG), drawn from the same words."""

import io
import threading

import pypdfium2
import segno
from PIL import Image

from crisis.search.photos.models import Photo
from crisis.search.posters.content import Poster
from crisis.search.posters.sheet import DANGER, INK, MUTED, PAPER, Align, Sheet

A4 = (210, 297)
MARGIN = 15
ANSWER_AT = 226  # mm from the top
CARD = (1200, 630)  # pixels: what link previews are cut to
CARD_MM = (200, 105)
COLOURS = 256
MUCH = 320  # letters
_pdfium = threading.Lock()  # it knows nothing of threads


def pdf_of(poster: Poster) -> bytes:
    """The poster, A4 upright."""
    sheet = Sheet(*A4)
    sheet.set_title(poster.title)
    sheet.set_lang(poster.language)
    wide = A4[0] - 2 * MARGIN
    sheet.band(x=0, y=0, w=A4[0], h=27, colour=INK)
    sheet.words(poster.title, x=MARGIN, y=7, w=wide, h=14, size=28, bold=True, colour=PAPER)
    photo = _photo(poster)
    y = _picture(sheet, photo, x=MARGIN, y=34, w=wide, h=_photo_height(poster)) + 5 if photo else 52
    for text, h, size, bold, colour in (
        (poster.name, 34 if photo else 70, 42 if photo else 64, True, INK),
        (
            " · ".join(filter(None, (poster.written, poster.other_names))),
            12,
            14 if photo else 18,
            False,
            MUTED,
        ),
        (poster.about, 9, 18 if photo else 22, False, INK),
        (poster.last_seen, 15, 15 if photo else 18, True, INK),
        (poster.description, 0, 16 if photo else 24, False, INK),
    ):
        room = h or ANSWER_AT - 2 - y
        high = sheet.words(text, x=MARGIN, y=y, w=wide, h=room, size=size, bold=bold, colour=colour)
        y += high + (0 if not high else 2 if photo else 6)
    _how_to_answer(sheet, poster, y=ANSWER_AT)
    if poster.exercise:
        sheet.across(poster.exercise, size=110)
    return bytes(sheet.output())


def card_of(poster: Poster) -> bytes:
    """The share card, PNG."""
    sheet = Sheet(*CARD_MM)
    photo, x = _photo(poster), 8.0
    if photo:
        _cover(sheet, photo, w=78, h=CARD_MM[1])
        x = 86
    wide = CARD_MM[0] - x - 8
    side = {"x": x, "w": wide, "align": Align.L if photo else Align.C}
    sheet.words(poster.title, y=9, h=8, size=17, colour=DANGER, bold=True, **side)
    y = 20 + sheet.words(poster.name, y=20, h=38, size=40, least=14, bold=True, **side) + 1
    y += sheet.words(poster.written, y=y, h=7, size=14, colour=MUTED, **side) + 1
    y += sheet.words(poster.about, y=y, h=7, size=17, **side) + 1
    sheet.words(poster.last_seen, y=y, h=82 - y, size=15, **side)
    sheet.words(poster.short, y=83, h=7, size=15, bold=True, **side)
    sheet.words(f"{poster.as_of} · {poster.site}", y=92, h=6, size=12, colour=MUTED, **side)
    if poster.exercise:
        sheet.across(poster.exercise, size=80, angle=25)
    return _png(bytes(sheet.output()))


def _how_to_answer(sheet: Sheet, poster: Poster, *, y: float) -> None:
    """The code to scan, the address to type, numbers to call, and how old all this is."""
    sheet.band(x=0, y=y, w=A4[0], h=0.6, colour=INK)
    code = segno.make(poster.url, error="q", micro=False)
    drawn = io.BytesIO()
    code.save(drawn, kind="png", scale=8, border=4)
    sheet.image(drawn, x=MARGIN - 4, y=y + 2, w=49)
    x, wide, at = MARGIN + 48, A4[0] - 2 * MARGIN - 48, y + 5
    for text, h, size, bold, colour in (
        (poster.know, 8, 16, True, INK),
        (poster.answer, 6, 12, False, INK),
        (poster.typed, 10, 11, False, INK),
        (poster.hotline, 7, 15, True, INK),
        (poster.danger, 6, 12, True, DANGER),
    ):
        at += sheet.words(text, x=x, y=at, w=wide, h=h, size=size, least=6, bold=bold, colour=colour) + 1.5
    sheet.band(x=0, y=279, w=A4[0], h=18, colour=(236, 238, 240))
    sheet.words(poster.as_of, x=MARGIN, y=281, w=A4[0] - 2 * MARGIN, h=7, size=14, bold=True)
    sheet.words(poster.latest, x=MARGIN, y=289, w=A4[0] - 2 * MARGIN, h=5, size=10, colour=MUTED)


def _photo(poster: Poster) -> Image.Image | None:
    """None where there is none, and where it cannot be read: a poster without it is better than none."""
    kept = Photo.objects.filter(search=poster.search, key=poster.photo).first() if poster.photo else None
    try:
        return Image.open(io.BytesIO(bytes(kept.full)), formats=["JPEG"]) if kept else None
    except OSError:
        return None


def _photo_height(poster: Poster) -> float:
    """mm: less where there is much to read."""
    return 104 if len(poster.name + poster.other_names + poster.description) < MUCH else 78


def _picture(sheet: Sheet, photo: Image.Image, *, x: float, y: float, w: float, h: float) -> float:
    """The whole of it, centred, as large as the box allows; where it ends below."""
    scale = min(w / photo.width, h / photo.height)
    wide, high = photo.width * scale, photo.height * scale
    sheet.image(photo, x=x + (w - wide) / 2, y=y, w=wide, h=high)
    return y + high


def _cover(sheet: Sheet, photo: Image.Image, *, w: float, h: float) -> None:
    """The left part of the sheet filled with the middle of it, a face being rather above the middle."""
    wide, high = min(photo.width, photo.height * w / h), min(photo.height, photo.width * h / w)
    left, top = (photo.width - wide) / 2, (photo.height - high) / 3
    cut = photo.crop(tuple(map(round, (left, top, left + wide, top + high))))
    sheet.image(cut, x=0, y=0, w=w, h=h)


def _png(pdf: bytes) -> bytes:
    with _pdfium:
        document = pypdfium2.PdfDocument(pdf)
        try:
            drawn = document[0].render(scale=CARD[0] / (CARD_MM[0] * 72 / 25.4)).to_pil()
        finally:
            document.close()
    out = io.BytesIO()
    drawn.convert("RGB").resize(CARD).quantize(COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()
