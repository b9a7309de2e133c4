from django.urls import path

from crisis.checkin.web import sought, theirs, views

urlpatterns = [
    path("c/<slug:slug>/safe/", views.NewCheckIn.as_view(), name="check_in"),
    path("c/<slug:slug>/find/", views.find, name="find"),
    path("named/<str:token>/", views.named_link, name="named_link"),
    path("c/<slug:slug>/named/<str:token>/", views.named, name="named"),
    path("c/<slug:slug>/named/<str:token>/close/<uuid:search>/", sought.close_sought, name="close_sought"),
    path("c/<slug:slug>/named/<str:token>/answer/<uuid:check_in>/", theirs.answer_word, name="answer_word"),
]
