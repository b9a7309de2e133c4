"""The nights of bench_quality.py as one picture: how many people were inside within which walk."""

from html import escape
from math import ceil

import numpy as np

WIDTH, HEIGHT, LEFT, TOP, GAP = 330, 240, 46, 44, 70
STYLES = {
    "hindsight": ("#1b7f4b", "6 3", "optimum in hindsight"),
    "service": ("#0b57d0", "", "the service"),
    "first come": ("#b3261e", "2 3", "first come, nearest door"),
}


def draw(nights: list) -> str:
    """An SVG: a panel a night. Higher: more people inside; farther left: shorter walks; grey: all who would come."""
    panels = "".join(_panel(night, LEFT + number * (WIDTH + GAP)) for number, night in enumerate(nights))
    width = max(680, LEFT + len(nights) * (WIDTH + GAP) - GAP + 20)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {TOP + HEIGHT + 78}" role="img" '
        'font-family="system-ui, sans-serif" font-size="12" fill="#222"><title>People inside, by how far they '
        f'walked</title><rect width="100%" height="100%" fill="#fff"/>{panels}{_legend()}</svg>\n'
    )


def _panel(night, left: int) -> str:
    kilometres = max(1, ceil(max(result.metres.max() for result in night.results) / 1000))
    parts = [_text(left, TOP - 22, night.title, weight="600"), _axes(left, kilometres, night.people)]
    for name in STYLES:
        result = next(each for each in night.results if each.name == name)
        parts.append(_line(left, result, kilometres, night.people))
    return "".join(parts)


def _axes(left: int, kilometres: int, people: int) -> str:
    bottom = TOP + HEIGHT
    marks = [
        _text(left + WIDTH * km / kilometres, bottom + 16, f"{km} km", anchor="middle")
        for km in range(kilometres + 1)
    ]
    for share in (0, 0.5, 1):
        y = bottom - share * HEIGHT + 4
        marks.append(_text(left - 6, y, round(share * people), anchor="end"))
    frame = f'<path d="M{left} {TOP}V{bottom}H{left + WIDTH}" fill="none" stroke="#666"/>'
    everybody = f'<path d="M{left} {TOP}H{left + WIDTH}" stroke="#bbb"/>'
    return frame + everybody + "".join(marks)


def _line(left: int, result, kilometres: int, people: int) -> str:
    colour, dashes, label = STYLES[result.name]
    steps = [f"M{left} {TOP + HEIGHT}"]
    walks, inside = np.unique(np.sort(result.metres), return_counts=True)
    for metres, many in zip(walks, np.cumsum(inside), strict=True):
        x, y = left + WIDTH * metres / (1000 * kilometres), TOP + HEIGHT * (1 - many / people)
        steps.append(f"H{x:.1f}V{y:.1f}")
    path = "".join(steps) + f"H{left + WIDTH}"
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}">'
        f"<title>{escape(label)}</title></path>"
    )


def _legend() -> str:
    y, parts = TOP + HEIGHT + 52, []
    for number, (colour, dashes, label) in enumerate(STYLES.values()):
        x = LEFT + number * 220
        parts.append(
            f'<path d="M{x} {y - 4}h30" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>'
        )
        parts.append(_text(x + 38, y, label))
    return "".join(parts)


def _text(x: float, y: float, words: object, *, anchor: str = "start", weight: str = "400") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" font-weight="{weight}">{escape(str(words))}</text>'
