"""What now, for each side at each state and each end; and what nobody learns of the other."""

import pytest

from matching.next_steps import ENDS, SAID_TO_BOTH, UNDER_WAY, next_step, reason_told
from matching.vocabulary import GIVEN_REASONS, EndReason, MatchState, Side

ENDINGS = [
    (state, by, reason)
    for state, sides in ENDS.items()
    for by, reasons in sides.items()
    for reason in reasons
]
OTHER = {Side.HOST: Side.GUEST, Side.GUEST: Side.HOST}


@pytest.mark.parametrize("reader", Side)
def test_everybody_reads_what_to_do_at_every_state(reader):
    assert set(UNDER_WAY) | set(ENDS) == set(MatchState)
    told = [next_step(state=state, reason="", closed_by="", reader=reader) for state in UNDER_WAY]
    told += [next_step(state=state, reason=why, closed_by=by, reader=reader) for state, by, why in ENDINGS]
    assert all(len(words) > 10 for words in told)


def test_every_reason_there_is_ends_something():
    assert {reason for _state, _by, reason in ENDINGS} == set(EndReason)


def private() -> list[tuple]:
    return [each for each in ENDINGS if each[1] in OTHER and each[2] not in SAID_TO_BOTH]


@pytest.mark.parametrize(("state", "by", "reason"), private())
def test_the_other_side_reads_the_same_whatever_the_reason(state, by, reason):
    """Not at ease, an emergency, contact cut, suspended: the sentence must not tell one from another."""
    usual = next_step(state=state, reason=EndReason.OTHER, closed_by=by, reader=OTHER[by])
    assert next_step(state=state, reason=reason, closed_by=by, reader=OTHER[by]) == usual
    assert reason_told(state=state, reason=reason, closed_by=by, reader=OTHER[by]) == ""
    assert reason_told(state=state, reason=reason, closed_by=by, reader=Side.DESK) == reason


def test_whatever_one_may_say_of_oneself_is_private():
    given = {reason for reasons in GIVEN_REASONS.values() for reason in reasons}
    assert not given & SAID_TO_BOTH and EndReason.CONTACT_CUT not in SAID_TO_BOTH


def test_whoever_gave_a_reason_reads_words_for_it():
    about = {"state": MatchState.WITHDRAWN, "closed_by": Side.GUEST, "reader": Side.GUEST}
    assert "nearer" not in next_step(reason="other", **about)
    assert len({next_step(reason=reason, **about) for reason in GIVEN_REASONS[Side.GUEST]}) == 5


def test_a_match_that_ended_before_reasons_were_kept_has_words_too():
    for state, by in ((MatchState.DECLINED, Side.HOST), (MatchState.LAPSED, ""), (MatchState.WITHDRAWN, "")):
        for reader in Side:
            if (state, reader) != (MatchState.WITHDRAWN, Side.DESK):
                assert next_step(state=state, reason="", closed_by=by, reader=reader)
