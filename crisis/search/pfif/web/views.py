"""The desk's page of feeds: which sites send us records, and from which hosts their photos are fetched."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import Invalid
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.ground.web.forms import GroupedForm
from crisis.search.pfif.feeds import allow_photo_hosts
from crisis.search.pfif.queries import feeds_of


class FeedForm(GroupedForm):
    domain = forms.CharField(
        label=gettext_lazy("Site"),
        help_text=gettext_lazy("What its record ids begin with, such as finder.example.org."),
        max_length=100,
    )
    hosts = forms.CharField(
        label=gettext_lazy("Hosts of its photos"),
        help_text=gettext_lazy("One a line. Photos from any other host are not fetched. Empty: none are."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )


@desk()
def feeds(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    known = feeds_of(crisis)
    form = FeedForm(request.POST or None, initial={"domain": known[0].domain if len(known) == 1 else ""})
    if request.method == "POST" and form.is_valid() and _kept(request, crisis, form, at):
        messages.success(request, _("Kept."))
        return redirect("desk_feeds", crisis.slug)
    status = 400 if form.is_bound else 200
    return desk_page(request, "desk/feeds.html", crisis, status=status, form=form, feeds=known)


def _kept(request: HttpRequest, crisis: Crisis, form: FeedForm, at: datetime) -> bool:
    told = form.cleaned_data
    about = {"domain": told["domain"], "hosts": told["hosts"].splitlines(), "origin": desk_origin(request)}
    try:
        allow_photo_hosts(crisis=crisis, at=at, **about)
    except Invalid as wrong:
        for field, words in wrong.errors.items():
            form.add_error(field, [str(word) for word in words])
        return False
    return True
