"""A whole document, record by record: each in a transaction of its own, each with its own line in the report."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, Refused
from accounts.origin import Origin
from crisis.activation.models import Crisis
from crisis.search.pfif import ids
from crisis.search.pfif.checking import Checked, Unfit, checked
from crisis.search.pfif.cloning import Became, take_person
from crisis.search.pfif.models import Entry
from crisis.search.pfif.noting import search_told_of, take_note
from crisis.search.pfif.reading import MOST_RECORDS, Record, records
from crisis.search.pfif.vocabulary import Outcome
from crisis.search.public_copy import lock
from crisis.shelter.actions.posting import require_active

_OURS = _("It is our own record.")
_NOT_OURS = _("It calls itself ours, and we do not know it.")
_ANOTHERS = _("It belongs to %(theirs)s: whoever sends this may send records of %(ours)s only.")
_NOBODYS = _("The key says of no site whose records it may send.")
_NO_PERSON = _("We do not know the person it is about.")
_AT_ONCE = _("Another document with it came at the same moment.")
_UNKEPT = _("It holds something that cannot be kept.")


@dataclass(frozen=True, kw_only=True)
class Line:
    """What became of one record. `kind`: person, note, or document for what stopped the reading."""

    line: int
    kind: str
    record_id: str
    outcome: Outcome
    reason: str


def take_document(
    *,
    crisis: Crisis,
    data: bytes,
    domain: str | None,
    origin: Origin,
    at: datetime,
    dry_run: bool = False,
    most: int = MOST_RECORDS,
) -> Iterator[Line]:
    """One Line a record, as it is taken. `domain`: whose records may come; None: anybody's but ours.

    Raises CrisisClosed, and Invalid({"document": …}) where nothing of it can be read. `dry_run` writes nothing.
    """
    require_active(crisis)
    taking = _Taking(crisis, domain, origin, at, dry_run)
    told = 0
    try:
        for record in records(data, most=most):
            if line := taking.take(record):
                yield line
            told += 1
    except Invalid as stopped:
        if not told:
            raise
        reason = " ".join(str(words) for words in stopped.errors["document"])
        yield _line(Record("document", 0), Outcome.REFUSED, reason)
    yield from taking.take_late_notes()


class _Taking:
    def __init__(self, crisis: Crisis, domain: str | None, origin: Origin, at: datetime, dry_run: bool):
        self.crisis, self.domain, self.origin, self.at, self.dry_run = crisis, domain, origin, at, dry_run
        self.late: list[tuple[Record, Checked]] = []  # notes that stand before their person
        self.would: set[str] = set()  # persons a dry run would have taken

    def take(self, record: Record) -> Line | None:
        """None for a note whose person we don't know yet."""
        try:
            found = checked(record, now=timezone.now(), at=self.at)
        except Unfit as why:
            return _line(record, Outcome.REFUSED, str(why))
        became = self._not_theirs(found) or self._each(found)
        if became is None:
            self.late.append((record, found))
            return None
        return _line(record, *became, found.record_id)

    def take_late_notes(self) -> Iterator[Line]:
        for record, found in self.late:
            became = self._each(found) or (Outcome.REFUSED, str(_NO_PERSON))
            yield _line(record, *became, found.record_id)

    def _not_theirs(self, found: Checked) -> Became | None:
        if found.domain == ids.domain():
            known = Entry.objects.filter(crisis=self.crisis, record_id=found.record_id).exists()
            return (Outcome.KNOWN, str(_OURS)) if known else (Outcome.REFUSED, str(_NOT_OURS))
        if self.domain is None or found.domain == self.domain:
            return None
        who = {"theirs": found.domain, "ours": self.domain}
        return Outcome.REFUSED, str(_ANOTHERS % who if self.domain else _NOBODYS)

    def _each(self, found: Checked, *, again: bool = True) -> Became | None:
        try:
            with transaction.atomic():
                became = self._person(found) if found.kind == "person" else self._note(found)
                transaction.set_rollback(self.dry_run)
                return became
        except IntegrityError:  # another document brought it at the same moment: which one is newer?
            return self._each(found, again=False) if again else Outcome.KNOWN, str(_AT_ONCE)
        except DataError:
            return Outcome.REFUSED, str(_UNKEPT)
        except Refused as refusal:
            return Outcome.REFUSED, str(refusal.message)

    def _person(self, found: Checked) -> Became:
        if self.dry_run and not found.ran_out(self.at):
            self.would.add(found.record_id)
        return take_person(crisis=self.crisis, found=found, origin=self.origin, at=self.at)

    def _note(self, found: Checked) -> Became | None:
        if search := search_told_of(self.crisis, found.person_id):
            lock(search)
            search = search_told_of(self.crisis, found.person_id)  # it may have ended meanwhile
        if search is None:
            return (Outcome.TAKEN, found.remark) if found.person_id in self.would else None
        return take_note(search=search, found=found, origin=self.origin, at=self.at)


def _line(record: Record, outcome: Outcome, reason: str, record_id: str = "") -> Line:
    named = record_id or record.fields.get(f"{record.kind}_record_id", "")[:250]
    return Line(line=record.line, kind=record.kind, record_id=named, outcome=outcome, reason=reason)
