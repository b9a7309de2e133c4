from django.urls import path

from crisis.moderation.api import views

urlpatterns = [
    path("crises/<slug:slug>/reports", views.Reports.as_view(), name="reports"),
    path("crises/<slug:slug>/desk/reports", views.DeskReports.as_view(), name="desk-reports"),
    path("crises/<slug:slug>/desk/decisions", views.Decisions.as_view(), name="decisions"),
]
