"""The elements of PFIF as zesty.ca/pfif/1.4 lists them, in its order, and what older versions called them."""

import re

HERE = "1.4"
VERSIONS = ("1.1", "1.2", "1.3", HERE)
NAMESPACE = f"http://zesty.ca/pfif/{HERE}"
NAMESPACES = {f"http://zesty.ca/pfif/{version}": version for version in VERSIONS}
ATOM = "http://www.w3.org/2005/Atom"

PERSON = (
    "person_record_id",
    "entry_date",
    "expiry_date",
    "author_name",
    "author_email",
    "author_phone",
    "source_name",
    "source_date",
    "source_url",
    "full_name",
    "given_name",
    "family_name",
    "alternate_names",
    "description",
    "sex",
    "date_of_birth",
    "age",
    "home_street",
    "home_neighborhood",
    "home_city",
    "home_state",
    "home_postal_code",
    "home_country",
    "photo_url",
    "profile_urls",
)
NOTE = (
    "note_record_id",
    "person_record_id",
    "linked_person_record_id",
    "entry_date",
    "author_name",
    "author_email",
    "author_phone",
    "source_date",
    "author_made_contact",
    "status",
    "email_of_found_person",
    "phone_of_found_person",
    "last_known_location",
    "text",
    "photo_url",
)
FIELDS = {"person": PERSON, "note": NOTE}
# What an element must hold, empty or not.
NEEDED = {
    "person": ("person_record_id", "source_date", "full_name"),
    "note": ("note_record_id", "author_name", "source_date", "text"),
}
RENAMED = {
    "home_zip": "home_postal_code",
    "first_name": "given_name",
    "last_name": "family_name",
    "found": "author_made_contact",
    "other": "description",
}

# Whom they reach, where they live or how to be taken for them: never without the scope that says so.
SENSITIVE = frozenset(
    (
        "date_of_birth", "author_email", "author_phone", "email_of_found_person", "phone_of_found_person",
        "home_street", "home_neighborhood",
    )
)  # fmt: skip
# Free words, in which strangers write numbers and addresses.
FREE = frozenset(
    (
        "full_name", "given_name", "family_name", "alternate_names", "description", "author_name",
        "text", "last_known_location", "source_name", "home_street", "home_neighborhood", "home_city", "home_state",
    )
)  # fmt: skip

ALIVE, MISSING, SOUGHT, SELF = "believed_alive", "believed_missing", "information_sought", "is_note_author"
GRAVE = "believed_dead"
STATUSES = (SOUGHT, SELF, ALIVE, MISSING, GRAVE)

RECORD_ID = re.compile(r"(?P<domain>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,98}[A-Za-z0-9])?)/(?P<local>[!-~]+)")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)

# What a field may look like; one that doesn't is left out, and the record stays.
SHAPES = {
    "sex": re.compile(r"female|male|other"),
    "status": re.compile("|".join(STATUSES)),
    "author_made_contact": re.compile(r"true|false"),
    "date_of_birth": re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII),
    "age": re.compile(r"\d{1,3}(-\d{1,3})?", re.ASCII),
    "home_country": re.compile(r"[A-Z][A-Z]"),
    "author_email": re.compile(r".+@.+"),
    "email_of_found_person": re.compile(r".+@.+"),
    "author_phone": re.compile(r"[\-+()\d ]+", re.ASCII),
    "phone_of_found_person": re.compile(r"[\-+()\d ]+", re.ASCII),
    "source_url": re.compile(r"https?://[^\s<>\"]+"),
    "photo_url": re.compile(r"https?://[^\s<>\"]+"),
    "profile_urls": re.compile(r"\s*https?://[^\s<>\"]+(\s+https?://[^\s<>\"]+)*\s*"),
    "linked_person_record_id": RECORD_ID,
}

LONGEST = {
    "description": 10_000,
    "text": 10_000,
    "profile_urls": 4_000,
    "alternate_names": 2_000,
    "full_name": 1_000,
}
LONGEST_ELSE = 500
