from django.urls import path

from matching.web import cutting, mine, people_editing, people_photos, views

urlpatterns = [
    path("me/", mine.me, name="me"),
    path("me/data.json", mine.my_download, name="my_download"),
    path("me/erase/", mine.my_erase, name="my_erase"),
    path("me/contacts-cut/<uuid:block>/undo/", cutting.my_undo, name="my_contact_undo"),
    path("me/<slug:kind>/<uuid:public_id>/", mine.my_post, name="my_post"),
    path("m/<str:token>/", views.manage, name="manage"),
    path("m/<str:token>/edit/", people_editing.edit, name="manage_edit"),
    path(
        "m/<str:token>/photos/<uuid:photo>-small.jpg",
        people_photos.own,
        {"size": "thumb"},
        name="manage_thumb",
    ),
    path("m/<str:token>/photos/<uuid:photo>.jpg", people_photos.own, {"size": "full"}, name="manage_photo"),
    path("m/<str:token>/mine/", mine.mine, name="mine"),
    path("m/<str:token>/data.json", mine.download, name="mine_download"),
    path("m/<str:token>/erase/", mine.erase, name="mine_erase"),
    path("m/<str:token>/contacts-cut/<uuid:block>/undo/", cutting.undo, name="contact_undo"),
    path("m/<str:token>/cut/<uuid:match>/", cutting.cut, name="cut_contact"),
    path("m/<str:token>/mailbox/", mine.mailbox, name="mailbox"),
    path("m/<str:token>/<slug:verb>/", views.act, name="manage_do"),
]
