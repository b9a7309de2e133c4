"""Several relatives on one search, and whoever else wants to hear of it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, NotThere, Refused, TooLate
from accounts.idempotency.once import Done, once
from accounts.journal.announce import announce
from accounts.links.models import ManageLink
from accounts.origin import Origin
from accounts.people.actions import poster
from accounts.people.models import Person
from accounts.people.names import typed_name
from crisis.search import events, rules
from crisis.search.actions.posting import search_event
from crisis.search.drafts import FollowDraft
from crisis.search.models import Follower, Search
from crisis.search.public_copy import lock
from crisis.search.vocabulary import Role
from crisis.shelter.actions.posting import hand_over_link, has_verified_contact


class LastOfFamily(Refused):
    code = "last_of_family"
    message = _("You are the last one of the family here. Add a relative first, or close the search.")


class EnoughRelatives(Refused):
    code = "enough_relatives"
    message = _("Twelve relatives are on this search already. Others may follow its public page.")


def follow_search(*, search: Search, draft: FollowDraft, origin: Origin, at: datetime) -> Done:
    """Hear of public news, behind a link of one's own. Raises Invalid, KeyReused."""
    return _join(search, draft, Role.FOLLOWER, origin, at)


def add_relative(*, search: Search, draft: FollowDraft, origin: Origin, at: datetime) -> Done:
    """Send a relative a link of their own, with a code. Who adds them doesn't get it: `secret` is empty.

    Raises Invalid, EnoughRelatives, KeyReused.
    """
    done = _join(search, draft, Role.FAMILY, origin, at)
    return Done(subject=done.subject, repeated=done.repeated)


def stop_following(*, follower: Follower, origin: Origin, at: datetime) -> None:
    """Nothing more is told; the link opens nothing any more. Raises LastOfFamily."""
    search = follower.search
    with transaction.atomic():
        lock(search)  # two who leave at once are not both told that the other stays
        others = Follower.objects.filter(search=search, role=Role.FAMILY).exclude(pk=follower.pk)
        if follower.role == Role.FAMILY and not others.exists():
            raise LastOfFamily
        links = ManageLink.objects.filter(person=follower.person_id, subject=search.public_id)
        links.filter(revoked_at__isnull=True).update(revoked_at=at)
        Follower.objects.filter(pk=follower.pk).delete()
        gone = search_event(events.SearchUnfollowed, search, at, person=follower.person_id)
        announce(gone, origin=origin)


def remove_relative(*, search: Search, relative: int, origin: Origin, at: datetime) -> None:
    """Take off one who never answered, as after a mistyped number. Raises NotThere; TooLate once they have answered."""
    rows = Follower.objects.filter(search=search, role=Role.FAMILY).exclude(person=search.owner_id)
    follower = rows.select_related("search", "person").filter(pk=relative).first()
    if follower is None:
        raise NotThere
    if has_verified_contact(follower.person):
        raise TooLate(_("They have answered: they can only stop by themselves."))
    stop_following(follower=follower, origin=origin, at=at)


def _join(search: Search, draft: FollowDraft, role: Role, origin: Origin, at: datetime) -> Done:
    def act() -> Done:
        if found := rules.follow_problems(draft):
            raise Invalid(found)
        lock(search)
        if Search.objects.filter(pk=search.pk, wiped_at__isnull=False).exists():
            raise NotThere
        _require_room(search, role)
        person = _person(search, draft, role, origin)
        row = {"role": role, "relation": typed_name(draft.relation), "since": at}
        Follower.objects.get_or_create(search=search, person=person, defaults=row)
        joined = search_event(events.SearchFollowed, search, at, person=person.pk, role=role.value)
        announce(joined, origin=origin)
        token = hand_over_link(
            posted=search, subject_kind="search", contact=draft.contact, origin=origin,
            language=draft.language, at=at, to=person, why=_invitation(draft, role, origin),
        )  # fmt: skip
        return Done(subject=search.public_id, secret=token)

    about = [role, str(search.public_id), draft.contact, draft.relation]
    return once(origin=origin, crisis_id=search.crisis_id, request=about, act=act)


def _require_room(search: Search, role: Role) -> None:
    family = Follower.objects.filter(search=search, role=Role.FAMILY).count()
    if role == Role.FAMILY and family >= rules.MOST_RELATIVES:
        raise EnoughRelatives


def _invitation(draft: FollowDraft, role: Role, origin: Origin) -> str:
    """For a relative, who asked for nothing: who adds them, by a first name that holds letters alone."""
    if role != Role.FAMILY:
        return ""
    said = origin.actor.pseudonym.split() if origin.actor else []
    name = "".join(filter(str.isalpha, said[0]))[:20] if said else ""
    with override(draft.language):
        if name:
            return gettext("%(name)s asks you to help look for somebody.") % {"name": name}
        return gettext("A relative asks you to help look for somebody.")


def _person(search: Search, draft: FollowDraft, role: Role, origin: Origin) -> Person:
    """A relative is somebody else than whoever adds them."""
    if role == Role.FAMILY:
        return Person.objects.create_user(language=draft.language)
    return poster(origin=origin, pseudonym="", language=draft.language, drill=search.crisis.is_drill)
