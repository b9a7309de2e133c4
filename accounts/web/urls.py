from django.urls import path

from accounts.web import views

urlpatterns = [
    path("sign-in/<str:token>/", views.sign_in, name="sign_in_link"),
    path("privacy/", views.privacy, name="privacy"),
    path("about/", views.about, name="about"),
]
