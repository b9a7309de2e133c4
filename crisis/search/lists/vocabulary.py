"""Who keeps a list of persons, and what became of a row of it. No word here holds a death."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class ListKind(TextChoices):
    HOSPITAL = "hospital", pgettext_lazy("who keeps the list", "Hospital")
    SHELTER = "shelter", pgettext_lazy("who keeps the list", "Shelter")


class Outcome(TextChoices):
    """What an import does, or would do, with one row of the file."""

    ENTERED = "entered", pgettext_lazy("row of a list", "new")
    CHANGED = "changed", pgettext_lazy("row of a list", "changed")
    KNOWN = "known", pgettext_lazy("row of a list", "known, unchanged")
    BACK = "back", pgettext_lazy("row of a list", "back on the list")
    LIAISON = "liaison", pgettext_lazy("row of a list", "for the family liaison")
    REFUSED = "refused", pgettext_lazy("row of a list", "not taken")
