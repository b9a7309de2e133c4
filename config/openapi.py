"""What the schema says of the whole API, and how it names what several resources share."""

ABOUT = """
The same actions as the pages. Nothing here needs an account: posting an offer, a need, a search or a check-in answers
with a `manage_token`, and `Authorization: Manage <token>` opens `/own`, everything the page behind the link shows.

* **A place tonight**: `GET /crises` for a slug; `POST /crises/{slug}/needs` or `/offers`, and keep `manage_token`; show
  `GET /own` and press its buttons under `/own/matches/{match}/`. A match goes proposed → (host:
  accept) accepted → (guest: coming, which releases the address) coming → (both: arrived) arrived → (left) ended; or
  declined, lapsed, withdrawn, no_show.
  `answer_by` is when a hold lapses by itself. A host's contact is verified (`/own/verify`) before their first match.
* **I am safe**: `POST /crises/{slug}/check-ins`, with `group` for a family, with `voice` `other` for somebody else,
  by `/check-ins/batch` what waited for a network. Whoever looks asks `POST /crises/{slug}/find`, which finds those who
  chose to be found so, and public searches by that name. Nobody found says nothing about how they are. Whoever was
  named asks `…/find/named`; `POST /own/appointment` is "ask me again, and tell them if I do not answer".
* **Are you safe?**: `POST /crises/{slug}/asks`, then the asker's code at `/own/verify`: each person gets a link. What
  stands behind it: `POST …/asked/open`, `/answer`, `/take-back`, `/never`. `GET /own` says who has answered.
* **What is sent to me**: `GET` and `PUT /own/news`, by which ways and when; `GET` and `POST /own/push`, devices that
  show it.
* **Looking for somebody**: first `find`; then `POST /crises/{slug}/searches`, which names public searches that are
  `similar`: `follow` one of them instead where it is the same person. Type the code (`/own/verify`), add photos
  (`POST /own/photos`). A moderator reads it, and it is public; `waits_for` at `/own` says what is missing. Anybody
  may then tell what they know (`…/notes`), `follow`, or say "this is me" (`…/claim`). A check-in that is like the
  search is a lead: a coordinator looks, and what its author allowed is told as `news` at `/own`, and by a message.
* **Signing in** (coordinators; nobody else needs to): `POST /api/auth/app/v1/auth/code/request {"email": "…"}` answers
  401 with `meta.session_token`; with it as `X-Session-Token`, `POST /api/auth/app/v1/auth/code/confirm {"code": "…"}`
  answers 200. The newest `meta.session_token` is the one to keep; `DELETE /api/auth/app/v1/auth/session` signs out.
* **Sandbox**: any crisis whose `is_drill` is true. Nothing in it reaches a real phone or mailbox: `/own/mailbox`
  shows what would have been sent: the code for `/own/verify`, and with an asker's token the links to those asked.
* **Repeats**: whatever makes something (201) takes an `Idempotency-Key`: a random UUID, as secret as the token it
  brings back. The same key and body get the same answer, as 200. Steps happen once; a repeat is
  `too_late`: look at `/own`.
* **Errors**: `application/problem+json` with a stable `code`; all of them are on /api/docs/errors/.
* **Following along**: `/crises/{slug}/changes?since=`, with tombstones, every 15 s while a screen is open;
  sockets, which tell at once, are on /api/docs/live/. What everybody may read answers 304 to `If-None-Match`;
  what a token opens is `no-store`: `changes?since=` with it is small while nothing is new.
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
        "StandingStatusEnum": "crisis.search.api.serializers.STANDS",
        "NoteKindEnum": "crisis.search.vocabulary.NoteKind",
        "ToldKindEnum": "crisis.search.api.serializers.KINDS",
        "AuthorKindEnum": "crisis.search.vocabulary.AuthorKind",
        "VerificationEnum": "crisis.search.vocabulary.Verification",
        "SearchStateEnum": "crisis.search.vocabulary.SearchState",
        "MatchStateEnum": "matching.vocabulary.MatchState",
        "LeadStateEnum": "matching.vocabulary.LeadState",
        "EndReasonEnum": "matching.vocabulary.EndReason",
        "ReportReasonEnum": "crisis.moderation.vocabulary.ReportReason",
        "ClosureReasonEnum": "crisis.closures.vocabulary.ClosureReason",
        "CheckInStatusEnum": "crisis.checkin.vocabulary.Status",
        "AudienceEnum": "crisis.checkin.vocabulary.Audience",
        "VoiceEnum": "crisis.checkin.vocabulary.Voice",
        "GivenVoiceEnum": ["own", "other"],
        "NearnessEnum": "crisis.checkin.vocabulary.Nearness",
        "AskStateEnum": "crisis.checkin.asks.vocabulary.AskState",
        "AppointmentStateEnum": "crisis.checkin.asks.vocabulary.AppointmentState",
        "WhomEnum": "crisis.checkin.asks.vocabulary.Whom",
        "ListKindEnum": "crisis.search.lists.vocabulary.ListKind",
        "PostedKindEnum": ["offer", "need"],
        "OpenedKindEnum": ["search", "search_note"],
    },
}
