from django.urls import path

from crisis.checkin.asks.api import views

urlpatterns = [
    path("crises/<slug:slug>/asks", views.Asks.as_view(), name="asks"),
    path("crises/<slug:slug>/asked/open", views.OpenQuestion.as_view(), name="asked-open"),
    path("crises/<slug:slug>/asked/answer", views.AnswerQuestion.as_view(), name="asked-answer"),
    path("crises/<slug:slug>/asked/take-back", views.TakeAnswerBack.as_view(), name="asked-take-back"),
    path("crises/<slug:slug>/asked/never", views.NeverAskAgain.as_view(), name="asked-never"),
]
