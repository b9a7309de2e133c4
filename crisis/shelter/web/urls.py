from django.urls import path

from crisis.shelter.web import views

urlpatterns = [
    path("c/<slug:slug>/", views.crisis_page, name="crisis"),
    path("c/<slug:slug>/offer/", views.NewOffer.as_view(), name="offer_new"),
    path("c/<slug:slug>/need/", views.NewNeed.as_view(), name="need_new"),
]
