"""Where providers post the texts they took for us. Public, and signed; nothing is done before the text is kept."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.reach.carriers.sms import gateway, twilio
from accounts.web.providers import posted_by
from crisis.activation.clock import database_now
from crisis.texting.actions.receiving import receive
from crisis.texting.drafts import IncomingText

NO_ANSWER_HERE = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'  # it leaves through the outbox


@posted_by(twilio)
def twilio_text(request: HttpRequest) -> HttpResponse:
    """https://www.twilio.com/docs/messaging/guides/webhook-request; OptOutType: they answered STOP themselves."""
    told = request.POST
    name = told.get("MessageSid") or told.get("SmsSid") or ""
    if not name or not told.get("From") or told.get("AccountSid") != settings.TWILIO_ACCOUNT_SID:
        return HttpResponse(status=400)
    heard = {"STOP": "stop", "START": "start"}.get(told.get("OptOutType", ""), "")
    text = IncomingText(
        provider="twilio",
        provider_id=name,
        sender=told["From"],
        to=told.get("To", ""),
        text=told.get("Body", ""),
        carrier_heard=heard,
    )
    receive(text, at=database_now())
    return HttpResponse(NO_ANSWER_HERE, content_type="text/xml")


@posted_by(gateway)
def gateway_text(request: HttpRequest) -> HttpResponse:
    """{"id", "from", "to", "text"}, all of them words; the id may be a number."""
    try:
        told = json.loads(request.body)
        name, sender, text = str(told["id"]), told["from"], told["text"]
        to = told.get("to") or ""
    except (ValueError, KeyError, TypeError, AttributeError):
        return HttpResponse(status=400)
    if not name or not all(isinstance(each, str) for each in (sender, text, to)):
        return HttpResponse(status=400)
    incoming = IncomingText(provider="gateway", provider_id=name, sender=sender, to=to, text=text)
    receive(incoming, at=database_now())
    return HttpResponse(status=204)
