"""Who was told what turns out wrong: of a lead itself, or of something else through the link that it was."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.journal.announce import listen
from crisis.activation.clock import crisis_now
from crisis.search.linking.queries import group
from crisis.search.models import Follower, Search
from matching import events
from matching.leads.choice import choice_for
from matching.leads.telling import same_people, tell_each
from matching.models import Lead, LeadTold
from matching.vocabulary import LeadKind, LeadState


def told_in_vain(lead: Lead) -> list[LeadTold]:
    """Who was told of this lead, by which nobody stands; and whom only the link it was let know of another."""
    rows = LeadTold.objects.filter(taken_back_at=None).order_by("pk")
    rows = rows.select_related("person", "search__crisis", "lead__search__crisis")
    own = list(rows.filter(lead=lead))
    return own + _cut_off(lead, rows) if lead.kind == LeadKind.SEARCH else own


@listen(events.LeadReopened)
def say_that_it_was_wrong(event) -> None:
    """Once to each, and only to those a message went to; their page no longer shows it either way."""
    lead = Lead.objects.select_related("search__crisis").get(pk=event.lead)
    if lead.state == LeadState.CONFIRMED:
        return
    at = crisis_now(lead.search.crisis)
    searches, news = [], []
    for told in told_in_vain(lead):
        if told.lead_id != lead.pk and _know_otherwise(told):
            continue
        still = LeadTold.objects.filter(pk=told.pk, taken_back_at=None).update(taken_back_at=at)
        if still and told.written_at and not _holds_otherwise(told):
            wrong = searches if told.lead.kind == LeadKind.SEARCH else news
            wrong.append(Follower(search=told.followed, person=told.person))
    # Each names what was wrong: "what we told you last" may be the gravest news, told by a person.
    written = tell_each(
        searches,
        lambda: _("The other search we showed you was not about the same person. We are sorry:"),
        urgent=True,
    )
    sorry = {"but": written, "urgent": True}
    tell_each(news, lambda: _("The news on your page was about somebody else. We are sorry:"), **sorry)


def _cut_off(lead: Lead, rows) -> list[LeadTold]:
    """Those who follow a search that is no longer linked with the one they heard of."""
    other = Search.objects.filter(public_id=lead.other).values_list("pk", flat=True).get()
    sides = group(lead.search_id), group(other)
    around = {pk: side for side in sides for pk in side}
    confirmed = rows.filter(lead__search__in=around, lead__state=LeadState.CONFIRMED, search__isnull=False)
    return [
        told for told in confirmed.exclude(lead=lead) if told.search_id not in around[told.lead.search_id]
    ]


def _know_otherwise(told: LeadTold) -> bool:
    """They follow the right search as well, or one that is still linked with it: they go on hearing of it there."""
    followers = choice_for(told.lead).followers
    also = next((each for each in followers if each.person_id == told.person_id), None)
    return also is not None and bool(LeadTold.objects.filter(pk=told.pk).update(search=also.search))


def _holds_otherwise(told: LeadTold) -> bool:
    """The same was confirmed of another search they hear of; or these two are still linked by way of others."""
    lead = told.lead
    if lead.kind == LeadKind.SEARCH:
        return Search.objects.filter(public_id=lead.other, pk__in=group(lead.search_id)).exists()
    return standing_beside(told).exists()


def standing_beside(told: LeadTold) -> QuerySet[LeadTold]:
    """What else tells whoever answers at the same contact the same thing, by a message."""
    same = {"lead__kind": told.lead.kind, "lead__other": told.lead.other}
    return written_beside(told).filter(**same)


def written_beside(told: LeadTold) -> QuerySet[LeadTold]:
    """What else was written to whoever answers at the same contact, and stands."""
    people = same_people(told.person).values("person")
    stands = {"taken_back_at": None, "written_at__isnull": False, "lead__state": LeadState.CONFIRMED}
    return LeadTold.objects.filter(person__in=people, **stands).exclude(pk=told.pk)
