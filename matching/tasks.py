from datetime import timedelta

from celery import shared_task

from accounts.journal.schedule import every
from crisis.activation.clock import crisis_now
from crisis.activation.queries import swept_crises
from crisis.activation.vocabulary import Phase
from matching.actions.arriving import believe_one_side, watch_arrivals
from matching.actions.clearing import clear_ways
from matching.actions.closing import close_what_waits
from matching.actions.handshake import lapse_matches
from matching.actions.morning import ask_how_it_went
from matching.actions.parting import part_whoever_is_apart
from matching.actions.proposing import look_again_for_groups
from matching.actions.reserves import ask_reserves
from matching.actions.rounds import match_waiting
from matching.drill.stage import calm_abandoned

ARRIVAL_WATCH = timedelta(minutes=75)

__all__ = [
    "ask_in_the_morning",
    "calm_drills",
    "look_for_groups",
    "match_waiting",  # wakes itself, too: it lives with the rounds
    "sweep_closed_ways",
    "sweep_cut_contacts",
    "sweep_matches",
]


@every(seconds=2)
@shared_task(ignore_result=True)
def sweep_matches(**_later) -> None:
    """End handshakes whose time ran out; notice who has not arrived. Harmless to run twice."""
    for crisis in swept_crises():
        at = crisis_now(crisis)
        if crisis.phase == Phase.STOOD_DOWN:
            close_what_waits(crisis=crisis, at=at)  # whoever came in while the crisis was being closed
        lapse_matches(crisis=crisis, at=at)
        ask_reserves(crisis=crisis, at=at)
        believe_one_side(crisis=crisis, at=at, after=ARRIVAL_WATCH)
        watch_arrivals(crisis=crisis, at=at, after=ARRIVAL_WATCH)


@every(seconds=5)
@shared_task(ignore_result=True)
def sweep_closed_ways(**_later) -> None:
    """Handshakes made, or guests who set out, while an area was being closed. Harmless to run twice."""
    for crisis in swept_crises():
        clear_ways(crisis=crisis, at=crisis_now(crisis))


@every(seconds=5)
@shared_task(ignore_result=True)
def sweep_cut_contacts(**_later) -> None:
    """Handshakes made while one was cutting contact with the other. Harmless to run twice."""
    part_whoever_is_apart()


@every(seconds=15)
@shared_task(ignore_result=True)
def look_for_groups(**_later) -> None:
    """Whoever may be split, and waits for two doors at once. Harmless to run twice."""
    for crisis in swept_crises().filter(phase=Phase.ACTIVE):
        look_again_for_groups(crisis=crisis, at=crisis_now(crisis))


@every(seconds=60)
@shared_task(ignore_result=True)
def ask_in_the_morning(**_later) -> None:
    """Ask those who came how it went, once their morning has come. Harmless to run twice."""
    for crisis in swept_crises():
        ask_how_it_went(crisis=crisis, at=crisis_now(crisis))


@every(seconds=20)
@shared_task(ignore_result=True)
def calm_drills(**_later) -> None:
    """A night whose player was stopped goes on at the pace of ours, so that its crisis can still be used."""
    calm_abandoned()
