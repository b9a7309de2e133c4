"""The door of a hospital's or shelter's list: given, and given again."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import rows as table
from accounts.errors import Invalid
from accounts.journal.announce import announce
from accounts.origin import Door, Origin
from crisis.activation.access import COORDINATE, require
from crisis.activation.models import Crisis
from crisis.search.liaison.hearing import hear_of_death
from crisis.search.liaison.vocabulary import Via
from crisis.search.lists.comparing import SAID, Plan, compare, portions
from crisis.search.lists.drafts import ListDraft, ListedDraft
from crisis.search.lists.events import PersonListImported
from crisis.search.lists.models import ListedKey, ListedPerson, PersonList
from crisis.search.lists.queries import LISTED
from crisis.search.lists.sheet import Row, digest_of_name
from crisis.search.lists.vocabulary import ListKind
from crisis.search.name_index import write
from crisis.search.public_copy import words_sought

WRITTEN = ("identity", "folded", *SAID)
MOST_DEATHS = 50  # new ones in one file
SILENT = dict.fromkeys(("given_name", "family_name", "other_names", "folded", "status"), "")


@dataclass(frozen=True)
class Given:
    list: PersonList
    counts: dict[str, int]  # of Plan


def import_list(
    *,
    crisis: Crisis,
    draft: ListDraft,
    rows: list[Row],
    whole: bool = True,
    sure: bool = False,
    origin: Origin,
    at: datetime,
) -> Given:
    """Take a list as it is now: enter, change, bring back, mark as left. The same rows again change nothing.

    A row that tells of a death is the family liaison's: of it nothing stays here but that there was one.
    Raises NotAllowed, Invalid for a list without a name or without a row that can be taken, and for more news of deaths
    than MOST_DEATHS unless somebody is `sure` that no column was taken for another.
    """
    _require(crisis, origin)
    _check(draft, rows)
    with transaction.atomic():
        known = _locked(crisis, draft, at)
        plan = compare(crisis, known, rows, whole=whole)
        if not sure and len(plan.withheld) > MOST_DEATHS:
            raise Invalid({"file": [_("Very many rows may tell of a death. Are the columns right?")]})
        if plan.says_anything_new:
            _write(known, plan, origin, at)
            announce(_event(known, plan, origin, at), origin=origin)
    return Given(known, plan.counts())


def _require(crisis: Crisis, origin: Origin) -> None:
    by_nobody = origin.door == Door.IMPORT and origin.actor is None  # whoever has the server itself
    if not by_nobody and (origin.door != Door.DRILL or not crisis.is_drill):
        require(origin.actor, COORDINATE, crisis.pk)


def _check(draft: ListDraft, rows: list[Row]) -> None:
    found = {}
    if not draft.name.strip():
        found["name"] = [_("Give the list a name, such as Hôpital Saint-Louis.")]
    if draft.kind not in ListKind.values:
        found["kind"] = [_("Choose one of the answers.")]
    if not any(row.draft for row in rows):
        found["file"] = [_("There is no row in this file that can be taken.")]
    if found:
        raise Invalid(found)


def _locked(crisis: Crisis, draft: ListDraft, at: datetime) -> PersonList:
    """The giver's list of this name, nobody else importing it meanwhile. What the draft leaves out stays as it is."""
    told = {"place": draft.place.strip()[:160], "given_by": draft.given_by.strip()[:120]}
    begun = told | {"kind": draft.kind, "given_at": at}
    about = {"crisis": crisis, "name": draft.name.strip()[:120], "by_key": draft.by_key}
    known, new = PersonList.objects.get_or_create(**about, defaults=begun)
    more = {name: words for name, words in told.items() if words}
    PersonList.objects.filter(pk=known.pk).update(kind=draft.kind, name=F("name"), **more)
    if not new:
        known.refresh_from_db()
    return known


def _write(known: PersonList, plan: Plan, origin: Origin, at: datetime) -> None:
    _enter(known, plan.new, at)
    _change(known, plan.changed, at)
    _change(known, plan.renumbered, None)
    _withhold(known, plan.withheld, origin, at)
    for some in portions(plan.left):
        ids = [person.pk for person in some]
        ListedPerson.objects.filter(pk__in=ids).update(left_at=at, changed_at=at)
    PersonList.objects.filter(pk=known.pk).update(given_at=at, stored_at=timezone.now())
    known.refresh_from_db()


def _enter(known: PersonList, drafts: list[ListedDraft], at: datetime) -> None:
    pks = table.reserve(ListedPerson, len(drafts)) if drafts else []
    names = ("id", "public_id", "list_id", "crisis_id", "given_at", "changed_at", *WRITTEN)
    same = (known.pk, known.crisis_id, at, at)
    told = [tuple(getattr(draft, name) for name in WRITTEN) for draft in drafts]
    new = [(pk, uuid.uuid4(), *same, *words) for pk, words in zip(pks, told, strict=True)]
    table.write(ListedPerson, names, new)
    indexed = zip(pks, drafts, strict=True)
    write(LISTED, [(pk, known.crisis_id, words_sought(draft)) for pk, draft in indexed])


def _change(known: PersonList, changed: list[tuple[ListedPerson, ListedDraft]], at: datetime | None) -> None:
    """`at`: None where nothing that anybody reads is another, and nobody need look again."""
    names, moved = ((*WRITTEN, "left_at", "changed_at"), (None, at)) if at else (WRITTEN, ())
    told = [(person.pk, *(getattr(draft, name) for name in WRITTEN), *moved) for person, draft in changed]
    table.update_each(ListedPerson, names, told)
    renamed = [
        (person.pk, known.crisis_id, words_sought(draft))
        for person, draft in changed
        if any(getattr(person, name) != getattr(draft, name) for name in SAID[:3])
    ]
    _forget_names([pk for pk, _crisis, _words in renamed])
    write(LISTED, renamed)


def _withhold(
    known: PersonList, told: list[tuple[ListedPerson | None, ListedDraft]], origin: Origin, at: datetime
) -> None:
    """The liaison hears of it; the row stays to know it by, and says nothing. So does whoever has its name later."""
    silent = SILENT | {"age_min": None, "age_max": None, "sex": "", "withheld_at": at, "changed_at": at}
    for person, draft in told:
        record = f"{known.name} · {draft.identity[:16]}"
        words = draft.status
        if not draft.of_a_death:
            words = _("Withheld before under this name; now the list says “%(words)s”.") % {"words": words}
        hear_of_death(
            crisis=known.crisis, search=None, name=draft.full_name, words=words, via=Via.LIST, source=known.name,
            record=record, origin=origin, at=at,
        )  # fmt: skip
        known_by = {"identity": draft.identity, "name_digest": digest_of_name(draft)}
        if person:
            ListedPerson.objects.filter(pk=person.pk).update(**silent, **known_by)
        else:
            same = {"list": known, "crisis": known.crisis, "given_at": at}
            ListedPerson.objects.create(**same, **silent, **known_by)
    _forget_names([person.pk for person, _draft in told if person])


def _forget_names(persons: list[int]) -> None:
    for some in portions(persons):
        ListedKey.objects.filter(listed__in=some).delete()


def _event(known: PersonList, plan: Plan, origin: Origin, at: datetime) -> PersonListImported:
    return PersonListImported(
        crisis_id=known.crisis_id,
        subject=known.public_id,
        at=at,
        list=known.pk,
        entered=len(plan.new),
        changed=len(plan.changed),
        left=len(plan.left),
        by=origin.actor_id,
    )
