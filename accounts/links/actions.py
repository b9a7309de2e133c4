"""Issue, recognise and revoke manage-links and machine keys."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts import rows
from accounts.links.models import ApiKey, ManageLink
from accounts.links.owed import subject_of, write_owed
from accounts.links.secrets import hash_token, new_token, token_of
from accounts.people.models import Person


def issue_manage_link(
    *, person: Person, subject_kind: str, subject: UUID, crisis_id: int | None, token: str | None = None
) -> str:
    """A new token for `person` to manage `subject`; the only time it is seen in clear."""
    token = token or new_token()
    ManageLink.objects.create(
        token_hash=hash_token(token),
        person=person,
        subject_kind=subject_kind,
        subject=subject,
        crisis_id=crisis_id,
    )
    return token


@dataclass(frozen=True)
class Linked:
    """Who may manage what: `kind` and `subject` are the record's."""

    person: Person
    kind: str
    subject: UUID
    crisis_id: int | None


def standing_link(*, person: Person, subject_kind: str, subject: UUID, crisis_id: int | None) -> str:
    """The token to put into a notice: always the same, so that forty messages are not forty keys.

    A new one once it was revoked, or the secret key was changed.
    """
    return standing_links(wanted=[Linked(person, subject_kind, subject, crisis_id)])[0]


def standing_links(*, wanted: list[Linked]) -> list[str]:
    """`standing_link` for each of these, in that order, in two statements however many they are."""
    seeds = _standing_seeds(wanted)
    new = {each: new_token() for each in wanted if each not in seeds}
    ManageLink.objects.bulk_create(
        ManageLink(
            token_hash=hash_token(token_of(seed)),
            seed=seed,
            person=each.person,
            subject_kind=each.kind,
            subject=each.subject,
            crisis_id=each.crisis_id,
        )
        for each, seed in new.items()
    )
    return [token_of((seeds | new)[each]) for each in wanted]


def _standing_seeds(wanted: list[Linked]) -> dict[Linked, str]:
    """Of those that have one that works; the newest."""
    live = ManageLink.objects.filter(revoked_at__isnull=True).exclude(seed="").order_by("pk")
    about = {(each.person.pk, each.kind, each.subject): each for each in wanted}
    seeds = {}
    for link in live.filter(subject__in={each.subject for each in wanted}):
        each = about.get((link.person_id, link.subject_kind, link.subject))
        if each and link.token_hash == hash_token(token_of(link.seed)):
            seeds[each] = link.seed
    return seeds


def issue_manage_links(*, wanted: list[tuple[Person, UUID]], subject_kind: str, crisis_id: int) -> list[str]:
    """A new token for each (person, subject), in that order; the only time they are seen in clear."""
    tokens = [new_token() for _each in wanted]
    links = [
        ManageLink(
            token_hash=hash_token(token),
            person=person,
            subject_kind=subject_kind,
            subject=subject,
            crisis_id=crisis_id,
        )
        for token, (person, subject) in zip(tokens, wanted, strict=True)
    ]
    ManageLink.objects.bulk_create(links)
    return tokens


def keep_manage_links(*, kept: list[tuple[int, UUID, str]], subject_kind: str, crisis_id: int | None) -> None:
    """Write down that each (person's key, subject, token) belongs together, for tokens made by who gives them away."""
    of_all = (subject_kind, crisis_id)
    rows.write(ManageLink, KEPT, [(who, what, hash_token(token), *of_all) for who, what, token in kept])


def keep_owed_links(*, owed: list[tuple[int, UUID, str, str, int | None]]) -> None:
    """Write links that were given away before: (person's key, subject, hash of the token, kind, crisis) of each.

    What is there already stays as it is, revoked or not.
    """
    rows.write_new(ManageLink, "token_hash", KEPT, sorted(owed, key=lambda each: each[2]))


KEPT = ("person_id", "subject", "token_hash", "subject_kind", "crisis_id")
# What a suspended person keeps: they can still ask for help, follow what they asked, and say "this is me".
KEPT_WHEN_SUSPENDED = ("need", "check_in", "search", "search_note")


def working_links() -> QuerySet[ManageLink]:
    """Links that open something: neither revoked, nor to the door of a suspended host. Every entrance asks this."""
    open_to_them = Q(person__suspended_at__isnull=True) | Q(subject_kind__in=KEPT_WHEN_SUSPENDED)
    return ManageLink.objects.filter(open_to_them, revoked_at__isnull=True)


def holder_of(token: str) -> ManageLink | None:
    """The link this token opens, or None when unknown, revoked, or a suspended host's."""
    theirs = working_links().select_related("person").filter(token_hash=hash_token(token))
    if link := theirs.first():
        return link
    write_owed(public_id=subject_of(token))
    return theirs.first()


def suspended_holder_of(token: str) -> ManageLink | None:
    """The suspended host's link behind this token, to tell them why it opens nothing; else None."""
    links = ManageLink.objects.select_related("person").filter(revoked_at__isnull=True)
    shut = links.filter(person__suspended_at__isnull=False).exclude(subject_kind__in=KEPT_WHEN_SUSPENDED)
    return shut.filter(token_hash=hash_token(token)).first()


def revoke_links(*, subject: UUID, at: datetime, person: Person | None = None) -> int:
    """Revoke every link to `subject`, or those of `person` alone; how many were revoked."""
    write_owed(public_id=subject)
    links = ManageLink.objects.filter(subject=subject, revoked_at__isnull=True)
    if person:
        links = links.filter(person=person)
    return links.update(revoked_at=at)


def issue_api_key(
    *,
    person: Person,
    name: str,
    scopes: list[str],
    crisis_id: int | None = None,
    expires_at: datetime | None = None,
    domain: str = "",
) -> str:
    """A new machine key; the only time it is seen in clear."""
    token = new_token()
    ApiKey.objects.create(
        token_hash=hash_token(token),
        person=person,
        name=name,
        scopes=scopes,
        crisis_id=crisis_id,
        expires_at=expires_at,
        domain=domain,
    )
    return token


def key_of(token: str) -> ApiKey | None:
    """The live key behind this token, or None when unknown, expired or revoked."""
    live = Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())
    keys = ApiKey.objects.select_related("person").filter(live, revoked_at__isnull=True)
    return keys.filter(token_hash=hash_token(token)).first()
