"""Answering with one tap: to whoever asked, and to others only as the one who answers chooses."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, NotThere, Refused
from accounts.idempotency.once import Done, once
from accounts.journal.announce import announce
from accounts.links.actions import standing_link
from accounts.origin import Origin
from accounts.people.contact import Contact
from accounts.reach.stops import start, stop, stopped
from crisis.activation.clock import database_now
from crisis.checkin.actions.changing import correct_check_in
from crisis.checkin.actions.checking_in import check_in
from crisis.checkin.actions.unplaced import said_again
from crisis.checkin.asks import events, rules
from crisis.checkin.asks.access import TakenOff, contact_of, never_agains, said_never_again
from crisis.checkin.asks.drafts import AnswerDraft
from crisis.checkin.asks.models import Ask, Asked, NeverAgain, ToTell
from crisis.checkin.asks.vocabulary import AskState, Whom
from crisis.checkin.drafts import CheckInDraft
from crisis.checkin.models import CheckIn
from crisis.checkin.vocabulary import Audience, Life, Status


class QuestionClosed(Refused):
    code = "question_closed"
    message = _("This question is closed: nobody reads an answer here any more.")


@dataclass(frozen=True)
class Answered:
    """`secret`: opens the page of what others may read, or of the help asked for; "" where only the asker reads it."""

    secret: str = ""


def answer(*, asked: Asked, draft: AnswerDraft, origin: Origin, at: datetime) -> Answered:
    """Answer, or answer something else. "I need help" opens a need.

    Raises QuestionClosed, Invalid, CrisisClosed, NotThere for whoever is asked no more at this contact.

    What they said to others before, by this same question, says the same from now on.
    """
    if found := rules.answer_problems(draft):
        raise Invalid(found)
    done = once(
        origin=origin,
        crisis_id=asked.ask.crisis_id,
        request=[str(asked.public_id), asdict(draft)],
        act=lambda: _answer(asked, draft, origin, at),
    )
    return Answered(done.secret)


def _answer(asked: Asked, draft: AnswerDraft, origin: Origin, at: datetime) -> Done:
    with transaction.atomic():
        _lock(asked)
        asked.refresh_from_db(fields=["check_in"])  # another answer may just have been written
        before = asked.check_in
        told, secret = _tell_others(asked, draft, origin, at)
        if before and before != told:
            said_again([before], origin=origin, at=at)
        said = {"answer": draft.status, "word": draft.word.strip(), "answered_at": at}
        Asked.objects.filter(pk=asked.pk).update(**said, check_in=told)
        announce(_event(asked.ask, at), origin=origin)
    return Done(subject=asked.public_id, secret=secret)


def say(*, asked: Asked, status: str, origin: Origin, at: datetime) -> None:
    """Tell whoever asked, and nobody besides. Raises QuestionClosed, NotThere."""
    with transaction.atomic():
        _lock(asked)
        Asked.objects.filter(pk=asked.pk).update(answer=status, word="", answered_at=at)
        announce(_event(asked.ask, at), origin=origin)


def follow_said_again(*, before: CheckIn, now: UUID) -> None:
    """`now`: the check-in its author says anew after `before` ended. Who asked reads the answer as it was: what is said
    to others is not for them; but its page tells so, and answering anew changes it, too.
    """
    Asked.objects.filter(check_in=before).update(check_in=CheckIn.objects.get(public_id=now))


def take_back(*, asked: Asked, origin: Origin, at: datetime) -> None:
    """The asker reads no answer any more, as if there had been none; of a closed question, too."""
    with transaction.atomic():
        given = Asked.objects.filter(pk=asked.pk).exclude(answer="")
        if given.update(answer="", word="", answered_at=None):
            announce(_event(asked.ask, at), origin=origin)


def _lock(asked: Asked) -> None:
    """Nobody closes it meanwhile, nor puts right whom it asks. Raises QuestionClosed, NotThere."""
    standing = Ask.objects.filter(
        pk=asked.ask_id, state=AskState.OPEN, held_at__isnull=True, owner__suspended_at__isnull=True
    )
    if not standing.update(state=AskState.OPEN):
        raise QuestionClosed
    if not Asked.objects.filter(pk=asked.pk).exists():
        raise NotThere


def _tell_others(
    asked: Asked, draft: AnswerDraft, origin: Origin, at: datetime
) -> tuple[CheckIn | None, str]:
    """(what others may read, the key to its page), or (None, "")"""
    before = said_to_others(asked)
    if before is None and not draft.audience and draft.status != Status.NEED_HELP:
        return None, ""
    said = _check_in_draft(asked, draft, before)
    by = Origin(door=origin.door, actor=origin.actor)  # the answer's own key stands for both
    if before is None:
        done = check_in(crisis=asked.ask.crisis, draft=said, origin=by, at=at)
        return CheckIn.objects.get(public_id=done.subject), done.secret
    correct_check_in(check_in=before, draft=said, origin=by, at=at)
    return before, key_to(before)


def said_to_others(asked: Asked) -> CheckIn | None:
    """What stands of what they said with the same tap, whatever the asker reads."""
    return asked.check_in if asked.check_in and asked.check_in.life == Life.ACTIVE else None


def key_to(check_in: CheckIn) -> str:
    """To its own page."""
    about = {"subject_kind": "check_in", "subject": check_in.public_id, "crisis_id": check_in.crisis_id}
    return standing_link(person=check_in.owner, **about)


def _check_in_draft(asked: Asked, draft: AnswerDraft, before: CheckIn | None) -> CheckInDraft:
    """Nobody but the coordinators reads what was meant for the asker alone; the asker's name for them is no name."""
    given, family = draft.given_name.strip(), draft.family_name.strip()
    if before and not given:
        given, family = before.given_name, before.family_name
    return CheckInDraft(
        status=draft.status,
        given_name=given,
        family_name=family,
        audience=draft.audience or Audience.DESK,
        contact=asked.point.value if asked.point else "",
        named=None if before else (),
        message=draft.word.strip(),
        place=draft.place,
        unplaced=draft.unplaced,
        whereabouts=draft.whereabouts,
        nameless=draft.status == Status.NEED_HELP or not (draft.audience or draft.given_name.strip()),
        language=draft.language,
    )


def never_again(*, asked: Asked | ToTell, whom: str, at: datetime) -> None:
    """No question any more from this asker, or nothing from anybody. The asker learns nothing of it.

    Raises Invalid, and NotThere once the contact is forgotten.
    """
    asker, theirs, exercise = _about(asked, whom)
    if whom == Whom.EVERYBODY:
        stop(theirs, at=database_now(), drill=exercise)
        return
    keys = {"asker": rules.key_of(asker), "asked": rules.key_of(theirs)}
    NeverAgain.objects.get_or_create(**keys, exercise=exercise, defaults={"at": at})


def let_ask_again(*, asked: Asked | ToTell, whom: str) -> None:
    """Taken back. Raises Invalid, NotThere."""
    asker, theirs, exercise = _about(asked, whom)
    if whom == Whom.EVERYBODY:
        start(theirs, drill=exercise)
        return
    never_agains(asker, theirs, exercise=exercise).delete()


def refused_by(asked: Asked | ToTell) -> list[Whom]:
    """What they said before, for their own page."""
    if asked.point is None or asked.asker is None:
        return []
    asker, theirs, exercise = _about(asked, Whom.ASKER)
    from_asker = said_never_again(asker, theirs, exercise=exercise)
    from_all = stopped(theirs, drill=exercise)
    return [whom for whom, so in ((Whom.ASKER, from_asker), (Whom.EVERYBODY, from_all)) if so]


def refuse_asker(*, gone: TakenOff, undo: bool, at: datetime) -> None:
    """never_again() from the asker, or let_ask_again(), of whoever is asked no more. Raises NotThere."""
    said = refusals_of(gone)
    if undo:
        said.delete()
    elif not said.exists():
        asker = rules.key_of(contact_of(gone.ask.contact))
        NeverAgain.objects.get_or_create(
            asker=asker, asked=gone.key, exercise=gone.ask.crisis.is_drill, defaults={"at": at}
        )


def refusals_of(gone: TakenOff) -> QuerySet[NeverAgain]:
    """What they said of this asker before. Raises NotThere once the asker is forgotten."""
    if gone.ask.contact is None:
        raise NotThere
    asker = contact_of(gone.ask.contact)
    return never_agains(asker, exercise=gone.ask.crisis.is_drill).filter(asked=gone.key)


def _about(asked: Asked | ToTell, whom: str) -> tuple[Contact, Contact, bool]:
    """(who asks, who is asked, is it an exercise)"""
    if whom not in Whom.values:
        raise Invalid({"whom": [_("Choose who may ask no more.")]})
    if asked.point is None or asked.asker is None:
        raise NotThere
    return contact_of(asked.asker), contact_of(asked.point), asked.crisis.is_drill


def _event(ask: Ask, at: datetime) -> events.AskAnswered:
    return events.AskAnswered(crisis_id=ask.crisis_id, subject=ask.public_id, at=at, ask=ask.pk)
