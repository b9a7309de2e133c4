"""Taking away what is held about a person who checked in: nothing of it is left but that somebody did."""

from datetime import datetime

from django.db import transaction

from accounts.errors import TooLate
from accounts.links.models import ManageLink
from accounts.origin import Origin
from accounts.people.models import Person
from crisis.activation.clock import crisis_time
from crisis.checkin.actions.changing import withdraw_check_in
from crisis.checkin.models import CheckIn, CheckInKey, CheckInName, OwedWord
from crisis.checkin.vocabulary import Audience, Life

BLANK = {
    "given_name": "",
    "family_name": "",
    "message": "",
    "cell": "",
    "say_where": False,
    "said_by": "",
    "token_hash": "",
}


def erase_check_ins(*, person: Person, origin: Origin, at: datetime) -> None:
    """Withdraw what is active, wipe every word, revoke the links. `at` is real time, told to each crisis's clock."""
    mine = CheckIn.objects.filter(owner=person)
    with transaction.atomic():
        for check_in in mine.filter(life=Life.ACTIVE).select_related("crisis"):
            _withdraw(check_in, origin, crisis_time(check_in.crisis, at))
        OwedWord.objects.filter(check_in__in=mine).delete()
        CheckInName.objects.filter(check_in__in=mine).delete()
        CheckInKey.objects.filter(check_in__in=mine).delete()
        mine.update(**BLANK, audience=Audience.NAMED)
        links = ManageLink.objects.filter(person=person, subject_kind="check_in", revoked_at__isnull=True)
        links.update(revoked_at=at)


def _withdraw(check_in: CheckIn, origin: Origin, at: datetime) -> None:
    try:
        withdraw_check_in(check_in=check_in, origin=origin, at=at)
    except TooLate:
        return  # it has just expired
