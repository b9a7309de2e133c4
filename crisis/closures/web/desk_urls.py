from django.urls import path

from crisis.closures.web import desk

urlpatterns = [
    path("<slug:slug>/closures/", desk.closures, name="desk_closures"),
    path("<slug:slug>/closures/<uuid:closure>/", desk.closure, name="desk_closure"),
    path("<slug:slug>/closures/<uuid:closure>/lift/", desk.lift, name="desk_closure_lift"),
]
