"""The door people come through by the million: one check-in is a batch of one. Never throttled."""

import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from accounts.errors import Invalid
from accounts.idempotency.once import Done, once
from accounts.journal.announce import announce
from accounts.links.actions import issue_manage_links
from accounts.origin import Door, Origin
from accounts.people.contact import Contact, digest, read_contact
from accounts.people.many import add_contacts, posters
from accounts.people.models import Person
from crisis.activation.actions import absolute
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Profile
from crisis.checkin import events, rules
from crisis.checkin.drafts import CheckInDraft
from crisis.checkin.findable import publish
from crisis.checkin.models import CheckIn, CheckInKey, CheckInName
from crisis.checkin.vocabulary import KeyKind, Status
from crisis.ground import grid
from crisis.shelter.actions.needs import post_need
from crisis.shelter.actions.posting import manage_path, require_active, send_link
from crisis.shelter.drafts import NeedDraft
from crisis.shelter.models import Need
from matching.engine.names import fold, keys


@dataclass(frozen=True)
class CheckedIn:
    """`secret`: the manage-link's token; `need_secret`: that of the need which "I need help" opened, or ""."""

    subject: UUID
    secret: str
    need_secret: str = ""
    repeated: bool = False


def check_in(*, crisis: Crisis, draft: CheckInDraft, origin: Origin, at: datetime) -> CheckedIn:
    """ "I am safe". Raises Invalid, CrisisClosed, KeyReused."""
    return check_in_many(crisis=crisis, drafts=[draft], origin=origin, at=at)[0]


def check_in_many(
    *, crisis: Crisis, drafts: list[CheckInDraft], origin: Origin, at: datetime
) -> list[CheckedIn]:
    """All of them or none, in one transaction and one journal entry; answers in the drafts' order.

    Raises CrisisClosed, KeyReused, and Invalid: with more than one draft its fields read "3/contact".
    """
    if not drafts:
        return []
    done = once(
        origin=origin,
        crisis_id=crisis.pk,
        request=[asdict(draft) for draft in drafts],
        act=lambda: _sealable(_record(crisis, drafts, origin, at)),
    )
    answers = [(UUID(subject), *secrets) for subject, *secrets in json.loads(done.secret)]
    return [CheckedIn(*answer, repeated=done.repeated) for answer in answers]


def check_draft(
    draft: CheckInDraft, *, crisis: Crisis, has_contact: bool = False
) -> tuple[Contact | None, list[Contact]]:
    """The draft's own contact and those it names, read. Raises Invalid with everything that is wrong."""
    by_name = crisis.profile != Profile.HUNTED
    found = rules.check_in_problems(draft, by_name=by_name, has_contact=has_contact)
    own = _read([draft.contact] if draft.contact.strip() else [], "contact", found)
    named = _read([each for each in draft.named or () if each.strip()], "named", found)
    if found:
        raise Invalid(found)
    return (own[0] if own else None), named


def name_rows(check_in: CheckIn) -> list[CheckInName]:
    words = set(fold(check_in.full_name))
    return [
        CheckInName(check_in=check_in, crisis_id=check_in.crisis_id, word=word[:60], key=key)
        for word in sorted(words)
        for key in sorted(keys((word,)) or {word})
    ]


def key_rows(check_in: CheckIn, kind: KeyKind, contacts: list[Contact]) -> list[CheckInKey]:
    return [CheckInKey(check_in=check_in, kind=kind, digest=key) for key in sorted({*map(digest, contacts)})]


def ask_for_help(
    *, crisis: Crisis, draft: CheckInDraft, owner: Person, origin: Origin, at: datetime
) -> tuple[Need, str]:
    """The need that "I need help" opens, and its manage token. Raises Invalid, CrisisClosed."""
    need = NeedDraft(
        place=draft.place,
        adults=1,
        first_name=draft.given_name,
        note=draft.message,
        language=draft.language,
    )
    unnamed = Origin(door=origin.door, actor=origin.actor)  # the check-in's key answers for both
    done = post_need(crisis=crisis, draft=need, origin=unnamed, at=at, owner=owner)
    return Need.objects.get(public_id=done.subject), done.secret


def said(draft: CheckInDraft) -> dict:
    """The columns a person fills in."""
    place = draft.place
    return {
        "language": draft.language,
        "status": draft.status,
        "given_name": draft.given_name.strip()[:60],
        "family_name": draft.family_name.strip()[:60],
        "message": draft.message.strip()[:200],
        "audience": draft.audience,
        "cell": grid.cell(place.lat, place.lon) if place else "",
        "say_where": bool(place and draft.say_where),
    }


def _record(crisis: Crisis, drafts: list[CheckInDraft], origin: Origin, at: datetime) -> list[CheckedIn]:
    require_active(crisis)
    contacts = _check_all(crisis, drafts)
    named = [(draft.given_name.strip()[:60], draft.language) for draft in drafts]
    owners = posters(origin=origin, named=named, drill=crisis.is_drill)
    helped = {
        number: ask_for_help(crisis=crisis, draft=draft, owner=owners[number], origin=origin, at=at)
        for number, draft in enumerate(drafts)
        if draft.status == Status.NEED_HELP
    }
    rows = [
        CheckIn(
            crisis=crisis,
            owner=owner,
            door=origin.door,
            posted_at=at,
            said_at=at,
            expires_at=at + rules.LIFETIME,
            need=helped.get(number, (None,))[0],
            **said(draft),
        )
        for number, (owner, draft) in enumerate(zip(owners, drafts, strict=True))
    ]
    rows = CheckIn.objects.bulk_create(rows)
    _keep_names_and_keys(rows, contacts)
    tokens = issue_manage_links(
        wanted=[(row.owner, row.public_id) for row in rows], subject_kind="check_in", crisis_id=crisis.pk
    )
    _hand_over(crisis, rows, contacts, tokens, origin, at)
    publish(rows)
    announce(_recorded(crisis, rows, at), origin=origin)
    return [
        CheckedIn(row.public_id, token, helped[number][1] if number in helped else "")
        for number, (row, token) in enumerate(zip(rows, tokens, strict=True))
    ]


def _check_all(crisis: Crisis, drafts: list[CheckInDraft]) -> list[tuple[Contact | None, list[Contact]]]:
    checked, wrong = [], {}
    if len(drafts) > rules.MOST_AT_ONCE:
        raise Invalid({"": [rules.too_many()]})
    for number, draft in enumerate(drafts):
        try:
            checked.append(check_draft(draft, crisis=crisis))
        except Invalid as refused:
            wrong |= {f"{number}/{field}": said for field, said in refused.errors.items()}
            if len(drafts) == 1:
                raise
    if wrong:
        raise Invalid(wrong)
    return checked


def _keep_names_and_keys(rows: list[CheckIn], contacts: list[tuple[Contact | None, list[Contact]]]) -> None:
    CheckInName.objects.bulk_create([name for row in rows for name in name_rows(row)])
    kept = []
    for row, (own, named) in zip(rows, contacts, strict=True):
        kept += key_rows(row, KeyKind.OWN, [own] if own else []) + key_rows(row, KeyKind.NAMED, named)
    CheckInKey.objects.bulk_create(kept)


def _hand_over(crisis: Crisis, rows, contacts, tokens: list[str], origin: Origin, at: datetime) -> None:
    """Keep each contact and send it its link, with a code while it is unverified. A drill's batch sends nothing."""
    reached = [
        (row, token, own) for row, (own, _named), token in zip(rows, contacts, tokens, strict=True) if own
    ]
    points = add_contacts(given=[(row.owner, own) for row, _token, own in reached], origin=origin, at=at)
    if origin.door == Door.DRILL:
        return
    for point, (row, token, _own) in zip(points, reached, strict=True):
        send_link(point, crisis, absolute(manage_path(token, row.language)))


def _recorded(crisis: Crisis, rows: list[CheckIn], at: datetime) -> events.CheckInsRecorded:
    return events.CheckInsRecorded(
        crisis_id=crisis.pk,
        subject=rows[0].public_id if len(rows) == 1 else crisis.public_id,
        at=at,
        check_ins=[row.pk for row in rows],
        cells=Counter(row.cell for row in rows if row.cell),
        statuses=Counter(row.status for row in rows),
    )


def _read(texts: list[str], field: str, found: dict) -> list[Contact]:
    """The contacts typed; what cannot be read is added to `found`."""
    contacts = []
    for text in texts:
        try:
            contacts.append(read_contact(text, field=field))
        except Invalid as wrong:
            found.update(wrong.errors)
    return contacts


def _sealable(answers: list[CheckedIn]) -> Done:
    """What once() can keep and rebuild: every answer, in the one secret it seals."""
    told = [[str(answer.subject), answer.secret, answer.need_secret] for answer in answers]
    return Done(subject=answers[0].subject, secret=json.dumps(told))
