from django.urls import path

from crisis.desk.api import searches, suspending, views

DESK = "crises/<slug:slug>/desk"
urlpatterns = [
    path(f"{DESK}/cases", views.Cases.as_view(), name="cases"),
    path(f"{DESK}/cases/<uuid:case>/take", views.TakeCase.as_view(), name="take-case"),
    path(f"{DESK}/cases/<uuid:case>/hand-over", views.HandOverCase.as_view(), name="hand-over-case"),
    path(f"{DESK}/cases/<uuid:case>/close", views.CloseCase.as_view(), name="close-case"),
    path(f"{DESK}/notes/<uuid:subject>", views.Notes.as_view(), name="notes"),
    path(f"{DESK}/team", views.Team.as_view(), name="team"),
    path(f"{DESK}/suspensions", suspending.Suspensions.as_view(), name="suspensions"),
    path(f"{DESK}/suspensions/<uuid:suspension>/lift", suspending.Lift.as_view(), name="lift-suspension"),
    path(f"{DESK}/searches", searches.DeskSearches.as_view(), name="desk-searches"),
    path(f"{DESK}/searches/<uuid:search>", searches.DeskSearch.as_view(), name="desk-search"),
    *(
        path(f"{DESK}/searches/<uuid:search>/{verb}", view.as_view(), name=f"desk-search-{verb}")
        for verb, view in searches.FREEZING.items()
    ),
    path(f"{DESK}/held-photos", searches.HeldPhotos.as_view(), name="desk-held-photos"),
    path(f"{DESK}/search-notes/<uuid:note>", searches.DeskSearchNote.as_view(), name="desk-search-note"),
    path(f"{DESK}/offers/<uuid:subject>/reveal", views.RevealOffer.as_view(), name="reveal-offer"),
    path(f"{DESK}/needs/<uuid:subject>/reveal", views.RevealNeed.as_view(), name="reveal-need"),
]
