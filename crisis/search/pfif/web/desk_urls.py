from django.urls import path

from crisis.search.pfif.web import views

urlpatterns = [path("<slug:slug>/feeds/", views.feeds, name="desk_feeds")]
