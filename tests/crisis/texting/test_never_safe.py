"""No cry for help is ever taken for "I am safe", whatever slips into it."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisis.texting import danger
from crisis.texting.grammar import Keyword, name_in, read, sounds_urgent
from crisis.texting.words import PHRASES

SAYS = (Keyword.SAFE, Keyword.NOT_THERE)
SAFE = [" ".join(words) for words, keyword, _language in PHRASES if keyword in SAYS]
UNSAFE = [
    " ".join(words) for words, keyword, _language in PHRASES if keyword == "help" and danger.denied(words)
]
CRIES = sorted(danger.DANGER | danger.ASKING)
TURNED = sorted(danger.NEGATIONS | danger.TURNS) + CRIES
FORMS = ["{safe} {bad}", "{safe} Amira {bad}", "{safe}, {bad} Amira", "{bad} {safe}", "{bad} {safe} Amira"]
FORMS += ["SAFE {bad}", "Sauf-{bad}", "OK {bad}!"]
BESIDE = {"a": "qz", "e": "rz", "s": "dq", "n": "b", "t": "ry", "o": "ip", "u": "yi", "p": "o", "v": "c"}

CRIED = """Sauvez Paul Morel|sauver Paul Moreau|SAUVE Marie|Sauvez-moi|sauvezmoi|sauves nous|Sauvé
    |save Paul|rescue us|unsafe|usafe Paul|nsafe Paul|notsafe|not safe Paul|not feeling safe
    |in no way safe|no safe|en insécurité Paul|insecurité|nsecurite Paul|pas sauf|non sauf Paul
    |plus en sécurité|pas en sécurité Marie|je suis pas en securite|jsui pa en securite
    |je ne suis plus du tout en sécurité|Paul n'est pas encore à l'abri|ok aidez|OK secour|sauf blesé
    |safe saigne|ok 🆘|SAFE\nau secours|sauf mort Paul|SAFE 112|je suis en sécurité? non
    |je suis en sécurité mais Paul saigne|tout va bien sauf Paul|security!|save our souls"""
NAMED = """SAFE Aude Martin|SAUF Aïda Diop|safe Dan Miller|OK Noé Wang|SAFE Jean-Pierre d'Arc
    |en sécurité Viola Montes|SAFE Ana de Souza|je suis en sécurité Porte de Bagnolet|sain et sauf
    |saine et sauve|je suis sauve|SAFE.Amira|I'm safe, want a coffee|je suis en sécurité, bon courage"""


@st.composite
def slipped(draw, words) -> str:
    """One of them, with a letter left out, doubled, swapped with the next, or one beside it instead."""
    word = draw(st.sampled_from(words))
    if len(word) < 3 or not word.isalpha():
        return word
    at, how = (
        draw(st.integers(0, len(word) - 2)),
        draw(st.sampled_from(["whole", "out", "twice", "swap", "beside"])),
    )
    before, letter, after = word[:at], word[at], word[at + 1 :]
    made = {
        "whole": word, "out": before + after, "twice": before + letter + letter + after,
        "swap": before + after[0] + letter + after[1:],
        "beside": before + draw(st.sampled_from(BESIDE.get(letter, letter))) + after,
    }[how]  # fmt: skip
    return word if danger.is_another_word(made) or made in danger.SAFETY else made


@st.composite
def edited(draw, texts) -> str:
    """One of them with any one letter wrong."""
    text, letter = draw(st.sampled_from(texts)), draw(st.sampled_from(string.ascii_lowercase))
    at = draw(st.integers(0, len(text) - 1))
    return draw(
        st.sampled_from(
            [text[:at] + letter + text[at + end :] for end in (0, 1)] + [text[:at] + text[at + 1 :]]
        )
    )


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SAFE), slipped(TURNED), st.sampled_from(FORMS))
def test_no_text_with_a_word_of_danger_or_a_negation_is_read_as_safe(safe, bad, form):
    said = read(form.format(safe=safe, bad=bad))
    assert said.keyword != Keyword.SAFE
    assert name_in(f"{bad} Amira") == "", "nor is it the name that was asked for"


@settings(max_examples=300, deadline=None)
@given(edited(UNSAFE), st.sampled_from(["", " Paul", " rue de Charonne"]))
def test_not_safe_with_any_letter_wrong_is_never_safe(text, more):
    assert read(text + more).keyword != Keyword.SAFE


@given(
    slipped(CRIES),
    st.sampled_from(["NO {}", "NON {}", "pas là {}", "info {}", "comment {} ?", "STOP {}", "NOM Amira {}"]),
)
def test_no_other_word_of_ours_hides_a_word_of_danger(bad, form):
    if bad in danger.DANGER and bad.isalpha():
        text = form.format(bad)
        assert read(text).keyword in (Keyword.OTHER, Keyword.HELP) and sounds_urgent(text)
    assert read(f"NON {bad}").keyword != Keyword.NOT_THERE


@pytest.mark.parametrize("text", [text.strip() for text in CRIED.split("|")])
def test_what_frightened_people_write_is_not_taken_for_i_am_safe(text):
    assert read(text).keyword in (Keyword.OTHER, Keyword.HELP)
    assert name_in(text) == "" or "security" in text


@pytest.mark.parametrize("text", [text.strip() for text in NAMED.split("|")])
def test_a_name_one_letter_away_from_a_cry_is_still_a_name(text):
    assert read(text).keyword == Keyword.SAFE


@pytest.mark.parametrize("text", ["Aude Martin", "Jean-Pierre Ben-Ali", "Aïda N'Diaye"])
def test_the_name_that_was_asked_for_is_kept_as_it_was_written(text):
    assert name_in(text) == text
