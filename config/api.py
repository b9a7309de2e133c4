"""The REST API's addresses, version by version, and its pages."""

from django.urls import include, path, re_path
from drf_spectacular.settings import spectacular_settings

from crisis.ground.api import pages
from crisis.livemap.api.live_page import live

ABOUT = """
The same actions as the pages. Nothing here needs an account: posting an offer or a need answers with a
`manage_token`, and `Authorization: Manage <token>` opens `/own`, everything the page behind the link shows.

* **Sandbox**: any crisis whose `is_drill` is true. Nothing in it reaches a real phone or mailbox: `/own/mailbox`
  shows what would have been sent, the code for `/own/verify` too.
* **Repeats**: send an `Idempotency-Key` (a random UUID, as secret as the token it brings back) where an operation
  names it. The same key gets the same answer.
* **Errors**: `application/problem+json` with a stable `code`; all of them are on /api/docs/errors/.
* **Following along**: `/crises/{slug}/changes?since=`, with tombstones; sockets are on /api/docs/live/.
* **Throttles**: what is counted carries `RateLimit`; a 429 tells the limit that refused. Asking for a place is
  never throttled.
* **Times** are ISO 8601 with an offset; read the offset, it may differ. In a drill they are the drill's own.
"""
spectacular_settings.apply_patches(
    {
        "DESCRIPTION": ABOUT,
        # Vocabularies that several resources use under the same field name, by the name the schema gives them.
        "ENUM_NAME_OVERRIDES": {
            "OfferStateEnum": "crisis.shelter.api.serializers.OFFER_STATES",
            "OfferStoredStateEnum": "crisis.shelter.vocabulary.OfferState",
            "NeedStateEnum": "crisis.shelter.vocabulary.NeedState",
            "ShelterStateEnum": "crisis.shelter.vocabulary.ShelterState",
            "MatchStateEnum": "matching.vocabulary.MatchState",
            "DeclineReasonEnum": "matching.vocabulary.DeclineReason",
            "ReportReasonEnum": "crisis.moderation.vocabulary.ReportReason",
        },
    }
)

v1 = [
    path("", include("crisis.activation.api.urls")),
    path("", include("crisis.shelter.api.urls")),
    path("", include("crisis.moderation.api.urls")),
    path("", include("crisis.desk.api.urls")),
    path("", include("matching.api.urls")),
]

urlpatterns = [
    path("v1/", include((v1, "v1"))),
    path("auth/", include("allauth.headless.urls")),
    path("schema/", pages.Schema.as_view(), name="api-schema"),
    path("docs/", pages.Docs.as_view(), name="api-docs"),
    path("docs/errors/", pages.errors, name="api-errors"),
    path("docs/live/", live, name="api-live"),
    re_path(r"", pages.unknown, name="api-unknown"),
]
