"""THE table: who gets what from which route.

One line a (route, method): the status each role meets, in the order of ROLES

    AN anonymous          HO host, by manage token     SE guest, by manage token      CC coordinator
    CX coordinator of another crisis                   MO moderator                   AK machine key, all scopes

For the API also which field names may appear, at any depth; `shows` names the canaries (tests/trust/world.py) that
this row alone shows to a role. A new route is one new line, or the suite fails; a line without its route fails too.
The world it is read in: Boris's door was asked for Amira and he said yes; she has not set out yet.
"""

from dataclasses import dataclass, field

from tests.trust.fields import (
    CASE,
    CHANGES,
    CRISIS,
    DECISION,
    DESK_CHANGES,
    DESK_CRISIS,
    DESK_MATCH,
    DESK_NEED,
    DESK_OFFER,
    DESK_SHELTER,
    DOORS,
    HELD,
    MESSAGE,
    NOTE,
    OWN,
    OWN_CHANGES,
    PAGE,
    POSTED,
    REPORTED,
    REVEALED,
    SHELTER,
    TEAM,
)


@dataclass(frozen=True)
class Row:
    """`fields`: one set for all roles, or {role: set}; None: not JSON, or nothing in it."""

    route: str
    method: str
    statuses: str
    fields: frozenset[str] | dict[str, frozenset[str]] | None = None
    shows: dict[str, set[str]] = field(default_factory=dict)


SET_OUT = {"SE": {"host_address", "host_door", "host_name", "host_note"}}
HOST_SEEN = {"CC": {"host_address", "host_door", "host_mail", "host_phone"}}
GUEST_SEEN = {"CC": {"guest_address", "guest_mail"}}
C = "api/v1/crises/<slug:slug>"
# A manage token turns the public stream into one's own.
CHANGES_HERE = dict.fromkeys(("AN", "CC", "CX", "MO", "AK"), CHANGES) | OWN_CHANGES
M = "api/v1/own/matches/<uuid:match>"

API = [
    #                                                    AN  HO  SE  CC  CX  MO  AK
    Row("api/v1/crises", "GET", "200 200 200 200 200 200 200", PAGE | CRISIS),
    Row("api/v1/crises", "POST", "401 403 403 201 201 403 403", DESK_CRISIS),
    Row(C, "GET", "200 200 200 200 200 200 200", CRISIS),
    Row(f"{C}/changes", "GET", "200 200 200 200 200 200 200", CHANGES_HERE),
    Row(f"{C}/desk", "GET", "401 403 403 200 404 404 200", DESK_CRISIS),
    Row(f"{C}/desk/activate", "POST", "401 403 403 409 404 404 403", DESK_CRISIS),
    Row(f"{C}/desk/cases", "GET", "401 403 403 200 404 404 200", PAGE | CASE),
    Row(f"{C}/desk/cases/<uuid:case>/close", "POST", "401 403 403 200 404 404 200", CASE),
    Row(f"{C}/desk/cases/<uuid:case>/hand-over", "POST", "401 403 403 200 404 404 200", CASE),
    Row(f"{C}/desk/cases/<uuid:case>/take", "POST", "401 403 403 200 404 404 200", CASE),
    Row(f"{C}/desk/changes", "GET", "401 403 403 200 404 404 200", DESK_CHANGES),
    Row(f"{C}/desk/confirm", "POST", "401 403 403 409 404 404 403", DESK_CRISIS),
    Row(f"{C}/desk/decisions", "POST", "401 403 403 201 404 201 403", DECISION),
    Row(f"{C}/desk/matches", "GET", "401 403 403 200 404 404 200", PAGE | DESK_MATCH),
    Row(f"{C}/desk/matches", "POST", "401 403 403 409 404 404 409", DESK_MATCH),
    Row(f"{C}/desk/needs", "GET", "401 403 403 200 404 404 200", PAGE | DESK_NEED),
    Row(f"{C}/desk/needs", "POST", "401 403 403 201 404 404 201", POSTED),
    Row(f"{C}/desk/needs/<uuid:subject>/reveal", "POST", "401 403 403 200 404 404 403", REVEALED, shows=GUEST_SEEN),
    Row(f"{C}/desk/notes/<uuid:subject>", "GET", "401 403 403 200 404 404 200", PAGE | NOTE),
    Row(f"{C}/desk/notes/<uuid:subject>", "POST", "401 403 403 201 404 404 201", NOTE),
    Row(f"{C}/desk/offers", "GET", "401 403 403 200 404 404 200", PAGE | DESK_OFFER),
    Row(f"{C}/desk/offers", "POST", "401 403 403 201 404 404 201", POSTED),
    Row(f"{C}/desk/offers/<uuid:subject>/reveal", "POST", "401 403 403 200 404 404 403", REVEALED, shows=HOST_SEEN),
    Row(f"{C}/desk/reports", "GET", "401 403 403 200 404 200 200", REPORTED),
    Row(f"{C}/desk/shelters", "GET", "401 403 403 200 404 404 200", PAGE | DESK_SHELTER),
    Row(f"{C}/desk/shelters", "POST", "401 403 403 201 404 404 201", DESK_SHELTER),
    Row(f"{C}/desk/shelters/<uuid:shelter>", "PATCH", "401 403 403 200 404 404 200", DESK_SHELTER),
    Row(f"{C}/desk/stand-down", "POST", "401 403 403 200 404 404 403", DESK_CRISIS),
    Row(f"{C}/desk/team", "GET", "401 403 403 200 404 404 200", PAGE | TEAM),
    Row(f"{C}/doors", "GET", "200 200 200 200 200 200 200", DOORS),
    Row(f"{C}/needs", "POST", "201 201 201 201 201 201 201", POSTED),
    Row(f"{C}/offers", "POST", "201 201 201 201 201 201 201", POSTED),
    Row(f"{C}/reports", "POST", "204 204 204 204 204 204 403"),
    Row(f"{C}/shelters", "GET", "200 200 200 200 200 200 200", PAGE | SHELTER),
    Row("api/v1/desk/crises", "GET", "401 403 403 200 200 200 200", PAGE | DESK_CRISIS),
    Row("api/v1/me/data", "DELETE", "401 403 403 409 409 409 403"),
    Row("api/v1/me/data", "GET", "401 403 403 200 200 200 403", HELD),
    Row("api/v1/own", "GET", "401 200 200 403 403 403 403", OWN),
    Row("api/v1/own", "PATCH", "401 200 409 403 403 403 403", OWN),
    Row("api/v1/own/confirm", "POST", "401 200 404 403 403 403 403", OWN),
    Row("api/v1/own/data", "DELETE", "401 204 204 403 403 403 403"),
    Row("api/v1/own/data", "GET", "401 200 200 403 403 403 403", HELD),
    Row("api/v1/own/found-elsewhere", "POST", "401 404 200 403 403 403 403", OWN),
    Row("api/v1/own/mailbox", "GET", "401 404 404 403 403 403 403"),
    Row(f"{M}/accept", "POST", "401 409 404 403 403 403 403"),
    Row(f"{M}/arrived", "POST", "401 409 409 403 403 403 403"),
    Row(f"{M}/cancel", "POST", "401 200 200 403 403 403 403", OWN),
    Row(f"{M}/coming", "POST", "401 404 200 403 403 403 403", OWN, shows=SET_OUT),
    Row(f"{M}/decline", "POST", "401 409 404 403 403 403 403"),
    Row(f"{M}/help", "POST", "401 200 200 403 403 403 403", OWN),
    Row(f"{M}/left", "POST", "401 409 409 403 403 403 403"),
    Row(f"{M}/messages", "GET", "401 200 200 403 403 403 403", PAGE | MESSAGE),
    Row(f"{M}/messages", "POST", "401 201 201 403 403 403 403", MESSAGE),
    Row(f"{M}/no-show", "POST", "401 409 404 403 403 403 403"),
    Row(f"{M}/report", "POST", "401 404 204 403 403 403 403"),
    Row(f"{M}/share-number", "POST", "401 200 400 403 403 403 403", OWN),
    Row("api/v1/own/pause", "POST", "401 200 404 403 403 403 403", OWN),
    Row("api/v1/own/reopen", "POST", "401 404 409 403 403 403 403"),
    Row("api/v1/own/resume", "POST", "401 409 404 403 403 403 403"),
    Row("api/v1/own/verify", "POST", "401 400 409 403 403 403 403"),
    Row("api/v1/own/verify/send", "POST", "401 204 409 403 403 403 403"),
    Row("api/v1/own/withdraw", "POST", "401 200 200 403 403 403 403", OWN),
    Row("api/v1/recover", "POST", "202 202 202 202 202 202 403"),
]

PAGES = [
    Row("api/", "GET", "404 404 404 404 404 404 404"),
    Row("api/", "POST", "404 404 404 404 404 404 404"),
    Row("api/docs/", "GET", "200 200 200 200 200 200 200"),
    Row("api/docs/errors/", "GET", "200 200 200 200 200 200 200"),
    Row("api/docs/live/", "GET", "200 200 200 200 200 200 200"),
    Row("api/schema/", "GET", "200 200 200 200 200 200 200"),
    Row("", "GET", "200 200 200 200 200 200 200"),
    Row("^desk/(?!declare/)(?P<slug>[-a-zA-Z0-9_]+)/$", "GET", "302 302 302 200 404 404 302"),
    Row("about/", "GET", "200 200 200 200 200 200 200"),
    Row("c/<slug:slug>/", "GET", "200 200 200 200 200 200 200"),
    Row("c/<slug:slug>/doors.json", "GET", "200 200 200 200 200 200 200"),
    Row("c/<slug:slug>/doors.svg", "GET", "200 200 200 200 200 200 200"),
    Row("c/<slug:slug>/doors/", "GET", "200 200 200 200 200 200 200"),
    Row("c/<slug:slug>/need/", "GET", "200 200 200 200 200 200 200"),
    Row("c/<slug:slug>/need/", "POST", "400 400 400 400 400 400 400"),
    Row("c/<slug:slug>/offer/", "GET", "200 200 200 200 200 200 200"),
    Row("c/<slug:slug>/offer/", "POST", "400 400 400 400 400 400 400"),
    Row("c/<slug:slug>/qr/", "GET", "200 200 200 200 200 200 200"),
    Row("c/<slug:slug>/report/", "GET", "200 200 200 200 200 200 200"),
    Row("c/<slug:slug>/report/", "POST", "200 200 200 200 200 200 200"),
    Row("c/<slug:slug>/report/<str:kind>/<uuid:subject>/", "GET", "200 200 200 200 200 200 200"),
    Row("c/<slug:slug>/report/<str:kind>/<uuid:subject>/", "POST", "200 200 200 200 200 200 200"),
    Row("desk/", "GET", "302 302 302 200 200 200 302"),
    Row("desk/<slug:slug>/<posted:kind>/<uuid:subject>/reveal/", "POST", "404 404 404 400 404 404 404"),
    Row("desk/<slug:slug>/<str:kind>/<uuid:subject>/note/", "POST", "404 404 404 302 404 404 404"),
    Row("desk/<slug:slug>/cases/<uuid:case>/close/", "POST", "404 404 404 302 404 404 404"),
    Row("desk/<slug:slug>/cases/<uuid:case>/hand-over/", "POST", "404 404 404 302 404 404 404"),
    Row("desk/<slug:slug>/cases/<uuid:case>/take/", "POST", "404 404 404 302 404 404 404"),
    Row("desk/<slug:slug>/counts.json", "GET", "302 302 302 200 404 404 302"),
    Row("desk/<slug:slug>/crisis/", "GET", "302 302 302 200 404 404 302"),
    Row("desk/<slug:slug>/crisis/activate/", "POST", "404 404 404 400 404 404 404"),
    Row("desk/<slug:slug>/crisis/archive/", "POST", "404 404 404 409 404 404 404"),
    Row("desk/<slug:slug>/crisis/confirm/", "POST", "404 404 404 409 404 404 404"),
    Row("desk/<slug:slug>/crisis/edit/", "GET", "302 302 302 200 404 404 302"),
    Row("desk/<slug:slug>/crisis/edit/", "POST", "404 404 404 200 404 404 404"),
    Row("desk/<slug:slug>/crisis/stand-down/", "POST", "404 404 404 400 404 404 404"),
    Row("desk/<slug:slug>/deliveries/", "GET", "302 302 302 200 404 404 302"),
    Row("desk/<slug:slug>/deliveries/<int:delivery>/retry/", "POST", "404 404 404 302 404 404 404"),
    Row("desk/<slug:slug>/intake/need/", "GET", "302 302 302 200 404 404 302"),
    Row("desk/<slug:slug>/intake/need/", "POST", "404 404 404 400 404 404 404"),
    Row("desk/<slug:slug>/intake/offer/", "GET", "302 302 302 200 404 404 302"),
    Row("desk/<slug:slug>/intake/offer/", "POST", "404 404 404 400 404 404 404"),
    Row("desk/<slug:slug>/keys/", "GET", "302 302 302 200 404 404 302"),
    Row("desk/<slug:slug>/keys/", "POST", "404 404 404 200 404 404 404"),
    Row("desk/<slug:slug>/keys/<int:key>/revoke/", "POST", "404 404 404 302 404 404 404"),
    Row("desk/<slug:slug>/layers/<slug:name>.json", "GET", "302 302 302 200 404 404 302"),
    Row("desk/<slug:slug>/mailbox/", "GET", "302 302 302 200 404 404 302"),
    Row("desk/<slug:slug>/need/<uuid:need>/", "GET", "302 302 302 200 404 404 302"),
    Row("desk/<slug:slug>/need/<uuid:need>/close/", "POST", "404 404 404 302 404 404 404"),
    Row("desk/<slug:slug>/need/<uuid:need>/propose/", "POST", "404 404 404 302 404 404 404"),
    Row("desk/<slug:slug>/need/<uuid:need>/take/", "POST", "404 404 404 302 404 404 404"),
    Row("desk/<slug:slug>/offer/<uuid:offer>/", "GET", "302 302 302 200 404 404 302"),
    Row("desk/<slug:slug>/offer/<uuid:offer>/move/", "POST", "404 404 404 302 404 404 404"),
    Row("desk/<slug:slug>/play-again/", "POST", "404 404 404 404 404 404 404"),
    Row("desk/<slug:slug>/queue/", "GET", "302 302 302 200 404 404 302"),
    Row("desk/<slug:slug>/reports/", "GET", "302 302 302 200 404 200 302"),
    Row("desk/<slug:slug>/reports/<str:kind>/<uuid:subject>/", "GET", "302 302 302 200 404 200 302"),
    Row("desk/<slug:slug>/reports/<str:kind>/<uuid:subject>/", "POST", "404 404 404 200 404 200 404"),
    Row("desk/<slug:slug>/search/", "GET", "302 302 302 200 404 404 302"),
    Row("desk/<slug:slug>/shelters/", "GET", "302 302 302 200 404 404 302"),
    Row("desk/<slug:slug>/shelters/", "POST", "404 404 404 200 404 404 404"),
    Row("desk/<slug:slug>/shelters/<uuid:shelter>/", "GET", "302 302 302 200 404 404 302"),
    Row("desk/<slug:slug>/shelters/<uuid:shelter>/", "POST", "404 404 404 200 404 404 404"),
    Row("desk/<slug:slug>/shelters/<uuid:shelter>/occupancy/", "POST", "404 404 404 302 404 404 404"),
    Row("desk/<slug:slug>/shelters/import/", "GET", "302 302 302 200 404 404 302"),
    Row("desk/<slug:slug>/shelters/import/", "POST", "404 404 404 200 404 404 404"),
    Row("desk/<slug:slug>/team/", "GET", "302 302 302 200 404 404 302"),
    Row("desk/<slug:slug>/team/", "POST", "404 404 404 200 404 404 404"),
    Row("desk/<slug:slug>/team/<uuid:person>/remove/", "POST", "404 404 404 302 404 404 404"),
    Row("desk/<slug:slug>/waiting/", "GET", "302 302 302 200 404 404 302"),
    Row("desk/declare/", "GET", "302 302 302 200 200 404 302"),
    Row("desk/declare/", "POST", "404 404 404 200 200 404 404"),
    Row("live", "GET", "200 200 200 200 200 200 200"),
    Row("live", "POST", "200 200 200 200 200 200 200"),
    Row("m/<str:token>/", "GET", "404 200 200 404 404 404 404"),
    Row("m/<str:token>/<slug:verb>/", "GET", "404 302 302 404 404 404 404"),
    Row("m/<str:token>/<slug:verb>/", "POST", "404 302 302 404 404 404 404"),
    Row("m/<str:token>/data.json", "GET", "404 200 200 404 404 404 404"),
    Row("m/<str:token>/edit/", "GET", "404 200 200 404 404 404 404"),
    Row("m/<str:token>/edit/", "POST", "404 400 400 404 404 404 404"),
    Row("m/<str:token>/erase/", "POST", "404 302 302 404 404 404 404"),
    Row("m/<str:token>/mailbox/", "GET", "404 404 404 404 404 404 404"),
    Row("m/<str:token>/mine/", "GET", "404 200 200 404 404 404 404"),
    Row("m/<str:token>/report/<str:kind>/<uuid:subject>/", "GET", "404 404 200 404 404 404 404"),
    Row("m/<str:token>/report/<str:kind>/<uuid:subject>/", "POST", "404 404 200 404 404 404 404"),
    Row("me/", "GET", "302 302 302 200 200 200 302"),
    Row("me/<slug:kind>/<uuid:public_id>/", "POST", "302 302 302 404 404 404 302"),
    Row("me/data.json", "GET", "302 302 302 200 200 200 302"),
    Row("me/erase/", "POST", "302 302 302 302 302 302 302"),
    Row("privacy/", "GET", "200 200 200 200 200 200 200"),
    Row("ready", "GET", "503 503 503 503 503 503 503"),
    Row("ready", "POST", "503 503 503 503 503 503 503"),
    Row("recover/", "GET", "200 200 200 200 200 200 200"),
    Row("recover/", "POST", "400 400 400 400 400 400 400"),
    Row("s/<str:short_code>/", "GET", "302 302 302 302 302 302 302"),
    Row("sign-in/<str:token>/", "GET", "200 200 200 200 200 200 200"),
    Row("sign-in/<str:token>/", "POST", "410 410 410 410 410 410 410"),
]

ROWS = API + PAGES
