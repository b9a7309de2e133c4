"""Why two look like one person: the codes. What each says in words stands with whoever shows them."""

from enum import StrEnum


class Why(StrEnum):
    SAME_NAME = "same_name"
    LIKE_NAME = "like_name"
    SAME_SOUNDS = "same_sounds"
    SHORT_FORM = "short_form"
    INITIAL = "initial"
    SAME_LETTERS = "same_letters"
    OTHER_ORDER = "other_order"
    MORE_NAMES = "more_names"
    AGE_FITS = "age_fits"
    AGE_APART = "age_apart"
    SEX_DIFFERS = "sex_differs"
    METRES_APART = "metres_apart"
    HOURS_APART = "hours_apart"
    HOURS_AFTER = "hours_after"
    HOURS_BEFORE = "hours_before"
    SAME_DESCRIPTION = "same_description"
    SAME_CONTACT = "same_contact"
