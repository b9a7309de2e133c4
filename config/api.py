"""The REST API's addresses, version by version, and its pages."""

from django.conf import settings
from django.urls import include, path, re_path

from crisis.ground.api import pages
from crisis.livemap.api.live_page import live

# Nobody has a password, and nobody gets one.
NO_PASSWORD = (
    "auth/login", "auth/reauthenticate", "auth/password/request", "auth/password/reset", "account/password/change"
)  # fmt: skip

v1 = [
    path("", include("crisis.activation.api.urls")),
    path("", include("crisis.closures.api.urls")),
    path("", include("crisis.shelter.api.urls")),
    path("", include("crisis.search.api.urls")),
    path("", include("crisis.search.lists.api.urls")),
    path("", include("crisis.search.pfif.api.urls")),
    path("", include("crisis.checkin.api.urls")),
    path("", include("crisis.checkin.asks.api.urls")),
    path("", include("crisis.moderation.api.urls")),
    path("", include("crisis.desk.api.urls")),
    path("", include("matching.api.urls")),
]

urlpatterns = [
    path("v1/", include((v1, "v1"))),
    *(
        path(f"auth/{client}/v1/{gone}", pages.unknown)
        for client in settings.HEADLESS_CLIENTS
        for gone in NO_PASSWORD
    ),
    path("auth/", include("allauth.headless.urls")),
    path("schema/", pages.Schema.as_view(), name="api-schema"),
    path("docs/", pages.Docs.as_view(), name="api-docs"),
    path("docs/errors/", pages.errors, name="api-errors"),
    path("docs/live/", live, name="api-live"),
    re_path(r"", pages.unknown, name="api-unknown"),
]
