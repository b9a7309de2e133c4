"""Photos of the person sought: the family's, by manage token; and where everybody finds those they may see."""

from django.urls import reverse
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from accounts.errors import NotThere
from crisis.activation.actions import absolute
from crisis.activation.clock import crisis_now
from crisis.ground.api.bodies import Shape, checked
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import api_origin
from crisis.ground.api.views import LinkEndpoint, both_of
from crisis.search.access import family_of
from crisis.search.models import PublicSearch, Search
from crisis.search.photos.actions import add_photo, mark_photo, move_photo, remove_photo
from crisis.search.photos.models import WITHOUT_BYTES, Photo, Sensitive
from crisis.search.photos.queries import photos_of

STATES = ["public", "kept", "held"]
WIDE, HIGH = "Pixels, of the photo.", "Pixels, of the photo."
ENTRANCE = ("not_authenticated", "authentication_failed", "permission_denied", "not_there")


class PhotoBody(serializers.Serializer):
    photo = serializers.FileField()
    sensitive = serializers.BooleanField(default=False, help_text="Hard to look at: blurred until touched.")


class ChangeBody(Shape):
    place = serializers.IntegerField(
        min_value=0, required=False, help_text="Shown as the how-manieth, from 0."
    )
    sensitive = serializers.BooleanField(
        required=False, help_text="Blurred until touched. What a moderator blurred stays so."
    )


class OwnPhotoSerializer(serializers.Serializer):
    """`kept`: for the family and the desk; public with the search once read, of a minor never. `held`: a person
    looks at it first."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.ChoiceField(choices=STATES, help_text="Who sees it.")
    sensitive = serializers.ChoiceField(choices=Sensitive.choices, help_text="Who wants it blurred.")
    width = serializers.IntegerField(help_text=WIDE)
    height = serializers.IntegerField(help_text=HIGH)
    added_at = serializers.DateTimeField(help_text="When the family sent it.")


class OwnPhotosSerializer(serializers.Serializer):
    photos = OwnPhotoSerializer(many=True, help_text="In the order they are shown in.")


class PublicPhotoSerializer(serializers.Serializer):
    """Addresses that die with the photo."""

    photo = serializers.URLField()
    thumbnail = serializers.URLField()
    sensitive = serializers.BooleanField(
        help_text="Hard to look at: the thumbnail is blurred; show the photo once it is asked for."
    )
    width = serializers.IntegerField(help_text=WIDE)
    height = serializers.IntegerField(help_text=HIGH)


class OwnPhotos(LinkEndpoint):
    throttled = False
    parser_classes = [MultiPartParser]

    @operation(
        "add_own_photo", about="Add a photo", body={"multipart/form-data": PhotoBody}, answer=OwnPhotosSerializer,
        tag="own", refuses=(*ENTRANCE, "too_late", "crisis_closed"),
        explained="JPEG, PNG, WebP, GIF, TIFF or AVIF up to 10 MB, as multipart/form-data. Re-encoded; nothing but "
        "its pixels is kept. Sent again, it changes nothing. One that looks like a photo judged false before is "
        "`held` until a person has looked.",
    )  # fmt: skip
    def post(self, request, **_path):
        search = family_of(request.auth)
        self.spend("photo", *both_of(request))
        filled = PhotoBody(data=request.data)
        filled.is_valid(raise_exception=True)
        said = filled.validated_data
        add_photo(
            search=search, data=said["photo"].read(), sensitive=said["sensitive"], **_by(request, search)
        )
        return Response(_own(search))


class OwnPhoto(LinkEndpoint):
    throttled = False

    @operation(
        "change_own_photo", about="Show it earlier or later, blur it or not", body=ChangeBody,
        answer=OwnPhotosSerializer, tag="own", refuses=(*ENTRANCE, "too_late"),
        explained="Blurred it is at once; no longer blurred, it waits to be read like any change.",
    )  # fmt: skip
    def patch(self, request, photo, **_path):
        search = family_of(request.auth)
        row, said, by = _one(search, photo), checked(ChangeBody, request), _by(request, search)
        if "place" in said:
            move_photo(photo=row, place=said["place"], **by)
        if "sensitive" in said:
            mark_photo(photo=row, sensitive=said["sensitive"], **by)
        return Response(_own(search))

    @operation(
        "remove_own_photo", about="Take a photo away", status=204, tag="own", refuses=(*ENTRANCE, "too_late"),
    )  # fmt: skip
    def delete(self, request, photo, **_path):
        search = family_of(request.auth)
        remove_photo(photo=_one(search, photo), **_by(request, search))
        return Response(status=204)


def photo_addresses(copy: PublicSearch) -> list[dict]:
    """As PublicPhotoSerializer says it, the first first."""
    return [
        {
            "photo": _address(copy, photo, "search_photo"),
            "thumbnail": _address(copy, photo, "search_blurred" if photo["sensitive"] else "search_thumb"),
            **{name: photo[name] for name in ("sensitive", "width", "height")},
        }
        for photo in copy.photos
    ]


def _address(copy: PublicSearch, photo: dict, name: str) -> str:
    about = {"slug": copy.crisis.slug, "search": copy.public_id, "key": photo["key"]}
    return absolute(reverse(name, kwargs=about))


def _own(search: Search) -> dict:
    return OwnPhotosSerializer({"photos": photos_of(search)}).data


def _one(search: Search, public_id) -> Photo:
    row = WITHOUT_BYTES.filter(search=search, public_id=public_id).select_related("search__crisis").first()
    if row is None:
        raise NotThere
    return row


def _by(request, search: Search) -> dict:
    return {"origin": api_origin(request, actor=request.user), "at": crisis_now(search.crisis)}
