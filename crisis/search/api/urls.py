from django.urls import path

from crisis.search.api import photos, views

HERE = "crises/<slug:slug>/searches"

urlpatterns = [
    path(HERE, views.Searches.as_view(), name="searches"),
    path(f"{HERE}/<uuid:search>", views.OneSearch.as_view(), name="search"),
    path(f"{HERE}/<uuid:search>/notes", views.Notes.as_view(), name="search-notes"),
    path(f"{HERE}/<uuid:search>/follow", views.Follow.as_view(), name="search-follow"),
    path(f"{HERE}/<uuid:search>/claim", views.Claim.as_view(), name="search-claim"),
    path("own/photos", photos.OwnPhotos.as_view(), name="own-photos"),
    path("own/photos/<uuid:photo>", photos.OwnPhoto.as_view(), name="own-photo"),
]
