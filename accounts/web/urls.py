from django.urls import path

from accounts.web import stops, views

urlpatterns = [
    path("sign-in/<str:token>/", views.sign_in, name="sign_in_link"),
    path("stop/<str:token>/", stops.stop_page, name="stop"),
    path("privacy/", views.privacy, name="privacy"),
    path("about/", views.about, name="about"),
]
