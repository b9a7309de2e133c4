"""What liaisons do about it. None of it is in the journal: its positions, kinds and counts are read by others. A
matter's steps are its log.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import Invalid, NotAllowed, TooLate
from accounts.origin import Origin
from crisis.activation.access import LIAISE, require
from crisis.activation.models import Crisis
from crisis.search.liaison import rules
from crisis.search.liaison.drafts import Confirmation, Telling
from crisis.search.liaison.hearing import gather
from crisis.search.liaison.models import Matter, News, Step
from crisis.search.liaison.queries import confirmation, heard_of_site, owes, reporters, to_be_told
from crisis.search.liaison.vocabulary import Stage, StepKind
from crisis.search.models import Search
from crisis.search.public_copy import lock

UNTOLD = (Stage.HEARD, Stage.ONCE, Stage.TWICE)


def confirm_matter(*, matter: Matter, said: Confirmation, origin: Origin, at: datetime) -> None:
    """One of two: which authority, who there, when. Raises TooLate; NotAllowed, for the same person, too.

    Invalid, too, where both asked the same person, and while nobody has said which search it is about.
    """
    require(origin.actor, LIAISE, matter.crisis_id)
    first = confirmation(matter) if matter.stage == Stage.ONCE else None
    if found := rules.confirmation_problems(said, first=first, joined=bool(matter.search_id), at=at):
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
    row = {"stage": Stage.HEARD, "first_by": None, "second_by": None, "doubted_by": None}
    _move(matter, (Stage.SET_ASIDE,), StepKind.LOOKED_AGAIN, origin, at, row=row, words=words)


def join_search(*, matter: Matter, reference: str, origin: Origin, at: datetime) -> Matter:
    """Say which search it is about, before anybody confirms: they confirm that, too. The matter it stands under now.

    Raises NotAllowed, Invalid, TooLate.
    """
    code = reference.strip().upper()
    search = Search.objects.filter(crisis=matter.crisis_id, reference=code).first() if code else None
    if search is None:
        raise Invalid({"reference": [_("There is no search with this code here.")]})
    with transaction.atomic():
        lock(search)
        row = {"search": search}
        _move(matter, (Stage.HEARD,), StepKind.JOINED, origin, at, row=row, words=search.reference)
        News.objects.filter(matter=matter).update(search=search)
        return gather(search) or matter


def say_told(*, matter: Matter, said: Telling, origin: Origin, at: datetime) -> None:
    """A person told a family: from now on their own page says whom to call. Of linked searches each is told by itself.

    Raises NotAllowed, Invalid, TooLate.
    """
    if found := rules.telling_problems(said, at=at):
        raise Invalid(found)
    left = to_be_told(matter)
    now = (
        left
        if len(left) == 1 and not said.families
        else [each for each in left if each.public_id in said.families]
    )
    if not now:
        raise Invalid({"families": [_("Say whose family it is that knows.")]})
    to = Stage.TOLD if len(now) == len(left) else Stage.TELLING
    with transaction.atomic():
        step = _move(
            matter, (Stage.TWICE, Stage.TELLING), StepKind.TOLD, origin, at, row={"stage": to}, **_told(said)
        )
        step.families.set(now)


def say_wrong(*, matter: Matter, words: str, origin: Origin, at: datetime) -> None:
    """What a family was told is not so. Two liaisons say it, as two confirmed it; then the page says so at once.

    Raises NotAllowed, for the same person twice, too; Invalid without a reason; TooLate.
    """
    _require_words(words)
    if matter.stage == Stage.DOUBTED:
        if matter.doubted_by == origin.actor:
            raise NotAllowed(_("You were the first to say it. Somebody else has to be the second."))
        row = {"stage": Stage.WRONG}
        _move(matter, (Stage.DOUBTED,), StepKind.WRONG, origin, at, row=row, words=words)
        return
    row = {"stage": Stage.DOUBTED, "doubted_by": origin.actor}
    _move(matter, (Stage.TOLD, Stage.TELLING), StepKind.DOUBTED, origin, at, row=row, words=words)


def hold_to_it(*, matter: Matter, words: str, origin: Origin, at: datetime) -> None:
    """It was right after all: nobody read of the doubt. Raises NotAllowed, Invalid without a reason, TooLate."""
    _require_words(words)
    row = {"stage": Stage.TELLING if to_be_told(matter) else Stage.TOLD, "doubted_by": None}
    _move(matter, (Stage.DOUBTED,), StepKind.HELD_TO, origin, at, row=row, words=words)


def say_told_wrong(*, matter: Matter, said: Telling, origin: Origin, at: datetime) -> None:
    """A person told them that, too: from now on their page says nothing more. Raises NotAllowed, Invalid, TooLate."""
    if found := rules.telling_problems(said, at=at):
        raise Invalid(found)
    row = {"stage": Stage.SET_ASIDE}
    _move(matter, (Stage.WRONG,), StepKind.TOLD_WRONG, origin, at, row=row, **_told(said))


def set_site_aside(*, crisis: Crisis, domain: str, words: str, origin: Origin, at: datetime) -> int:
    """All that this site alone says and nobody has confirmed; how many. Raises NotAllowed, Invalid."""
    require(origin.actor, LIAISE, crisis.pk)
    _require_words(words)
    rows = list(heard_of_site(crisis, domain))
    with transaction.atomic():
        for matter in rows:
            set_aside(matter=matter, words=words, origin=origin, at=at)
    return len(rows)


def _told(said: Telling) -> dict:
    return {
        name: getattr(said, name) for name in ("told_by", "told_whom", "how", "spoke_at", "call", "words")
    }


def _require_words(words: str) -> None:
    if not words.strip():
        raise Invalid({"words": [_("Say why: the others will read it.")]})


def _move(
    matter: Matter, only: tuple, kind: StepKind, origin: Origin, at: datetime, *, row: dict, **said
) -> Step:
    """Compare and set: of two who press at once one is too late. Raises NotAllowed, TooLate."""
    require(origin.actor, LIAISE, matter.crisis_id)
    names = ("stage", "search_id", "first_by_id", "second_by_id", "doubted_by_id")
    seen = {name: getattr(matter, name) for name in names}
    if matter.stage not in only:
        raise TooLate
    with transaction.atomic():
        if not Matter.objects.filter(pk=matter.pk, **seen).update(**row):
            raise TooLate
        step = Step.objects.create(matter=matter, kind=kind, by=origin.actor, at=at, **_fitting(said))
    matter.refresh_from_db()
    return step


def _fitting(said: dict) -> dict:
    """Cut to what a column holds."""
    most = {field.name: field.max_length for field in Step._meta.fields}
    return {name: value[: most[name]] if isinstance(value, str) else value for name, value in said.items()}
