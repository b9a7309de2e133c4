"""What a record must hold, and what of it we can show. Pure: a Record in, a Checked out, or the reason why not."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.people.names import typed_name
from crisis.search.pfif.decoding import UNREADABLE
from crisis.search.pfif.fields import FREE, GRAVE, RECORD_ID, SHAPES, TIME
from crisis.search.pfif.models import LONGEST_ID
from crisis.search.pfif.reading import Record
from crisis.search.rules import OLDEST, says_more_than_a_name, tells_of_a_death
from matching.engine.names import fold

AHEAD = timedelta(days=1)  # clocks differ; a date beyond would win over every later word

_NO_ID = _("It has no %(name)s, or one that is no “domain/number”.")
_NO_DATE = _("%(name)s is no date like 2015-11-13T21:00:00Z.")
_TO_COME = _("source_date is still to come.")
_NO_NAME = _("It has no name.")
_UNREADABLE = _("It holds characters that are not in the encoding it says. Send UTF-8.")
_ELSEWHERE = _("It names another person than the one it stands in.")
_LEFT_OUT = _("left out: %(names)s")


class Unfit(Exception):
    """Why one record is not taken."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A record that can be taken. `fields` as they came but for `left_out`; moments aware, `expiry` perhaps None."""

    kind: str
    record_id: str
    person_id: str
    source_date: datetime
    expiry: datetime | None
    fields: dict[str, str]
    left_out: tuple[str, ...]

    @property
    def domain(self) -> str:
        return domain_of(self.record_id)

    @property
    def grave(self) -> bool:
        return self.fields.get("status") == GRAVE

    @property
    def remark(self) -> str:
        return str(_LEFT_OUT % {"names": ", ".join(self.left_out)}) if self.left_out else ""

    def ran_out(self, at: datetime) -> bool:
        return self.expiry is not None and self.expiry <= at

    def reads_first(self) -> bool:
        """May it tell of a death, be about a child whose age we can't read, or call by more than a name?"""
        shown = shown_of(self)
        called = (shown["given_name"], shown["family_name"], *shown["other_names"].split(", "))
        no_age = {"age", "date_of_birth"} & {*self.left_out} and shown["age_min"] is None
        return bool(no_age) or self.tells_of_a_death() or any(map(says_more_than_a_name, called))

    def tells_of_a_death(self) -> bool:
        return tells_of_a_death(" ".join(words for name, words in self.fields.items() if name in FREE))


def domain_of(record_id: str) -> str:
    return record_id.partition("/")[0]


def checked(record: Record, *, now: datetime, at: datetime) -> Checked:
    """`now`: real time, `at`: the crisis's. Raises Unfit."""
    if record.wrong:
        raise Unfit(record.wrong)
    if any(UNREADABLE in words for words in record.fields.values()):
        raise Unfit(str(_UNREADABLE))
    record_id, person_id = _ids(record)
    fields, left_out = _shaped(record.fields)
    found = Checked(
        kind=record.kind,
        record_id=record_id,
        person_id=person_id,
        source_date=_source_date(record, max(now, at)),
        expiry=_moment(record.fields, "expiry_date") if "expiry_date" in record.fields else None,
        fields=fields | _own_ids(record.kind, record_id, person_id),
        left_out=left_out,
    )
    if record.kind == "person" and not found.ran_out(at):
        _require_name(found.fields)
    return found


def _ids(record: Record) -> tuple[str, str]:
    """The record's own, and its person's: domains in small letters."""
    own = _id(record.fields, f"{record.kind}_record_id")
    if record.kind == "person":
        return own, own
    if not record.within:
        return own, _id(record.fields, "person_record_id")
    around = _id({"person_record_id": record.within}, "person_record_id")
    if "person_record_id" in record.fields and _id(record.fields, "person_record_id") != around:
        raise Unfit(str(_ELSEWHERE))
    return own, around


def _own_ids(kind: str, record_id: str, person_id: str) -> dict[str, str]:
    return {"person_record_id": person_id} | ({"note_record_id": record_id} if kind == "note" else {})


def _id(fields: dict, name: str) -> str:
    found = RECORD_ID.fullmatch(fields.get(name, ""))
    if not found or len(found[0]) > LONGEST_ID:
        raise Unfit(str(_NO_ID % {"name": name}))
    return f"{found['domain'].lower()}/{found['local']}"


def _source_date(record: Record, latest: datetime) -> datetime:
    """Before PFIF 1.3 it was not needed: the date of the copy at hand then stands for it."""
    named = "source_date"
    if named not in record.fields and record.version in ("1.1", "1.2"):
        named = "entry_date"
    when = _moment(record.fields, named)
    if when > latest + AHEAD:
        raise Unfit(str(_TO_COME))
    return when


def _moment(fields: dict, name: str) -> datetime:
    text = fields.get(name, "")
    try:
        if TIME.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise Unfit(str(_NO_DATE % {"name": name}))


def _shaped(fields: dict) -> tuple[dict, tuple[str, ...]]:
    """A field whose value is none that PFIF knows is left out: somebody may be found without it."""
    wrong = tuple(
        name for name, shape in SHAPES.items() if name in fields and not shape.fullmatch(fields[name])
    )
    return {name: words for name, words in fields.items() if name not in (*wrong, "entry_date")}, wrong


def _require_name(fields: dict) -> None:
    """PFIF 1.1 and 1.2 have no full_name: it is what the two names make."""
    whole = f"{fields.get('given_name', '')} {fields.get('family_name', '')}".strip()
    fields.setdefault("full_name", whole)
    if not fold(fields["full_name"]):
        raise Unfit(str(_NO_NAME))


def shown_of(found: Checked) -> dict:
    """The columns of a Search that a person record fills."""
    fields = found.fields
    whole, *others = fields.get("full_name", "").splitlines() or [""]
    given, family = fields.get("given_name", ""), fields.get("family_name", "")
    if not fold(f"{given} {family}"):
        given, family = _halved(whole)
    called = [*others, *fields.get("alternate_names", "").splitlines()]
    ages = _ages(fields, found.source_date)
    return {
        "given_name": _line(given)[:60],
        "family_name": _line(family)[:60],
        "other_names": ", ".join(_line(name) for name in called if name.strip())[:120],
        "age_min": min(ages, default=None),
        "age_max": max(ages, default=None),
        "sex": fields.get("sex", ""),
        "description": fields.get("description", "")[:500],
    }


def _halved(whole: str) -> tuple[str, str]:
    """A name longer than one column holds goes into two; which half is which is not ours to guess."""
    whole = _line(whole)
    cut = whole.rfind(" ", 0, 60) if len(whole) > 60 else -1
    return (whole[:cut], whole[cut + 1 :]) if cut > 0 else (whole, "")


def _line(name: str) -> str:
    return typed_name(" ".join(name.split()), most=len(name))


def _ages(fields: dict, when: datetime) -> list[int]:
    """Years. A birth date is never shown; the age it makes is, and keeps a child's record out of the public."""
    if "age" in fields:
        said = [int(age) for age in fields["age"].split("-")]
    elif born := re.match(r"\d{4}", fields.get("date_of_birth", "")):
        years = when.year - int(born[0])
        said = [years - 1, years] if years > 0 else [max(years, 0)]
    else:
        said = []
    return [age for age in said if age <= OLDEST]
