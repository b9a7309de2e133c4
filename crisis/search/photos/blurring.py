"""Blurred until touched: by a picture of its own, made here. What is blurred in a browser was sent whole."""

import io

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFilter

from accounts.errors import TooLate
from crisis.search.photos.models import Photo, Sensitive

GRAINS = 12  # across the longer side: colours, and no face


def set_mark(photo: Photo, mark: Sensitive, *, by_desk: bool = False) -> None:
    """What the desk marked nobody else lifts. Raises TooLate."""
    rows = Photo.objects.filter(pk=photo.pk)
    if not by_desk and rows.filter(sensitive=Sensitive.DESK).exists():
        raise TooLate(_("A moderator has blurred it: it stays blurred."))
    thumb = rows.values_list("thumb", flat=True).first()
    if thumb is None:
        raise TooLate
    rows.update(sensitive=mark, blurred=blurred(bytes(thumb)))  # the public may see it blurred a while longer


def blurred(thumb: bytes) -> bytes:
    """A JPEG as large as the thumbnail, with nothing left in it to recognise anybody by."""
    picture = Image.open(io.BytesIO(thumb), formats=["JPEG"])  # our own decoder wrote it
    grains = picture.copy()
    grains.thumbnail((GRAINS, GRAINS))
    soft = grains.resize(picture.size, Image.Resampling.BICUBIC)
    out = io.BytesIO()
    soft.filter(ImageFilter.GaussianBlur(max(picture.size) / GRAINS / 2)).save(out, "JPEG", quality=60)
    return out.getvalue()
