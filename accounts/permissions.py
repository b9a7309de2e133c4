"""`can(person, what, crisis_id)`: asked here, answered by whoever knows (crisis registers its answer)."""

from collections.abc import Callable

SUSPEND = "suspend"  # in that crisis, whoever posted in it
WORK_HERE = "work_here"  # on the team of any crisis, or may declare one

Answer = Callable[[object, str, int | None], bool]
_answers: list[Answer] = []


def answers(function: Answer) -> Answer:
    """Register `function(person, what, crisis_id) -> bool`; one yes is enough."""
    _answers.append(function)
    return function


def can(person, what: str, crisis_id: int | None = None) -> bool:
    """May `person` do `what`, in that crisis if one is given? Anonymous and suspended people may nothing."""
    if person is None or not person.is_authenticated or person.suspended_at:
        return False
    return any(answer(person, what, crisis_id) for answer in _answers)
