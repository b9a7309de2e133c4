"""Every answer fits one SMS in each language, with room for what is filled in."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.utils import translation

from accounts.reach.carriers.sms.segments import is_gsm7, units
from crisis.checkin.queries import Found
from crisis.texting import answers

LINK = "https://porte-ouverte.example/fr/m/ex7qxte2a64kj7r4wygf7x4zsq/"
SAID = datetime(2026, 9, 21, 17, 43, tzinfo=UTC)
PAGE = "https://porte-ouverte.example/fr/c/paris-13-novembre/find/"


def said(name: str, *, confirmed: bool = False, voice: str = "own", status: str = "need_help") -> Found:
    return Found(uuid4(), name, status, SAID, confirmed, True, voice=voice, said_by="Boris")


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
        *(answers.found([said("Amira B.", confirmed=sure)], 0, PAGE) for sure in (True, False)),
        answers.found([said("Amira B.", voice="other")], 0, PAGE), answers.found([said("K. B.")] * 4, 0, PAGE),
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


def test_of_several_who_share_a_phone_only_who_was_asked_for_is_told_and_in_whole_sentences():
    family = [said(f"{letter}. B.", voice="together") for letter in "KLS"]
    told = answers.found([said("Amira B.", confirmed=True), *family], 0, PAGE).text
    assert told.startswith(
        "1 person of this name: says: I need help (21 Sept. 19:43, phone checked). More: https"
    )
    twice = answers.found([said("Amira B.", status="safe"), said("Amira B.", voice="other")], 0, PAGE).text
    assert twice.startswith(
        "2 people of this name: says: I am safe (21 Sept. 19:43, not checked). More: https"
    )
    assert "Boris" not in answers.found([said("Amira B.", voice="other")], 0, PAGE).text
    assert answers.found(family, 0, PAGE).text.startswith(
        "3 people may be meant. What each says stands here: ht"
    )


def test_what_is_filled_in_is_shortened_and_a_link_never():
    told = answers.looking_for_place("Rue " + "é" * 300, 4, code="", link=LINK)
    assert LINK in told.text and "112" in told.text and units(told.text) <= 160
    assert LINK not in told.kept and is_gsm7(told.text)
    assert "%" in answers.refused("100 % %s %(x)d").text


def test_june_and_july_are_told_apart_in_french():
    with translation.override("fr"):
        june, july = (
            answers._told(replace(said("Amira B."), said_at=SAID.replace(month=month))) for month in (6, 7)
        )
    assert "21 juin 19:43" in june and "21 juil. 19:43" in july
