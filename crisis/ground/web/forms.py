"""Forms as people meet them: groups of questions, a place that may be a pin, repeats that do no harm."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


class Group(NamedTuple):
    legend: str
    hint: str
    fields: list[BoundField]


class StepperInput(forms.NumberInput):
    """A number typed on the digits keyboard; the page's script adds the − and + beside it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})


class PlaceInput(forms.TextInput):
    """A place in words; rendered with "Use my position" and a pin, which fill the form's `lat` and `lon`."""


class GroupedForm(forms.Form):
    """A form shown as fieldsets, one after the other where there is a script.

    `GROUPS` lists (legend, hint, field names); visible fields it does not name follow in a last group.
    `submission_id` tells a repeated post from a second one: made here, and anew by the script on each fresh
    page, because a page kept for offline use would repeat ours.
    """

    GROUPS: ClassVar[Sequence[tuple[Any, Any, Sequence[str]]]] = ()

    submission_id = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.fields["submission_id"].widget.attrs["data-fresh"] = True

    def full_clean(self) -> None:
        """`step` "change" brings what was typed back, perhaps in another language: nothing of it is judged."""
        super().full_clean()
        if self.asked_again:
            self._errors.clear()

    def is_valid(self) -> bool:
        return super().is_valid() and not self.asked_again

    @property
    def asked_again(self) -> bool:
        return self.is_bound and self.data.get("step") == "change"

    def groups(self) -> list[Group]:
        """Return the groups with their bound fields, empty ones left out."""
        visible = {field.name: field for field in self.visible_fields()}
        named = [
            Group(legend, hint, [visible.pop(n) for n in names if n in visible])
            for legend, hint, names in self.GROUPS
        ]
        named.append(Group("", "", list(visible.values())))
        return [group for group in named if group.fields]

    def answers(self) -> list[tuple[str, str]]:
        """Return (label, answer in words) for each question answered; for "check your answers"."""
        shown = [field for group in self.groups() for field in group.fields]
        pairs = [(str(field.label), spoken(field)) for field in shown]
        if self.data and self.cleaned_data.get("lat") is not None:
            pairs.append((str(_("Pin on the map")), str(_("placed"))))
        return [(label, answer) for label, answer in pairs if answer]

    def clean_submission_id(self) -> uuid.UUID:
        return self.cleaned_data.get("submission_id") or uuid.uuid4()


def spoken(field: BoundField) -> str:
    """Return the cleaned answer of `field` in words; empty where nothing was answered."""
    answer = field.form.cleaned_data.get(field.name)
    if answer is None or answer is False or answer in ("", [], ()):  # 0 is an answer
        return ""
    if answer is True:
        return str(_("Yes"))
    if isinstance(field.field, forms.ChoiceField):
        words = {str(value): str(label) for value, label in field.field.choices}
        chosen = answer if isinstance(answer, list | tuple | set) else [answer]
        return "\n".join(words.get(str(value), str(value)) for value in chosen)
    if isinstance(answer, datetime.datetime):
        return date_format(timezone.localtime(answer), "DATETIME_FORMAT")
    return str(answer)


class PlaceFields(forms.Form):
    """A place in words, a pin, or both: `where`, `lat`, `lon` (degrees, WGS 84, or None)."""

    where = forms.CharField(
        label=_("Street, station or place"),
        required=False,
        max_length=200,
        widget=PlaceInput,
        help_text=_("For example: 12 rue Oberkampf, or metro République"),
    )
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)

    PLACE_REQUIRED = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.PLACE_REQUIRED:
            # Only the browser is told: the script lifts it when a pin stands instead of words.
            self.fields["where"].widget.attrs["required"] = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        lat, lon = cleaned.get("lat"), cleaned.get("lon")
        if lat is None or lon is None:
            cleaned["lat"] = cleaned["lon"] = None
            if self.PLACE_REQUIRED and not cleaned.get("where") and "where" not in self.errors:
                self.add_error("where", _("Type a street or a place, or place a pin on the map."))
        return cleaned
