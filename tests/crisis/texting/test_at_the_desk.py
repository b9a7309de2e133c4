"""Texts that a coordinator reads: in which order, what is kept, what they are told of their own answer."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.errors import Invalid, Refused
from accounts.journal.models import Entry
from accounts.reach.models import Message
from accounts.reach.spending import spend
from crisis.checkin.models import CheckIn
from crisis.search.models import Search
from crisis.shelter.models import Need
from crisis.texting.actions.by_hand import TheyStopped, answer_by_hand
from crisis.texting.models import TextLine
from crisis.texting.queries import to_read, unclear_lines
from tests.cast import (
    WEB,
    amira_is_safe,
    at_the_desk,
    dana,
    esma_searches,
    now,
    somebody_texts,
)
from tests.crisis.texting.talk import ESMA, ask, code_in
from tests.rig.sms import AMIRA

pytestmark = pytest.mark.django_db


def test_what_nobody_understands_waits_for_a_person_who_answers(paris):
    talk = somebody_texts("Ma fille a perdu ses médicaments")
    assert unclear_lines(paris).get().text.startswith("Ma fille")
    line = answer_by_hand(
        talk=talk, crisis=paris, text="Pharmacie ouverte.", origin=at_the_desk(paris.declared_by), at=now()
    )
    assert Message.objects.latest("pk").text == "Pharmacie ouverte." and line.by == paris.declared_by
    assert not unclear_lines(paris).exists()
    with pytest.raises(Refused):
        answer_by_hand(talk=talk, crisis=paris, text="Hi", origin=at_the_desk(dana()), at=now())
    with pytest.raises(Invalid):
        answer_by_hand(
            talk=talk, crisis=paris, text="é" * 400, origin=at_the_desk(paris.declared_by), at=now()
        )
    ask("STOP")
    with pytest.raises(TheyStopped):
        answer_by_hand(talk=talk, crisis=paris, text="Hi", origin=at_the_desk(paris.declared_by), at=now())


def test_what_is_kept_of_an_answer_holds_neither_code_nor_link(paris):
    code = code_in(ask("SAFE Amira Haddad"))
    ask(code)
    ours = TextLine.objects.filter(incoming=False).values_list("text", flat=True)
    assert not [each for each in ours if code in each or "/m/" in each]
    told = str(list(Entry.objects.values_list("payload", flat=True)))
    assert "Amira" not in told and AMIRA not in told


def test_the_desk_reads_a_conversation_without_the_number(paris, client: Client):
    talk = somebody_texts("Vous avez des couvertures ?")
    client.force_login(paris.declared_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("desk_conversation", args=[paris.slug, talk.public_id])).content.decode()
    assert "couvertures" in page and AMIRA not in page
    assert "A text to read" in client.get(reverse("desk_queue", args=[paris.slug])).content.decode()
    done = client.post(
        reverse("desk_conversation", args=[paris.slug, talk.public_id]), {"text": "Gymnase Japy."}
    )
    assert done.status_code == 302 and not unclear_lines(paris).exists()


def test_the_desk_reads_first_what_cannot_wait_then_what_waits_longest(paris, client: Client):
    told = ["are the trains running", "אני בסדר", "my brother is bleeding near the canal", "INFO"]
    for number, text in enumerate(told):
        somebody_texts(text, sender=f"+3361234560{number}")
    client.force_login(paris.declared_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    for page in ("desk_texts", "desk_queue"):
        shown = client.get(reverse(page, args=[paris.slug])).content.decode()
        places = [shown.index(text) for text in (told[2], told[0], told[1])]
        assert places == sorted(places), page
        assert "Urgent" in shown[: places[1]]
    room = client.get(reverse("desk_texts", args=[paris.slug])).content.decode()
    assert room.index(told[1]) < room.index("03</bdi>"), "who was answered comes last"


def test_what_made_it_urgent_is_quoted_whatever_came_after_it(paris, client: Client):
    far = "Bonjour, nous sommes arrivés hier soir pour le concert et nous avons marché très longtemps. " * 2
    for number, told in enumerate(
        (["je suis blessé rue oberkampf", "où dormir ?"], [far + "Marie saigne beaucoup"])
    ):
        for text in told:
            somebody_texts(text, sender=f"+3361234560{number}")
    client.force_login(paris.declared_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    room, queue = (
        client.get(reverse(page, args=[paris.slug])).content.decode() for page in ("desk_texts", "desk_queue")
    )
    for page in (room, queue):
        assert "blessé rue oberkampf" in page and "saigne beaucoup" in page
    assert room.index("blessé rue") < room.index("où dormir ?") and "où dormir" not in queue


def test_what_came_first_among_words_of_danger_is_quoted_and_i_am_safe_is_none(paris):
    for text in ("où dormir ?", "help me please im trapped", "on entend des tirs", "SAFE Léa Martin"):
        somebody_texts(text)
    assert ask("je suis sauve").startswith("C'est noté")
    [talk] = to_read(paris)
    assert (talk.said, talk.later) == ("help me please im trapped", "on entend des tirs")


def test_beside_their_texts_stands_what_else_came_from_this_phone_and_nobody_elses(paris, client: Client):
    ask("HELP 12 rue Oberkampf Paris, 5 people"), ask("HELP gare de l'est", ESMA)
    amira_is_safe(paris, contact=AMIRA, origin=WEB)  # typed by anybody, not proved
    esma_searches(paris, contact=AMIRA, public=True)  # proved
    talk = somebody_texts("je suis blessé")
    client.force_login(paris.declared_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("desk_conversation", args=[paris.slug, talk.public_id])).content.decode()
    mine = Need.objects.get(owner=talk.contact.person)
    assert reverse("desk_need", args=[paris.slug, mine.public_id]) in page
    assert reverse("desk_one_search", args=[paris.slug, Search.objects.get().public_id]) in page
    assert Need.objects.exclude(pk=mine.pk).get().reference not in page
    assert CheckIn.objects.get().reference not in page


def test_of_two_coordinators_at_one_text_the_second_reads_the_first_before_they_write(paris, client: Client):
    talk = somebody_texts("Ma fille a perdu ses médicaments")
    client.force_login(paris.declared_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    path = reverse("desk_conversation", args=[paris.slug, talk.public_id])
    mine = hers = {"read": hidden(client.get(path)), "text": "Pharmacie ouverte rue de Rivoli."}
    somebody_texts("Elle est asthmatique !")  # neither has read this one
    before = Message.objects.count()
    assert client.post(path, mine).status_code == 302
    second = client.post(path, hers)
    assert second.status_code == 400 and "A colleague has answered a moment ago" in second.content.decode()
    assert Message.objects.count() == before + 1
    assert unclear_lines(paris).get().text == "Elle est asthmatique !", "nobody answered what nobody had read"
    aside = reverse("desk_conversation_aside", args=[paris.slug, talk.public_id])
    assert client.post(aside, {"read": hers["read"]}, follow=True).status_code == 409
    assert client.post(path, hers | {"read": hidden(second)}).status_code == 302, (
        "then it is sent, if need be"
    )
    assert not unclear_lines(paris).exists()


def hidden(page) -> str:
    return re.search(r'name="read" value="([^"]+)"', page.content.decode())[1]


def test_beside_each_answer_stands_what_became_of_it(paris, client: Client):
    talk = somebody_texts("Vous avez des couvertures ?")
    client.force_login(paris.declared_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    path = reverse("desk_conversation", args=[paris.slug, talk.public_id])
    client.post(path, {"text": "Gymnase Japy."})
    rule, hand = Message.objects.order_by("pk")
    delivered, nobody = {"state": "delivered"}, {"state": "undeliverable", "error": "21614"}
    for message, said in ((rule, delivered), (hand, nobody)):
        Message.objects.filter(pk=message.pk).update(**said)
    page = client.get(path).content.decode()
    first, second = page.index("Delivered"), page.index('<span class="pill urgent">Cannot be delivered')
    assert page.index("couvertures") < first < second < page.index("Gymnase")
    Message.objects.all().delete()  # forgotten after its days: what was said stays
    assert "Gymnase" in client.get(path).content.decode()


def test_at_the_cost_cap_the_desk_is_not_told_that_its_answer_is_on_its_way(paris, client: Client, settings):
    settings.SMS_GATEWAY_URL, settings.SMS_SEGMENTS_PER_DAY = "https://sms.example", 1
    spend(crisis_id=paris.pk, segments=1, vital=True)
    talk = somebody_texts("Vous avez des couvertures ?")
    client.force_login(paris.declared_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    path = reverse("desk_conversation", args=[paris.slug, talk.public_id])
    page = client.post(path, {"text": "Gymnase Japy."}, follow=True).content.decode()
    assert "on its way" not in page and "the cost cap for SMS is reached" in page
