"""The doors through which a search is posted and changed. Asking for somebody is never throttled."""

from datetime import datetime

from django.db import transaction

from accounts.errors import Invalid, TooLate
from accounts.idempotency.once import Done, once
from accounts.journal.announce import announce
from accounts.origin import Origin
from accounts.people.actions import poster
from accounts.people.contact import digest, read_contact
from accounts.people.names import typed_name
from crisis.activation.models import Crisis
from crisis.ground import grid
from crisis.search import events, rules
from crisis.search.drafts import SearchDraft
from crisis.search.models import ContactHint, Follower, LastSeen, Search, SearchKey
from crisis.search.name_index import write
from crisis.search.public_copy import SEARCHES, edited, lock, settle, words_sought
from crisis.search.vocabulary import Role, SearchState
from crisis.shelter.actions.posting import hand_over_link, located, require_active


def post_search(*, crisis: Crisis, draft: SearchDraft, origin: Origin, at: datetime) -> Done:
    """Look for somebody; the search's public id and its author's manage token.

    Nothing of it is public yet but in an open crisis with a contact vouched for. Raises Invalid, CrisisClosed,
    KeyReused.
    """
    return once(
        origin=origin, crisis_id=crisis.pk, request=draft, act=lambda: _post(crisis, draft, origin, at)
    )


def _post(crisis: Crisis, draft: SearchDraft, origin: Origin, at: datetime) -> Done:
    require_active(crisis)  # here, not before: a repeat gets the first answer
    _check(crisis, draft, at)
    author = poster(origin=origin, pseudonym=draft.first_name, language=draft.language, drill=crisis.is_drill)
    search = Search.objects.create(
        crisis=crisis,
        owner=author,
        door=origin.door,
        language=draft.language,
        posted_at=at,
        edited_at=at,
        expires_at=at + rules.LIFETIME,
        **_fields(draft),
    )
    _keep_beside(search, draft)
    family = {"role": Role.FAMILY, "relation": search.relation, "since": at}
    Follower.objects.create(search=search, person=author, **family)
    announce(search_event(events.SearchPosted, search, at), origin=origin)
    token = hand_over_link(
        posted=search, subject_kind="search", contact=draft.contact, origin=origin, language=draft.language, at=at
    )  # fmt: skip
    settle(search, at=at)  # once the contact is known
    return Done(subject=search.public_id, secret=token)


def edit_search(*, search: Search, draft: SearchDraft, origin: Origin, at: datetime) -> None:
    """Change what is said of the person; it lives another while. `draft.contact` is not looked at.

    Where a moderator reads first, the public goes on seeing what was read. Hints are added, never taken away.
    Raises Invalid, CrisisClosed, and TooLate for a search that is no longer open.
    """
    require_active(search.crisis)
    _check(search.crisis, draft, at, has_contact=True)
    with transaction.atomic():
        lock(search)
        still_open = Search.objects.filter(pk=search.pk, state=SearchState.OPEN)
        lives = {"edited_at": edited(at), "expires_at": at + rules.LIFETIME, "warned_at": None}
        if not still_open.update(**lives, **_fields(draft)):
            raise TooLate
        search.refresh_from_db()
        _keep_beside(search, draft)
        settle(search, at=at)
        announce(search_event(events.SearchEdited, search, at), origin=origin)


def search_event(kind, search: Search, at: datetime, **extra):
    about = {"subject": search.public_id, "search": search.pk} | extra
    return kind(crisis_id=search.crisis_id, cell=search.cell, at=at, **about)


def _keep_beside(search: Search, draft: SearchDraft) -> None:
    """Where it was, for the desk; what of theirs the family knows; and how the names begin, to be found by."""
    LastSeen.objects.filter(search=search).delete()
    if draft.place:
        LastSeen.objects.create(search=search, **located(draft.place))
    hints = [ContactHint(search=search, digest=each) for each in _hints(draft)]
    ContactHint.objects.bulk_create(hints, ignore_conflicts=True)
    SearchKey.objects.filter(search=search).delete()
    write(SEARCHES, [(search.pk, search.crisis_id, words_sought(search))])


def _check(crisis: Crisis, draft: SearchDraft, at: datetime, *, has_contact: bool = False) -> None:
    found = rules.search_problems(draft, centre=(crisis.lat, crisis.lon), at=at)
    if has_contact:
        found.pop("contact", None)
    if found:
        raise Invalid(found)


def _hints(draft: SearchDraft) -> list[str]:
    return sorted({digest(read_contact(contact)) for contact in draft.their_contacts})


def _fields(draft: SearchDraft) -> dict:
    """One age alone stands for both."""
    ages = [age for age in (draft.age_min, draft.age_max) if age is not None]
    return {
        "given_name": typed_name(draft.given_name),
        "family_name": typed_name(draft.family_name),
        "other_names": typed_name(draft.other_names, most=120),
        "age_min": min(ages, default=None),
        "age_max": max(ages, default=None),
        "sex": draft.sex,
        "description": draft.description.strip()[:500],
        "proof_question": draft.proof_question.strip()[:200],
        "last_seen_at": draft.last_seen_at,
        "cell": grid.cell(draft.place.lat, draft.place.lon) if draft.place else "",
        "first_name": typed_name(draft.first_name),
        "relation": typed_name(draft.relation),
    }
