"""A hospital's or shelter's machine gives its list. Nothing of any list is read here."""

from rest_framework import serializers
from rest_framework.response import Response

from accounts.links.models import ApiKey
from accounts.origin import Door
from crisis.activation.api.access import desk_crisis
from crisis.activation.clock import crisis_now
from crisis.ground.api.bodies import Shape, checked
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import api_origin
from crisis.ground.api.views import NamedEndpoint
from crisis.search.lists.actions import import_list
from crisis.search.lists.columns import HEADINGS, MOST_COLUMNS, Layout, guess
from crisis.search.lists.comparing import of_itself
from crisis.search.lists.drafts import ListDraft
from crisis.search.lists.sheet import MOST_BYTES, Row, read_rows
from crisis.search.lists.vocabulary import ListKind

ENTRANCE = ("not_authenticated", "authentication_failed", "permission_denied", "not_there")
LIST = {
    "kind": "hospital",
    "name": "Hôpital Saint-Louis",
    "csv": "NIP;Nom;Prénom;Né(e) le;Sexe;État\n75012;BELKACEM;Farid;12/03/1981;M;stable\n",
}


class PersonListBody(Shape):
    kind = serializers.ChoiceField(choices=ListKind.choices)
    name = serializers.CharField(
        max_length=120, help_text="The same name, by the same key, changes the list given before."
    )
    place = serializers.CharField(max_length=160, allow_blank=True, default="")
    given_by = serializers.CharField(
        max_length=120,
        allow_blank=True,
        default="",
        help_text="Who gave the list, a name or an office, for the desk to call back.",
    )
    csv = serializers.CharField(
        max_length=MOST_BYTES,
        trim_whitespace=False,
        help_text="The whole file as text: RFC 4180, or with ; tab or | between the cells.",
    )
    columns = serializers.ListField(
        child=serializers.ChoiceField(choices=sorted(HEADINGS), allow_blank=True),
        max_length=MOST_COLUMNS,
        default=list,
        help_text="What each column says, from the first; empty: not used. Left out: guessed.",
    )
    part = serializers.BooleanField(
        default=False, help_text="Only a part: whoever is not in it has not left the list."
    )
    dry_run = serializers.BooleanField(
        default=False, help_text="Say how the file is read, whatever is known, and store nothing."
    )


class RefusedRowSerializer(serializers.Serializer):
    row = serializers.IntegerField(help_text="As a spreadsheet counts, from 1.")
    why = serializers.ListField(child=serializers.CharField())


class TakenListSerializer(serializers.Serializer):
    columns = serializers.ListField(child=serializers.CharField(), help_text="As they were understood.")
    entered = serializers.IntegerField(help_text="Rows that were not on this list before.")
    changed = serializers.IntegerField(help_text="Rows that say something else than before.")
    known = serializers.IntegerField(help_text="Rows that say what they said before: nothing changed.")
    back = serializers.IntegerField(help_text="Rows that had left the list and are on it again.")
    left = serializers.IntegerField(help_text="No longer on the list: kept, and marked.")
    liaison = serializers.IntegerField(
        help_text="Rows that may tell of a death: for the family liaisons alone."
    )
    refused = serializers.IntegerField(
        help_text="Rows that could not be taken; none of them stops the others."
    )
    refused_rows = RefusedRowSerializer(many=True, help_text="Which, and why, in the order of the file.")


class PersonLists(NamedEndpoint):
    scopes = {"POST": "lists:write"}

    @operation(
        "give_person_list", about="Give a hospital's or shelter's list of persons, or give it again",
        explained="Restricted: coordinators alone read it, and no endpoint shows it. The same list again changes "
        "nothing; rows that are no longer in it are marked as left.",
        body=PersonListBody, answer=TakenListSerializer, example=LIST, tag="desk", refuses=ENTRANCE,
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = desk_crisis(request, slug)
        body, at = checked(PersonListBody, request), crisis_now(crisis)
        layout = _layout(body)
        rows, whole = read_rows(body["csv"], layout, today=at.date()), not body["part"]
        if body["dry_run"]:
            counts = of_itself(rows).counts()
        else:
            said = {name: body[name] for name in ("kind", "name", "place", "given_by")}
            draft = ListDraft(**said, by_key=request.auth.pk if isinstance(request.auth, ApiKey) else 0)
            origin = api_origin(request, door=Door.IMPORT, actor=request.user)
            given = import_list(crisis=crisis, draft=draft, rows=rows, whole=whole, origin=origin, at=at)
            counts = given.counts
        return Response(TakenListSerializer(_answer(layout, rows, counts)).data)


def _layout(body: dict) -> Layout:
    guessed = guess(body["csv"])
    if not body["columns"]:
        return guessed
    told = {index: says for index, says in enumerate(body["columns"]) if says}
    return Layout(guessed.delimiter, guessed.first, told, guessed.headings)


def _answer(layout: Layout, rows: list[Row], counts: dict[str, int]) -> dict:
    """Only what the file itself says: what other lists hold is for whoever may read them."""
    last = max(layout.columns, default=-1)
    columns = [layout.columns.get(index, "") for index in range(last + 1)]
    refused = [{"row": row.number, "why": row.errors} for row in rows if row.errors]
    return counts | {"columns": columns, "refused_rows": refused}
