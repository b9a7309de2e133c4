"""How an endpoint is written down in OpenAPI: its answers, and every problem it may give, by code."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    inline_serializer,
)
from rest_framework import serializers

from accounts.api import schema  # noqa: F401  names the ways to be recognised
from crisis.ground.api.codes import all_codes
from crisis.ground.api.problems import MEDIA_TYPE

PAGE = [
    OpenApiParameter("cursor", str, description="From `next` or the Link header."),
    OpenApiParameter("limit", int, description="At most 50."),
]
_NAMED = [{"MachineKey": []}, {"SessionToken": []}]
# {} is "no token at all". Other tags: as their view recognises.
_WHO = {"public": [{}, *_NAMED, {"ManageToken": []}], "desk": _NAMED}
KEYED = ("key_malformed", "key_reused")
ALWAYS = ("invalid", "parse_error", "unreadable", "too_large", "too_many", "busy", "storage_full", "broken")


class PointedSerializer(serializers.Serializer):
    pointer = serializers.CharField(help_text="JSON pointer into the body (RFC 6901); empty for the whole.")
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer):
    """RFC 9457. `code` is stable; `detail` is in the language asked for and may change."""

    type = serializers.URLField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = PointedSerializer(many=True, required=False)
    candidates = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="With `place_unknown` alone: what comes nearest to the words, perhaps nothing.",
    )


def operation(
    name: str,
    *,
    about: str,
    explained: str = "",
    answer=None,
    status: int = 200,
    body=None,
    pages: bool = False,
    refuses: tuple[str, ...] = (),
    parameters=(),
    example: dict | None = None,
    examples: dict[str, dict] | None = None,
    tag: str = "public",
    key: bool = False,
):
    """extend_schema() in our words. `refuses`: codes besides those that any endpoint may give.

    `about`: a line; `explained`: what a client must know besides (a view's docstring is for us). `key`: it takes an
    Idempotency-Key, which every operation that answers 201 does; required where `key_missing` may be refused.
    `example`: a body; `examples`: several, {what it is for: body}.
    """
    if key:
        refuses = (*refuses, *KEYED)
    if pages:
        answer = page_of(answer)
    shown = examples or ({"Example": example} if example else {})
    return extend_schema(
        operation_id=name,
        summary=about,
        description=explained or f"{about}.",
        auth=_WHO.get(tag),
        tags=[tag],
        request=body,
        parameters=[
            *parameters,
            *(PAGE if pages else ()),
            *([_key("key_missing" in refuses)] if key else ()),
        ],
        responses=_answers(status, answer, key) | _problems((*ALWAYS, *refuses)),
        examples=[OpenApiExample(name, value=value, request_only=True) for name, value in shown.items()]
        or None,
    )


def _key(required: bool) -> OpenApiParameter:
    return OpenApiParameter(
        "Idempotency-Key",
        OpenApiTypes.UUID,
        OpenApiParameter.HEADER,
        required=required,
        description="A random UUID. Makes a repeat harmless: the same key and body get the same answer and change "
        "nothing. Remembered for a week, and as secret as what the answer holds.",
    )


def _answers(status: int, answer, key: bool) -> dict:
    """A repeat of what was made is told by 200 instead of 201."""
    if isinstance(answer, dict):  # {(status, media type): …}: not JSON
        return answer
    told = answer or OpenApiResponse(description="Done.")
    if not (key and status == 201):
        return {status: told}
    return {
        201: OpenApiResponse(answer, description="Made."),
        200: OpenApiResponse(answer, description="Made before, by a request with the same Idempotency-Key."),
    }


def page_of(serializer):
    inner = serializer if isinstance(serializer, serializers.BaseSerializer) else serializer()
    name = type(inner).__name__.removesuffix("Serializer") + "Page"
    return inline_serializer(
        name, {"items": type(inner)(many=True), "next": serializers.URLField(allow_null=True)}
    )


def _problems(codes: tuple[str, ...]) -> dict:
    known, by_status = all_codes(), {}
    for code in dict.fromkeys(codes):
        by_status.setdefault(known[code][0], []).append(code)
    return {
        (status, MEDIA_TYPE): OpenApiResponse(
            ProblemSerializer, description="Codes: " + ", ".join(f"`{code}`" for code in codes_here)
        )
        for status, codes_here in sorted(by_status.items())
    }
