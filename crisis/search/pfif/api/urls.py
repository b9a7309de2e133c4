from django.urls import path

from crisis.search.pfif.api import views

HERE = "crises/<slug:slug>/pfif"

urlpatterns = [
    path(HERE, views.Taking.as_view(), name="pfif"),
    path(f"{HERE}/persons", views.Persons.as_view(), name="pfif-persons"),
    path(f"{HERE}/notes", views.Notes.as_view(), name="pfif-notes"),
    path(f"{HERE}/feeds/persons", views.PersonFeed.as_view(), name="pfif-person-feed"),
    path(f"{HERE}/feeds/notes", views.NoteFeed.as_view(), name="pfif-note-feed"),
]
