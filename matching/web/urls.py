from django.urls import path

from matching.web import cutting, mine, news, people_editing, people_photos, views

urlpatterns = [
    path("me/", mine.me, name="me"),
    path("me/data.json", mine.my_download, name="my_download"),
    path("me/erase/", mine.my_erase, name="my_erase"),
    path("me/contacts-cut/<uuid:block>/undo/", cutting.my_undo, name="my_contact_undo"),
    path("me/news/", news.my_news, name="my_news"),
    path("me/news/push/", news.my_news_push, name="my_news_push"),
    path("news/<str:token>/", news.news_by_mail, name="news_by_mail"),
    path("news/<str:token>/off/", news.news_off, name="news_off"),
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
    path("m/<str:token>/news/", news.news, name="news"),
    path("m/<str:token>/news/push/", news.news_push, name="news_push"),
    path("m/<str:token>/mailbox/", mine.mailbox, name="mailbox"),
    path("m/<str:token>/<slug:verb>/", views.act, name="manage_do"),
]
