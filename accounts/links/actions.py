"""Issue, recognise and revoke manage-links and machine keys."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.links.models import ApiKey, ManageLink
from accounts.links.secrets import hash_token, new_token
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


def holder_of(token: str) -> ManageLink | None:
    """The link this token opens, or None when unknown or revoked."""
    links = ManageLink.objects.select_related("person")
    return links.filter(token_hash=hash_token(token), revoked_at__isnull=True).first()


def revoke_links(*, subject: UUID, at: datetime, keep: str | None = None) -> int:
    """Revoke every link to `subject`, but the token `keep`; how many were revoked."""
    links = ManageLink.objects.filter(subject=subject, revoked_at__isnull=True)
    if keep:
        links = links.exclude(token_hash=hash_token(keep))
    return links.update(revoked_at=at)


def issue_api_key(
    *,
    person: Person,
    name: str,
    scopes: list[str],
    crisis_id: int | None = None,
    expires_at: datetime | None = None,
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
    )
    return token


def key_of(token: str) -> ApiKey | None:
    """The live key behind this token, or None when unknown, expired or revoked."""
    live = Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())
    keys = ApiKey.objects.select_related("person").filter(live, revoked_at__isnull=True)
    return keys.filter(token_hash=hash_token(token)).first()
