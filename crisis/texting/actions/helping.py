""" "I need help": a place is looked for, and the need is the same as one typed into a form."""

from dataclasses import asdict, replace

from accounts.errors import Invalid, TooLate
from crisis.checkin.actions.changing import join_need
from crisis.checkin.vocabulary import Status
from crisis.shelter.actions.needs import edit_need, post_need
from crisis.shelter.actions.relaxing import draft_of
from crisis.shelter.drafts import NeedDraft, PlaceDraft
from crisis.shelter.models import Need
from crisis.shelter.places import chosen, find_places
from crisis.texting import answers
from crisis.texting.actions.safety import no_longer_safe, write_status
from crisis.texting.actions.turn import Turn
from crisis.texting.answers import Answer
from crisis.texting.vocabulary import Asked
from crisis.texting.whereabouts import address_in, is_sentence, named_in_full

FEWEST_LETTERS = 3  # of a place


def help_here(turn: Turn, where: str, adults: int, children: int) -> Answer:
    """`where`: as texted, or "". Asked back where it is missing, unknown, in several places or only guessed."""
    people = {"adults": adults, "children": children}
    turn.ask(Asked.PLACE, **people)
    no_longer_safe(turn, where)
    if len(where) < FEWEST_LETTERS:
        return answers.which_place(turn.first)
    where, places = _places(turn, where)
    if not places:
        return answers.no_such_place(turn.first)
    place = chosen(places, "")
    if place is None or not named_in_full(place, where):
        question = answers.which_of([each.label for each in places], turn.first)
        shown = [asdict(each) for each in places[: question.listed]]
        turn.ask(Asked.WHICH_PLACE, **people, choices=shown)
        return question
    return _help(turn, place, adults, children)


def _places(turn: Turn, where: str) -> tuple[str, list[PlaceDraft]]:
    """What of it names a place, and which; a sentence is no guess at a street ("je saigne" is not rue Jessaint)."""
    address, sentence = address_in(where), is_sentence(where)
    if sentence and not address:
        return where, []
    for text in filter(None, (address, where) if sentence else (where, address)):
        if found := find_places(turn.crisis, where=text[:200], remote=False):
            return text, found
    return where, []


def help_at(turn: Turn, pending: dict, number: int) -> Answer:
    """The place they chose from the list."""
    choices, people = pending.get("choices", []), {key: pending.get(key, 0) for key in ("adults", "children")}
    if not 1 <= number <= len(choices):
        turn.ask(Asked.PLACE, **people)
        return answers.which_place(turn.first)
    return _help(turn, PlaceDraft(**choices[number - 1]), **people)


def _help(turn: Turn, place: PlaceDraft, adults: int, children: int) -> Answer:
    turn.ask(Asked.NOTHING)
    try:
        need = _need(turn, place, adults, children)
    except TooLate:
        return _door_asked(turn)
    except Invalid:
        turn.ask(Asked.PLACE, adults=adults, children=children)
        return answers.no_such_place(turn.first)
    return _looking(turn, need)


def now_so_many(turn: Turn, adults: int, children: int) -> Answer | None:
    """How many they are, of the request that stands; None where none does."""
    need = turn.need()
    if need is None:
        return None
    draft = replace(draft_of(need), adults=adults, children=children)
    try:
        edit_need(need=need, draft=draft, origin=turn.origin, at=turn.at)
    except TooLate:  # the host was told of fewer, or of more: a person must read it
        return replace(_door_asked(turn), unclear=True)
    return _looking(turn, need)


def _looking(turn: Turn, need: Need) -> Answer:
    link = turn.link_to("need", need)
    told = {"code": "" if link else turn.code(), "link": link, "first": turn.first}
    return answers.looking_for_place(need.place.label, need.people, **told)


def _door_asked(turn: Turn) -> Answer:
    standing = turn.need()
    link = turn.link_to("need", standing) if standing else ""
    return answers.door_asked(link or turn.find_page(), turn.first)


def _need(turn: Turn, place: PlaceDraft, adults: int, children: int) -> Need:
    """The one they have, changed; else a new one. Raises Invalid, TooLate once a door was asked."""
    standing, said = turn.need(), turn.check_in()
    if standing and said:
        join_need(check_in=said, need=standing)
    if said or (turn.talk.name and not standing):
        write_status(turn, Status.NEED_HELP, place)  # opens one, unless one waits
    made = turn.need()
    if made is None:
        draft = NeedDraft(place=place, adults=adults or 1, children=children, language=turn.talk.language)
        post_need(crisis=turn.crisis, draft=draft, origin=turn.origin, at=turn.at)
    elif standing or adults or children:
        told = {"adults": adults, "children": children} if adults or children else {}
        draft = replace(draft_of(made), place=place, **told)
        edit_need(need=made, draft=draft, origin=turn.origin, at=turn.at)
    return turn.need()
