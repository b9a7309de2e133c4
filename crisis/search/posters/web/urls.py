from django.urls import path

from crisis.search.posters.web import views

HERE = "c/<slug:slug>/search/<uuid:search>"

urlpatterns = [
    path(f"{HERE}/poster.pdf", views.poster, name="search_poster"),
    path(f"{HERE}/card.png", views.card, name="search_card"),
]
