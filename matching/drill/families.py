"""What the families do when something happens to their search, and what the exercise's coordinator does about it.

The coordinator reads most searches and notes of the cast and decides on most leads between two of the cast; the rest,
and whatever a newcomer posts, is left to whoever tries the desk. A family acts on what it was told, on nothing else.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from accounts.errors import NotThere
from accounts.origin import Door, Origin
from accounts.people.models import Person
from crisis.activation.models import Crisis
from crisis.checkin.models import CheckIn
from crisis.desk.searching import review_note, review_search
from crisis.search.access import public_search
from crisis.search.actions.closing import close_search
from crisis.search.actions.following import add_relative, follow_search
from crisis.search.actions.notes import add_note
from crisis.search.models import Note, Search
from crisis.search.vocabulary import SearchState, ShownTo
from matching.drill.company import DRILL, Act, Company, Reaction
from matching.drill.drafts import follow_draft, note_draft
from matching.drill.planned import PlannedSearch
from matching.drill.scenario import Scenario
from matching.leads.actions import confirm_lead, refuse_lead
from matching.models import Lead, LeadTold
from matching.vocabulary import LeadKind, LeadState

NOTE_READ_SECONDS = 300


class Families:
    """Those who look for somebody, by the public ids of their searches; and which check-in is whom they look for."""

    def __init__(self, crisis: Crisis, scenario: Scenario, coordinator: Person, company: Company):
        self.crisis = crisis
        self.searches: dict[UUID, PlannedSearch] = {}
        self.answers: dict[UUID, str] = {}  # the check-in's public id: the key of the search for who said it
        self._words, self._company = scenario.words, company
        self._coordinator = Origin(door=Door.DRILL, actor=coordinator)
        self._owed: list[Reaction] = []
        self._weighed: set[int] = set()
        self._told: set[UUID] = set()

    def look_for(self, subject: UUID, planned: PlannedSearch, at: datetime) -> None:
        self.searches[subject] = planned
        if planned.read_after is not None:
            self.owe(at, planned.read_after, "let_through", self._let_through(subject))

    def hear(self, answers: dict[UUID, str]) -> None:
        self.answers |= answers

    def look(self) -> Iterable[Reaction]:
        """Reactions to what was owed, proposed and told since the last look: two queries."""
        owed, self._owed = self._owed, []
        return [*owed, *self._to_decide(), *self._to_close()]

    def owe(self, since: datetime, seconds: int, name: str, act: Act) -> None:
        self._owed.append(self._company.after(since, seconds, name, act))

    def _to_decide(self) -> Iterable[Reaction]:
        waiting = Lead.objects.filter(crisis=self.crisis, state=LeadState.PROPOSED)
        new = set(waiting.values_list("pk", flat=True)) - self._weighed
        self._weighed |= new
        rows = waiting.filter(pk__in=new) if new else Lead.objects.none()
        for lead in rows.select_related("search"):
            planned = self.searches.get(lead.search.public_id)
            act = self._decision(lead, planned) if planned else None
            if planned and planned.decided_after is not None and act:
                yield self._company.after(lead.proposed_at, planned.decided_after, *act)

    def _decision(self, lead: Lead, planned: PlannedSearch) -> tuple[str, Act] | None:
        """The exercise knows who is whom, as a coordinator does who called; of a stranger it knows nothing."""
        if lead.kind == LeadKind.CHECK_IN and _is_of_the_cast(CheckIn, lead.other):
            same = self.answers.get(lead.other) == planned.key
            return ("confirm", self._confirm(lead.pk)) if same else ("refuse", self._refuse(lead.pk))
        if lead.kind == LeadKind.NOTE and _is_of_the_cast(Note, lead.other):
            return "confirm", self._confirm(lead.pk)
        return None

    def _to_close(self) -> Iterable[Reaction]:
        told = LeadTold.objects.filter(
            lead__crisis=self.crisis,
            lead__kind=LeadKind.CHECK_IN,
            lead__search__state=SearchState.OPEN,
            person=F("lead__search__owner"),
            written_at__isnull=False,
            taken_back_at=None,
        )
        for subject, written_at in told.values_list("lead__search__public_id", "written_at"):
            planned = self.searches.get(subject)
            if planned and subject not in self._told:
                self._told.add(subject)
                yield self._company.after(written_at, planned.closed_after, "found", self._found(subject))

    def _let_through(self, subject: UUID) -> Act:
        def act(at: datetime) -> None:
            search, planned = _search(subject), self.searches[subject]
            review_search(
                search=search, let_through=True, read_at=search.edited_at.isoformat(),
                reason=self._reading(planned), origin=self._coordinator, at=at,
            )  # fmt: skip
            if planned.sighting:
                self.owe(at, planned.sighting.after, "note", self._write(subject))
            if planned.relative:
                self.owe(at, planned.relative.after, "follow", self._join(subject))

        return act

    def _write(self, subject: UUID) -> Act:
        """A stranger, who sees the search only while it is public."""

        def act(at: datetime) -> None:
            planned = self.searches[subject]
            public_search(self.crisis, subject)
            draft = note_draft(planned.sighting, language=planned.author.language)
            done = add_note(search=_search(subject), draft=draft, origin=_by(planned, "note"), at=at)
            if planned.read_after is not None:
                self.owe(at, NOTE_READ_SECONDS, "show_note", self._show(done.subject, planned))

        return act

    def _show(self, note: UUID, planned: PlannedSearch) -> Act:
        def act(at: datetime) -> None:
            row = _there(Note.objects.select_related("search__crisis").filter(public_id=note))
            why = self._reading(planned)
            review_note(note=row, to=ShownTo.EVERYONE, reason=why, origin=self._coordinator, at=at)

        return act

    def _join(self, subject: UUID) -> Act:
        def act(at: datetime) -> None:
            planned = self.searches[subject]
            door = add_relative if planned.relative.of_family else follow_search
            draft = follow_draft(planned.relative)
            door(search=_search(subject), draft=draft, origin=_by(planned, "relative"), at=at)

        return act

    def _confirm(self, pk: int) -> Act:
        return lambda at: confirm_lead(lead=_lead(pk), origin=self._coordinator, at=at)

    def _refuse(self, pk: int) -> Act:
        return lambda at: refuse_lead(lead=_lead(pk), origin=self._coordinator, at=at)

    def _found(self, subject: UUID) -> Act:
        return lambda at: close_search(search=_search(subject), to=SearchState.FOUND, origin=DRILL, at=at)

    def _reading(self, planned: PlannedSearch) -> str:
        """Why it was let through, in the language of who wrote it: they may read it."""
        return self._words.reading_fr if planned.author.language == "fr" else self._words.reading_en


def _is_of_the_cast(model: type[CheckIn | Note], public_id: UUID) -> bool:
    return model.objects.filter(public_id=public_id, door=Door.DRILL).exists()


def _by(planned: PlannedSearch, what: str) -> Origin:
    return Origin(door=Door.DRILL, ref=f"{planned.key}/{what}")


def _search(subject: UUID) -> Search:
    return _there(Search.objects.select_related("crisis", "owner").filter(public_id=subject))


def _lead(pk: int) -> Lead:
    return _there(Lead.objects.select_related("search__crisis").filter(pk=pk))


def _there(rows: QuerySet):
    """What a busy database took back is not there: refused, like anything else that came too late."""
    row = rows.first()
    if row is None:
        raise NotThere
    return row
