"""What the schema says of the whole API, and how it names what several resources share."""

ABOUT = """
The same actions as the pages. Nothing here needs an account: posting an offer or a need answers with a
`manage_token`, and `Authorization: Manage <token>` opens `/own`, everything the page behind the link shows.

* **Sandbox**: any crisis whose `is_drill` is true. Nothing in it reaches a real phone or mailbox: `/own/mailbox`
  shows what would have been sent, the code for `/own/verify` too.
* **Repeats**: send an `Idempotency-Key` (a random UUID, as secret as the token it brings back) where an operation
  names it. The same key gets the same answer.
* **Errors**: `application/problem+json` with a stable `code`; all of them are on /api/docs/errors/.
* **Following along**: `/crises/{slug}/changes?since=`, with tombstones; sockets are on /api/docs/live/.
* **Throttles**: what is counted carries `RateLimit`; a 429 tells the limit that refused. Asking for a place,
  looking for somebody and saying one is safe are never throttled.
* **Times** are ISO 8601 with an offset; read the offset, it may differ. In a drill they are the drill's own.
"""
SPECTACULAR_SETTINGS = {
    "DESCRIPTION": ABOUT,
    "TITLE": "Porte Ouverte",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "crisis.ground.api.fields.describe",
    ],
    # Vocabularies that several resources use under the same field name, by the name the schema gives them.
    "ENUM_NAME_OVERRIDES": {
        "OfferStateEnum": "crisis.shelter.api.serializers.OFFER_STATES",
        "OfferStoredStateEnum": "crisis.shelter.vocabulary.OfferState",
        "NeedStateEnum": "crisis.shelter.vocabulary.NeedState",
        "ShelterStateEnum": "crisis.shelter.vocabulary.ShelterState",
        "NoteStatusEnum": "crisis.search.vocabulary.NoteStatus",
        "ToldStatusEnum": "crisis.search.api.serializers.TOLD",
        "SearchStateEnum": "crisis.search.vocabulary.SearchState",
        "MatchStateEnum": "matching.vocabulary.MatchState",
        "DeclineReasonEnum": "matching.vocabulary.DeclineReason",
        "ReportReasonEnum": "crisis.moderation.vocabulary.ReportReason",
        "CheckInStatusEnum": "crisis.checkin.vocabulary.Status",
        "AudienceEnum": "crisis.checkin.vocabulary.Audience",
        "PostedKindEnum": ["offer", "need"],
    },
}
