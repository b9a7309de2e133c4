"""What stands in an address, and what narrows a list."""

PARAMETERS = {
    "state": "Only those in this state.",
    "status": "Only those of this status.",
    "slug": "Names the crisis in every address.",
    "match": "A match's id, from `/own`.",
    "block": "The id of a contact you cut.",
    "case": "A case's id.",
    "closure": "The id of a closed area.",
    "subject": "The id of the offer or need.",
    "shelter": "A shelter's id.",
    "search": "A search's id.",
    "note": "A note's id.",
    "suspension": "A suspension's id.",
    "lead": "A lead's id.",
    "other": "The id of the search it is compared with, of the same crisis.",
    "photo": "A photo's id, from `/own`.",
    "need": "A need's id.",
    "offer": "A door's id.",
    "part": "The id of one of the `others`.",
    "number": "The `number` of one of the people asked.",
    "device": "SHA-256 of its endpoint, in hex: one of `devices`.",
}
