"""What somebody who needs a place does once one is found."""

from random import Random

from matching.drill.chance import delay
from matching.drill.people import Someone
from matching.drill.planned import Guest
from matching.drill.scenario import Scenario


def guest_of(who: Someone, scenario: Scenario, chance: Random) -> Guest:
    relay = scenario.relay
    leaves = chance.random() < 0.3
    return Guest(
        who=who,
        walks=chance.random() < 0.93,
        sets_off_after=delay(chance, median=80, longest=700),
        leaves_after=delay(chance, median=5400, longest=14_000) if leaves else None,
        says=chance.choice(relay.guest_fr if who.language == "fr" else relay.guest_en),
    )
