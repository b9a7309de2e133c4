"""Every (route, method) the site answers, read from Django's own resolver."""

from collections.abc import Iterator

from django.urls import get_resolver
from django.urls.resolvers import LocalePrefixPattern, URLPattern, URLResolver

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# allauth's own views, as one group each: their rights are tested by allauth.
ELSEWHERE = ("account/", "api/auth/")


def live_routes() -> set[tuple[str, str]]:
    """{(route without its language, method)}; a function that doesn't say is taken to answer GET and POST."""
    return {
        (route, method)
        for route, pattern in _walk(get_resolver().url_patterns)
        if not route.startswith(ELSEWHERE)
        for method in _methods(pattern.callback)
    }


def groups_exempt() -> set[str]:
    """The groups that really exist."""
    routes = [route for route, _pattern in _walk(get_resolver().url_patterns)]
    return {group for group in ELSEWHERE if any(route.startswith(group) for route in routes)}


def _walk(patterns, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        here = "" if isinstance(pattern.pattern, LocalePrefixPattern) else str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, before + here)
        else:
            yield before + here, pattern


def _methods(view) -> tuple[str, ...]:
    view_class = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if view_class:
        return tuple(method for method in METHODS if hasattr(view_class, method.lower()))
    while view:
        named = dict(zip(view.__code__.co_freevars, view.__closure__ or (), strict=False))
        if "request_method_list" in named:
            allowed = named["request_method_list"].cell_contents
            return tuple(method for method in METHODS if method in allowed)
        view = getattr(view, "__wrapped__", None)
    return ("GET", "POST")
