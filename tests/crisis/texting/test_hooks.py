"""Where providers post texts: signed, each taken once however often it comes, answered from the outbox."""

import hashlib
import hmac
import json

import pytest
from django.test import Client

from accounts.journal.models import Delivery
from accounts.reach.carrying import carry_due_messages
from accounts.reach.models import Message
from accounts.reach.stops import stopped
from crisis.checkin.models import CheckIn
from crisis.texting.models import Conversation, TextLine
from tests.cast import active_crisis, number_of
from tests.matching.leads.night import deliver
from tests.rig.sms import AMIRA, OURS, SID, TOKEN, Provider, signature, text

pytestmark = pytest.mark.django_db
SITE, TWILIO, GATEWAY = "https://porte.example", "/hooks/sms/twilio/", "/hooks/sms/gateway/"


@pytest.fixture
def twilio(settings):
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_FROM = SID, TOKEN, OURS
    settings.PUBLIC_URL = SITE
    return active_crisis()


@pytest.fixture
def gateway(settings):
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_SECRET = "http://127.0.0.1:1/", "quiet"
    return active_crisis()


def post(params: dict, signed: str | None = None) -> int:
    signed = signature(SITE + TWILIO, params) if signed is None else signed
    answer = Client().post(TWILIO, params, headers={"X-Twilio-Signature": signed})
    assert AMIRA not in answer.content.decode()
    return answer.status_code


def post_json(told, **headers) -> int:
    body = told if isinstance(told, str) else json.dumps(told)
    return Client().post(GATEWAY, body, content_type="application/json", headers=headers).status_code


def test_a_text_is_kept_at_once_and_answered_by_a_listener(twilio, settings):
    provider = Provider()
    settings.TWILIO_API_URL = provider.url
    number_of(twilio)
    assert post(text("SAFE Amira Haddad")) == 200
    assert TextLine.objects.get().text == "SAFE Amira Haddad" and not CheckIn.objects.exists()
    deliver()
    assert CheckIn.objects.get().crisis == twilio
    carry_due_messages()
    provider.close()
    assert provider.taken[0]["From"] == OURS, "from the number they wrote to"


def test_the_same_text_again_is_harmless(twilio):
    params = text("SAFE Amira Haddad")
    assert [post(params) for _time in range(3)] == [200, 200, 200]
    deliver()
    assert post(params) == 200
    deliver()
    assert (TextLine.objects.filter(incoming=True).count(), CheckIn.objects.count()) == (1, 1)
    assert Message.objects.count() == 1, "answered once"


def test_hearing_twice_answers_once(twilio):
    post(text("info"))
    deliver()
    Delivery.objects.update(done_at=None)
    deliver()
    assert Message.objects.count() == 1


def test_a_forged_changed_or_unsigned_text_is_refused(twilio):
    params = text("SAFE Amira Haddad")
    good = signature(SITE + TWILIO, params)
    assert post(params, signed="") == 403
    assert post(params, signed="é") == 403
    assert post(params | {"Body": "HELP"}, signed=good) == 403
    assert post(params | {"New": "parameter"}, signed=good) == 403, "signed over all there is"
    assert post({key: value for key, value in params.items() if key != "To"}, signed=good) == 403
    assert post(params | {"Extra": "signed too"}) == 200
    assert TextLine.objects.count() == 1


def test_of_another_account_or_with_parts_missing_nothing_is_taken(twilio):
    assert post(text("hi", AccountSid="ACother")) == 400
    assert post(text("hi", From="")) == 400
    assert post({"Body": "hi"}) == 400
    assert post(text("Big sale!", sender="SHOP")) == 200, "a sender nobody can answer"
    assert not TextLine.objects.exists()


def test_what_the_carrier_has_answered_is_not_answered_again(twilio):
    assert post(text("STOP", OptOutType="STOP")) == 200
    deliver()
    assert stopped(Conversation.objects.get().contact) and not Message.objects.exists()
    post(text("START", OptOutType="START"))
    assert not stopped(Conversation.objects.get().contact)


def test_a_gateway_signs_with_its_secret(gateway):
    told = {"id": "1", "from": AMIRA, "to": OURS, "text": "SAFE Amira Haddad"}
    body = json.dumps(told)
    signed = "sha256=" + hmac.new(b"quiet", body.encode(), hashlib.sha256).hexdigest()
    assert post_json(body) == 403
    assert post_json(body.replace("SAFE", "HELP"), **{"X-Signature": signed}) == 403
    assert post_json(body, **{"X-Signature": signed}) == 204
    assert post_json(body, Authorization="Bearer quiet") == 204
    assert TextLine.objects.count() == 1
    for wrong in ("", "[]", '"x"', '{"id": "2"}', "{"):
        assert post_json(wrong, Authorization="Bearer quiet") == 400
    deliver()
    assert CheckIn.objects.exists()


def test_an_id_used_again_for_another_text_or_by_another_phone_loses_neither(gateway):
    first = {"id": 1, "from": AMIRA, "to": OURS, "text": "SAFE Amira Haddad"}
    for told in (first, first, first | {"text": "NO"}, first | {"from": "+33698765432"}):
        assert post_json(json.dumps(told), Authorization="Bearer quiet") == 204
    assert TextLine.objects.count() == 3
    assert post_json(json.dumps(first | {"text": {}}), Authorization="Bearer quiet") == 400


def test_where_no_provider_is_set_there_is_nothing(db):
    assert post(text("hi")) == 404
    assert post_json({"id": "1"}, Authorization="Bearer ") == 404


def test_texts_in_one_conversation_are_answered_in_their_order(twilio):
    post(text("SAFE"))
    post(text("Amira Haddad"))
    deliver()
    assert CheckIn.objects.get().full_name == "Amira Haddad"
