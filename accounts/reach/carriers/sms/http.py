"""One POST to a provider, and what its answer means. No redirect is followed: the credentials would go along."""

import json
import urllib.error
import urllib.request
from email.utils import parsedate_to_datetime

from django.conf import settings
from django.utils import timezone

from accounts.reach.carriers.outcomes import NotNow, Undeliverable, plain_code

FINAL = (400, 410, 422)  # about this message; 401, 403 and 404 are about our settings, and may be put right
MOST_BYTES = 100_000


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args, **_kwargs):
        return None


_opener = urllib.request.build_opener(_Stay)


def post(url: str, body: bytes, headers: dict[str, str]) -> dict:
    """The JSON object answered, or {}. Raises NotNow, Undeliverable (its `code` is the provider's), and OSError."""
    request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310  the operator's own address
    try:
        with _opener.open(request, timeout=settings.REACH_TIMEOUT) as answer:
            return _read(answer)
    except urllib.error.HTTPError as refused:
        with refused:
            told = _read(refused)
            code = plain_code(told.get("code") or told.get("error") or refused.code)
            if refused.code in FINAL:
                raise Undeliverable(code) from None
            raise NotNow(code, retry_after=_wait(refused.headers.get("Retry-After", ""))) from None


def _read(answer) -> dict:
    try:
        told = json.loads(answer.read(MOST_BYTES))
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _wait(header: str) -> float:
    """Seconds of a Retry-After header: a number or a date (RFC 9110, 10.2.3)."""
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(header) - timezone.now()).total_seconds())
    except (TypeError, ValueError):
        return 0.0
