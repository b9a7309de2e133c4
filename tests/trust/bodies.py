"""What is sent to each route that takes a body: valid, so that only rights decide the answer."""

import uuid
from datetime import timedelta

from tests import cast
from tests.trust.world import World

POINT = {"lat": 48.87, "lon": 2.36}
DESK = "api/v1/crises/<slug:slug>/desk"
MATCH = "api/v1/own/matches/<uuid:match>"


def body_for(world: World, route: str, method: str) -> dict:
    """JSON for the API, form fields for a page."""
    found = BODIES.get((route, method), BODIES.get(route, {}))
    return found(world) if callable(found) else found


def _offer(_world: World) -> dict:
    until = (cast.now() + timedelta(hours=8)).isoformat()
    contact = "new@example.org"
    return {"place": POINT, "places": 1, "until": until, "first_name": "Eve", "contact": contact}


def _need(_world: World) -> dict:
    return {"place": POINT, "adults": 1}


def _report(world: World) -> dict:
    return {"subject_kind": "shelter", "subject": str(world.shelter.public_id), "reason": "false"}


def _door(world: World) -> dict:
    return {"subject_kind": "offer", "subject": str(world.match.offer.public_id)}


def _pair(world: World) -> dict:
    return {"offer": str(world.match.offer.public_id), "need": str(world.match.need.public_id)}


_SHELTER = {"place": POINT, "name": "Gym", "capacity": 100}
_CLOSURE = {"place": POINT, "radius_m": 300, "name": "The square", "source": "Police"}
_REVEAL = {"what": ["address", "contact"], "reason": "The police asked."}
_CRISIS = {"name": "Nice", "what_happened": "A storm.", "place": POINT}

_WHO_IS_SAFE = {"name": "CANARYSAFE haddad", "contact": "Canary.Safe@Example.org"}  # echoed, yet no canary

_SEARCH = {"given_name": "Lina", "contact": "new@example.org"}

# What a GET has to say in its address.
QUERIES = {"api/v1/crises/<slug:slug>/searches": "?name=farid"}

# Bodies that are no JSON, by what they are.
PFIF = f"{DESK.removesuffix('/desk')}/pfif"
TYPES = {PFIF: "application/pfif+xml"}

BODIES = {
    PFIF: '<pfif:pfif xmlns:pfif="http://zesty.ca/pfif/1.4"/>',
    ("desk/<slug:slug>/feeds/", "POST"): {"domain": "finder.example.org", "hosts": "photos.example.org"},
    ("api/v1/crises", "POST"): _CRISIS,
    ("c/<slug:slug>/find/", "POST"): _WHO_IS_SAFE,
    "api/v1/recover": {"contact": "nobody@example.org"},
    "api/v1/crises/<slug:slug>/offers": _offer,
    "api/v1/crises/<slug:slug>/needs": _need,
    "api/v1/crises/<slug:slug>/asks": {
        "name": "Eve",
        "contact": "eve@example.org",
        "people": [{"contact": "new@example.org"}],
    },
    "api/v1/crises/<slug:slug>/asked/open": {"token": "z" * 26},
    "api/v1/crises/<slug:slug>/asked/take-back": {"token": "z" * 26},
    "api/v1/crises/<slug:slug>/asked/answer": {"token": "z" * 26, "status": "safe"},
    "api/v1/crises/<slug:slug>/asked/never": {"token": "z" * 26, "whom": "asker"},
    ("api/v1/own/appointment", "POST"): {"minutes": 120, "tell": ["boris@example.org"]},
    "api/v1/crises/<slug:slug>/check-ins/batch": {
        "items": [
            {
                "id": str(uuid.UUID(int=1, version=4)),
                "status": "safe",
                "given_name": "Eve",
                "audience": "named",
            }
        ]
    },
    "api/v1/crises/<slug:slug>/check-ins": {"status": "not_there", "given_name": "Eve", "audience": "named"},
    "api/v1/crises/<slug:slug>/find": _WHO_IS_SAFE,
    "api/v1/crises/<slug:slug>/find/named": {"contact": "eve@example.org"},
    "api/v1/crises/<slug:slug>/find/named/open": {"token": "z" * 26},
    "api/v1/crises/<slug:slug>/find/named/answer": {"token": "z" * 26, "check_in": str(uuid.UUID(int=1))},
    "api/v1/crises/<slug:slug>/find/named/end-search": {"token": "z" * 26, "search": str(uuid.UUID(int=1))},
    "api/v1/own/contact-wishes/<uuid:note>/messages": {"text": "Hello."},
    ("api/v1/own/contact-wishes/<uuid:note>", "POST"): {"agreed": True},
    "api/v1/crises/<slug:slug>/reports": _report,
    ("api/v1/crises/<slug:slug>/searches", "POST"): _SEARCH,
    "api/v1/crises/<slug:slug>/searches/similar": {"given_name": "CANARYSAFE", "family_name": "haddad"},
    "api/v1/crises/<slug:slug>/searches/<uuid:search>/claim": {"contact": "farid@example.org"},
    "api/v1/crises/<slug:slug>/searches/<uuid:search>/follow": {"contact": "friend@example.org"},
    "api/v1/crises/<slug:slug>/searches/<uuid:search>/notes": {
        "status": "believed_alive",
        "text": "I saw him.",
    },
    (f"{DESK}/searches", "POST"): _SEARCH,
    f"{DESK}/searches/<uuid:search>/freeze": {"reason": "The family asks."},
    f"{DESK}/searches/<uuid:search>/unfreeze": {"reason": "The family asks."},
    f"{DESK}/search-notes/<uuid:note>": {"to": "family", "reason": "Read."},
    f"{DESK}/activate": {"typed_name": "Paris"},
    f"{DESK}/stand-down": {"closing_message": "It is over."},
    (f"{DESK}/offers", "POST"): _offer,
    (f"{DESK}/needs", "POST"): _need,
    (f"{DESK}/shelters", "POST"): _SHELTER,
    (f"{DESK}/closures", "POST"): _CLOSURE,
    f"{DESK}/closures/touched": _CLOSURE,
    f"{DESK}/closures/<uuid:closure>": _CLOSURE | {"version": 1},
    f"{DESK}/shelters/<uuid:shelter>": {"occupied": 3},
    f"{DESK}/person-lists": {"kind": "hospital", "name": "Bichat", "csv": "Nom;Prénom\nHaddad;Amira\n"},
    ("desk/<slug:slug>/lists/", "POST"): {"name": "Ulysse", "reason": "His sister calls."},
    ("desk/<slug:slug>/lists/<uuid:list>/", "POST"): {"name": "", "reason": "His sister calls."},
    f"{DESK}/cases/<uuid:case>/hand-over": {"to": None},
    (f"{DESK}/notes/<uuid:subject>", "POST"): {"text": "Called back."},
    f"{DESK}/needs/<uuid:need>/divide": {"adults": 1},
    f"{DESK}/needs/<uuid:need>/close": {"state": "withdrawn"},
    (f"{DESK}/needs/<uuid:need>/second-yes", "PUT"): lambda world: {
        "offer": _pair(world)["offer"],
        "reason": "Their aunt.",
    },
    f"{DESK}/needs/<uuid:need>/second-yes/say": lambda world: {"offer": _pair(world)["offer"]},
    f"{DESK}/offers/<uuid:offer>/pause": {"reason": "He called."},
    f"{DESK}/offers/<uuid:offer>/withdraw": {"reason": "He called."},
    f"{DESK}/offers/<uuid:offer>/check": {"note": "She lives there since 2009."},
    f"{DESK}/offers/<uuid:subject>/reveal": _REVEAL,
    f"{DESK}/needs/<uuid:subject>/reveal": _REVEAL,
    (f"{DESK}/suspensions", "POST"): lambda world: _door(world) | {"reason": "Guests complain."},
    f"{DESK}/decisions": lambda world: _report(world) | {"act": "hold", "reason": "Not true."},
    (f"{DESK}/matches", "POST"): _pair,
    ("api/v1/own", "PATCH"): {"pets": True},
    "api/v1/own/verify": {"code": "000000"},
    f"{MATCH}/decline": {"reason": "other"},
    f"{MATCH}/cancel": {"reason": "other"},
    f"{MATCH}/morning": {"answer": "fine"},
    f"{MATCH}/help": {"why": "asked_for_us"},
    f"{MATCH}/report": {"reason": "money"},
    (f"{MATCH}/messages", "POST"): {"text": "Hello."},
}
