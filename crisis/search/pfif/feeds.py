"""Who sends us records, and from where their photos may be fetched."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid
from accounts.origin import Origin
from accounts.people.models import Person
from crisis.activation.access import COORDINATE, require
from crisis.activation.models import Crisis
from crisis.search.pfif import ids
from crisis.search.pfif.models import Clone, Feed
from crisis.search.pfif.vocabulary import PhotoState

MOST_HOSTS = 20
_HOST = re.compile(r"(?=.{1,100}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?")


def feed_of(crisis: Crisis, domain: str, *, at: datetime) -> Feed:
    """The feed of this domain, made if it is new: with nobody's account behind it, and no photo host."""
    if feed := Feed.objects.filter(crisis=crisis, domain=domain).first():
        return feed
    try:
        with transaction.atomic():
            person = Person.objects.create_user(pseudonym=domain[:60])
            return Feed.objects.create(crisis=crisis, domain=domain, person=person, since=at)
    except IntegrityError:  # two of its documents came at once
        return Feed.objects.get(crisis=crisis, domain=domain)


def allow_photo_hosts(*, crisis: Crisis, domain: str, hosts: list[str], origin: Origin, at: datetime) -> Feed:
    """Photos of this feed are fetched from these hosts and from no other. Raises NotAllowed, Invalid.

    Photos that were named before are fetched now.
    """
    require(origin.actor, COORDINATE, crisis.pk)
    domain, hosts = domain.strip().lower(), sorted({host.strip().lower() for host in hosts if host.strip()})
    if not _HOST.fullmatch(domain) or ":" in domain or domain == ids.domain():
        raise Invalid({"domain": [_("A domain such as example.org; not this site's own.")]})
    if len(hosts) > MOST_HOSTS or not all(_HOST.fullmatch(host) for host in hosts):
        raise Invalid({"hosts": [_("Hosts such as photos.example.org, one a line, twenty at most.")]})
    with transaction.atomic():
        feed = feed_of(crisis, domain, at=at)
        Feed.objects.filter(pk=feed.pk).update(photo_hosts=hosts)
        feed.refresh_from_db()
        for clone in Clone.objects.filter(feed=feed, photo_state=PhotoState.UNLISTED):
            state = photo_state(feed, clone.fields)
            Clone.objects.filter(pk=clone.pk).update(photo_state=state, photo_tries=0)
    return feed


def photo_state(feed: Feed, fields: dict) -> PhotoState:
    url = fields.get("photo_url", "")
    if not url:
        return PhotoState.NONE
    return PhotoState.WAITING if host_of(url) in feed.photo_hosts else PhotoState.UNLISTED


def host_of(url: str) -> str:
    """ "name" or "name:port", as a feed's list has it; "" for what is no web address, or hides a password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        return ""
    usual = port in (None, 443 if parts.scheme == "https" else 80)
    return parts.hostname if usual else f"{parts.hostname}:{port}"
