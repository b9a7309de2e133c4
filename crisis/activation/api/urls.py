from django.urls import path

from crisis.activation.api import views

urlpatterns = [
    path("crises", views.Crises.as_view(), name="crises"),
    path("crises/<slug:slug>", views.OneCrisis.as_view(), name="crisis"),
    path("recover", views.Recover.as_view(), name="recover"),
    path("desk/crises", views.MyCrises.as_view(), name="my-crises"),
    path("crises/<slug:slug>/desk", views.DeskCrisis.as_view(), name="desk-crisis"),
    path("crises/<slug:slug>/desk/activate", views.Activate.as_view(), name="activate"),
    path("crises/<slug:slug>/desk/confirm", views.Confirm.as_view(), name="confirm"),
    path("crises/<slug:slug>/desk/stand-down", views.StandDown.as_view(), name="stand-down"),
    path("crises/<slug:slug>/desk/archive", views.Archive.as_view(), name="archive"),
]
