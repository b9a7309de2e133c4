"""Who may see which question: its asker by account or link, each one asked behind the link that was sent to them."""

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import translation

from accounts.errors import NotThere
from accounts.links.models import ManageLink
from accounts.links.secrets import hash_token, token_of
from accounts.people.contact import Contact, digests, shown
from accounts.people.models import ContactPoint
from accounts.people.vocabulary import ContactKind
from crisis.activation.vocabulary import Phase
from crisis.checkin.asks.models import Ask, Asked, NeverAgain, ToTell


@dataclass(frozen=True)
class TakenOff:
    """Whom a question was sent to, and is not for any more; `key`: of the contact, which is forgotten."""

    ask: Ask
    key: str


def ask_of(link: ManageLink | None) -> Ask:
    """What a manage-link opens. Raises NotThere for a missing one, or one to something else."""
    about = link and link.subject_kind == "ask"
    found = _asks().filter(public_id=link.subject, owner=link.person).first() if about else None
    if found is None:
        raise NotThere
    return found


def own_ask(person, public_id: UUID) -> Ask:
    """The question `person` asked. Raises NotThere when there is none or it is somebody else's."""
    found = _asks().filter(public_id=public_id, owner=person).first() if person.is_authenticated else None
    if found is None:
        raise NotThere
    return found


def asked_by_token(token: str) -> Asked:
    """Whoever answers behind this link. Raises NotThere, also before it was sent and once all is put away."""
    rows = Asked.objects.select_related(
        "ask__crisis", "ask__contact", "ask__owner", "point", "check_in__owner"
    )
    found = rows.filter(token_hash=hash_token(token), ask__sent_at__isnull=False).first()
    if found is None or found.ask.crisis.phase == Phase.ARCHIVED:
        raise NotThere
    return found


def taken_off_by_token(token: str) -> TakenOff:
    """Whoever was sent this link before their contact was replaced. Raises NotThere, also once all is put away."""
    hashed = hash_token(token)
    rows = _asks().exclude(taken_off=[]).annotate(gone=Cast("taken_off", TextField()))
    ask = rows.filter(gone__contains=hashed).first()
    if ask is None or ask.crisis.phase == Phase.ARCHIVED:
        raise NotThere
    return TakenOff(ask, next(key for key, link in ask.taken_off if link == hashed))


def ask_by_token(token: str) -> Ask:
    """The question that was sent behind this link, to whom it is asked still or was. Raises NotThere."""
    with suppress(NotThere):
        return asked_by_token(token).ask
    return taken_off_by_token(token).ask


def to_tell_by_token(token: str) -> ToTell:
    """What somebody named by an appointment reads. Raises NotThere; also before it is time."""
    rows = ToTell.objects.select_related(
        "appointment__check_in", "appointment__crisis", "appointment__contact", "point"
    )
    found = rows.filter(token_hash=hash_token(token), appointment__told_at__isnull=False).first()
    if found is None or found.appointment.crisis.phase == Phase.ARCHIVED:
        raise NotThere
    return found


def token_for(asked: Asked) -> str:
    """Always the same, so that asking again sends no second key; made with our key, so the database opens nothing."""
    return token_of(f"asked:{asked.public_id}")


def link_to_answer(asked: Asked) -> str:
    return short_link("asked", token_for(asked))


def link_to_read(told: ToTell) -> str:
    return short_link("told", token_of(told.seed))


def asker_shown(point: ContactPoint | None) -> str:
    """How the asker's own contact ends, as far as whoever knows it recognises it; "" before it answered."""
    if point is None or not point.verified_at:
        return ""
    return point.value[-2:] if point.kind == ContactKind.PHONE else shown(point.kind, point.value)


def contact_of(point: ContactPoint) -> Contact:
    """Where to write, as a contact."""
    return Contact(ContactKind(point.kind), point.value)


def short_link(name: str, token: str) -> str:
    """Without a language: it stands in a text message, and the page finds out."""
    with translation.override("en"):
        path = reverse(name, kwargs={"token": token})
    return f"{settings.PUBLIC_URL}/{path.split('/', 2)[2]}"


def said_never_again(asker: Contact, asked: Contact, *, exercise: bool) -> bool:
    """Does whoever holds `asked` want nothing from whoever holds `asker`?"""
    return never_agains(asker, asked, exercise=exercise).exists()


def never_agains(asker: Contact, asked: Contact | None = None, *, exercise: bool) -> QuerySet[NeverAgain]:
    """What was said to whoever holds `asker`: by whoever holds `asked`, or by anybody."""
    said = NeverAgain.objects.filter(asker__in=digests(asker), exercise=exercise)
    return said.filter(asked__in=digests(asked)) if asked else said


def _asks():
    return Ask.objects.select_related("crisis", "owner", "contact")
