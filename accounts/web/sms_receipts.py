"""Where SMS providers post what became of a message. Public, and signed."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.reach.carriers.sms import gateway, twilio
from accounts.reach.receipts import delivered, undeliverable
from accounts.web.providers import posted_by


@posted_by(twilio)
def twilio_receipt(request: HttpRequest, message: UUID) -> HttpResponse:
    """https://www.twilio.com/docs/messaging/guides/track-outbound-message-status"""
    outcome = twilio.OUTCOMES.get(request.POST.get("MessageStatus", ""), "")
    _take(message, outcome, twilio.final(request.POST.get("ErrorCode", "")[:40]))
    return HttpResponse(status=204)


@posted_by(gateway)
def gateway_receipt(request: HttpRequest) -> HttpResponse:
    """{"id": the id we sent it with, "status": delivered | undelivered | failed | anything else, "error": "…"}"""
    try:
        told = json.loads(request.body)
        message, status, error = UUID(str(told["id"])), str(told["status"]), str(told.get("error") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return HttpResponse(status=400)
    _take(message, gateway.OUTCOMES.get(status, ""), gateway.final(error[:40]))
    return HttpResponse(status=204)


def _take(message: UUID, outcome: str, refused) -> None:
    if outcome == "delivered":
        delivered(message, at=timezone.now())
    elif outcome == "undeliverable":
        undeliverable(message, refused, at=timezone.now())
