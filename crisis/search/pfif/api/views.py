"""PFIF for other sites' programs: persons, notes, their Atom feeds, one door in. docs/pfif.md is for whoever calls."""

from dataclasses import asdict
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.response import Response

from accounts.errors import NotAllowed
from accounts.links.models import ApiKey
from accounts.origin import Door, Origin
from crisis.activation.api.access import desk_crisis
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.ground.api.describing import operation
from crisis.ground.api.views import NamedEndpoint
from crisis.ground.moments import stamp
from crisis.search.pfif import exports, ids, writing
from crisis.search.pfif.api.xml import BODIES, FEED, PFIF, Document, Feed, Only
from crisis.search.pfif.fields import TIME
from crisis.search.pfif.models import LONGEST_ID
from crisis.search.pfif.taking import Line, take_document
from crisis.search.pfif.vocabulary import Outcome

READ, SENSITIVE, WRITE = "pfif:read", "pfif:read_sensitive", "pfif:write"
MOST_AT_ONCE = 200  # records one request may send
FARTHEST = 10_000_000
ENTRANCE = ("not_authenticated", "authentication_failed", "permission_denied", "not_there")
PAGES = [
    OpenApiParameter(
        "min_entry_date",
        OpenApiTypes.DATETIME,
        description="What changed then or later, oldest first; in UTC, with Z. Without it: the newest first.",
    ),
    OpenApiParameter("skip", int, description="How many records to leave out from the beginning."),
    OpenApiParameter("max_results", int, description="At most 200, which is also what you get without it."),
]
OF_PERSON = OpenApiParameter("person_record_id", str, description="Notes on this person record alone.")
GONE = (
    "What ended, was hidden or ran out is there as a placeholder: ids and dates only. Birth dates, streets, "
    "e-mail addresses and phone numbers are there with the scope `pfif:read_sensitive` alone, and only in records of "
    "other sites."
)
FOLLOW_BOTH = "A new note leaves the `entry_date` of its person as it was: follow `pfif_notes`, too."


class _Export(NamedEndpoint):
    scopes = {"GET": READ}
    content_negotiation_class = Only

    def asked(self) -> dict:
        """What both kinds of export take. Raises ValidationError."""
        return {
            "since": self.since(),
            "skip": self.number("skip", usual=0, least=0),
            "most": min(self.number("max_results", usual=exports.MOST, least=1), exports.MOST),
            "sensitive": isinstance(self.request.auth, ApiKey) and SENSITIVE in self.request.auth.scopes,
        }

    def since(self) -> datetime | None:
        text = self.request.GET.get("min_entry_date", "")
        try:
            if not text or TIME.fullmatch(text):
                return datetime.fromisoformat(text) if text else None
        except ValueError:
            pass
        wrong = _("A moment such as 2015-11-13T21:00:00Z, in UTC.")
        raise serializers.ValidationError({"min_entry_date": [wrong]}, code="invalid")

    def number(self, name: str, *, usual: int, least: int) -> int:
        text = self.request.GET.get(name, str(usual))
        if not (text.isascii() and text.isdigit() and least <= int(text[:9]) <= FARTHEST):
            wrong = _("A whole number from %(least)s to %(most)s.") % {"least": least, "most": FARTHEST}
            raise serializers.ValidationError({name: [wrong]}, code="out_of_range")
        return int(text[:9])

    def persons(self, crisis: Crisis) -> list:
        return exports.persons(crisis, **self.asked())

    def notes(self, crisis: Crisis) -> list:
        person = self.request.GET.get("person_record_id", "")[:LONGEST_ID]
        return exports.notes(crisis, person=person, **self.asked())


class _Feed(_Export):
    renderer_classes = [Feed]

    def about(self, crisis: Crisis, dates: list[str]) -> dict:
        now = stamp(datetime.now(UTC))
        return {
            "address": self.request.build_absolute_uri(),
            "title": exports.in_exercises(crisis, f"{ids.site()}: {crisis.name}"),
            "updated": max(dates, default=now),
        }


class Persons(_Export):
    renderer_classes = [Document]

    @operation(
        "pfif_persons", about="Persons as PFIF 1.4, with their notes", answer={(200, PFIF): OpenApiTypes.STR},
        tag="pfif", refuses=ENTRANCE, parameters=PAGES, explained=f"{FOLLOW_BOTH} {GONE}",
    )  # fmt: skip
    def get(self, request, slug, **_path):
        return Response(writing.document(persons=self.persons(desk_crisis(request, slug))))


class Notes(_Export):
    renderer_classes = [Document]

    @operation(
        "pfif_notes", about="Notes as PFIF 1.4", answer={(200, PFIF): OpenApiTypes.STR}, tag="pfif",
        refuses=ENTRANCE, parameters=[*PAGES, OF_PERSON], explained=GONE,
    )  # fmt: skip
    def get(self, request, slug, **_path):
        return Response(writing.document(notes=self.notes(desk_crisis(request, slug))))


class PersonFeed(_Feed):
    @operation(
        "pfif_person_feed", about="Persons as a PFIF Atom feed", answer={(200, FEED): OpenApiTypes.STR}, tag="pfif",
        refuses=ENTRANCE, parameters=PAGES, explained=GONE,
    )  # fmt: skip
    def get(self, request, slug, **_path):
        crisis = desk_crisis(request, slug)
        found = self.persons(crisis)
        about = self.about(crisis, [person["entry_date"] for person, _notes in found])
        return Response(writing.person_feed(found, **about))


class NoteFeed(_Feed):
    @operation(
        "pfif_note_feed", about="Notes as a PFIF Atom feed", answer={(200, FEED): OpenApiTypes.STR}, tag="pfif",
        refuses=ENTRANCE, parameters=[*PAGES, OF_PERSON], explained=GONE,
    )  # fmt: skip
    def get(self, request, slug, **_path):
        crisis = desk_crisis(request, slug)
        found = self.notes(crisis)
        return Response(
            writing.note_feed(found, **self.about(crisis, [note["entry_date"] for note in found]))
        )


class PfifLineSerializer(serializers.Serializer):
    """What became of one record."""

    line = serializers.IntegerField(help_text="Where it begins in what was sent, from 1.")
    kind = serializers.ChoiceField(
        choices=["person", "note", "document"],
        help_text="document: what was sent cannot be read, from here on or at all.",
    )
    record_id = serializers.CharField(help_text="As its site wrote it; empty where it has none.")
    outcome = serializers.ChoiceField(
        choices=Outcome.values, help_text="known: it says nothing new, and nothing changed."
    )
    reason = serializers.CharField(help_text="Why it was refused, in words; else empty.")


class PfifReportSerializer(serializers.Serializer):
    taken = serializers.IntegerField(help_text="Records that were stored or changed something.")
    known = serializers.IntegerField(help_text="Records that say nothing new.")
    refused = serializers.IntegerField(
        help_text="Records that were not taken; none of them stops the others."
    )
    records = PfifLineSerializer(many=True, help_text="Each record, in the order it was sent in.")


class Taking(NamedEndpoint):
    scopes = {"POST": WRITE}
    parser_classes = BODIES

    @operation(
        "take_pfif", about="Send records as PFIF 1.1 to 1.4, or as a PFIF Atom feed",
        body={(PFIF): OpenApiTypes.STR, "application/xml": OpenApiTypes.STR}, answer=PfifReportSerializer, tag="pfif",
        refuses=(*ENTRANCE, "not_allowed", "unsupported_media_type", "crisis_closed"),
        explained="A key says whose records it may send; those of any other site are refused, each by itself. The same "
        "document again changes nothing: no Idempotency-Key is needed. 200 records at most.",
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = desk_crisis(request, slug)
        if not isinstance(request.auth, ApiKey):
            raise NotAllowed  # a key alone says whose records these are
        about = {"domain": request.auth.domain, "most": MOST_AT_ONCE, "data": _sent(request)}
        origin = Origin(door=Door.IMPORT, actor=request.auth.person)
        return Response(
            _report(list(take_document(crisis=crisis, origin=origin, at=crisis_now(crisis), **about)))
        )


def _sent(request) -> bytes:
    """DRF has an empty form for an empty body."""
    return request.data if isinstance(request.data, bytes) else b""


def _report(lines: list[Line]) -> dict:
    counts = {outcome.value: sum(line.outcome == outcome for line in lines) for outcome in Outcome}
    return PfifReportSerializer(counts | {"records": [asdict(line) for line in lines]}).data
