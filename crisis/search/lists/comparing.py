"""What an import would do with each row, told against what is known. Reads only, and repeats no word of any list."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from crisis.activation.models import Crisis
from crisis.search.lists.drafts import ListedDraft
from crisis.search.lists.models import ListedPerson, PersonList
from crisis.search.lists.sheet import MOST_NAMESAKES, Row, digest_of_name, may_be
from crisis.search.lists.vocabulary import Outcome

SAID = ("given_name", "family_name", "other_names", "age_min", "age_max", "sex", "status")
AT_ONCE = 500  # values in one statement: SQLite takes no more than so many


@dataclass
class Plan:
    """`rows`: [(row, outcome)] as the file has them. `left`: known persons the file no longer has.

    `tells`: {number of a row: persons}: of whom its outcome or its doubts say that a list has them.
    """

    rows: list[tuple[Row, Outcome]] = field(default_factory=list)
    new: list[ListedDraft] = field(default_factory=list)
    changed: list[tuple[ListedPerson, ListedDraft]] = field(default_factory=list)
    renumbered: list[tuple[ListedPerson, ListedDraft]] = field(default_factory=list)
    withheld: list[tuple[ListedPerson | None, ListedDraft]] = field(default_factory=list)
    left: list[ListedPerson] = field(default_factory=list)
    tells: dict[int, list[ListedPerson]] = field(default_factory=dict)

    @property
    def says_anything_new(self) -> bool:
        return bool(self.new or self.changed or self.renumbered or self.withheld or self.left)

    def counts(self) -> dict[str, int]:
        """{outcome: rows}, and how many left the list."""
        counted = Counter(outcome for _row, outcome in self.rows)
        return {outcome.value: counted[outcome] for outcome in Outcome} | {"left": len(self.left)}


def compare(crisis: Crisis, known_as: PersonList | None, rows: list[Row], *, whole: bool = True) -> Plan:
    """`whole`: the file is the whole list, and whoever is not in it has left; else it only adds and changes."""
    present = list(ListedPerson.objects.filter(list=known_as)) if known_as else []
    drafts = [row.draft for row in rows if row.draft]
    before = _same_rows(present, drafts)
    held = _held(present, drafts, before)
    plan = Plan()
    for row in rows:
        plan.rows.append((row, _place(plan, row, before, held)))
    met = {person.pk for person in before.values()}
    if whole and drafts:
        plan.left = [one for one in present if one.pk not in met and not one.left_at and not one.withheld_at]
    _say_where_else(crisis, known_as, plan)
    return plan


def of_itself(rows: list[Row]) -> Plan:
    """What the file says by itself, whatever we hold: nothing of any list can be read from it."""
    plan = Plan()
    for row in rows:
        plan.rows.append((row, _place(plan, row, {}, {})))
    return plan


def _place(
    plan: Plan, row: Row, before: dict[str, ListedPerson], held: dict[str, ListedPerson | None]
) -> Outcome:
    """Which heap this row goes on. What was withheld stays so, whatever a later file says: a person decides.

    LIAISON is said only of what the file itself tells.
    """
    draft = row.draft
    if draft is None:
        return Outcome.REFUSED
    person = before.get(draft.identity) or held.get(draft.identity)
    if person or draft.identity in held:
        plan.tells[row.number] = [person] if person else []
    if (draft.of_a_death or draft.identity in held) and not (draft.identity in before and person.withheld_at):
        plan.withheld.append((person, draft))
    if draft.of_a_death:
        return Outcome.LIAISON
    if draft.identity in held or (person and person.withheld_at):
        return Outcome.KNOWN
    if person is None:
        plan.new.append(draft)
        return Outcome.ENTERED
    if person.left_at or any(getattr(person, name) != getattr(draft, name) for name in SAID):
        plan.changed.append((person, draft))
        return Outcome.BACK if person.left_at else Outcome.CHANGED
    if person.identity != draft.identity:
        plan.renumbered.append((person, draft))
    return Outcome.KNOWN


def _same_rows(present: list[ListedPerson], drafts: list[ListedDraft]) -> dict[str, ListedPerson]:
    """{identity of a draft: who of the list that is}: the same identity; else the only one of that name, on both sides.

    So a birth put right, or a number given later, changes somebody and makes nobody new.
    """
    known = {person.identity: person for person in present}
    found = {draft.identity: known[draft.identity] for draft in drafts if draft.identity in known}
    taken = {person.pk for person in found.values()}
    rest = _only_ones(person for person in present if person.pk not in taken and not person.withheld_at)
    for folded, draft in _only_ones(draft for draft in drafts if draft.identity not in found).items():
        person = rest.get(folded)
        if person and may_be(person, draft):
            found[draft.identity] = person
    return found


def _held(
    present: list[ListedPerson], drafts: list[ListedDraft], before: dict[str, ListedPerson]
) -> dict[str, ListedPerson | None]:
    """{identity of a draft: withheld row of this name, which the file has no more under its own number}.

    None where another draft took that row: two of one name are both held, rather one too many.
    """
    met = {person.pk for person in before.values()}
    gone: dict[str, list[ListedPerson]] = {}
    for person in present:
        if person.name_digest and person.pk not in met:
            gone.setdefault(person.name_digest, []).append(person)
    held = {}
    for draft in drafts if gone else ():
        same = None if draft.identity in before else gone.get(digest_of_name(draft))
        if same is not None:
            held[draft.identity] = same.pop() if same else None
    return held


def _only_ones(people) -> dict[str, ListedPerson | ListedDraft]:
    people = list(people)
    many = Counter(one.folded for one in people)
    return {one.folded: one for one in people if many[one.folded] == 1}


def _say_where_else(crisis: Crisis, known_as: PersonList | None, plan: Plan) -> None:
    """Whoever stands on another list too: a doubt for a person to look at, and no more."""
    rows = [row for row, _outcome in plan.rows if row.draft]
    elsewhere = _on_other_lists(crisis, known_as, [row.draft.folded for row in rows])
    for row in rows:
        same = elsewhere.get(row.draft.folded, [])
        if others := [other for other in same if may_be(other, row.draft)]:
            row.doubts.append(_("Also on another list: look them up."))
            plan.tells.setdefault(row.number, []).extend(others)


def _on_other_lists(
    crisis: Crisis, known_as: PersonList | None, folded: list[str]
) -> dict[str, list[ListedPerson]]:
    others = ListedPerson.objects.filter(crisis=crisis, left_at__isnull=True, withheld_at__isnull=True)
    others = others.exclude(list=known_as) if known_as else others
    found: dict[str, list[ListedPerson]] = {}
    if not others.exists():
        return found
    for some in portions(sorted(set(folded))):
        for other in others.filter(folded__in=some):
            namesakes = found.setdefault(other.folded, [])
            if len(namesakes) < MOST_NAMESAKES:
                namesakes.append(other)
    return found


def portions(things: list) -> list[list]:
    return [things[start : start + AT_ONCE] for start in range(0, len(things), AT_ONCE)]
