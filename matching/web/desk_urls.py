from django.urls import path, register_converter
from django.urls.converters import StringConverter

from matching.web import (
    desk_cases,
    desk_drill,
    desk_leads,
    desk_match,
    desk_morning,
    desk_need,
    desk_offer,
    desk_pairs,
)


class PostedKind(StringConverter):
    regex = "need|offer"


register_converter(PostedKind, "posted")

urlpatterns = [
    path("<slug:slug>/need/<uuid:need>/", desk_need.need_page, name="desk_need"),
    path("<slug:slug>/need/<uuid:need>/propose/", desk_need.propose, name="desk_propose"),
    path("<slug:slug>/need/<uuid:need>/second-yes/", desk_need.second_yes, name="desk_second_yes"),
    path("<slug:slug>/need/<uuid:need>/divide/", desk_need.divide, name="desk_divide"),
    path("<slug:slug>/need/<uuid:need>/close/", desk_need.close, name="desk_need_close"),
    path("<slug:slug>/match/<uuid:match>/<slug:verb>/", desk_match.act, name="desk_match"),
    path("<slug:slug>/offer/<uuid:offer>/", desk_offer.offer_page, name="desk_offer"),
    path("<slug:slug>/offer/<uuid:offer>/check/", desk_offer.check, name="desk_offer_check"),
    path("<slug:slug>/offer/<uuid:offer>/move/", desk_offer.move, name="desk_offer_move"),
    path("<slug:slug>/<posted:kind>/<uuid:subject>/reveal/", desk_cases.reveal, name="desk_reveal"),
    path("<slug:slug>/morning/", desk_morning.morning, name="desk_morning"),
    path("<slug:slug>/searches/<uuid:search>/compare/", desk_pairs.find, name="desk_compare_with"),
    path("<slug:slug>/searches/<uuid:search>/compare/<uuid:other>/", desk_pairs.compare, name="desk_compare"),
    path(
        "<slug:slug>/searches/<uuid:search>/compare/<uuid:other>/<slug:verb>/",
        desk_pairs.decide,
        name="desk_pair",
    ),
    path("<slug:slug>/leads/", desk_leads.leads, name="desk_leads"),
    path("<slug:slug>/leads/<uuid:lead>/", desk_leads.one, name="desk_one_lead"),
    path("<slug:slug>/leads/<uuid:lead>/reveal/", desk_leads.reveal, name="desk_lead_reveal"),
    path("<slug:slug>/leads/<uuid:lead>/<slug:verb>/", desk_leads.decide, name="desk_lead"),
    path("<slug:slug>/play-again/", desk_drill.play_again, name="desk_play_again"),
]
