from django.urls import path

from crisis.checkin.web import desk

urlpatterns = [
    path("<slug:slug>/check-ins/", desk.check_ins, name="desk_check_ins"),
]
