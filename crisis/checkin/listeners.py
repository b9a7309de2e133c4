"""What the safety check hears: a contact that answered is told of as confirmed; links and words owed are sent."""

from django.db import transaction
from django.db.models import QuerySet

from accounts.journal.announce import announce, listen
from accounts.links.owed import writes_owed_links
from accounts.origin import SYSTEM
from accounts.people.actions import ContactVerified
from crisis.checkin import events
from crisis.checkin.actions.announcing import in_one_go
from crisis.checkin.actions.indexing import index_owed
from crisis.checkin.actions.linking import write_links
from crisis.checkin.actions.reaching import follow_contact, send_owed_link
from crisis.checkin.actions.telling import hurry, tell_owed_word
from crisis.checkin.findable import publish
from crisis.checkin.models import CheckIn, OwedWord
from crisis.checkin.vocabulary import Life


@listen(ContactVerified)
def confirm_the_persons_check_ins(event) -> None:
    theirs = CheckIn.objects.filter(owner_id=event.person, life=Life.ACTIVE)
    with transaction.atomic():
        theirs.update(life=Life.ACTIVE)  # locks the rows: one withdrawn meanwhile must not be published again
        follow_contact(event.person)
        publish(list(theirs))
        hurry(theirs)
    _tell(OwedWord.objects.filter(check_in__owner=event.person))  # what was kept back as anybody's word


@writes_owed_links
def write_owed_link(**whose) -> None:
    write_links(CheckIn.objects.filter(**whose))


@listen(events.NamesOwed, together=lambda owed: in_one_go(index_owed_names, owed))
def index_owed_names(event) -> None:
    """Names, and the copy that look-ups read: who was corrected meanwhile has both. Links wait to be asked for."""
    with transaction.atomic():
        if new := index_owed(event.check_ins):
            about = {"crisis_id": event.crisis_id, "subject": event.subject, "at": event.at}
            announce(events.NamesIndexed(check_ins=new, **about), origin=SYSTEM)


@listen(events.LinksOwed)
def send_owed_links(event) -> None:
    theirs = CheckIn.objects.filter(pk__in=event.check_ins, life=Life.ACTIVE).select_related(
        "crisis", "owner"
    )
    for check_in in theirs.order_by("pk"):
        send_owed_link(check_in=check_in)


@listen(events.WordsOwed)
def tell_owed_words(event) -> None:
    _tell(OwedWord.objects.filter(check_in__in=event.check_ins))


def _tell(owed: QuerySet[OwedWord]) -> None:
    for word in owed.select_related("check_in__crisis").order_by("pk"):
        tell_owed_word(word)
