""" "I am safe", "I was not there", taken back, and the phone proved: the same actions as behind every other door."""

from contextlib import suppress
from dataclasses import replace

from django.utils.translation import gettext as _

from accounts.errors import Invalid, Refused, TooLate, TooMany
from accounts.people.actions import WrongCode, verify_contact
from crisis.checkin.actions.changing import correct_check_in, join_need, withdraw_check_in
from crisis.checkin.actions.checking_in import check_in
from crisis.checkin.actions.unplaced import said_again
from crisis.checkin.asks.actions.texted import answer_by_text, take_back_by_text
from crisis.checkin.drafts import CheckInDraft
from crisis.checkin.models import CheckIn
from crisis.checkin.vocabulary import Audience, Status
from crisis.shelter.actions.needs import withdraw_need
from crisis.shelter.drafts import PlaceDraft
from crisis.texting import answers, grammar
from crisis.texting.actions.turn import Turn
from crisis.texting.answers import Answer
from crisis.texting.grammar import Keyword
from crisis.texting.vocabulary import Asked

STATUSES = {Keyword.SAFE: Status.SAFE, Keyword.NOT_THERE: Status.NOT_THERE}


def say_status(turn: Turn, keyword: Keyword, name: str) -> Answer:
    """Say it, or instead of what was said before. Without a name nobody could find it: then it is asked."""
    turn.talk.name = name[:121] or turn.talk.name
    if not turn.talk.name:
        turn.ask(Asked.NAME, keyword=keyword)
        return answers.which_name()
    try:
        write_status(turn, STATUSES[keyword])
    except Invalid:
        turn.talk.name = ""
        turn.ask(Asked.NAME, keyword=keyword)
        return answers.which_name()
    word = _("SAFE") if keyword == Keyword.SAFE else _("NOT THERE")
    waits = turn.need() is not None
    return answers.said(word, "" if waits else turn.code(), place_wanted=waits)


def call_them(turn: Turn, text: str, keyword: str) -> Answer | None:
    """The name we asked for; None where this is none."""
    name = grammar.name_in(text)
    return say_status(turn, Keyword(keyword), name) if name and keyword in STATUSES else None


def no_longer_safe(turn: Turn, where: str) -> None:
    """Whoever asks for help is not read as safe while we ask back where. `where`: as texted, or ""."""
    standing, need = turn.check_in(), turn.need()
    if standing and standing.status == Status.SAFE:
        if need:
            join_need(check_in=standing, need=need)
        with suppress(Invalid, TooLate):
            write_status(turn, Status.NEED_HELP, unplaced=True, whereabouts=where)


def write_status(turn: Turn, status: Status, place: PlaceDraft | None = None, **said) -> CheckIn | None:
    """A new check-in, or the one that stands, corrected; what they chose of who may see it stays. Raises Invalid."""
    standing = turn.check_in()
    turn.talk.name = turn.talk.name or (standing.full_name if standing else "")
    draft = replace(_draft(turn, status, place, standing), **said)
    if standing:
        with suppress(TooLate):
            correct_check_in(check_in=standing, draft=draft, origin=turn.origin, at=turn.at)
            return turn.check_in()
    check_in(crisis=turn.crisis, draft=draft, origin=turn.origin, at=turn.at)
    said_again(turn.ended(), origin=turn.origin, at=turn.at)
    return turn.check_in()


def _draft(turn: Turn, status: Status, place: PlaceDraft | None, standing: CheckIn | None) -> CheckInDraft:
    given, _space, family = turn.talk.name.partition(" ")
    return CheckInDraft(
        status=status,
        given_name=given[:60],
        family_name=family[:60],
        audience=standing.audience if standing else Audience.CONTACTS,
        contact=turn.contact.value,
        named=None if standing else (),
        place=place,
        language=turn.talk.language,
    )


def tell_who_asked(turn: Turn) -> None:
    if standing := turn.check_in():
        answer_by_text(check_in=standing, phone=turn.talk.contact, origin=turn.origin, at=turn.at)


def take_back(turn: Turn) -> Answer:
    standing, need = turn.check_in(), turn.need()
    if standing:
        with suppress(TooLate):
            withdraw_check_in(check_in=standing, origin=turn.origin, at=turn.at)
            take_back_by_text(check_in=standing, phone=turn.talk.contact, origin=turn.origin, at=turn.at)
    if need:
        with suppress(TooLate):
            withdraw_need(need=need, origin=turn.origin, at=turn.at)
    return answers.taken_back(bool(standing or need))


def prove(turn: Turn, code: str) -> Answer:
    """Whoever types back what was sent to the phone holds it. A text alone proves nothing: docs/trust.md."""
    try:
        verify_contact(
            contact=turn.talk.contact,
            code=code,
            drill=False,
            origin=turn.origin,
            at=turn.at,
            crisis_id=turn.crisis.pk,
        )
    except WrongCode:
        return answers.wrong_code()
    except TooMany:
        return answers.too_many()
    except Refused as refused:
        return answers.refused(refused.message)
    turn.talk.contact.refresh_from_db()
    return answers.proved(_page(turn))


def _page(turn: Turn) -> str:
    if need := turn.need():
        return turn.link_to("need", need)
    standing = turn.check_in()
    return turn.link_to("check_in", standing) if standing else ""
