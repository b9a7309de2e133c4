from django.db.models import TextChoices


class Asked(TextChoices):
    """What the last answer asked back."""

    NOTHING = "", "nothing"
    CRISIS = "crisis", "crisis"
    NAME = "name", "name"
    PLACE = "place", "place"
    WHICH_PLACE = "which_place", "which place"
