"""The door people come through by the million: one check-in is a batch of one. Never throttled."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import islice
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Count, Q

from accounts.errors import Invalid, KeyReused, Refused
from accounts.idempotency.each import Claim, claim_each, claimed, new_salts, token_for
from accounts.idempotency.once import Done, hash_of, once, scope_of
from accounts.links.owed import subject_of
from accounts.links.secrets import new_token
from accounts.origin import Origin
from accounts.people.contact import Contact, read_contact
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Profile
from crisis.checkin import rules
from crisis.checkin.actions.recording import Arrival, record
from crisis.checkin.actions.unplaced import bring_unplaced
from crisis.checkin.drafts import CheckInDraft
from crisis.checkin.models import CheckIn
from crisis.checkin.vocabulary import Audience, KeyKind, Status, Voice
from crisis.shelter.actions.posting import CrisisClosed, require_active


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """`secret`: the manage-link's token; `need_secret`: that of the need which "I need help" opened, or "".

    `reference`: to read aloud; `named`: how many people it names; `group`: those it was said for besides.
    """

    subject: UUID
    secret: str
    need_secret: str = ""
    reference: str = ""
    named: int = 0
    repeated: bool = False
    group: tuple["CheckedIn", ...] = ()


def check_in(*, crisis: Crisis, draft: CheckInDraft, origin: Origin, at: datetime) -> CheckedIn:
    """ "I am safe". Raises Invalid, CrisisClosed, KeyReused."""
    if not draft.is_plain:
        return check_in_many(crisis=crisis, drafts=[draft], origin=origin, at=at)[0]
    try:
        arrived = arrival(draft, crisis=crisis, ref=origin.ref)
    except Invalid:
        require_active(crisis)
        raise
    [answer] = check_in_each(crisis=crisis, arrivals=[arrived], origin=origin, at=at)
    if isinstance(answer, Refused):
        raise answer
    return answer


def check_in_each(
    *, crisis: Crisis, arrivals: list[Arrival], origin: Origin, at: datetime, later: bool = False
) -> list[CheckedIn | Refused]:
    """Each by itself, under its own ref (`origin` has none); all in one transaction and one journal entry.

    In its place each gets its answer, or KeyReused or CrisisClosed. All of them are plain: others are check_in()'s.
    `later`: that they are found by name and that contacts hear is owed to listeners, not done before the answer.
    """
    salts = new_salts(len(arrivals))
    tokens = [
        token_for(each.ref, salt) if each.ref else new_token()
        for each, salt in zip(arrivals, salts, strict=True)
    ]
    subjects = [*map(subject_of, tokens)]
    scopes = [scope_of(origin, crisis.pk, each.ref) if each.ref else "" for each in arrivals]
    claims = [
        Claim(_fingerprint(each.draft), subject, salt) if each.ref else None
        for each, subject, salt in zip(arrivals, subjects, salts, strict=True)
    ]
    wanted: dict[str, Claim] = {}
    for scope, claim in zip(scopes, claims, strict=True):
        if claim:
            wanted.setdefault(scope, claim)  # the same one twice in a batch: a repeat of the first
    with transaction.atomic():
        is_open = _is_open(crisis)
        standing = claim_each(wanted) if is_open else claimed(list(wanted))
        new = [
            number
            for number, scope in enumerate(scopes)
            if scope not in standing and (not scope or wanted[scope] is claims[number])
        ]
        coming = [(number, arrivals[number], subjects[number], tokens[number]) for number in new]
        answers = dict(_written(crisis, coming, origin, at, later)) if is_open else {}
    held = (wanted if is_open else {}) | standing
    again = {
        number: (claims[number], held[scope])
        for number, scope in enumerate(scopes)
        if number not in new and scope in held
    }
    answers |= _again(again, arrivals)
    return [answers.get(number) or CrisisClosed() for number in range(len(arrivals))]


def check_in_many(
    *, crisis: Crisis, drafts: list[CheckInDraft], origin: Origin, at: datetime
) -> list[CheckedIn]:
    """All or none, with those who are with them, in one transaction and one journal entry; in the drafts' order.

    Raises CrisisClosed, KeyReused, and Invalid: with more than one draft its fields read "3/contact".
    """
    if not drafts:
        return []
    done = once(
        origin=origin,
        crisis_id=crisis.pk,
        request=[asdict(draft) for draft in drafts],
        act=lambda: _sealable(_record_all(crisis, drafts, origin, at)),
    )
    told = [[(UUID(subject), *secrets) for subject, *secrets in each] for each in json.loads(done.secret)]
    known = _known([subject for each in told for subject, *_secrets in each])
    answers = [[CheckedIn(*one, *known[one[0]], repeated=done.repeated) for one in each] for each in told]
    return [replace(own, group=tuple(group)) for own, *group in answers]


def arrival(draft: CheckInDraft, *, crisis: Crisis, ref: str | None = None) -> Arrival:
    """A draft ready to be recorded. Raises Invalid."""
    return Arrival(draft, *check_draft(draft, crisis=crisis), ref)


def check_draft(
    draft: CheckInDraft, *, crisis: Crisis, has_contact: bool = False
) -> tuple[Contact | None, list[Contact]]:
    """The draft's own contact and those it names, read; whoever tells the coordinators alone names nobody.

    Raises Invalid with everything that is wrong.
    """
    by_name = crisis.profile != Profile.HUNTED
    found = rules.check_in_problems(draft, by_name=by_name, has_contact=has_contact)
    own = _read([draft.contact] if draft.contact.strip() else [], "contact", found)
    named = _read([each for each in draft.named or () if each.strip()], "named", found)
    if found:
        raise Invalid(found)
    return (own[0] if own else None), [] if draft.audience == Audience.DESK else named


def _written(
    crisis: Crisis, coming: list[tuple], origin: Origin, at: datetime, later: bool
) -> Iterator[tuple[int, CheckedIn]]:
    """(number, answer) of those in `coming`, each (number, arrival, public id, token), recorded."""
    if not coming:
        return
    numbers, arrivals, subjects, tokens = map(list, zip(*coming, strict=True))
    done = record(
        crisis=crisis, arrivals=arrivals, subjects=subjects, tokens=tokens, origin=origin, at=at, later=later
    )  # fmt: skip
    for number, token, told in zip(numbers, tokens, done, strict=True):
        yield number, CheckedIn(told.subject, token, "", told.reference, told.named)


def _again(
    repeated: dict[int, tuple[Claim, Claim]], arrivals: list[Arrival]
) -> dict[int, CheckedIn | Refused]:
    """What those are told who came before: {number: (what they ask, what the key was claimed for)} in."""
    if not repeated:
        return {}
    known = _known([held.subject for _asked, held in repeated.values()])
    answers: dict[int, CheckedIn | Refused] = {}
    for number, (asked, held) in repeated.items():
        if asked.fingerprint != held.fingerprint:
            answers[number] = KeyReused()
            continue
        token = token_for(arrivals[number].ref, held.salt)
        answers[number] = CheckedIn(held.subject, token, "", *known[held.subject], repeated=True)
    return answers


def _known(subjects: list[UUID]) -> dict[UUID, tuple[str, int]]:
    """{public id: (reference, how many it names)}"""
    named = Count("keys", filter=Q(keys__kind=KeyKind.NAMED))
    found = CheckIn.objects.filter(public_id__in=subjects).annotate(others=named)
    return {
        subject: (ref, many) for subject, ref, many in found.values_list("public_id", "reference", "others")
    }


def _is_open(crisis: Crisis) -> bool:
    try:
        require_active(crisis)
    except CrisisClosed:
        return False
    return True


def _fingerprint(draft: CheckInDraft) -> str:
    place = draft.place and (draft.place.lat, draft.place.lon, draft.place.label, draft.place.typed)
    said = (draft.status, draft.given_name, draft.family_name, draft.audience, draft.contact, draft.named)
    return hash_of([*said, draft.message, place, draft.say_where, draft.language])


def _record_all(
    crisis: Crisis, drafts: list[CheckInDraft], origin: Origin, at: datetime
) -> list[list[CheckedIn]]:
    """The answers of each draft: its author's first, then those of their group."""
    require_active(crisis)
    checked = _check_all(crisis, drafts)
    arrivals = [arrived for each in checked for arrived in each]
    subjects, tokens = [uuid4() for _arrival in arrivals], [new_token() for _arrival in arrivals]
    done = record(crisis=crisis, arrivals=arrivals, subjects=subjects, tokens=tokens, origin=origin, at=at)
    for subject, each in zip(subjects, arrivals, strict=True):
        if _is_lost(each.draft):
            mine = CheckIn.objects.get(public_id=subject)
            bring_unplaced(check_in=mine, draft=each.draft, origin=origin, at=at)
    answers = iter(
        CheckedIn(one.subject, token, one.need_secret) for one, token in zip(done, tokens, strict=True)
    )
    return [list(islice(answers, len(each))) for each in checked]


def _is_lost(draft: CheckInDraft) -> bool:
    return draft.status == Status.NEED_HELP and not draft.place and draft.voice != Voice.TOGETHER


def _check_all(crisis: Crisis, drafts: list[CheckInDraft]) -> list[list[Arrival]]:
    checked, wrong = [], {}
    if len(drafts) > rules.MOST_AT_ONCE:
        raise Invalid({"": [rules.too_many()]})
    for number, draft in enumerate(drafts):
        try:
            checked.append(_arrivals_of(draft, crisis))
        except Invalid as refused:
            wrong |= {f"{number}/{field}": said for field, said in refused.errors.items()}
            if len(drafts) == 1:
                raise
    if wrong:
        raise Invalid(wrong)
    return checked


def _read(texts: list[str], field: str, found: dict) -> list[Contact]:
    """The contacts typed; what cannot be read is added to `found`."""
    contacts = []
    for text in texts:
        try:
            contacts.append(read_contact(text, field=field))
        except Invalid as wrong:
            found.update(wrong.errors)
    return contacts


def _sealable(answers: list[list[CheckedIn]]) -> Done:
    """What once() can keep and rebuild: every answer, in the one secret it seals."""
    told = [[[str(one.subject), one.secret, one.need_secret] for one in each] for each in answers]
    return Done(subject=answers[0][0].subject, secret=json.dumps(told))


def _arrivals_of(draft: CheckInDraft, crisis: Crisis) -> list[Arrival]:
    """The author's, then one for each who is with them. Raises Invalid, of these under "group"."""
    if draft.is_plain:
        return [arrival(draft, crisis=crisis)]
    own, named = check_draft(draft, crisis=crisis)
    about = _read([draft.their_contact] if draft.their_contact.strip() else [], "their_contact", wrong := {})
    wrong |= rules.group_problems(draft, by_name=crisis.profile != Profile.HUNTED)
    if wrong:
        raise Invalid(wrong)
    author = Arrival(draft, own, named, about=next((each for each in about if each != own), None))
    return [author, *(Arrival(member, own, named) for member in rules.members(draft))]
