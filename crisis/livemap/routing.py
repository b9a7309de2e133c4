from django.urls import path

from crisis.livemap import projections  # noqa: F401  registers
from crisis.livemap.sockets import desk, own

websocket_urlpatterns = [
    path("ws/desk/<slug:slug>/", desk),
    path("ws/own/", own),
]
