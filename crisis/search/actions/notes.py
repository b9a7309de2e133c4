"""What strangers say of the person sought; and the person themselves, saying "this is me"."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.errors import Invalid, NotThere, Refused, TooLate
from accounts.idempotency.once import Done, once
from accounts.journal.announce import announce
from accounts.origin import SYSTEM, Origin
from accounts.people.actions import add_contact, poster
from accounts.people.contact import read_contact
from accounts.people.mailboxes import known_as
from accounts.people.models import ContactPoint, Person
from accounts.throttle import spend
from crisis.search import events, rules
from crisis.search.actions.posting import search_event
from crisis.search.actions.showing import note_event
from crisis.search.contact.actions import keep_wish
from crisis.search.drafts import ClaimDraft, NoteDraft
from crisis.search.models import Follower, Note, Search
from crisis.search.public_copy import lock, settle
from crisis.search.queries import hiding_claims
from crisis.search.vocabulary import AuthorKind, NoteKind, NoteStatus, Role, ShownTo, Verification
from crisis.shelter.actions.posting import hand_over_link, has_verified_contact

Teller = Callable[..., None]
_tellers: list[Teller] = []


def told_of_holds(teller: Teller) -> Teller:
    """Register `teller(search, *, held, at)`: a claim took the page away, or gave it back; in the same transaction."""
    _tellers.append(teller)
    return teller


class NotesFrozen(Refused):
    code = "notes_frozen"
    message = _lazy("No new notes are taken on this search now.")


def add_note(*, search: Search, draft: NoteDraft, origin: Origin, at: datetime) -> Done:
    """Say what one knows, or ask. Only the desk reads it before a moderator let it through.

    Whoever wants to be in touch, or asks, gets a link of their own: `secret`. Raises Invalid, KeyReused, NotesFrozen;
    NotThere for an answer to what nobody asked the family.
    """
    said = rules.understood(draft)

    def act() -> Done:
        if found := rules.note_problems(said, at=at):
            raise Invalid(found)
        author = _author(search, said.language, origin)
        _require_thawed(search, said)
        note = _write(search, author, _fields(search, said, author), origin, at)
        if said.wish is not None or _asks(said):
            return _handed(note, said, origin, at)
        if said.contact.strip():  # for a coordinator to ask; nothing is sent to it
            add_contact(person=author, contact=read_contact(said.contact), origin=origin, at=at)
        announce(note_event(events.NoteAdded, note, at), origin=origin)
        return Done(subject=note.public_id)

    about = [str(search.public_id), asdict(replace(said, language=""))]
    return once(origin=origin, crisis_id=search.crisis_id, request=about, act=act)


def answer_question(
    *, search: Search, question: str, text: str, language: str, origin: Origin, at: datetime
) -> Done:
    """The family's answer to a question that was let through to them: a note like any other. As add_note()."""
    said = {"text": text, "author_kind": AuthorKind.FAMILY, "language": language}
    draft = NoteDraft(kind=NoteKind.INFORMATION, answers=question, **said)
    return add_note(search=search, draft=draft, origin=origin, at=at)


def claim_search(
    *, search: Search, draft: ClaimDraft, network: str = "", origin: Origin, at: datetime
) -> Done:
    """ "This is me." Tells the coordinators at once, and nobody else; the public page goes once the contact answers.

    `network`: whence it comes, or empty; not kept. Raises Invalid, KeyReused.
    """

    def act() -> Done:
        if found := rules.claim_problems(draft):
            raise Invalid(found)
        author = _author(search, draft.language, origin)
        said = {
            "text": draft.text,
            "status": NoteStatus.IS_NOTE_AUTHOR,
            "author_kind": AuthorKind.THEMSELF,
            "verification": _reached(author),
            "hides": not network or spend("hides", network).allowed,
        }
        note = _write(search, author, said, origin, at)
        if draft.wish is not None:
            keep_wish(note=note, answer=draft.wish)
        announce(search_event(events.SearchClaimed, search, at, note=note.pk), origin=origin)
        token = hand_over_link(
            posted=note, subject_kind="search_note", contact=draft.contact, origin=origin,
            language=draft.language, at=at,
        )  # fmt: skip
        if has_verified_contact(author):
            hold_for_claim(note=note, at=at)
        return Done(subject=note.public_id, secret=token)

    about = ["claim", str(search.public_id), draft.contact, draft.text, draft.wish]
    return once(origin=origin, crisis_id=search.crisis_id, request=about, act=act)


def _asks(said: NoteDraft) -> bool:
    """From outside: whoever asks reads the answer on a page of their own."""
    return said.kind == NoteKind.QUESTION and not said.author_kind


def _handed(note: Note, said: NoteDraft, origin: Origin, at: datetime) -> Done:
    """A link goes to their contact, with a code; an answer to the family's own question is kept for the family."""
    if said.wish is not None:
        keep_wish(note=note, answer=said.wish)
    announce(note_event(events.NoteAdded, note, at), origin=origin)
    handed = {"posted": note, "subject_kind": "search_note", "contact": said.contact}
    token = hand_over_link(**handed, origin=origin, language=said.language, at=at)
    return Done(subject=note.public_id, secret=token)


def _require_thawed(search: Search, said: NoteDraft) -> None:
    """Its family goes on telling what they know."""
    lock(search)
    frozen = Search.objects.filter(pk=search.pk, notes_frozen_at__isnull=False)
    if said.author_kind != AuthorKind.FAMILY and frozen.exists():
        raise NotesFrozen


def hold_for_claim(*, note: Note, at: datetime) -> None:
    """The person sought may not want to be: nothing is public until a coordinator has looked. Harmless twice."""
    search = note.search
    with transaction.atomic():
        lock(search)
        if not _may_hide(note, at):
            return
        fresh = Note.objects.filter(pk=note.pk, held_at__isnull=True, read_at__isnull=True)
        if not fresh.update(held_at=at):
            return
        if Search.objects.filter(pk=search.pk, held_at__isnull=True).update(held_at=at):
            _tell_as_an_edit(search, held=True, at=at)


def take_back_claim(*, note: Note, origin: Origin, at: datetime) -> None:
    """ "I pressed this by mistake." What it alone hid is public again. Raises TooLate once somebody has decided."""
    search = note.search
    with transaction.atomic():
        lock(search)
        hid = Note.objects.filter(pk=note.pk).values_list("held_at", flat=True).get()
        words = _("Taken back: they say that they are not this person, or pressed by mistake.")
        waiting = Note.objects.filter(pk=note.pk, read_at__isnull=True)
        if not waiting.update(read_at=at, held_at=hid or at, text=words):
            raise TooLate
        mine = Search.objects.filter(pk=search.pk, held_at=hid, held_at__isnull=False)
        if hid and not hiding_claims(search).exists() and mine.update(held_at=None):
            _tell_as_an_edit(search, held=False, at=at)


def _tell_as_an_edit(search: Search, *, held: bool, at: datetime) -> None:
    """The family must not read in the kind of news that somebody said "this is me"."""
    settle(search, at=at)
    for teller in _tellers:
        teller(search, held=held, at=at)
    announce(search_event(events.SearchEdited, search, at), origin=SYSTEM)


def _may_hide(note: Note, at: datetime) -> bool:
    """One person hides herself, not four people an hour, and not again what was judged; nor do many from one network
    or with addresses of one domain. The claim stands as a case.
    """
    answered = list(ContactPoint.objects.filter(person=note.author_id, verified_at__isnull=False))
    points = known_as(each.known_as for each in answered).filter(verified_at__isnull=False)
    claims = Note.objects.filter(status=NoteStatus.IS_NOTE_AUTHOR).exclude(pk=note.pk)
    theirs = claims.filter(author__in=points.values("person"))
    judged = claims.filter(search=note.search_id, read_at__isnull=False)
    lately = theirs.filter(_lately(note, at))
    return (
        note.hides
        and _others(lately, note) < rules.MOST_HIDDEN
        and _by_neighbours(note, answered, at) < rules.MOST_HIDDEN_BY_DOMAIN
        and not judged.filter(author__in=points.values("person")).exists()
        and judged.count() < rules.MOST_JUDGED
    )


def _lately(note: Note, at: datetime) -> Q:
    return Q(search__crisis=note.crisis_id, held_at__gt=at - rules.CLAIMS_WITHIN)


def _others(claims: QuerySet[Note], note: Note) -> int:
    """How many other searches."""
    return claims.exclude(search=note.search_id).values("search").distinct().count()


def _by_neighbours(note: Note, answered: list[ContactPoint], at: datetime) -> int:
    """Searches hidden lately from the mail domain of this claim, the most of any; not of one that everybody uses."""
    domains = {rules.own_domain(each.value) for each in answered} - {""}
    claims = Note.objects.filter(_lately(note, at), status=NoteStatus.IS_NOTE_AUTHOR)
    counted = [0]
    for domain in domains:
        ends = Q(value__endswith=f"@{domain}") | Q(value__endswith=f".{domain}")
        points = ContactPoint.objects.filter(ends, verified_at__isnull=False)
        counted.append(_others(claims.filter(author__in=points.values("person")), note))
    return max(counted)


def _author(search: Search, language: str, origin: Origin) -> Person:
    return poster(origin=origin, pseudonym="", language=language, drill=search.crisis.is_drill)


def _fields(search: Search, draft: NoteDraft, author: Person) -> dict:
    return {
        "kind": draft.kind,
        "status": draft.status,
        "text": draft.text,
        "seen_at": draft.seen_at,
        "place": draft.place.strip()[:120],
        "cell": draft.cell,
        "author_kind": draft.author_kind or _speaks_as(search, author),
        "verification": _reached(author),
        "answers": _question(search, draft.answers) if draft.answers else None,
    }


def _speaks_as(search: Search, author: Person) -> str:
    role = Follower.objects.filter(search=search, person=author).values_list("role", flat=True).first()
    return {Role.FAMILY: AuthorKind.FAMILY, Role.FOLLOWER: AuthorKind.FOLLOWER}.get(role, AuthorKind.STRANGER)


def _reached(author: Person) -> str:
    return Verification.CONTACT if has_verified_contact(author) else Verification.UNVERIFIED


def _question(search: Search, public_id: str) -> Note:
    """One the family may read. Raises NotThere."""
    asked = Note.objects.filter(search=search, kind=NoteKind.QUESTION, held_at__isnull=True)
    with suppress(ValidationError):  # no public id at all
        if found := asked.exclude(shown_to=ShownTo.NOBODY).filter(public_id=public_id).first():
            return found
    raise NotThere


def _write(search: Search, author: Person, said: dict, origin: Origin, at: datetime) -> Note:
    words = said | {"text": said["text"].strip()[:500]}
    return Note.objects.create(search=search, author=author, door=origin.door, posted_at=at, **words)
