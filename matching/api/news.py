"""What is sent to me, by which ways and when; devices that show it. By a poster's link, or signed in."""

from django.conf import settings
from rest_framework import serializers
from rest_framework.response import Response

from accounts.people.models import Person
from accounts.push import devices
from accounts.push.keys import public_key
from accounts.reach.choices import choose, wishes_of_one
from accounts.reach.rules import NEWS, Wishes
from crisis.activation.clock import database_now
from crisis.ground.api.bodies import Shape, checked
from crisis.ground.api.describing import operation
from crisis.ground.api.views import caller_of
from matching.api.held import ME, MyOwn, Posters
from matching.api.own import ENTRANCE

BY_LINK = (*ENTRANCE, "posted_signed_in")
BY_NAME = ME[:4]
HOUR = {"min_value": 0, "max_value": 23}
WISHES = {
    "off": ["search"],
    "email": True,
    "sms": True,
    "push_instead": False,
    "quiet": True,
    "quiet_from": 22,
    "quiet_until": 7,
    "language": "fr",
}
WHOLE = "The whole, as GET gave it: every field is sent."
DEVICE = {
    "endpoint": "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABk",
    "expirationTime": None,
    "keys": {
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    },
}


class NewsBody(Shape):
    """Codes, a place for tonight and the link to one's own page always come. Hours are local, on the hour."""

    off = serializers.ListField(
        child=serializers.ChoiceField(choices=NEWS), help_text="News that is not wanted."
    )
    email = serializers.BooleanField(help_text="News by e-mail.")
    sms = serializers.BooleanField(help_text="News by SMS.")
    push_instead = serializers.BooleanField(help_text="No SMS as long as a device of mine shows it.")
    quiet = serializers.BooleanField(help_text="News that nobody waits for is kept for the morning.")
    quiet_from = serializers.IntegerField(**HOUR, help_text="The hour it begins.")
    quiet_until = serializers.IntegerField(**HOUR, help_text="The hour it ends.")
    language = serializers.ChoiceField(
        choices=[code for code, _name in settings.LANGUAGES], help_text="The language of what is sent."
    )


class DeviceKeys(Shape):
    p256dh = serializers.CharField(max_length=100, help_text="The browser's public key, base64url.")
    auth = serializers.CharField(max_length=40, help_text="The browser's secret, base64url.")


class DeviceBody(Shape):
    """A PushSubscription as the browser's toJSON() gives it."""

    endpoint = serializers.CharField(
        max_length=devices.LONGEST, help_text="Where the browser's push service listens."
    )
    keys = DeviceKeys(help_text="What a message is sealed with (RFC 8291).")
    expirationTime = serializers.FloatField(  # noqa: N815
        required=False,
        allow_null=True,
        help_text="Not read: a device that is gone is forgotten when we write to it.",
    )


class PushSerializer(serializers.Serializer):
    key = serializers.CharField(help_text="For `applicationServerKey`: P-256, uncompressed, base64url.")
    devices = serializers.ListField(
        child=serializers.CharField(), help_text="SHA-256 of each endpoint that shows my news, in hex."
    )


def _news(person: Person) -> Response:
    wishes = wishes_of_one(person)
    told = vars(wishes) | {"off": sorted(wishes.off), "language": person.language}
    return Response(NewsBody(told).data)


def _choose(person: Person, request) -> Response:
    said = checked(NewsBody, request)
    language = said.pop("language")
    wishes = Wishes(**said | {"off": frozenset(said["off"])})
    choose(person=person, wishes=wishes, language=language, at=database_now())
    person.refresh_from_db()
    return _news(person)


def _push(person: Person) -> Response:
    return Response(PushSerializer({"key": public_key(), "devices": devices.devices_of(person)}).data)


class OwnNews(Posters):
    @operation("get_own_news", about="What is sent to me", answer=NewsBody, tag="own", refuses=BY_LINK)
    def get(self, request, **_path):
        return _news(self.poster())

    @operation(
        "choose_own_news", about="Choose what is sent to me", explained=WHOLE, body=NewsBody, answer=NewsBody,
        tag="own", refuses=BY_LINK, example=WISHES,
    )  # fmt: skip
    def put(self, request, **_path):
        return _choose(self.poster(), request)


class MyNews(MyOwn):
    @operation(
        "get_my_news", about="What is sent to me, signed in", answer=NewsBody, tag="own", refuses=BY_NAME
    )
    def get(self, request, **_path):
        return _news(self.person())

    @operation(
        "choose_my_news", about="Choose what is sent to me, signed in", explained=WHOLE, body=NewsBody,
        answer=NewsBody, tag="own", refuses=BY_NAME, example=WISHES,
    )  # fmt: skip
    def put(self, request, **_path):
        return _choose(self.person(), request)


class Devices:
    """Both entrances: `who()` says whose."""

    def told(self):
        return _push(self.who())

    def added(self, request):
        self.spend("verify", caller_of(request))
        said = checked(DeviceBody, request)
        devices.subscribe(person=self.who(), endpoint=said["endpoint"], **said["keys"])
        return self.told()


class OwnPush(Devices, Posters):
    def who(self) -> Person:
        return self.poster()

    @operation(
        "get_own_push", about="My devices, and the key a browser subscribes with", answer=PushSerializer, tag="own",
        refuses=BY_LINK,
    )  # fmt: skip
    def get(self, request, **_path):
        return self.told()

    @operation(
        "add_own_device", about="Show my news on this device", body=DeviceBody, answer=PushSerializer, tag="own",
        refuses=BY_LINK, example=DEVICE,
    )  # fmt: skip
    def post(self, request, **_path):
        return self.added(request)


class MyPush(Devices, MyOwn):
    def who(self) -> Person:
        return self.person()

    @operation(
        "get_my_push", about="My devices, signed in", answer=PushSerializer, tag="own", refuses=BY_NAME
    )
    def get(self, request, **_path):
        return self.told()

    @operation(
        "add_my_device", about="Show my news on this device, signed in", body=DeviceBody, answer=PushSerializer,
        tag="own", refuses=BY_NAME, example=DEVICE,
    )  # fmt: skip
    def post(self, request, **_path):
        return self.added(request)


class OwnDevice(Posters):
    @operation("remove_own_device", about="No longer on this device", status=204, tag="own", refuses=BY_LINK)
    def delete(self, request, device, **_path):
        devices.forget_device(person=self.poster(), digest=device)
        return Response(status=204)


class MyDevice(MyOwn):
    @operation(
        "remove_my_device",
        about="No longer on this device, signed in",
        status=204,
        tag="own",
        refuses=BY_NAME,
    )
    def delete(self, request, device, **_path):
        devices.forget_device(person=self.person(), digest=device)
        return Response(status=204)
