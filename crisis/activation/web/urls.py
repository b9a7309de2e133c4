from django.urls import path

from crisis.activation.web import public

urlpatterns = [
    path("", public.home, name="home"),
    path("c/<slug:slug>/qr/", public.qr_code, name="crisis_qr"),
    path("c/<slug:slug>/kept/", public.kept, name="kept"),
    path("s/<str:short_code>/", public.short_url, name="short_url"),
    path("recover/", public.recover, name="recover"),
]
