from django.urls import path

from crisis.search.web import photos, views
from crisis.search.web.asking import NewSearch

HERE = "c/<slug:slug>/search"
PHOTO = f"{HERE}/<uuid:search>/photo/<str:key>"

urlpatterns = [
    path(f"{HERE}/new/", NewSearch.as_view(), name="search_new"),
    path(f"{HERE}/<uuid:search>/", views.search_page, name="search_page"),
    path(f"{HERE}/<uuid:search>/note/", views.NewNote.as_view(), name="search_note"),
    path(f"{HERE}/<uuid:search>/follow/", views.NewFollower.as_view(), name="search_follow"),
    path(f"{HERE}/<uuid:search>/claim/", views.NewClaim.as_view(), name="search_claim"),
    path(f"{PHOTO}-small.jpg", photos.public, {"size": "thumb"}, name="search_thumb"),
    path(f"{PHOTO}-blurred.jpg", photos.public, {"size": "blurred"}, name="search_blurred"),
    path(f"{PHOTO}.jpg", photos.public, {"size": "full"}, name="search_photo"),
]
