from django.urls import path

from crisis.closures.api import views

urlpatterns = [
    path("crises/<slug:slug>/closures", views.Closures.as_view(), name="closures"),
    path("crises/<slug:slug>/desk/closures", views.DeskClosures.as_view(), name="desk-closures"),
    path(
        "crises/<slug:slug>/desk/closures/touched",
        views.TouchedByClosure.as_view(),
        name="touched-by-closure",
    ),
    path("crises/<slug:slug>/desk/closures/<uuid:closure>", views.DeskClosure.as_view(), name="desk-closure"),
    path(
        "crises/<slug:slug>/desk/closures/<uuid:closure>/lift",
        views.LiftClosure.as_view(),
        name="lift-closure",
    ),
]
