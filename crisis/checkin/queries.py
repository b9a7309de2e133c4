"""Reads. Look-ups ask the findable copies only: who may not be found is not there, for as many queries."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When

from accounts.people.contact import Contact, digest
from accounts.people.mailboxes import who_answered
from accounts.people.models import ContactPoint
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Phase, Profile
from crisis.checkin.findable import copies_of
from crisis.checkin.found import Found, Read, best
from crisis.checkin.models import CheckIn, CheckInKey, CheckInName, FindableCheckIn
from crisis.checkin.rules import FEWEST_WORDS
from crisis.checkin.vocabulary import Audience, KeyKind, Life, Voice
from crisis.search.name_index import Kind, find
from crisis.search.rules import says_more_than_a_name
from crisis.search.why_words import KNOWN_CONTACT, NAME_FITS, Reason
from matching.engine.names import Asked, Known, Why, beside_names, fold, hows, paired, weighty, word_likeness

MOST = 10
MOST_TYPED, MOST_LETTERS = 6, 200  # words of a name; more would try many names at once
MOST_OF_ONE_CONTACT = 200
MOST_NAMING = 50  # that page is its reader's alone: who copies a name there should hide nobody
MEANT_FROM = 0.8  # a word typed nearly so: whoever lets anyone find them is found by who misspells them
OF_A_WORD = (Why.SAME_SOUNDS, Why.SHORT_FORM, Why.SAME_LETTERS)
NOBODY = 0  # no row has it: asking for it costs what asking for somebody does
Pairs = list[tuple[str, str]]  # (word typed, word of theirs)
CHECK_INS = Kind(CheckInName, "check_in")
_COPY = "SELECT 1 FROM crisis_findablecheckin copy WHERE copy.check_in_id = entry.check_in_id"
ANYBODY = Kind(CheckInName, "check_in", only=f"EXISTS ({_COPY} AND copy.audience = 'anyone')")
ANSWERED = Kind(
    CheckInName, "check_in", only=f"EXISTS ({_COPY} AND copy.audience = 'anyone' AND copy.confirmed)"
)


def look_up(
    crisis: Crisis, name: str, contact: Contact | None = None, *, seen: datetime | None = None
) -> list[Found]:
    """by_contact() where a contact is known, and by_name(): as many queries for a hit as for a miss.

    What answered stands first; of that and of the rest, what was found by the contact.
    """
    known = by_contact(crisis, name, contact, seen=seen) if contact else []
    found = {each.public_id for each in known}
    more = [each for each in by_name(crisis, name, seen=seen) if each.public_id not in found]
    return sorted(known + more, key=lambda each: not each.answered)


def by_name(crisis: Crisis, name: str, *, seen: datetime | None = None, limit: int = MOST) -> list[Found]:
    """Who lets anyone find them by this name: two words of it at least, and all of theirs or all of those typed.

    Never in a hunted crisis. In the order of best(), which says nothing of what is not shown. `seen`: when they were
    seen last, as typed.
    """
    words = _words(name)
    if crisis.profile == Profile.HUNTED or len(words) < FEWEST_WORDS:
        return []
    # Whatever nobody could check, in whatever number, hides nobody who answered: those are asked for by themselves.
    found = {each for kind in (ANSWERED, ANYBODY) for each in find(kind, crisis.pk, Asked.of(words))}
    rows = _findable(crisis).filter(audience=Audience.ANYONE, check_in__in=found or [NOBODY])
    whole = [
        (row, pairs)
        for row, pairs in _matched(rows.order_by("-said_at", "-pk"), words)
        if len(pairs) >= FEWEST_WORDS and (len(pairs) >= len(words) or len(pairs) >= row.words)
    ]
    return best([_looked_up(row, pairs, seen) for row, pairs in whole], limit)


def by_contact(
    crisis: Crisis, name: str, contact: Contact, *, seen: datetime | None = None, limit: int = MOST
) -> list[Found]:
    """Who gave this phone or e-mail as their own, lets those who know it find them, and has one word of this name.

    With those they spoke for: never whom somebody else gave this contact of.
    """
    words = _words(name)
    known = CheckInKey.objects.filter(digest=digest(contact), kind=KeyKind.OWN).values("check_in")
    rows = _findable(crisis).filter(check_in__in=known).order_by("-confirmed", "-said_at", "-pk")
    found = [(row, pairs) for row, pairs in _matched(rows[:MOST_OF_ONE_CONTACT], words) if pairs]
    return best([_looked_up(row, pairs, seen, knows_contact=True) for row, pairs in found], limit)


def naming(crisis: Crisis, key: str) -> list[Found]:
    """What people who named the contact with this digest say. For whoever holds that contact.

    By the whole name of whoever's own contact answered; of anybody else's, who could write anything into it, little.
    """
    copies = _copies(list(_said_to(crisis, key, KeyKind.NAMED)[:MOST_OF_ONE_CONTACT]))
    return best([_named_by(each) for each in copies], MOST_NAMING)


def said_of(crisis: Crisis, key: str) -> list[CheckIn]:
    """What others say of whoever holds the contact with this digest, as they gave it. For that holder."""
    return list(_said_to(crisis, key, KeyKind.ABOUT)[:MOST])


def word_about(crisis: Crisis, key: str, public_id: UUID) -> CheckIn | None:
    """One of what others say of that holder, however many those are."""
    return _said_to(crisis, key, KeyKind.ABOUT).filter(public_id=public_id).first()


def company(check_in: CheckIn) -> QuerySet[CheckIn]:
    """Itself and what was said for those who are with its author, in the order they were named; what stands of it."""
    lead = check_in.beside_id or check_in.pk
    together = CheckIn.objects.filter(Q(pk=lead) | Q(beside=lead), owner=check_in.owner_id, life=Life.ACTIVE)
    return together.select_related("crisis", "owner", "need").order_by("pk")


def told_of(check_in: CheckIn, *, knows_contact: bool, whole: bool = False) -> Found:
    """What one who may know reads of it; message and district only when they are known to the author.

    `whole`: to the person themselves, with their whole name.
    """
    copy = _copies([check_in])[0]
    found = _found(copy, _first(copy), knows_contact=knows_contact)
    return replace(found, name=check_in.full_name) if whole else found


def desk_check_ins(crisis: Crisis, *, status: str = "") -> QuerySet[CheckIn]:
    """For coordinators: what stands, latest first."""
    rows = CheckIn.objects.filter(crisis=crisis, life=Life.ACTIVE)
    rows = rows.select_related("need", "unknown_place")
    return (rows.filter(status=status) if status else rows).order_by("-said_at", "-pk")


def put_away_with_check_ins() -> QuerySet[Crisis]:
    """Nobody sweeps them otherwise: names and fingerprints would stay for good."""
    left = CheckIn.objects.filter(crisis=OuterRef("pk"), life=Life.ACTIVE)
    return Crisis.objects.filter(Exists(left), phase=Phase.ARCHIVED).order_by("pk")


def _said_to(crisis: Crisis, key: str, kind: KeyKind) -> QuerySet[CheckIn]:
    """What stands and has this digest among its keys: of people with a contact that answered first, latest first."""
    keys = CheckInKey.objects.filter(digest=key, kind=kind).values("check_in")
    checked = ContactPoint.objects.filter(person=OuterRef("owner"), verified_at__isnull=False)
    rows = CheckIn.objects.exclude(crisis__phase=Phase.ARCHIVED).filter(
        crisis=crisis, pk__in=keys, life=Life.ACTIVE, held_at__isnull=True
    )
    return rows.annotate(checked=Exists(checked)).order_by("-checked", "-said_at", "-pk")


def _words(name: str) -> tuple[str, ...]:
    return weighty(tuple(dict.fromkeys(word[:60] for word in fold(name[:MOST_LETTERS]))))[:MOST_TYPED]


def _findable(crisis: Crisis) -> QuerySet[FindableCheckIn]:
    own = CheckInKey.objects.filter(check_in=OuterRef("check_in"), kind=KeyKind.OWN)
    rows = FindableCheckIn.objects.exclude(crisis__phase=Phase.ARCHIVED).filter(crisis=crisis)
    typed = Subquery(own.values("digest")[:1])
    return rows.annotate(
        whose=Case(When(confirmed=True, then=who_answered("check_in__owner")), default=typed)
    )


def _matched(rows: QuerySet[FindableCheckIn], typed: tuple[str, ...]) -> list[tuple[FindableCheckIn, Pairs]]:
    """Each with the words of its name that were typed, or nearly: as many of theirs as of those typed."""
    listed = list(rows)
    names = defaultdict(list)
    known = CheckInName.objects.filter(check_in__in=[row.check_in_id for row in listed] or [NOBODY])
    for check_in, word in known.exclude(word="").order_by("word").values_list("check_in", "word"):
        names[check_in].append(word)
    return [(row, _meant(typed, names[row.check_in_id])) for row in listed]


def _meant(typed: tuple[str, ...], theirs: list[str]) -> Pairs:
    """(typed, theirs), the surest first; a word of theirs is meant by one word typed at most."""
    pairs = paired(typed, tuple(theirs), word_likeness)
    return [(typed[here], theirs[there]) for alike, here, there in pairs if alike >= MEANT_FROM]


def _looked_up(
    row: FindableCheckIn, pairs: Pairs, seen: datetime | None, *, knows_contact: bool = False
) -> Read:
    words = {theirs for _typed, theirs in pairs}
    given = _given_shown(row, words)
    shown = set(fold(" ".join(given)))
    of_shown = [pair for pair in pairs if pair[1] in shown]
    reasons = [*_name_reasons(of_shown), *_since(seen, row.said_at)]
    known = [(KNOWN_CONTACT, 0)] if knows_contact and row.voice == Voice.OWN else []  # else it is not theirs
    found = replace(_found(row, words, knows_contact=knows_contact), reasons=(*known, *reasons))
    return Read(found, row.check_in_id, row.whose, _fits(row, pairs, of_shown))


def _fits(row: FindableCheckIn, pairs: Pairs, of_shown: Pairs) -> int:
    """How well what is shown of the name fits: its words, those typed just so, and the initial."""
    initial = "".join(fold(row.initial))
    begins = bool(initial) and any(typed.startswith(initial) for typed, _theirs in pairs)
    return 2 * len(of_shown) + sum(typed == theirs for typed, theirs in of_shown) + begins


def _named_by(row: FindableCheckIn) -> Read:
    found = _found(row, _first(row), knows_contact=True)
    if found.answered:
        found = replace(found, name=row.check_in.full_name)
    return Read(found, row.check_in_id, row.whose)


def _name_reasons(shown: Pairs) -> list[Reason]:
    """Only of words that are shown: how the others are spelt is nobody's, nor how many there are."""
    typed, theirs = (tuple(pair[side] for pair in shown) for side in (0, 1))
    ways = [(str(how), many) for how, many in hows(typed, theirs) if how in OF_A_WORD]
    return [(NAME_FITS, 0), *ways]


def _since(seen: datetime | None, said: datetime) -> list[Reason]:
    _moved, reasons = beside_names(Known(names=(), seen=seen), Known(names=(), said=said))
    return [(str(why), figure) for why, figure in reasons]


def _copies(check_ins: list[CheckIn]) -> list[FindableCheckIn]:
    """As look-ups find them, of those too whom no look-up finds."""
    own = CheckInKey.objects.filter(check_in__in=check_ins, kind=KeyKind.OWN)
    known = own.values_list("check_in_id", "digest", who_answered("check_in__owner"))
    whose = {check_in: (typed, mailbox) for check_in, typed, mailbox in known}
    copies = copies_of(check_ins)
    for each in copies:
        each.whose = whose.get(each.check_in_id, (None, None))[each.confirmed]
    return copies


def _found(row: FindableCheckIn, words: Collection[str], *, knows_contact: bool = False) -> Found:
    """With the words of the first name that are among `words` only: nobody has read what else stands there."""
    more = {"message": row.message, "cell": row.cell} if knows_contact else {}
    name = _shown_name(row, set(words))
    own = row.voice == Voice.OWN
    said_by = row.said_by if row.confirmed and not says_more_than_a_name(row.said_by) else ""
    whose = {"answered": row.confirmed, "voice": row.voice, "said_by": said_by}
    confirmed = row.confirmed and own
    return Found(row.public_id, name, row.status, row.said_at, confirmed, bool(row.whose), **whose, **more)


def _shown_name(row: FindableCheckIn, words: set[str]) -> str:
    given = _given_shown(row, words) or [f"{row.given_name.strip()[:1].upper()}."]
    return " ".join([*given, f"{row.initial}."] if row.initial else given)


def _given_shown(row: FindableCheckIn, words: set[str]) -> list[str]:
    return [word for word in row.given_name.split() if _is_known(word, words)]


def _is_known(word: str, words: set[str]) -> bool:
    folded = set(fold(word))
    return bool(folded) and folded <= words and not says_more_than_a_name(word)


def _first(row: FindableCheckIn) -> tuple[str, ...]:
    return fold(row.given_name.split()[0]) if row.given_name.split() else ()
