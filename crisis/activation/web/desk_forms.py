"""The forms with which a crisis is declared, edited and staffed."""

import json

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.people.contact import Contact, read_contact
from crisis.activation.drafts import CrisisDraft
from crisis.activation.models import Crisis
from crisis.activation.rules import hashtags_in
from crisis.activation.vocabulary import Profile, Role
from crisis.gazetteer.queries import resolve_area
from crisis.ground.web.forms import GroupedForm, PlaceFields

KILOMETRES = (1, 2, 5, 10, 15, 30, 50, 100, 200)
PROFILES = [
    (Profile.OPEN, _("Open – a flood, a fire, a storm: doors are shown at once")),
    (Profile.GUARDED, _("Guarded – an attack, and the default: doors are shown late and by area only")),
    (
        Profile.HUNTED,
        _("Hunted – people are sought by those who would harm them: as little as possible shown"),
    ),
]


class CrisisForm(GroupedForm, PlaceFields):
    """Declares or edits a crisis; `draft()` once it is valid."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("For example: Paris, 13 November"))
    what_happened = forms.CharField(
        label=_("What happened, in one sentence"), max_length=280, widget=forms.Textarea({"rows": 2})
    )
    radius_m = forms.TypedChoiceField(
        label=_("How far around"),
        coerce=int,
        choices=[(km * 1000, _("%(km)s km") % {"km": km}) for km in KILOMETRES],
        initial=15_000,
        widget=forms.Select({"class": "short"}),
    )
    is_drill = forms.BooleanField(
        label=_("This is an exercise: no message leaves, every page says so"), required=False
    )
    official_url = forms.URLField(
        label=_("Official information (address of a page)"), required=False, assume_scheme="https"
    )
    emergency_numbers = forms.CharField(
        label=_("Emergency numbers"), max_length=80, required=False, initial="112 · 114 (SMS)"
    )
    hotline = forms.CharField(label=_("Hotline"), max_length=80, required=False)
    hashtags = forms.CharField(label=_("Hashtags"), max_length=200, required=False)
    profile = forms.ChoiceField(
        label=_("What the public sees"), choices=PROFILES, initial=Profile.GUARDED, widget=forms.RadioSelect
    )
    polygon = forms.CharField(
        label=_("Perimeter as GeoJSON"),
        required=False,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false", "dir": "ltr"}),
        help_text=_("A Polygon or MultiPolygon. It replaces the circle."),
    )

    GROUPS = [
        ("", "", ["name", "what_happened", "where", "radius_m", "is_drill"]),
        (
            _("More, now or later"),
            "",
            ["official_url", "emergency_numbers", "hotline", "hashtags", "profile", "polygon"],
        ),
    ]
    mark_optional = True

    def clean_polygon(self) -> dict | None:
        text = self.cleaned_data["polygon"].strip()
        if not text:
            return None
        try:
            shape = json.loads(text)
        except (ValueError, RecursionError):
            raise forms.ValidationError(_("This is not a GeoJSON Polygon or MultiPolygon.")) from None
        return geometry_in(shape)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("lat") is None and cleaned.get("where"):
            self._find(cleaned)
        return cleaned

    def _find(self, cleaned: dict) -> None:
        found = resolve_area(cleaned["where"], remote=not cleaned.get("is_drill"))
        if not found:
            self.add_error("where", _("This place is not known. Place a pin on the map, or type a town."))
            return
        cleaned |= {"lat": found.lat, "lon": found.lon, "where": found.label}

    def draft(self) -> CrisisDraft:
        told = self.cleaned_data
        return CrisisDraft(
            name=told["name"],
            what_happened=told["what_happened"],
            place_label=told["where"] or str(_("A pin on the map")),
            lat=told["lat"],
            lon=told["lon"],
            radius_m=told["radius_m"],
            polygon=told["polygon"],
            official_url=told["official_url"],
            emergency_numbers=told["emergency_numbers"],
            hotline=told["hotline"],
            hashtags=hashtags_in(told["hashtags"]),
            profile=told["profile"],
            is_drill=told["is_drill"],
        )

    @classmethod
    def of(cls, crisis: Crisis) -> dict:
        """The answers that would declare `crisis` as it stands: initial values for editing."""
        same = ("name", "what_happened", "lat", "lon", "radius_m", "is_drill", "official_url")
        more = ("emergency_numbers", "hotline", "profile")
        return {field: getattr(crisis, field) for field in same + more} | {
            "where": crisis.place_label,
            "hashtags": " ".join(crisis.hashtags),
            "polygon": json.dumps(crisis.polygon) if crisis.polygon else "",
        }


def geometry_in(shape) -> dict | None:
    """The geometry inside a Feature or a one-feature collection; what drawing tools save."""
    if isinstance(shape, dict) and shape.get("type") == "FeatureCollection":
        shape = next(iter(shape.get("features") or [{}]), {})
    if isinstance(shape, dict) and shape.get("type") == "Feature":
        shape = shape.get("geometry")
    return shape if isinstance(shape, dict) else {}


class EditCrisisForm(CrisisForm):
    """The same, but an exercise stays one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["is_drill"]

    def draft(self) -> CrisisDraft:
        self.cleaned_data.setdefault("is_drill", False)
        return super().draft()


class InviteForm(GroupedForm):
    contact = forms.CharField(
        label=_("E-mail address or phone number"), max_length=254, widget=forms.TextInput({"dir": "ltr"})
    )
    pseudonym = forms.CharField(label=_("Name shown to the team"), max_length=60)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.COORDINATOR)
    may_declare = forms.BooleanField(label=_("May declare crises, too"), required=False)

    def __init__(self, *args, may_declare: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_declare:
            del self.fields["may_declare"]

    def read(self) -> Contact:
        """The contact as typed. Raises Invalid."""
        return read_contact(self.cleaned_data["contact"])
