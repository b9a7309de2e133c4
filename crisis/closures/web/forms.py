"""The form with which an area is closed or changed."""

import json
from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from crisis.activation.models import Crisis
from crisis.activation.web.desk_forms import geometry_in
from crisis.closures.drafts import ClosureDraft
from crisis.closures.models import Closure
from crisis.closures.vocabulary import ClosureReason
from crisis.closures.web.words import circle_too_small
from crisis.gazetteer.places import Place
from crisis.gazetteer.queries import exactness_phrase, resolve
from crisis.ground.web.forms import GroupedForm, PlaceFields

RADII = (50, 100, 200, 300, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
HOURS = (1, 3, 6, 12, 24)


class ClosureForm(GroupedForm, PlaceFields):
    """A circle around a place, or a shape drawn or pasted; `draft()` once it is valid."""

    PLACE_REQUIRED = False

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As people know it, for example: Around place de la République")
    )  # fmt: skip
    radius_m = forms.TypedChoiceField(
        label=_("How far around"), coerce=int, initial=300, widget=forms.Select({"class": "short"})
    )
    reason = forms.ChoiceField(label=_("Why"), choices=ClosureReason.choices)
    source = forms.CharField(
        label=_("Who closed it"), max_length=160, help_text=_("For example: Police prefecture, by phone")
    )
    until = forms.ChoiceField(
        label=_("When it opens again"),
        required=False,
        help_text=_(
            "At the time you choose it opens again by itself. If nobody knows, open it again yourself later."
        ),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    source_url = forms.URLField(
        label=_("Where they say so (address of a page)"), required=False, assume_scheme="https"
    )
    polygon = forms.CharField(
        label=_("Shape as GeoJSON"),
        required=False,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false", "dir": "ltr"}),
        help_text=_("A Polygon or MultiPolygon. It replaces the circle."),
    )
    GROUPS = [
        ("", "", ["name", "where", "radius_m", "reason", "source", "until"]),
        (_("Draw it, or more to say"), "", ["polygon", "source_url"]),
    ]
    mark_optional = True

    def __init__(self, *args, crisis: Crisis, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.crisis = crisis
        self.found: Place | None = None
        self.fields["radius_m"].choices = [(metres, _far(metres)) for metres in self._radii()]
        self.fields["until"].choices = self._ends(at)

    def _radii(self) -> list[int]:
        return sorted({*RADII, self.initial.get("radius_m") or RADII[0]})

    def _ends(self, at: datetime) -> list[tuple[str, str]]:
        """Absolute moments, so that a form sent twice says the same; one chosen before stays among them."""
        start = at.replace(second=0, microsecond=0)
        ends = {start + timedelta(hours=hours) for hours in HOURS}
        for text in (self.data.get("until"), self.initial.get("until")):
            if kept := _moment(text):
                ends.add(kept)
        told = [(end.isoformat(), date_format(timezone.localtime(end), "D H:i")) for end in sorted(ends)]
        return [("", _("Not known: we open it again ourselves")), *told]

    def clean_until(self) -> datetime | None:
        return _moment(self.cleaned_data["until"])

    def clean_polygon(self) -> dict | None:
        text = self.cleaned_data["polygon"].strip()
        if not text:
            return None
        try:
            return geometry_in(json.loads(text))
        except (ValueError, RecursionError):
            raise forms.ValidationError(_("This is not a GeoJSON Polygon or MultiPolygon.")) from None

    def clean(self) -> dict:
        cleaned = super().clean()
        typed_anew = cleaned.get("where") != self.initial.get("where") and not self._pin_moved(cleaned)
        if cleaned.get("where") and (cleaned.get("lat") is None or typed_anew):
            self._find(cleaned)
        return cleaned

    def _pin_moved(self, cleaned: dict) -> bool:
        return (cleaned.get("lat"), cleaned.get("lon")) != (self.initial.get("lat"), self.initial.get("lon"))

    def _find(self, cleaned: dict) -> None:
        near = (self.crisis.lat, self.crisis.lon)
        found = resolve(cleaned["where"], near=near, limit=1, remote=not self.crisis.is_drill)
        if found:
            self.found = found[0]
        elif cleaned.get("polygon") is None:
            self.add_error("where", _("This place is not known. Put a pin on the map, or draw the area."))

    def draft(self) -> ClosureDraft:
        told = self.cleaned_data
        same = ("name", "reason", "source", "source_url", "radius_m", "polygon", "until")
        where = {"place_label": told["where"], "lat": told["lat"], "lon": told["lon"]}
        if self.found:
            where = {"place_label": self.found.label, "lat": self.found.lat, "lon": self.found.lon}
        return ClosureDraft(**{name: told[name] for name in same}, **where)

    def found_in_words(self) -> str:
        """The place the typed words were taken for and how exact it is; "" for a pin or a shape."""
        if not self._around_words():
            return ""
        exactness = exactness_phrase(self.found.exactness, self.found.radius_m)
        return _("%(place)s, %(exactness)s") % {"place": self.found.label, "exactness": exactness}

    def too_small_in_words(self) -> str:
        """A warning where the place may lie outside the circle, with a radius that holds it; "" otherwise."""
        chosen = self.cleaned_data["radius_m"]
        if not self._around_words() or chosen >= self.found.radius_m:
            return ""
        enough = next((metres for metres in RADII if metres >= chosen + self.found.radius_m), None)
        return circle_too_small(_far(chosen), _far(enough) if enough else "")

    def _around_words(self) -> bool:
        return self.found is not None and self.cleaned_data.get("polygon") is None

    @classmethod
    def of(cls, closure: Closure) -> dict:
        """The answers that would declare it as it stands."""
        same = ("name", "reason", "source", "source_url")
        drawn = closure.radius_m is None
        return {name: getattr(closure, name) for name in same} | {
            "version": closure.version,
            "where": closure.place_label,
            "lat": None if drawn else closure.lat,
            "lon": None if drawn else closure.lon,
            "radius_m": closure.radius_m or 300,
            "polygon": json.dumps(closure.area) if drawn else "",
            "until": closure.until.isoformat() if closure.until else "",
        }


def _moment(text: str | None) -> datetime | None:
    """An aware moment, or None."""
    try:
        moment = parse_datetime(text or "")
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


def _far(metres: int) -> str:
    if metres < 1_000:
        return _("%(metres)s m") % {"metres": metres}
    return _("%(km)s km") % {"km": f"{metres / 1000:g}"}
