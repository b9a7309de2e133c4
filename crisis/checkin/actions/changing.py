"""Corrected, withdrawn, expired, hidden and shown again. Whatever happens, the findable copy follows at once."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.errors import TooLate
from accounts.journal.announce import announce
from accounts.origin import SYSTEM, Origin
from accounts.people.contact import Contact, digest
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Phase
from crisis.checkin import events, rules
from crisis.checkin.actions.announcing import owe_words
from crisis.checkin.actions.checking_in import check_draft
from crisis.checkin.actions.indexing import index_names
from crisis.checkin.actions.recording import ask_for_help, said
from crisis.checkin.actions.unplaced import bring_unplaced, is_unplaced
from crisis.checkin.drafts import CheckInDraft, PersonDraft
from crisis.checkin.findable import publish
from crisis.checkin.models import CheckIn, CheckInKey, CheckInName, OwedWord, UnknownPlace
from crisis.checkin.nearness import surroundings
from crisis.checkin.queries import company
from crisis.checkin.vocabulary import Audience, KeyKind, Life, Status, Voice
from crisis.shelter.actions.posting import require_active
from crisis.shelter.models import Need
from crisis.shelter.vocabulary import ALIVE_NEEDS


def correct_check_in(*, check_in: CheckIn, draft: CheckInDraft, origin: Origin, at: datetime) -> str:
    """Say something else; the token of the need that "I need help" opened just now, or "".

    The contact stays what it was, and whose word it is; the people named replace those named before, None keeps them,
    but for whoever tells the coordinators alone. Who was not named before is told; of another status all who are typed.
    Raises Invalid, CrisisClosed, TooLate once withdrawn or expired.
    """
    draft = replace(draft, voice=check_in.voice, group=(), their_contact="")
    return _correct(check_in, draft, origin, at)


def correct_with_company(*, check_in: CheckIn, draft: CheckInDraft, origin: Origin, at: datetime) -> str:
    """correct_check_in() for its author and, under their own names, for all who are with them; one need for all."""
    with transaction.atomic():
        others = [each for each in company(check_in) if each.beside_id == check_in.pk]
        names = tuple(
            PersonDraft(given_name=each.given_name, family_name=each.family_name) for each in others
        )
        own = replace(draft, voice=check_in.voice, group=names, their_contact="")
        token = _correct(check_in, own, origin, at)
        for each in others:
            CheckIn.objects.filter(pk=each.pk).update(need=check_in.need)
            name = {"given_name": each.given_name, "family_name": each.family_name}
            theirs = replace(
                draft, voice=each.voice, said_by=each.said_by, group=(), their_contact="", **name
            )
            _correct(each, theirs, origin, at)
    return token


def _correct(check_in: CheckIn, draft: CheckInDraft, origin: Origin, at: datetime) -> str:
    require_active(check_in.crisis)
    has_own = check_in.keys.filter(kind=KeyKind.OWN).exists()
    _own, named = check_draft(draft, crisis=check_in.crisis, has_contact=has_own)
    before = check_in.status
    with transaction.atomic():
        _move(
            check_in,
            {
                **said(draft, surroundings(tuple(check_in.crisis.perimeter))),
                "said_at": at,
                "expires_at": at + rules.LIFETIME,
            },
        )
        CheckInName.objects.filter(check_in=check_in).delete()
        index_names([check_in])
        if draft.named is not None or draft.audience == Audience.DESK:
            _name_anew(check_in, named, origin, at, all_of_them=check_in.status != before)
        token = _help(check_in, draft, origin, at)
        publish([check_in])
        announce(_event(events.CheckInCorrected, check_in, at), origin=origin)
    return token


def join_need(*, check_in: CheckIn, need: Need) -> None:
    """The request they made by another door is the one that their "I need help" stands for: it opens no second."""
    CheckIn.objects.filter(pk=check_in.pk, owner=need.owner_id, crisis=need.crisis_id).update(need=need)


def withdraw_check_in(*, check_in: CheckIn, origin: Origin, at: datetime) -> None:
    """Take it back: from then on nobody finds it. Raises TooLate."""
    with transaction.atomic():
        _move(check_in, {"life": Life.WITHDRAWN, "closed_at": at})
        forget([check_in.pk])
        publish([check_in])
        announce(_event(events.CheckInWithdrawn, check_in, at), origin=origin)


def withdraw_with_company(*, check_in: CheckIn, origin: Origin, at: datetime) -> int:
    """Take back what was said for oneself and for all who are with one; how many that were."""
    with transaction.atomic():
        theirs = list(company(check_in))
        for each in theirs:
            withdraw_check_in(check_in=each, origin=origin, at=at)
    return len(theirs)


def expire_check_ins(*, crisis: Crisis, at: datetime, limit: int = 1_000) -> int:
    """End what was said too long ago to be believed, or in a crisis that is put away by now; how many."""
    due = CheckIn.objects.filter(crisis=crisis, life=Life.ACTIVE)
    if crisis.phase != Phase.ARCHIVED:
        due = due.filter(expires_at__lte=at)
    with transaction.atomic():
        # Locked: whom their author corrected or took back meanwhile is not among them.
        old = due.order_by("expires_at").select_for_update(of=("self",), no_key=True)
        ids = list(old.values_list("pk", flat=True)[:limit])
        if ids:
            ended = CheckIn.objects.filter(pk__in=ids)
            ended.update(life=Life.EXPIRED, closed_at=at)
            forget(ids)
            publish(list(ended))
            happened = events.CheckInsExpired(
                crisis_id=crisis.pk, subject=crisis.public_id, at=at, check_ins=ids
            )
            announce(happened, origin=SYSTEM)
    return len(ids)


def hide_check_in(*, check_in: CheckIn, origin: Origin, at: datetime) -> None:
    """Moderation's door: nobody finds it while it is held. Raises TooLate."""
    with transaction.atomic():
        _move(check_in, {"held_at": at}, before=Q(held_at__isnull=True))
        publish([check_in])
        announce(_event(events.CheckInHidden, check_in, at), origin=origin)


def show_check_in(*, check_in: CheckIn, origin: Origin, at: datetime) -> None:
    """Moderation's door: found again by those its author chose. Raises TooLate."""
    with transaction.atomic():
        _move(check_in, {"held_at": None}, before=Q(held_at__isnull=False))
        publish([check_in])
        announce(_event(events.CheckInShown, check_in, at), origin=origin)


def _move(check_in: CheckIn, fields: dict, *, before: Q = Q(life=Life.ACTIVE)) -> None:
    if not CheckIn.objects.filter(before, pk=check_in.pk).update(**fields):
        raise TooLate
    check_in.refresh_from_db()


def forget(check_ins: list[int]) -> None:
    """Names and fingerprints, where they said they are, and whom we still owed a word."""
    OwedWord.objects.filter(check_in__in=check_ins).delete()
    UnknownPlace.objects.filter(check_in__in=check_ins).delete()
    CheckInName.objects.filter(check_in__in=check_ins).delete()
    CheckInKey.objects.filter(check_in__in=check_ins).delete()


def _name_anew(
    check_in: CheckIn, named: list[Contact], origin: Origin, at: datetime, *, all_of_them: bool
) -> None:
    """Who is named from now on. Whoever was named before is told of it only with `all_of_them`."""
    mine = CheckInKey.objects.filter(check_in=check_in, kind=KeyKind.NAMED)
    before = set(mine.values_list("digest", flat=True))
    mine.delete()
    now = {digest(each): each for each in named}
    CheckInKey.objects.bulk_create(
        CheckInKey(check_in=check_in, kind=KeyKind.NAMED, digest=key) for key in sorted(now)
    )
    new = [(check_in.pk, contact) for key, contact in now.items() if all_of_them or key not in before]
    if check_in.voice != Voice.TOGETHER:  # its author's own word tells them
        owe_words(new, check_in.crisis, origin, at)


def _help(check_in: CheckIn, draft: CheckInDraft, origin: Origin, at: datetime) -> str:
    """ "I need help" opens a need, unless the one it opened before still lives; without a place, a case at the desk."""
    waits = check_in.need is not None and check_in.need.state in ALIVE_NEEDS
    if check_in.status != Status.NEED_HELP or waits or draft.place:
        UnknownPlace.objects.filter(check_in=check_in).delete()
    if check_in.status != Status.NEED_HELP or waits:
        return ""
    if draft.place is None:
        if not is_unplaced(check_in.beside_id):  # one case stands for all who are together
            bring_unplaced(check_in=check_in, draft=draft, origin=origin, at=at)
        return ""
    need, token = ask_for_help(
        crisis=check_in.crisis, draft=draft, owner=check_in.owner, origin=origin, at=at
    )
    check_in.need = need
    check_in.save(update_fields=["need"])
    return token


def _event(kind, check_in: CheckIn, at: datetime):
    return kind(crisis_id=check_in.crisis_id, subject=check_in.public_id, at=at, check_in=check_in.pk)
