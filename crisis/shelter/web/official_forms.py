from django import forms
from django.utils.translation import gettext_lazy as _

from crisis.ground.web.forms import GroupedForm, PlaceFields, StepperInput
from crisis.shelter.drafts import PlaceDraft, ShelterDraft
from crisis.shelter.models import OfficialShelter
from crisis.shelter.vocabulary import ShelterState


class OfficialForm(PlaceFields, GroupedForm):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For example: Gymnase Japy"))
    capacity = forms.IntegerField(
        label=_("People it takes"), min_value=1, max_value=100_000, widget=StepperInput
    )
    occupied = forms.IntegerField(
        label=_("People inside now"), min_value=0, initial=0, required=False, widget=StepperInput
    )
    step_free = forms.BooleanField(label=_("Step-free"), required=False)
    pets = forms.BooleanField(label=_("Pets are welcome"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=ShelterState.choices, initial=ShelterState.OPEN)
    source = forms.CharField(
        label=_("Who says so"),
        max_length=120,
        required=False,
        help_text=_("For example: town hall, by phone"),
    )
    GROUPS = [
        ("", "", ["name", "where", "capacity", "occupied", "step_free", "pets", "state", "source"]),
    ]
    mark_optional = True

    def draft(self, place: PlaceDraft, *, key: str = "", inside: int = 0) -> ShelterDraft:
        """`inside`: how many there are, where the form does not ask."""
        told = self.cleaned_data
        return ShelterDraft(
            place=place,
            name=told["name"],
            capacity=told["capacity"],
            occupied=told.get("occupied", inside) or 0,
            step_free=told["step_free"],
            pets=told["pets"],
            source=told["source"],
            key=key,
            state=told["state"],
        )

    @classmethod
    def of(cls, shelter: OfficialShelter) -> dict:
        same = ("name", "capacity", "occupied", "step_free", "pets", "state", "lat", "lon")
        return {name: getattr(shelter, name) for name in same} | {
            "where": shelter.label,
            "source": shelter.origin_source,
        }


class EditOfficialForm(OfficialForm):
    """Whoever mends a name does not count: people are counted in and out on the list, by several at once."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["occupied"]


class ImportForm(GroupedForm):
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "First line: name, address or lat and lon, capacity; also occupied, step_free, pets, key."
        ),
        widget=forms.ClearableFileInput({"accept": ".csv,text/csv,text/plain"}),
    )
    source = forms.CharField(label=_("Who made the list"), max_length=120, required=False)
    mark_optional = True
