from django.urls import path

from crisis.moderation.web import views

urlpatterns = [
    path("c/<slug:slug>/report/", views.report_crisis, name="report_crisis"),
    path("c/<slug:slug>/report/", views.report_crisis, name="report"),
    path("c/<slug:slug>/report/<str:kind>/<uuid:subject>/", views.report_subject, name="report"),
    path("a/<str:token>/report/", views.report_asked, name="report_asked"),
    path("told/<str:token>/report/", views.report_told, name="report_told"),
    path("m/<str:token>/report/<str:kind>/<uuid:subject>/", views.report_own, name="report_own"),
]
