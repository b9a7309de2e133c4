"""Which answer a text gets: what was asked back before it, which crisis it is about, then what it says."""

from collections.abc import Callable
from dataclasses import replace

from django.utils import translation

from accounts.reach.stops import start, stop, stopped
from accounts.throttle import spend
from crisis.activation.models import Crisis
from crisis.shelter.actions.posting import CrisisClosed
from crisis.texting import answers, grammar
from crisis.texting.actions.helping import help_at, help_here, now_so_many
from crisis.texting.actions.looking import look
from crisis.texting.actions.safety import call_them, prove, say_status, take_back, tell_who_asked
from crisis.texting.actions.turn import Turn
from crisis.texting.answers import Answer
from crisis.texting.grammar import Keyword, Said
from crisis.texting.headcount import how_many
from crisis.texting.queries import open_crises
from crisis.texting.vocabulary import Asked

ALWAYS = (Keyword.STOP, Keyword.START, Keyword.HELP)  # done whatever was texted before, however often
SAYS_NOTHING = (Keyword.OTHER, Keyword.NUMBER, Keyword.CODE, Keyword.INFO)


def answer_to(turn: Turn) -> Answer | None:
    """Do what the text asks; what to answer, or None where silence is right."""
    said = grammar.read(turn.text)
    turn.talk.language = said.language or turn.talk.language
    with translation.override(turn.talk.language):
        answer = _spoken(turn, said)
    return replace(answer, unclear=True) if answer and grammar.alarms(turn.line.text) else answer


def _spoken(turn: Turn, said: Said) -> Answer | None:
    if said.keyword in ALWAYS:
        answer = _done(turn, said)
        allowed = answer is None or spend("text", f"{turn.talk.phone}:always").allowed
        return answer if allowed else replace(answer, text="")
    return _done(turn, said) if spend("text", turn.talk.phone).allowed else _enough(turn, said)


def _enough(turn: Turn, said: Said) -> Answer:
    """Told once an hour: each answer is paid, and rings a phone whose number may be forged. What no rule understands is
    read by a person all the same."""
    enough = replace(answers.too_many(), unclear=said.keyword == Keyword.OTHER)
    return enough if spend("text_enough", turn.talk.phone).allowed else replace(enough, text="")


def _done(turn: Turn, said: Said) -> Answer | None:
    try:
        return _answer(turn, said)
    except CrisisClosed as closed:
        return answers.refused(closed.message)


def _answer(turn: Turn, said: Said) -> Answer | None:
    if said.keyword in _OF_NO_CRISIS:
        return _OF_NO_CRISIS[said.keyword](turn)
    if asked := _which_crisis(turn, said):
        return asked
    if turn.text != turn.line.text:  # the question was answered: back to what was said before it
        said = grammar.read(turn.text)
    answer = _continued(turn, said) or _act(turn, said)
    tell_who_asked(turn)
    return answer


def _stop(turn: Turn) -> Answer | None:
    """Answered once."""
    before = stopped(turn.contact)
    stop(turn.contact, at=turn.at)
    return None if before else answers.stopped()


def _start(turn: Turn) -> Answer:
    start(turn.contact)
    return answers.started()


def _which_crisis(turn: Turn, said: Said) -> Answer | None:
    """None once it is known; else the question."""
    if turn.tried or (turn.crisis and open_crises().filter(pk=turn.crisis.pk).exists()):
        return None
    crises = list(open_crises()[: answers.MOST_LISTED])
    turn.talk.crisis = crises[0] if len(crises) == 1 else _chosen(turn, said, crises)
    if turn.crisis:
        return None
    if not crises:
        return answers.nothing_open(turn.first)
    before = turn.talk.pending.get("said", "") if turn.asked == Asked.CRISIS else ""
    urgent = said.keyword == Keyword.HELP  # who never answers the question is seen
    unclear = urgent or (bool(before) and said.keyword == Keyword.OTHER)
    question = answers.which_crisis([crisis.name for crisis in crises], unclear=unclear, first=turn.first)
    shown = [crisis.pk for crisis in crises[: question.listed]]
    turn.ask(Asked.CRISIS, said=_weightier(before, turn.text), choices=shown)
    return question


def _weightier(before: str, now: str) -> str:
    """Which of two texts is acted on once the crisis is known: the later one, unless the earlier says more."""
    return now if _weight(now) >= _weight(before) else before


def _weight(text: str) -> int:
    keyword = grammar.read(text).keyword
    return 0 if keyword in SAYS_NOTHING else 2 if keyword == Keyword.HELP else 1


def _chosen(turn: Turn, said: Said, crises: list[Crisis]) -> Crisis | None:
    """By its number in the list they were sent."""
    if turn.asked != Asked.CRISIS or said.keyword != Keyword.NUMBER:
        return None
    choices, number = turn.talk.pending.get("choices", []), int(said.rest)
    if not 1 <= number <= len(choices):
        return None
    turn.text, turn.asked = turn.talk.pending.get("said", ""), Asked.NOTHING
    # It is acted on now: nobody need read it, unless it speaks of danger.
    shown = turn.talk.lines.filter(text=turn.text, unclear_at__isnull=False, handled_at__isnull=True)
    if _weight(turn.text) and not grammar.alarms(turn.text):
        shown.update(handled_at=turn.at)
    return next((crisis for crisis in crises if crisis.pk == choices[number - 1]), None)


def _continued(turn: Turn, said: Said) -> Answer | None:
    """The answer to what was asked back, if this is one."""
    pending = turn.talk.pending
    turn.ask(Asked.NOTHING)
    if turn.asked == Asked.WHICH_PLACE and (number := _number(turn, said, pending)):
        return help_at(turn, pending, number)
    if turn.asked in (Asked.PLACE, Asked.WHICH_PLACE):
        if said.keyword == Keyword.HELP:
            return help_here(turn, said.rest, *_how_many(said, pending))
        if _says_where(turn, said):
            return _placed(turn, pending)
    if turn.asked == Asked.NAME and said.keyword == Keyword.OTHER:
        return call_them(turn, turn.text, pending.get("keyword", ""))
    return None


def _number(turn: Turn, said: Said, pending: dict) -> int:
    """Which of the list; "yes" where there was one. 0 where this says none."""
    if said.keyword == Keyword.NUMBER:
        return int(said.rest)
    return int(len(pending.get("choices", [])) == 1 and grammar.yes(turn.text))


def _says_where(turn: Turn, said: Said) -> bool:
    """After "Where are you?" "OK, Bastille" is no word of being safe, nor is "OK" or "no"."""
    return grammar.replies(turn.text) or said.keyword == Keyword.OTHER


def _placed(turn: Turn, pending: dict) -> Answer:
    """The answer to "Where are you?"."""
    said = grammar.place_in(turn.text)
    where = "" if grammar.yes(turn.text) or grammar.no(turn.text) else said.rest
    return help_here(turn, where, *_how_many(said, pending))


def _how_many(said: Said, pending: dict) -> tuple[int, int]:
    """As it was said before, unless this says it."""
    if said.adults or said.children:
        return said.adults, said.children
    return pending.get("adults", 0), pending.get("children", 0)


def _act(turn: Turn, said: Said) -> Answer:
    match said.keyword:
        case Keyword.SAFE if grammar.yes(turn.text) and turn.need():
            return answers.info()  # "OK" to what we answered
        case Keyword.SAFE | Keyword.NOT_THERE:
            return say_status(turn, said.keyword, said.rest)
        case Keyword.HELP:
            return help_here(turn, said.rest, said.adults, said.children)
        case Keyword.NAME:
            return look(turn, said.rest)
        case Keyword.WITHDRAW:
            return take_back(turn)
        case Keyword.CODE:
            return prove(turn, said.rest)
        case Keyword.INFO:
            return answers.info()
    adults, children = how_many(turn.text)
    return (adults and now_so_many(turn, adults, children)) or answers.unclear(turn.first)


_OF_NO_CRISIS: dict[Keyword, Callable[[Turn], Answer | None]] = {Keyword.STOP: _stop, Keyword.START: _start}
