"""Two searches side by side, for the desk's programs: what differs, why they may be one, what a coordinator decided."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from accounts.errors import NotThere
from accounts.origin import Door
from crisis.activation.api.access import desk_crisis
from crisis.activation.clock import crisis_now
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import api_origin
from crisis.ground.api.views import NamedEndpoint
from crisis.search.api.reasons import LikenessReasonSerializer
from crisis.search.api.serializers import DeskSearchSerializer
from crisis.search.linking.queries import linked, links_of
from crisis.search.queries import desk_searches
from matching.api.lead_serializers import SCORE
from matching.api.own import ENTRANCE
from matching.leads.pairs import FIELDS, Pair, Verdict, decide_pair, pair_here
from matching.vocabulary import LeadState


class SearchLinkSerializer(serializers.Serializer):
    """Ids of coordinators are not told here; the journal has them."""

    id = serializers.UUIDField(source="public_id")
    one = serializers.UUIDField(source="one.public_id", help_text="The older search.")
    other = serializers.UUIDField(source="other.public_id", help_text="The newer search.")
    since = serializers.DateTimeField(help_text="When a coordinator said that both are for one person.")
    undone_at = serializers.DateTimeField(allow_null=True, help_text="Null while it stands.")


class LinkedSearchesSerializer(serializers.Serializer):
    searches = DeskSearchSerializer(many=True, help_text="For the same person, however far around.")
    links = SearchLinkSerializer(
        many=True, help_text="Every link ever said of this search itself, newest first."
    )


class SearchPairSerializer(serializers.Serializer):
    """`state`: of their lead, kept or not; `score` and `reasons` as a lead's."""

    one = DeskSearchSerializer(help_text="The search in the address.")
    other = DeskSearchSerializer(help_text="The one it is compared with.")
    differs = serializers.SerializerMethodField(
        help_text="Of each field: same, alike, differs, one_only or neither."
    )
    score = serializers.FloatField(source="lead.score", help_text=SCORE)
    reasons = LikenessReasonSerializer(many=True, source="lead.reasons")
    state = serializers.ChoiceField(choices=LeadState.choices, source="lead.state")
    linked = serializers.BooleanField(
        source="together", help_text="By themselves, or by way of other searches."
    )
    links = SearchLinkSerializer(
        many=True, help_text="Between these two, newest first; taken back ones stay."
    )
    told_if_confirmed = serializers.SerializerMethodField()
    because = serializers.SerializerMethodField(
        help_text="public_search, other_search (neither is public), gone."
    )
    told = serializers.IntegerField(source="reached", help_text="How many followers have been told.")

    @extend_schema_field(
        {"type": "object", "additionalProperties": {"enum": [str(each) for each in Verdict]}}
    )
    def get_differs(self, pair: Pair) -> dict:
        verdicts = pair.verdicts
        return {name: str(verdicts[name]) for name in FIELDS}

    def get_told_if_confirmed(self, pair: Pair) -> int:
        return len(pair.choice.followers)

    def get_because(self, pair: Pair) -> str:
        return str(pair.choice.because)


class DeskLinked(NamedEndpoint):
    scopes = {"GET": "desk:read"}

    @operation(
        "list_linked_searches", about="Searches for the same person, as coordinators said it",
        answer=LinkedSearchesSerializer, tag="desk", refuses=ENTRANCE,
    )  # fmt: skip
    def get(self, request, slug, search, **_path):
        row = desk_searches(desk_crisis(request, slug)).filter(public_id=search).first()
        if row is None:
            raise NotThere
        return Response(LinkedSearchesSerializer({"searches": linked(row), "links": links_of(row)}).data)


class DeskPair(NamedEndpoint):
    scopes = {"GET": "desk:read"}

    @operation(
        "compare_searches", about="Two searches side by side: are they for one person?",
        answer=SearchPairSerializer, tag="desk", refuses=ENTRANCE,
    )  # fmt: skip
    def get(self, request, slug, search, other, **_path):
        return Response(SearchPairSerializer(pair_here(desk_crisis(request, slug), search, other)).data)


def pair_verb(verb: str, name: str, about: str):
    """A view for one decision."""

    class Decide(NamedEndpoint):
        scopes = {"POST": "leads:write"}  # it tells families: asked for by its name

        @operation(
            name,
            about=about,
            answer=SearchPairSerializer,
            tag="desk",
            refuses=(*ENTRANCE, "too_late", "enough_linked"),
        )
        def post(self, request, slug, search, other, **_path):
            crisis = desk_crisis(request, slug)
            origin = api_origin(request, door=Door.DESK, actor=request.user)
            pair = pair_here(crisis, search, other)
            decide_pair(pair=pair, verb=verb, origin=origin, at=crisis_now(crisis))
            return Response(SearchPairSerializer(pair_here(crisis, search, other)).data)

    Decide.__name__ = Decide.__qualname__ = f"DeskPair_{verb}"
    return Decide


VERBS = {
    "confirm": pair_verb(
        "confirm", "link_searches", "The same person: link them; who follows either learns what is public"
    ),
    "refuse": pair_verb("refuse", "keep_searches_apart", "Not the same person; nobody is told"),
    "undo": pair_verb(
        "undo", "unlink_searches", "Take the decision back; whoever was told learns that it was wrong"
    ),
}
