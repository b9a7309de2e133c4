"""Bodies: strict JSON in, explicit shapes only. What a shape doesn't name is refused, never ignored."""

import json
import re
from collections.abc import Iterable

import orjson
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from crisis.ground.api.problems import Unreadable

_NAMES = re.compile(rb'"\s*:')
# Beyond 64 bits orjson reads a float, where Python's reader keeps the number whole.
_LONG_NUMBER = re.compile(rb"\d{19}")
MOST_LISTED = 1_000  # by one field: more than any takes, and half a million wrong ones were told one by one
MOST_TOLD = 20  # fields that are unknown


class StrictJSON(JSONParser):
    """JSON whose strings hold no NUL and no lone surrogate, whose names don't repeat, and whose root is an object."""

    def parse(self, stream, media_type=None, parser_context=None):
        return strictly_read(stream.read())


def strictly_read(raw: bytes) -> dict:
    """The JSON object in `raw`. Raises ParseError, Unreadable."""
    try:
        text = raw.decode("utf-8")
        body = _read(text) if text else {}
        if "\\u" in text:  # nothing else can write half a surrogate
            json.dumps(body, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as wrong:
        raise ParseError from wrong
    if not isinstance(body, dict):
        raise ParseError
    if "\\u0000" in text:
        raise Unreadable
    return body


def quickly_read(raw: bytes) -> dict | None:
    """What strictly_read() makes of a body that is plainly an object of at most one object; None: ask that one.

    There are as many names as `":`, however spaced, only where none repeats and no text holds one.
    """
    if b"\\u0000" in raw or _LONG_NUMBER.search(raw):
        return None
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    if type(body) is not dict:
        return None
    names = len(body) + sum(len(inner) for inner in body.values() if type(inner) is dict)
    return body if names == len(_NAMES.findall(raw)) else None


class Shape(serializers.Serializer):
    """A serializer that refuses fields it doesn't know, and lists longer than any of ours before it reads them."""

    def to_internal_value(self, data):
        if isinstance(data, dict):
            if unknown := set(data) - set(self.fields):
                raise unknown_fields(unknown, known=self.fields)
            if long := [
                name for name in data if isinstance(data[name], list) and len(data[name]) > MOST_LISTED
            ]:
                said = _("A list of 1 to %(most)s.") % {"most": MOST_LISTED}
                raise serializers.ValidationError({name: [said] for name in long}, code="out_of_range")
        return super().to_internal_value(data)

    def get_fields(self):
        """A value that is none of the choices is answered with them."""
        fields = super().get_fields()
        for field in fields.values():
            if isinstance(field, serializers.ChoiceField):
                known = {"choices": ", ".join(str(each) for each in field.choices if each != "")}
                field.error_messages["invalid_choice"] = _("Not one of these: %(choices)s.") % known
        return fields


def unknown_fields(unknown: Iterable[str], *, known: Iterable[str]) -> serializers.ValidationError:
    """Which fields are, beside each that is not: of very many the first."""
    told = _("This field is not known here. Known: %(names)s.") % {"names": ", ".join(sorted(known))}
    refused = serializers.ErrorDetail(told, code="unknown_field")
    return serializers.ValidationError({str(name)[:60]: [refused] for name in sorted(unknown)[:MOST_TOLD]})


def checked(shape: type[Shape], request, **options) -> dict:
    """The request's body as `shape` reads it. Raises ValidationError."""
    filled = shape(data=request.data, **options)
    filled.is_valid(raise_exception=True)
    return filled.validated_data


def _once_each(pairs):
    body = dict(pairs)
    if len(body) != len(pairs):
        raise ValueError("a name repeats")
    return body


def _no_constant(name):
    raise ValueError(f"{name} is not JSON")


# Made once: json.loads() makes one for every body, at half of what reading it costs.
_read = json.JSONDecoder(object_pairs_hook=_once_each, parse_constant=_no_constant).decode
