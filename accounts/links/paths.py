"""Addresses that open something for whoever knows them: what logs, files and caches must leave out."""

import re

# deploy/nginx.conf says the same; tests/config/test_logs.py walks the routes.
KEYS = ("m", "a", "told", "stop", "named", "news", "sign-in", "reset/key")
# A crisis may be called "a" or "m": what follows its name is no key.
_KEY = re.compile(rf"(?<!/c)(/(?:{'|'.join(KEYS)})/)[^/\s?#\"'<>]+")


def without_keys(text: str) -> str:
    """The text with an ellipsis in place of each key."""
    return _KEY.sub(r"\1…", text)


def holds_a_key(path: str) -> bool:
    return bool(_KEY.search(path))
