"""Why somebody was found, as programs read it."""

from rest_framework import serializers

from crisis.search.why_words import figure_of, reason

CODES = (
    "`same_name`; `same_words`, `same_sounds`, `short_form`, `initial`, `same_letters` (of how many words it is true); "
    "`other_order`, `more_names` (how many), `like_name` (likeness, 0 to 1), `age_fits`, `age_apart` (years), "
    "`sex_differs`, `same_description` (words both have), `metres_apart` (between cells), `districts_apart` (metres "
    "between the middles of two districts; 0: the same one), `hours_apart`, `hours_after` and `hours_before` (said so "
    "after, or before, they were last seen), `says_alive`, `says_it_is_me`, `name_fits`, `known_contact`, "
    "`same_contact`. More may come: show `in_words`."
)


class LikenessReasonSerializer(serializers.Serializer):
    """Of a pair (code, figure)."""

    code = serializers.CharField(help_text=CODES)
    figure = serializers.FloatField(allow_null=True, help_text="Null without one.")
    in_words = serializers.CharField(help_text="In the language asked for.")

    def to_representation(self, instance) -> dict:
        code, figure = instance
        return {"code": str(code), "figure": figure_of(code, figure), "in_words": reason(code, figure)}
