"""Asking: written down at once, sent once the asker's own contact has answered, and again a few times."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import Invalid, NotAllowed, Refused
from accounts.idempotency.once import Done, once
from accounts.journal.announce import announce, announce_all
from accounts.links.secrets import hash_token
from accounts.origin import SYSTEM, Origin
from accounts.people.actions import poster
from accounts.people.contact import Contact, digests, read_contact, shown
from accounts.people.names import typed_name
from accounts.reach.inviting import invite, points_of_nobody
from crisis.activation.models import Crisis
from crisis.activation.queries import takes_anything_new
from crisis.checkin.asks import events, rules
from crisis.checkin.asks.access import contact_of, link_to_answer, never_agains, token_for
from crisis.checkin.asks.drafts import AskDraft, PersonToAsk
from crisis.checkin.asks.models import Ask, Asked
from crisis.checkin.asks.vocabulary import AskState
from crisis.shelter.actions.posting import hand_over_link, require_active

AT_ONCE = 20  # messages one delivery writes: SQLite has one writer


class AskedEnough(Refused):
    code = "asked_enough"
    message = gettext_lazy(
        "Nobody can be asked again now: an hour passes between two messages, and nobody gets more than three."
    )


def ask(
    *, crisis: Crisis, draft: AskDraft, origin: Origin, at: datetime, count: Callable[[], object] = bool
) -> Done:
    """Ask people whether they are safe. Nobody is written to before the asker's own contact has answered.

    `count`: called once nothing is wrong with the draft, so that a mistake costs none of what may be asked.
    Raises Invalid, CrisisClosed, KeyReused, what `count` raises, and NotAllowed for somebody suspended.
    """
    if origin.actor and origin.actor.suspended_at:
        raise NotAllowed
    found, contacts = rules.ask_problems(draft)
    if found:
        raise Invalid(found)
    count()
    return once(
        origin=origin,
        crisis_id=crisis.pk,
        request=asdict(draft),
        act=lambda: _post(crisis, draft, contacts, origin, at),
    )


def _post(crisis: Crisis, draft: AskDraft, contacts: list[Contact], origin: Origin, at: datetime) -> Done:
    require_active(crisis)
    name, language = typed_name(draft.name), draft.language
    owner = poster(origin=origin, pseudonym=name, language=language, drill=crisis.is_drill)
    posted = Ask.objects.create(
        crisis=crisis, owner=owner, door=origin.door, language=language, name=name, posted_at=at,
        expires_at=at + rules.LIFETIME,
    )  # fmt: skip
    write_down(posted, draft.people, contacts)
    token = hand_over_link(
        posted=posted, subject_kind="ask", contact=draft.contact, origin=origin, language=language, at=at
    )
    own = read_contact(draft.contact)
    posted.contact = owner.contact_points.get(kind=own.kind, value=own.value)
    posted.save(update_fields=["contact"])
    announce(_event(events.AskPosted, posted, at), origin=origin)
    return Done(subject=posted.public_id, secret=token)


def write_down(
    posted: Ask, asking: tuple[PersonToAsk, ...], contacts: list[Contact], *, first: int = 1
) -> list[Asked]:
    """A row for each, numbered from `first`."""
    points = points_of_nobody(contacts, posted.language)
    people = []
    for number, (person, point) in enumerate(zip(asking, points, strict=True), first):
        masked = shown(point.kind, point.value)
        each = Asked(
            public_id=uuid4(), ask=posted, number=number, name=typed_name(person.name), point=point,
            shown=masked[:60], key=rules.key_of(contact_of(point)),
        )  # fmt: skip
        each.token_hash = hash_token(token_for(each))
        people.append(each)
    return Asked.objects.bulk_create(people)


def follow_contact(*, ask: Ask) -> None:
    """A contact mistyped at first and given anew on the asker's page: the one that answered is theirs."""
    if ask.contact and ask.contact.verified_at:
        return
    ask.contact = ask.owner.contact_points.filter(verified_at__isnull=False).order_by("-pk").first()
    Ask.objects.filter(pk=ask.pk, sent_at__isnull=True).update(contact=ask.contact)


def send_first(*, ask: Ask, at: datetime) -> bool:
    """Owe everybody their question, once, where the asker's own contact has answered; whether it was done now."""
    if not (ask.contact and ask.contact.verified_at and takes_anything_new(ask.crisis_id)):
        return False
    waiting = Ask.objects.filter(pk=ask.pk, state=AskState.OPEN, held_at__isnull=True, sent_at__isnull=True)
    with transaction.atomic():
        if not waiting.update(sent_at=at):
            return False
        owe(ask, ask.asked.order_by("number"), SYSTEM, at)
    return True


def ask_again(*, ask: Ask, origin: Origin, at: datetime) -> int:
    """Ask those who have not answered once more; how many. Raises AskedEnough, CrisisClosed.

    Whoever wants no question is counted like everybody else: nobody learns from it who that is.
    """
    require_active(ask.crisis)
    standing = Ask.objects.filter(pk=ask.pk, state=AskState.OPEN, held_at__isnull=True, sent_at__isnull=False)
    with transaction.atomic():
        if not standing.update(state=AskState.OPEN):  # locks the row: two taps ask once
            raise AskedEnough
        due = ask.asked.filter(
            answer="", sent__lt=rules.MOST_SENT, sent__gt=0, sent_at__lte=at - rules.AGAIN_AFTER
        )
        many = owe(ask, due.order_by("number"), origin, at)
        if not many:
            raise AskedEnough
    return many


def owe(ask: Ask, people: Iterable[Asked], origin: Origin, at: datetime) -> int:
    """It is their turn: they are written to by listeners. How many."""
    pks = [person.pk for person in people]
    Asked.objects.filter(pk__in=pks).update(sent=F("sent") + 1, sent_at=at)
    parts = [pks[start : start + AT_ONCE] for start in range(0, len(pks), AT_ONCE)]
    owed = [_event(events.QuestionsOwed, ask, at, asked=part) for part in parts]
    if owed:
        announce_all(owed, origin=origin)
    return len(pks)


def write_to(*, ask: Ask, asked: list[int]) -> None:
    """The messages themselves. Who has answered meanwhile, wants none or had enough of them gets none."""
    if not ask.is_open or ask.contact is None:
        return
    people = ask.asked.filter(pk__in=asked, answer="", point__isnull=False).select_related("point")
    asker, drill = contact_of(ask.contact), ask.crisis.is_drill
    unwanted = set(never_agains(asker, exercise=drill).values_list("asked", flat=True))
    for person in people.order_by("number"):
        contact = contact_of(person.point)
        if unwanted.isdisjoint(digests(contact)):
            _write(ask, person, contact, by=f"ask:{rules.key_of(asker)}")


def _write(ask: Ask, person: Asked, contact: Contact, *, by: str) -> None:
    with translation.override(ask.language):
        text = _("Porte Ouverte: somebody who has your contact asks after you. Answer with one tap: %(link)s")
        invite(
            contact,
            text=text % {"link": link_to_answer(person)},
            subject=_("Somebody asks after you"),
            drill=ask.crisis.is_drill,
            crisis_id=ask.crisis_id,
            language=ask.language,
            by=by,
            thing=person.thing,
        )


def _event(kind, ask: Ask, at: datetime, **more):
    return kind(crisis_id=ask.crisis_id, subject=ask.public_id, at=at, ask=ask.pk, **more)
