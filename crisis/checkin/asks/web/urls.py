from django.urls import path

from crisis.checkin.asks.web import views

urlpatterns = [
    path("c/<slug:slug>/ask/", views.new_ask, name="ask_new"),
    path("a/<str:token>/", views.Answer.as_view(), name="asked"),
    path("a/<str:token>/take-back/", views.take_back, name="asked_take_back"),
    path("a/<str:token>/never/", views.never, name="asked_never"),
    path("told/<str:token>/", views.told, name="told"),
    path("told/<str:token>/never/", views.told_never, name="told_never"),
]
