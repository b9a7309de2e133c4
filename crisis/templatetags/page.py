"""Small words for page templates: numbers one can tap, codes one can scan."""

import re
from unicodedata import bidirectional

import segno
from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

# An international number, a ten-digit French one, or a short one; "15 17 18" stays three numbers.
NUMBER = re.compile(r"(?<!\d)(?:\+\d(?: ?\d){7,14}|0(?: ?\d){9}|\d{2,5})(?!\d)")
TEXT_ONLY = {"114"}  # the French emergency number for those who can't speak answers SMS


@register.filter
def dial(text: str) -> SafeString:
    """Return `text` escaped, each telephone number in it a link that calls it (or writes to it)."""
    return mark_safe(NUMBER.sub(_link, conditional_escape(text)))  # noqa: S308 - escaped on this line


def _link(found: re.Match[str]) -> str:
    shown = found.group()
    number = shown.replace(" ", "")
    scheme = "sms" if number in TEXT_ONLY else "tel"
    return format_html('<a href="{}:{}" dir="ltr">{}</a>', scheme, number, shown)


@register.simple_tag
def qr(url: str) -> SafeString:
    """Return `url` as an inline SVG QR code (error level M), about 1.4 KB, without styles or scripts."""
    if not url:
        return mark_safe("")
    code = segno.make(url, error="m", micro=False)
    return mark_safe(code.svg_inline(border=2, dark="#000", light="#fff", omitsize=True))  # noqa: S308


@register.filter
def isolated(name: str) -> str:
    """`name` for the middle of a sentence or an attribute: one that runs right to left turns nothing around it."""
    runs_left = any(bidirectional(letter) in ("R", "AL") for letter in name)
    return f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}" if runs_left else name


@register.filter
def lasting(minutes: int) -> str:
    """So many minutes as they are read: "45 min", "1 h 20"."""
    hours, rest = divmod(minutes or 0, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    return _("%(hours)s h %(minutes)02d") % {"hours": hours, "minutes": rest}
