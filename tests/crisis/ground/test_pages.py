"""The frame and the forms every page is built on: what they weigh, and what they promise without a script."""

import gzip
import re
import uuid
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import path
from django.utils import timezone, translation
from django.utils.html import escape

from crisis.ground.web.context import language_links
from crisis.ground.web.forms import GroupedForm, PlaceFields, StepperInput
from crisis.templatetags.page import dial, qr

STATIC = Path(settings.BASE_DIR) / "static"


def nothing(request, **kwargs):
    return HttpResponse()


urlpatterns = [
    path("", nothing, name="home"),
    path("sw.js", nothing, name="service_worker"),
    path("manifest.webmanifest", nothing, name="manifest"),
    *(path(f"c/<slug:slug>/{name}/", nothing, name=name) for name in ("crisis", "need_new", "offer_new")),
]
pytestmark = pytest.mark.urls(__name__)


class ShelterForm(PlaceFields, GroupedForm):
    GROUPS = [
        ("Who", "", ("adults", "for_whom")),
        ("Where", "", ("where",)),
        ("Gone", "", ("no_such_field",)),
    ]

    adults = forms.IntegerField(label="Adults", min_value=1, widget=StepperInput)
    for_whom = forms.ChoiceField(
        label="For whom", choices=[("me", "Myself"), ("other", "Someone else")], widget=forms.RadioSelect
    )
    e_mail = forms.EmailField(label="E-mail", required=False)


def a_crisis(**changed):
    facts = {
        "slug": "paris", "name": "Paris", "what_happened": "Attacks in Paris.", "phase": "active",
        "is_drill": False, "official_url": "https://example.org/", "emergency_numbers": "15, 112; 114 by SMS",
        "hotline": "0 800 406 005", "hashtags": ["PorteOuverte"], "updated_at": timezone.now(),
        "place_label": "Paris 11e",
    }  # fmt: skip
    facts |= changed
    return SimpleNamespace(clock_epoch=None, is_over=facts["phase"] in ("stood_down", "archived"), **facts)


def rendered(template, **context):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with translation.override("en"):
        return render_to_string(template, context, request)


def test_the_crisis_page_and_its_stylesheet_fit_in_fourteen_kilobytes():
    page = gzip.compress(rendered("crisis/page.html", crisis=a_crisis(), counts={}).encode())
    style = gzip.compress((STATIC / "css/site.css").read_bytes())
    assert len(page) + len(style) <= 14_000
    assert len(style) <= 3_000


def test_the_script_of_public_pages_fits_in_six_kilobytes():
    scripts = b"".join((STATIC / "js" / name).read_bytes() for name in ("page.js", "pin.js"))
    assert len(gzip.compress(scripts)) <= 6_000


@pytest.mark.parametrize("template", ["base.html", "home.html", "crisis/page.html", "404.html", "429.html"])
def test_no_page_carries_an_inline_script_or_style(template):
    page = rendered(template, crisis=a_crisis(), counts={}, quick_exit=True)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", page)


def test_every_page_of_a_drill_says_it_is_an_exercise_and_no_real_one_does():
    for template in ("base.html", "crisis/page.html", "404.html", "desk/base.html"):
        assert "nobody is in danger" in rendered(template, crisis=a_crisis(is_drill=True), counts={})
        assert "nobody is in danger" not in rendered(template, crisis=a_crisis(), counts={})


def test_posts_keep_their_origin_so_that_the_csrf_check_can_see_it():
    assert '<meta name="referrer" content="same-origin">' in rendered("base.html")


def test_what_is_not_there_and_what_is_not_for_you_look_the_same():
    assert rendered("404.html") == rendered("403.html")


def test_the_page_of_a_crisis_that_is_over_asks_and_offers_nothing():
    assert "need_new" in rendered("crisis/page.html", crisis=a_crisis(), counts={})
    assert "need_new" not in rendered("crisis/page.html", crisis=a_crisis(phase="stood_down"), counts={})


def test_words_of_a_coordinator_are_never_markup():
    page = rendered("crisis/page.html", crisis=a_crisis(name="<b>x", emergency_numbers="<i>112"), counts={})
    assert "<b>x" not in page and "<i>" not in page and escape("<b>x") in page


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("15 17 18 or 112", ["tel:15", "tel:17", "tel:18", "tel:112"]),
        ("114 by SMS", ["sms:114"]),
        ("0 800 406 005", ["tel:0800406005"]),
        ("+33 1 45 50 34 60 at night", ["tel:+33145503460"]),
        ("room 7", []),
    ],
)
def test_a_number_can_be_tapped(text, links):
    assert re.findall(r'href="([^"]+)"', dial(text)) == links


def test_a_qr_code_is_drawn_without_styles():
    drawing = qr("https://example.org/c/paris/")
    assert drawing.startswith("<svg") and "style" not in drawing and len(drawing) < 4_000
    assert qr("") == ""


def test_groups_hold_every_visible_field_once_and_no_empty_group():
    names = [[field.name for field in group.fields] for group in ShelterForm().groups()]
    assert names == [["adults", "for_whom"], ["where"], ["e_mail"]]


def test_a_fresh_form_asks_the_script_for_its_own_id_and_a_refused_one_keeps_the_id_it_was_sent_with():
    sent = str(uuid.uuid4())
    assert "data-fresh" in rendered("forms/form.html", form=ShelterForm())
    refused = rendered("forms/form.html", form=ShelterForm({"submission_id": sent}))
    assert sent in refused and "data-fresh" not in refused


def test_a_post_without_an_id_is_given_one():
    form = ShelterForm({"adults": "2", "for_whom": "me", "where": "rue Alibert"})
    assert form.is_valid() and isinstance(form.cleaned_data["submission_id"], uuid.UUID)


def test_a_place_in_words_or_a_pin_is_enough_and_neither_is_not():
    said = {"adults": "2", "for_whom": "me"}
    assert ShelterForm(said | {"where": "rue Alibert"}).is_valid()
    assert ShelterForm(said | {"lat": "48.87", "lon": "2.36"}).is_valid()
    assert "where" in ShelterForm(said).errors
    assert "where" in ShelterForm(said | {"lat": "48.87"}).errors


def test_half_a_pin_is_no_pin():
    form = ShelterForm({"adults": "2", "for_whom": "me", "where": "rue Alibert", "lat": "48.87"})
    assert form.is_valid() and form.cleaned_data["lat"] is None


def test_errors_come_first_and_lead_to_their_fields():
    page = rendered("forms/form.html", form=ShelterForm({"where": "x"}), steps=True)
    assert page.index('role="alert"') < page.index("<form")
    for name in ("adults", "for_whom"):
        assert f'href="#id_{name}"' in page and f'id="id_{name}"' in page
    assert 'aria-describedby="id_adults_error"' in page and 'id="id_adults_error"' in page


def test_the_title_says_that_something_is_wrong():
    assert "<title>Error:" in rendered("base.html", form=ShelterForm({}))
    assert "<title>Error:" not in rendered("base.html", form=ShelterForm())


def test_answers_are_read_back_in_words():
    form = ShelterForm({"adults": "2", "for_whom": "other", "lat": "48.87", "lon": "2.36"})
    assert form.is_valid()
    with translation.override("en"):
        answers = form.answers()
    assert answers == [("Adults", "2"), ("For whom", "Someone else"), ("Pin on the map", "placed")]


def test_the_language_switch_is_silent_where_the_path_names_no_language():
    assert language_links(RequestFactory().get("/")) == []
