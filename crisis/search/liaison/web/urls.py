from django.urls import path

from crisis.search.liaison.web import views

urlpatterns = [
    path("<slug:slug>/liaison/", views.room, name="desk_liaison"),
    path("<slug:slug>/liaison/<uuid:matter>/", views.one, name="desk_liaison_matter"),
    path("<slug:slug>/liaison/<uuid:matter>/<slug:verb>/", views.do, name="desk_liaison_do"),
]
