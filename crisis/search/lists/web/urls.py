from django.urls import path

from crisis.search.lists.web import views

urlpatterns = [
    path("<slug:slug>/lists/", views.lists, name="desk_person_lists"),
    path("<slug:slug>/lists/give/", views.give, name="desk_person_list_give"),
    path("<slug:slug>/lists/<uuid:list>/", views.one_list, name="desk_person_list"),
]
