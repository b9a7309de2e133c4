"""Giving a list: what it is, then which column of the file says what."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crisis.ground import sheets
from crisis.ground.web.forms import GroupedForm
from crisis.search.lists.columns import HEADINGS, MOST_COLUMNS, Layout
from crisis.search.lists.drafts import ListDraft
from crisis.search.lists.vocabulary import ListKind

NOT_USED = ("", _("Not used"))
SAYS = [
    NOT_USED,
    ("given_name", _("First name")),
    ("family_name", _("Family name")),
    ("name", _("Whole name, first name first")),
    ("name_reversed", _("Whole name, family name first")),
    ("other_names", _("Other names")),
    ("born", _("Day or year of birth")),
    ("age", pgettext_lazy("column", "Age")),
    ("sex", _("Woman or man")),
    ("status", _("What the list says of them")),
    ("key", _("Number of the person on the list")),
    ("died", _("Death: goes to the family liaison alone")),
]
BETWEEN = {";": _("semicolon ;"), ",": _("comma ,"), "\t": _("tab"), "|": _("bar |")}
LAST_FIRST_ROW = 50


class GiveForm(GroupedForm):
    kind = forms.ChoiceField(
        label=_("Who keeps the list"), choices=ListKind.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=_("Name of the list"),
        max_length=120,
        help_text=_("For example: Hôpital Saint-Louis. The same name changes the list given before."),
    )
    place = forms.CharField(label=_("Where it is"), max_length=160, required=False)
    given_by = forms.CharField(
        label=_("Who gave it"),
        max_length=120,
        required=False,
        help_text=_("For example: Dr Martin, by e-mail"),
    )
    part = forms.BooleanField(label=_("This file is only a part: nobody has left the list"), required=False)

    mark_optional = True

    def draft(self) -> ListDraft:
        told = self.cleaned_data
        return ListDraft(**{name: told[name] for name in ("kind", "name", "place", "given_by")})


class FileForm(GiveForm):
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("As it comes out of the spreadsheet. Columns may have any name and any order."),
        widget=forms.ClearableFileInput({"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )


class LookForm(GroupedForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("However it is spelt. Empty: the latest."),
    )
    reason = forms.CharField(
        label=_("Why do you need to see it?"),
        max_length=200,
        help_text=_("It is kept with your name, for each person you are shown."),
    )
    mark_optional = True


def layout_in(data, guessed: Layout) -> Layout:
    """The guess as somebody corrected it, however wrong that is."""
    told = {index: data.get(f"col_{index}", "") for index in range(MOST_COLUMNS)}
    columns = {index: says for index, says in told.items() if says in HEADINGS}
    between = data.get("between", "")
    return Layout(
        between if between in tuple(sheets.DELIMITERS) else guessed.delimiter,
        _first(data.get("first", ""), guessed.first),
        columns,
        guessed.headings,
    )


def _first(typed: str, guessed: int) -> int:
    return int(typed) if typed.isdecimal() and 0 < int(typed) <= LAST_FIRST_ROW else guessed
