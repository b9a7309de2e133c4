"""Every answer fits one SMS in each language, with room for what is filled in."""

import pytest
from django.utils import translation

from accounts.reach.carriers.sms.segments import is_gsm7, units
from crisis.texting import answers

LINK = "https://porte-ouverte.example/fr/m/ex7qxte2a64kj7r4wygf7x4zsq/"
PAGE = "https://porte-ouverte.example/fr/c/paris-13-novembre/find/"


def every_answer() -> list[answers.Answer]:
    place = {"place": "Rue de la Paix, Paris", "people": 4}
    return [
        *(answers.said("SAFE", code, place_wanted=waits) for code in ("", "482913") for waits in (True, False)),
        answers.looking_for_place(**place, code="482913", link=""),
        answers.looking_for_place(**place, code="", link=LINK),
        answers.looking_for_place(**place, code="", link=""),
        answers.door_asked(LINK), answers.which_name(), answers.which_place(), answers.no_such_place(),
        answers.which_of(["Rue de la Paix, Paris", "Rue de la Paix, Bobigny"]),
        answers.which_crisis(["Paris", "Lyon"]), answers.found([], 0, PAGE), answers.found([], 1, PAGE),
        answers.whose_name(), answers.too_many(), answers.stopped(), answers.started(), answers.info(),
        answers.unclear(), answers.taken_back(True), answers.taken_back(False), answers.proved(LINK),
        answers.proved(""), answers.wrong_code(), answers.nothing_open(),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_answer_needs_cutting(language, monkeypatch):
    monkeypatch.setattr(answers, "LONGEST", 9_999)
    with translation.override(language):
        long = [each.text for each in every_answer() if units(each.text) > 160]
    assert long == []


def test_what_is_filled_in_is_shortened_and_a_link_never():
    told = answers.looking_for_place("Rue " + "é" * 300, 4, code="", link=LINK)
    assert LINK in told.text and "112" in told.text and units(told.text) <= 160
    assert LINK not in told.kept and is_gsm7(told.text)
    assert "%" in answers.refused("100 % %s %(x)d").text
