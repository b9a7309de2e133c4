"""What is looked at on each page: questions to the page, answered with one line for each fault."""

import re
from functools import cache
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from babel.messages.pofile import read_po
from playwright.sync_api import Page

CATALOGUE = Path(__file__).resolve().parents[2] / "locale/fr/LC_MESSAGES/django.po"
AXE_SCRIPT = Axe().axe_script
AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
# Nothing else changes with the theme.
CONTRAST = "color-contrast"
BY_NIGHT = {"runOnly": [CONTRAST], "resultTypes": ["violations"]}
# Every way in which a text is coloured: all that its contrast depends on, of its own and of what it lies in.
COLOURS = """() => {
  const own = ["color", "font-size", "font-weight", "text-shadow", "visibility"];
  const around = ["background-color", "background-image", "opacity", "display", "position", "z-index", "filter",
    "clip-path", "mix-blend-mode"];
  const plain = {"display": /^(?!none)/, "background-color": /^rgba\\(0, 0, 0, 0\\)$/, "opacity": /^1$/,
    "position": /^static$/};
  const layers = new Map(), ways = new Set();
  for (const el of document.querySelectorAll("*")) {
    const style = getComputedStyle(el), of = (name) => name + style.getPropertyValue(name);
    const dull = (name) => (plain[name] ?? /^(none|auto|normal)$/).test(style.getPropertyValue(name));
    const out = el.matches(":disabled, [aria-disabled=true], [aria-hidden=true], [inert]") || el.control?.disabled;
    const layer = [...around.filter((name) => !dull(name)).map(of), ...(out ? ["not judged"] : [])];
    layers.set(el, (layers.get(el.parentElement) ?? "") + (layer.length ? "/" + layer : ""));
    const text = [...el.childNodes].map((node) => node.nodeType === 3 ? node.data.trim() : "").join("");
    if (text || el.value || style.position !== "static")
      ways.add([layers.get(el), Math.min((text || el.value || "").length, 2), ...own.map(of)].join("|"));
  }
  return [...ways];
}"""
SMALL_TARGETS = """() => {
  const inSentence = (el) => getComputedStyle(el).display.startsWith("inline")
    && !el.closest("nav, .btn, .tiles") && el.matches("a");
  // A box or a radio is pressed by its label, too.
  const target = (el) => (el.matches("[type=checkbox], [type=radio]") && el.labels[0]) || el;
  const found = [];
  for (const el of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
    if (!el.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    if (el.matches("[type=hidden], .skip") || el.closest("svg") || inSentence(el)) continue;
    const box = target(el).getBoundingClientRect();
    if (box.width && box.height < 43.5)
      found.push(`${el.tagName.toLowerCase()} "${(el.innerText || el.name || el.className).trim()}" ${box.height}px`);
  }
  return found;
}"""
TOO_WIDE = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  const wide = [...document.querySelectorAll("body *")].filter(
    (el) => el.getBoundingClientRect().right > page.clientWidth + 1);
  const names = wide.slice(0, 4).map((el) => el.tagName.toLowerCase() + "." + (el.className.baseVal ?? el.className));
  return [`${page.scrollWidth} px wide at 320: ${names}`];
}"""
TEXTS = """() => {
  const texts = [];
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (!parent.closest("script, style, noscript, code, pre, [lang]:not(html)")) texts.push(walk.currentNode.data);
  }
  for (const el of document.querySelectorAll("[placeholder], [aria-label], [title], [alt]"))
    for (const name of ["placeholder", "aria-label", "title", "alt"])
      if (!el.closest("[lang]:not(html)") && el.getAttribute(name)) texts.push(el.getAttribute(name));
  return texts.map((text) => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""
DUMB_FORMS = """() => [...document.forms].filter(
  (form) => ![...form.elements].some((el) => el.type === "submit" || el.type === "image"))
  .map((form) => "no submit button in the form to " + form.getAttribute("action"))"""


def axe_faults(page: Page, read: set[str], options: dict = AXE) -> list[str]:
    """In the colours shown now; the page was opened with `AXE_SCRIPT`.

    `read`: the ways of colouring found readable before. Contrast is half of what axe takes, and pages are coloured
    alike: it is asked where there is one way more, and once more on each page while it is found wanting.
    """
    ways = set(page.evaluate(COLOURS))
    if ways <= read:
        if options is BY_NIGHT:
            return []
        options = options | {"rules": {CONTRAST: {"enabled": False}}}
    found = page.evaluate("options => axe.run(options).then((results) => results.violations)", options)
    if all(fault["id"] != CONTRAST for fault in found):
        read |= ways
    return [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"][:3]]


def frame_faults(page: Page, language: str) -> list[str]:
    """The language it says it is in, and one heading."""
    lang, headings = page.evaluate("[document.documentElement.lang, document.querySelectorAll('h1').length]")
    wrong_language = [f"<html lang={lang!r}>"] if lang != language else []
    return wrong_language + ([f"{headings} h1"] if headings != 1 else [])


def foreign_words(page: Page, language: str) -> list[str]:
    """Texts of the page that are the catalogue's in the other language, and not in this one."""
    other = "en" if language == "fr" else "fr"
    texts = sorted(set(page.evaluate(TEXTS)))
    return [f"untranslated: {text!r}" for text in texts if _says(other, text) and not _says(language, text)]


@cache
def _says(language: str, text: str) -> bool:
    exact, patterns = _spoken(language)
    return text in exact or any(pattern.fullmatch(text) for pattern in patterns)


@cache
def _spoken(language: str) -> tuple[frozenset[str], list[re.Pattern]]:
    """(whole texts, patterns of those with placeholders) of one side of the French catalogue."""
    exact, patterns = set(), []
    for text in _texts(language):
        for piece in _pieces(text):
            if not PLACEHOLDER.search(piece):
                exact.add(piece)
            elif len(PLACEHOLDER.sub("", piece).split()) > 1:
                patterns.append(re.compile(".+?".join(map(re.escape, PLACEHOLDER.split(piece)))))
    return frozenset(exact), patterns


PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%s|%d")


def _pieces(text: str) -> list[str]:
    """A text as its text nodes: markup cuts it, white space is one blank; a lone word tells no language."""
    cut = (" ".join(piece.split()) for piece in re.split(r"<[^>]+>", text.replace("%%", "%")))
    return [piece for piece in cut if " " in piece]


def _texts(language: str) -> list[str]:
    found = []
    with CATALOGUE.open("rb") as file:
        for message in read_po(file, locale="fr"):
            sides = (_listed(message.id), _listed(message.string))
            if message.id and sides[0] != sides[1]:
                found += sides[language == "fr"]
    return [text for text in found if text]


def _listed(texts: str | tuple[str, ...]) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts)
