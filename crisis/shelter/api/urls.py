from django.urls import path

from crisis.shelter.api import desk, views

urlpatterns = [
    path("crises/<slug:slug>/doors", views.Doors.as_view(), name="doors"),
    path("crises/<slug:slug>/shelters", views.Shelters.as_view(), name="shelters"),
    path("crises/<slug:slug>/offers", views.Offers.as_view(), name="offers"),
    path("crises/<slug:slug>/needs", views.Needs.as_view(), name="needs"),
    path("crises/<slug:slug>/desk/offers", desk.DeskOffers.as_view(), name="desk-offers"),
    path("crises/<slug:slug>/desk/needs", desk.DeskNeeds.as_view(), name="desk-needs"),
    path("crises/<slug:slug>/desk/shelters", desk.DeskShelters.as_view(), name="desk-shelters"),
    path("crises/<slug:slug>/desk/shelters/<uuid:shelter>", desk.DeskShelter.as_view(), name="desk-shelter"),
]
