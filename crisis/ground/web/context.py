"""What every page needs to know besides its own subject."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language, get_language_info

from accounts.permissions import WORK_HERE, can

NEUTRAL_PAGE = "https://www.meteofrance.com"


def page(request: HttpRequest) -> dict:
    """Context processor: the same page in other languages, the way out, the service worker, the map's tiles if any."""
    return {
        "language_links": language_links(request),
        "quick_exit_url": getattr(settings, "QUICK_EXIT_URL", NEUTRAL_PAGE),
        "works_here": lambda: can(getattr(request, "user", None), WORK_HERE),
        "service_worker": reverse("service_worker") if settings.SERVICE_WORKER else "",
        "map_tile_url": getattr(settings, "MAP_TILE_URL", ""),
        "map_tile_attribution": getattr(settings, "MAP_TILE_ATTRIBUTION", ""),
    }


def language_links(request: HttpRequest) -> list[tuple[str, str, str]]:
    """List (code, name in its own language, path of this page); empty where the path names no language."""
    here = request.get_full_path()
    links = [(code, _own_name(code), translate_url(here, code)) for code, _name in settings.LANGUAGES]
    others = [url for code, _name, url in links if code != get_language()]
    return links if any(url != here for url in others) else []


def _own_name(code: str) -> str:
    name = get_language_info(code)["name_local"]
    return name[:1].upper() + name[1:]
