"""Each is answered in one language: what is spoken here, until a word of another says otherwise."""

import pytest

from crisis.texting.models import Conversation
from tests.cast import somebody_texts

pytestmark = pytest.mark.django_db
CHEN_ABROAD = "+447700900123"


def languages(*texts: str, sender: str = "+33612345678") -> list[str]:
    return [somebody_texts(text, sender=sender).language for text in texts]


def test_words_that_stand_on_every_poster_are_of_no_language(paris, settings):
    settings.LANGUAGE_CODE = "fr"
    assert (
        languages("SAFE", "Amira Haddad", "safe", "HELP 12 rue Oberkampf", "aide", "NO", "STOP", "OK")
        == ["fr"] * 8
    )
    assert "Vos prénom" in Conversation.objects.get().lines.filter(incoming=False).order_by("pk")[0].text


def test_a_word_of_one_language_alone_changes_it_and_it_stays(paris, settings):
    settings.LANGUAGE_CODE = "fr"
    told = languages(
        "HELP 12 rue Oberkampf Paris, 4 people",
        "SAFE",
        "place de la République",
        "je suis à Bastille",
        "SAFE",
    )
    assert told == ["en", "en", "en", "fr", "fr"]
    settings.LANGUAGE_CODE = "en"
    assert languages("SAFE", "en sécurité", sender="+33698765432") == ["en", "fr"]


def test_a_phone_from_where_english_is_spoken_is_answered_in_english_first(paris, settings):
    settings.LANGUAGE_CODE = "fr"
    assert languages("SAFE", "je suis en sécurité", "SAFE", sender=CHEN_ABROAD) == ["en", "fr", "fr"]
