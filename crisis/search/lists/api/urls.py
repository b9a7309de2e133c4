from django.urls import path

from crisis.search.lists.api import views

urlpatterns = [
    path("crises/<slug:slug>/desk/person-lists", views.PersonLists.as_view(), name="person-lists"),
]
