from django.urls import path

from crisis.activation.web import desk_crisis, desk_home, desk_team

urlpatterns = [
    path("", desk_home.home, name="desk"),
    path("declare/", desk_home.declare, name="declare"),
    path("<slug:slug>/crisis/", desk_crisis.crisis_page, name="desk_crisis"),
    path("<slug:slug>/crisis/edit/", desk_crisis.edit, name="desk_crisis_edit"),
    path("<slug:slug>/crisis/activate/", desk_crisis.activate, name="desk_activate"),
    path("<slug:slug>/crisis/confirm/", desk_crisis.confirm, name="desk_confirm"),
    path("<slug:slug>/crisis/stand-down/", desk_crisis.stand_down, name="desk_stand_down"),
    path("<slug:slug>/crisis/archive/", desk_crisis.archive, name="desk_archive"),
    path("<slug:slug>/team/", desk_team.team, name="desk_team"),
    path("<slug:slug>/team/<uuid:person>/liaison/", desk_team.liaison, name="desk_team_liaison"),
    path("<slug:slug>/team/<uuid:person>/remove/", desk_team.remove, name="desk_team_remove"),
]
