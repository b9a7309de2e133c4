"""What do you hold about me, who saw it, take it away: by a poster's link, or signed in."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from accounts.errors import NotAllowed, Refused
from accounts.links.models import ApiKey
from accounts.origin import Door, Origin
from accounts.people.models import Person
from crisis.activation.clock import database_now
from crisis.ground.api.describing import operation
from crisis.ground.api.views import NamedEndpoint
from matching.actions.erasing import erase_person
from matching.api.own import ENTRANCE, Own
from matching.held import held_about

ROWS = serializers.ListField(child=serializers.DictField())
ME = ("not_authenticated", "authentication_failed", "permission_denied", "not_allowed", "still_coordinates")


class PostedSignedIn(Refused):
    """A link opens one post; what an account holds besides asks for its own sign-in."""

    code = "posted_signed_in"
    message = _("You posted this signed in. Sign in to see everything that is held about you.")


class HeldSerializer(serializers.Serializer):
    """Plain values, in full: addresses, contacts, messages, and who was shown what, when and why."""

    person = serializers.DictField()
    contacts = ROWS
    offers = ROWS
    needs = ROWS
    searches = ROWS
    notes = ROWS
    check_ins = ROWS
    asks = ROWS
    asked_of_you = ROWS
    messages_to_you = ROWS
    texts = ROWS
    messages_by_you = ROWS
    news = serializers.DictField(help_text="What I chose to be sent, and how many devices show it.")
    contacts_cut = ROWS
    asked_in_the_morning = ROWS
    who_saw_it = ROWS
    suspensions = ROWS


class Posters(Own):
    """What is held by a link alone: whoever has an account signs in."""

    def poster(self) -> Person:
        person = self.held().person
        if person.has_account:
            raise PostedSignedIn
        return person


class MyOwn(NamedEndpoint):
    """For people: no scope opens it to a key."""

    def person(self) -> Person:
        if isinstance(self.request.auth, ApiKey):
            raise NotAllowed
        return self.request.user


class OwnData(Posters):
    @operation(
        "get_own_data", about="What is held about me, and who saw it", answer=HeldSerializer, tag="own",
        refuses=(*ENTRANCE, "posted_signed_in"),
    )  # fmt: skip
    def get(self, request, **_path):
        return Response(held_about(self.poster()))

    @operation(
        "erase_own_data", about="Take it away. This cannot be undone", status=204, tag="own",
        refuses=(*ENTRANCE, "posted_signed_in", "still_coordinates"),
    )  # fmt: skip
    def delete(self, request, **_path):
        erase_person(person=self.poster(), origin=self.origin(), at=database_now())
        return Response(status=204)


class MyData(MyOwn):
    @operation(
        "get_my_data",
        about="What is held about me, signed in",
        answer=HeldSerializer,
        tag="own",
        refuses=ME[:4],
    )
    def get(self, request, **_path):
        return Response(held_about(self.person()))

    @operation(
        "erase_my_data",
        about="Take it away, signed in. This cannot be undone",
        status=204,
        tag="own",
        refuses=ME,
    )
    def delete(self, request, **_path):
        person = self.person()
        erase_person(person=person, origin=Origin(door=Door.API, actor=person), at=database_now())
        return Response(status=204)
