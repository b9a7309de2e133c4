from django.urls import path

from crisis.moderation.web import desk

urlpatterns = [
    path("<slug:slug>/reports/", desk.reports, name="desk_reports"),
    path("<slug:slug>/reports/<str:kind>/<uuid:subject>/", desk.subject, name="desk_report"),
]
