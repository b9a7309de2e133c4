"""The only doors through which news of a death passes. None of them writes to the journal: its positions, kinds and
counts are read by others. A matter's steps are its log.
"""

from datetime import datetime
from itertools import count
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import Invalid, NotAllowed, TooLate
from accounts.origin import Door, Origin
from crisis.activation.access import LIAISE, require
from crisis.activation.models import Crisis
from crisis.search.actions.wiping import wiped_too
from crisis.search.liaison import rules
from crisis.search.liaison.drafts import Confirmation, Telling
from crisis.search.liaison.models import Matter, Step
from crisis.search.liaison.queries import owes, reporters
from crisis.search.liaison.vocabulary import Stage, StepKind
from crisis.search.models import Search

UNTOLD = (Stage.HEARD, Stage.ONCE, Stage.TWICE)


def hear_of_death(
    *, crisis: Crisis, search: Search | None, name: str, words: str, source: str, origin: Origin, at: datetime
) -> None:
    """Put it before the liaisons, who alone will see it; whoever hands it in learns nothing of what becomes of it.

    `source`: who says so, and which record of theirs. The same words from there about the same person change nothing
    while they wait; set aside, and said again by somebody at the desk, they stand once more.

    Raises Invalid without a source.
    """
    if not source.strip():
        raise Invalid({"source": [_("Say where you have it from.")]})
    at_the_desk = origin.door == Door.DESK
    by = origin.actor.pk if origin.actor and at_the_desk else None
    about = str(search.public_id) if search else name
    fields = {
        "search": search,
        "name": (name or (search.full_name if search else ""))[:120],
        "words": words.strip()[:1000],
        "source": source.strip()[:200],
        "door": origin.door,
        "heard_from": origin.actor,
        "heard_at": at,
    }
    said = (source.strip(), about, fields["words"], by)
    for times in count():
        known, new = Matter.objects.get_or_create(
            crisis=crisis, key=rules.key_of(*said, times), defaults=fields
        )
        # A machine says the same thing every few minutes; a person means it.
        if new or not at_the_desk or known.stage != Stage.SET_ASIDE:
            return


def confirm_matter(*, matter: Matter, said: Confirmation, origin: Origin, at: datetime) -> None:
    """One of two: which authority, who there, when. Raises Invalid, TooLate; NotAllowed, for the same person, too."""
    require(origin.actor, LIAISE, matter.crisis_id)
    if found := rules.confirmation_problems(said, at=at):
        raise Invalid(found)
    stage, by = rules.after_confirming(matter.stage), origin.actor
    if stage is None:
        raise TooLate
    hand = rules.Hand(person=by.pk, owes=owes(matter.crisis_id, by.pk))
    seen = {"stage": matter.stage, "first_by": matter.first_by_id, "heard_from": reporters(matter)}
    if why := rules.who_may_not(hand, **seen):
        raise NotAllowed(why)
    first = stage == Stage.ONCE
    told = {"authority": said.authority, "spoke_to": said.spoke_to, "spoke_at": said.spoke_at}
    _move(
        matter, (matter.stage,), StepKind.FIRST if first else StepKind.SECOND, origin, at,
        row={"stage": stage, "first_by" if first else "second_by": by}, words=said.words, **told,
    )  # fmt: skip


def take_back(*, matter: Matter, origin: Origin, at: datetime) -> None:
    """One's own confirmation, until the family was told. Raises NotAllowed, TooLate."""
    require(origin.actor, LIAISE, matter.crisis_id)
    if matter.stage not in (Stage.ONCE, Stage.TWICE):
        raise TooLate
    left = [who for who in (matter.first_by, matter.second_by) if who and who != origin.actor]
    if len(left) == (2 if matter.stage == Stage.TWICE else 1):
        raise NotAllowed
    row = {
        "stage": Stage.ONCE if left else Stage.HEARD,
        "first_by": next(iter(left), None),
        "second_by": None,
    }
    _move(matter, (matter.stage,), StepKind.TAKEN_BACK, origin, at, row=row)


def set_aside(*, matter: Matter, words: str, origin: Origin, at: datetime) -> None:
    """Somebody else, or a mistake. Raises NotAllowed, Invalid without a reason, TooLate once the family was told."""
    _require_words(words)
    _move(matter, UNTOLD, StepKind.SET_ASIDE, origin, at, row={"stage": Stage.SET_ASIDE}, words=words)


def look_again(*, matter: Matter, words: str, origin: Origin, at: datetime) -> None:
    """From the beginning: who confirmed it before counts no more. Raises NotAllowed, Invalid, TooLate."""
    _require_words(words)
    row = {"stage": Stage.HEARD, "first_by": None, "second_by": None}
    _move(matter, (Stage.SET_ASIDE,), StepKind.LOOKED_AGAIN, origin, at, row=row, words=words)


def join_search(*, matter: Matter, reference: str, origin: Origin, at: datetime) -> None:
    """Say which search it is about, before anybody confirms: they confirm that, too.

    Raises NotAllowed, Invalid, TooLate.
    """
    code = reference.strip().upper()
    search = Search.objects.filter(crisis=matter.crisis_id, reference=code).first() if code else None
    if search is None:
        raise Invalid({"reference": [_("There is no search with this code here.")]})
    row = {"search": search}
    _move(matter, (Stage.HEARD,), StepKind.JOINED, origin, at, row=row, words=search.reference)


def say_told(*, matter: Matter, said: Telling, origin: Origin, at: datetime) -> None:
    """A person told the family: from now on their own page says whom to call. Raises NotAllowed, Invalid, TooLate.

    Or, where we were wrong, a person told them that: from then on it says nothing more.
    """
    if found := rules.telling_problems(said, at=at):
        raise Invalid(found)
    if matter.search_id is None:
        raise Invalid({"told_whom": [_("Say first which search it is about.")]})
    to = {Stage.TWICE: Stage.TOLD, Stage.WRONG: Stage.SET_ASIDE}.get(matter.stage)
    names = ("told_by", "told_whom", "how", "spoke_at", "call", "words")
    told = {name: getattr(said, name) for name in names}
    _move(matter, (Stage.TWICE, Stage.WRONG), StepKind.TOLD, origin, at, row={"stage": to}, **told)


def say_wrong(*, matter: Matter, words: str, origin: Origin, at: datetime) -> None:
    """What the family was told is not so: their page says so at once. Raises NotAllowed, Invalid, TooLate."""
    _require_words(words)
    _move(matter, (Stage.TOLD,), StepKind.WRONG, origin, at, row={"stage": Stage.WRONG}, words=words)


@wiped_too
def forget(search: Search, _ids: list[UUID]) -> None:
    """Its names and words go; that, when and by whom something was decided stays."""
    about = Matter.objects.filter(search=search)
    about.update(name="", words="", source="")
    silent = dict.fromkeys(("words", "authority", "spoke_to", "told_whom", "told_by", "call"), "")
    Step.objects.filter(matter__in=about).update(**silent)


def forget_whom_was_told(search: Search) -> None:
    """A family takes away what is held of it; what became of the person it looked for is not its own."""
    Step.objects.filter(matter__search=search).update(told_whom="")


def _require_words(words: str) -> None:
    if not words.strip():
        raise Invalid({"words": [_("Say why: the others will read it.")]})


def _move(
    matter: Matter, only: tuple, kind: StepKind, origin: Origin, at: datetime, *, row: dict, **said
) -> None:
    """Compare and set: of two who press at once one is too late. Raises NotAllowed, TooLate."""
    require(origin.actor, LIAISE, matter.crisis_id)
    seen = {name: getattr(matter, name) for name in ("stage", "search_id", "first_by_id", "second_by_id")}
    if matter.stage not in only:
        raise TooLate
    with transaction.atomic():
        if not Matter.objects.filter(pk=matter.pk, **seen).update(**row):
            raise TooLate
        Step.objects.create(matter=matter, kind=kind, by=origin.actor, at=at, **_fitting(said))
    matter.refresh_from_db()


def _fitting(said: dict) -> dict:
    """Cut to what a column holds."""
    most = {field.name: field.max_length for field in Step._meta.fields}
    return {name: value[: most[name]] if isinstance(value, str) else value for name, value in said.items()}
