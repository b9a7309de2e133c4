from django.urls import path

from crisis.checkin.api import batch, named, views

urlpatterns = [
    path("crises/<slug:slug>/check-ins", views.CheckIns.as_view(), name="check-ins"),
    path("crises/<slug:slug>/check-ins/batch", batch.CheckInBatch.as_view(), name="check-ins-batch"),
    path("crises/<slug:slug>/check-ins/counts", views.Counts.as_view(), name="check-in-counts"),
    path("crises/<slug:slug>/find", views.Find.as_view(), name="find"),
    path("crises/<slug:slug>/find/named", views.Named.as_view(), name="find-named"),
    path("crises/<slug:slug>/find/named/open", named.LeftForMe.as_view(), name="left-for-me"),
    path(
        "crises/<slug:slug>/find/named/end-search", named.EndSearchForMe.as_view(), name="end-search-for-me"
    ),
    path("crises/<slug:slug>/find/named/answer", named.AnswerForMyself.as_view(), name="answer-for-myself"),
    path("crises/<slug:slug>/searches/similar", views.SimilarSearches.as_view(), name="similar-searches"),
    path("crises/<slug:slug>/desk/check-ins", views.DeskCheckIns.as_view(), name="desk-check-ins"),
    path("crises/<slug:slug>/desk/check-ins/tally", views.DeskTally.as_view(), name="desk-check-in-tally"),
]
