"""What each field of the schema means, with its unit and an example: one vocabulary, because one word means one thing.

A serializer's own `help_text` wins. `Name.field` speaks of one shape where the word alone would not do.
"""

from crisis.ground.api.bodies import Shape
from crisis.ground.api.fields_of_people import OF_PEOPLE, WHEN
from crisis.ground.api.parameters import PARAMETERS

POINT = "degrees (WGS 84)"

# field, or "Shape.field": (meaning, example) or meaning
WORDS: dict[str, tuple[str, object] | str] = {
    # -- Everywhere
    "id": "Stable, random; keep things by it.",
    "items": "This page, in the order the summary tells.",
    "next": "Address of the next page; null on the last.",
    "Changes.items": "Each resource once, as it is now.",
    "reference": ("A short code to read aloud. It opens nothing.", "K7P2-M4XQ"),
    "manage_token": ("Send it as `Authorization: Manage <token>`. Shown now and never again; whoever has it may do "
                     "what its owner may.", "k3jq7vd2m5x4tb6wn1rz8c0ayh"),
    "state": "Where it stands; new values may come, treat an unknown one as closed.",
    "lat": (f"Latitude, {POINT}.", 48.8712),
    "lon": (f"Longitude, {POINT}.", 2.3672),
    "cell": ("H3 cell: resolution 8 (some 900 m across), or coarser where few would be told apart.", "881fb46625fffff"),
    "radius_m": ("Metres: the true point lies within.", 150),
    "metres": ("As the crow flies; between the centres of the two cells while an address is not released.", 650),
    "label": ("What the gazetteer calls the place. A house number may be missing from it.", "Rue Alibert, 75010 Paris"),
    "exactness": "How exact the point is: a pin, an address, a site, or only its street, district or town.",
    "in_words": ("The same for people, in the language asked for.", "in this street"),
    "place": "Where it is, and how far that can be trusted.",
    "text": ("What was written.", "I am at the corner."),
    "languages": "Languages spoken (ISO 639-1).",
    "name": ("Shown to everybody.", "Gymnase Japy"),
    "Found.name": ("First name and initial.", "Amira H."),
    "News.name": ("First name and initial.", "Amira H."),
    "FindBody.name": ("First and family name, in any order.", "Amira Haddad"),
    "contact": ("E-mail, or a phone number (French as written, others with +). Never shown to the other side.",
                "06 12 34 56 78"),
    "posted_at": "When it was posted; again when it was asked anew.",
    "updated_at": "When anything of it last changed.",
    "created_at": "When it was written (real time, also in an exercise).",
    "at": "When.",
    "by": "Who; null when they are gone.",
    "reason": ("Why. The person concerned reads it, but for a report that changed nothing.", "Not true."),
    "subject": "The id of what it is about.",
    "subject_kind": ("What `subject` is: `offer`, `need`, `shelter`, `search`, `search_note` (what somebody told), "
                     "`check_in`, `message` or `crisis`.", "offer"),
    "held_at": f"Since when moderation keeps it off every public surface. {WHEN}",
    "key": "Its name in the list it came from.",
    "kind": "What this is.",
    # -- A crisis
    "slug": ("Names the crisis in every address.", "paris-2015"),
    "short_code": ("For a short link on paper: /<short_code>.", "K7P2-M4XQ"),
    "what_happened": ("One sentence for everybody.", "Several attacks in the east of Paris."),
    "place_label": ("Its centre in words.", "Paris"),
    "Crisis.radius_m": ("Metres around the centre; null where a polygon is drawn.", 15000),
    "DeskCrisis.radius_m": ("Metres around the centre; null where a polygon is drawn.", 15000),
    "CrisisBody.radius_m": ("Metres around the centre, when no polygon is sent.", 15000),
    # -- A closed area
    "Closure.reason": ("Why.", "police"),
    "ClosureBody.reason": ("Why.", "police"),
    "Closure.name": ("As people know it.", "Around the Bataclan"),
    "ClosureBody.name": ("As people know it.", "Around the Bataclan"),
    "Closure.source": ("Who in authority closed it.", "Police prefecture"),
    "ClosureBody.source": ("Who in authority closed it.", "Police prefecture"),
    "source_url": ("Where they say so; empty when unknown.", "https://www.prefecturedepolice.interieur.gouv.fr/"),
    "Closure.place_label": ("Its middle in words; empty for a drawn shape.", "50 boulevard Voltaire"),
    "ClosureBody.radius_m": ("Metres around the place, when no polygon is sent.", 300),
    "ClosureBody.until": "When it opens by itself; nothing: when somebody lifts it.",
    "Closure.declared_at": "Closed since.",
    "ClosedHere.areas": "The closed areas that hold this place, or lie on the way of its match.",
    "who_has_them": ("For children alone: who has them now, where, and until when.", "Their aunt, at her home."),
    "changed_at": "When anything of it last changed.",
    "in_closed_area": "Is it in an area that is closed now? Nobody is sent there.",
    "set_aside_at": f"Since when a closed area holds the door, so that nobody is sent there. {WHEN}",
    "polygon": "GeoJSON, longitude first; null for a circle.",
    "official_url": ("Where the authorities speak; empty when unknown.", "https://www.gouvernement.fr/"),
    "emergency_numbers": ("To be shown first, as written.", "112 · 15 · 17 · 18"),
    "hotline": ("A number for questions; empty when there is none.", "0 800 406 005"),
    "hashtags": ("Without the #.", ["PorteOuverte"]),
    "profile": "How much is shown to whom: open, guarded (the usual) or hunted.",
    "phase": "draft → active → stood_down → archived. Only an active crisis takes anything new.",
    "is_drill": "An exercise, and a sandbox: nothing in it reaches a real phone or mailbox. Say so on every screen.",
    "confirmed_by_second": "Has a second coordinator confirmed it? Until then say that it is unconfirmed.",
    "closing_message": ("Said to everybody once it is over; empty before.", "Everybody is safe. Thank you."),
    "activated_at": f"When it was opened to everybody. {WHEN}",
    "declared_at": "When it was declared, in draft.",
    "stood_down_at": f"When it ended. {WHEN}",
    "archived_at": f"When it was closed for good. {WHEN}",
    "typed_name": "The crisis's name, typed by a person. An exercise asks for none.",
    # -- Doors and needs
    "places": ("Persons the door can take.", 2),
    "places_left": ("Persons it can still take.", 1),
    "until": "Until when the door is open.",
    "first_name": ("Shown to the other side once the guest is on the way.", "Amira"),
    "OwnSearch.first_name": ("Of whoever posted; never public.", "Esma"),
    "DeskSearch.first_name": ("Of whoever posted; never public.", "Esma"),
    "DeskSearchTold.first_name": ("Of whoever posted; never public.", "Esma"),
    "entry": ("How to get in: door code, floor. Released with the address.", "code 4812B, 3rd floor"),
    "meeting_point": ("Where to meet instead of at the door; empty for the door itself.", "metro Goncourt, exit 2"),
    "note": ("A word to the other side; read with the address.", "Ring twice."),
    "NeedBody.note": ("A word to the coordinators.", "One of us walks with a stick."),
    "NeedChangeBody.note": ("A word to the coordinators.", "One of us walks with a stick."),
    "DeskNeed.note": "A word to the coordinators.",
    "OwnNeed.note": "A word to the coordinators.",
    "adults": ("Persons of 18 or more.", 2),
    "children": ("Persons under 18.", 1),
    "step_free": "Asked for, or given: no step from the street to the bed.",
    "pets": "Animals come along, or are welcome.",
    "women_only": "A door for women only; asked for, or given.",
    "women_group": "Only women, and their children, are in the group: doors for women only are open to it.",
    "may_split": "They said that they may sleep behind two doors; a child always beside an adult.",
    "wish": "What would be given up: step-free, coming with a pet, a home for women only, or staying together.",
    "hints": "What would open more doors around; empty in the first minute.",
    "others": "The others of a group that was divided; each has a page of its own.",
    "refusals": "What keeps doors shut, by its code.",
    "Refusal.doors": ("So many doors near enough.", 6),
    "Relaxation.doors": ("So many doors would fit.", 3),
    "Relaxation.within": ("Metres: all of them are within.", 2000),
    "nearby": ("Doors within reach on foot, full and paused ones too.", 12),
    "acceptable": ("How many of them fit now.", 0),
    "full": ("Doors that would fit, were their places not taken.", 2),
    "paused": ("Doors that would fit, were they not paused or held.", 1),
    "relaxations": "Which single wish keeps how many doors shut.",
    "Why.doors": "The best that fit now, best first.",
    "misses": "The nearest that do not fit.",
    "division": "Two doors that take a group between them; empty where one door does, or they stay together.",
    "for_someone_else": "Posted by somebody who is not among the guests.",
    "confirmed_at": "When the host last said that the door is open.",
    "asked_at": "When the host was asked whether it still is; unanswered, it closes within the hour. Null: not asked.",
    "held": "A coordinator has taken it off every public surface.",
    "contacts": "Ways to reach its owner.",
    "alternatives": "What else the words may have meant; put it right through PATCH /own.",
    "capacity": ("Persons it can take in all.", 200),
    "occupied": ("Persons inside now.", 60),
    "source": ("Who says so.", "Mairie de Paris"),
    "cells": "In no order that would tell more than the bands do.",
    "crisis": "The crisis it belongs to.",
    "offer": "The door.",
    "need": "Who needs a place.",
    "matches": "Those under way, newest first.",
    "meanwhile": "Where to go while waiting.",
    "verified": "Has its owner answered by code or link? Nothing but a code is sent before.",
    "value": "As typed, e-mail in lower case, phone in E.164.",
    "code": ("Stable; act on it, not on the words.", "too_late"),
    "CodeBody.code": ("The six digits that were sent.", "123456"),
    # -- A match
    "proposed_at": "When the host was asked.",
    "accepted_at": f"When the host said yes. {WHEN}",
    "coming_at": f"When the guest set out: the address is released from then on. {WHEN}",
    "host_confirmed_at": f"When the host said that the guest is there. {WHEN}",
    "guest_confirmed_at": f"When the guest said so. {WHEN}",
    "reasons": "Why this door.",
    "DeskLead.reasons": "Why they may be the same person.",
    "DeskLead.proposed_at": "When the two were found to be alike.",
    "LikenessReason.code": ("Stable; act on it, not on the words.", "same_name"),
    "address": "Null until the guest has said that they come.",
    "host_first_name": "Null until then.",
    "host_note": "Null until then.",
    "guest_first_name": "Null until the guest has said that they come.",
    "by_hand": "A coordinator proposed it.",
    "hold_until": "When the hold lapses by itself, unless the guest is on the way.",
    "closed_at": f"When it ended. {WHEN}",
    "closed_by": "The side that ended it; empty while it lives.",
    "close_reason": "As in declining; empty without one.",
    "side": "Whose words, or whose step.",
    # -- Following along
    "type": "Which resource; `data` has its shape.",
    "deleted": "A tombstone: forget the resource with this id.",
    "data": "The resource as it is now, in the shape its own endpoint gives; null when deleted.",
    "has_more": "Ask again at once with `next`.",
    # -- The desk
    "why": "What it is about.",
    "opened_at": "Since when it waits.",
    "taken_by": "The colleague's id; null while nobody has it.",
    "taken_at": f"Since when they have it. {WHEN}",
    "to": "To whom; null gives it back to everyone.",
    "role": "A moderator sees reports alone.",
    "what": "What to show: the exact address, the contacts, or both. Each is logged.",
    "act": "hold: off every public surface; restore: back again; keep: leave it as it is.",
    "reports": "How many reports.",
    "first_at": "The first of them.",
    "last_at": "The latest of them.",
    "lifted_at": f"When it was taken back. {WHEN}",
    "lifted_by": "Who took it back.",
    # -- The end of a handshake, and the morning after
    "ended": "The last that ended, newest first.",
    "mornings": "What you were asked in the morning about who came, newest first.",
    "other": "Their part; empty where what brought you together is gone.",
    "Morning.match": "The id of the match it is about.",
    "answer": "How it went: `fine`, or `follow_up` for a coordinator to get in touch; empty: nothing said yet.",
    "answered_at": f"When it was answered. {WHEN}",
    # -- What is held
    "person": "Pseudonym, language, sign-in addresses.",
    "who_saw_it": "Who was shown what, when and why.",
    "suspensions": "When and why coordinators suspended you, and when it was lifted.",
    # -- Problems
    "Problem.type": "The page that explains the code.",
    "title": "The code as words.",
    "Problem.status": "The HTTP status again.",
    "detail": "For people, in the language asked for; it may change.",
    "errors": "Which parts of the body are wrong, where `code` is `invalid`.",
} | OF_PEOPLE  # fmt: skip


def describe(result: dict, **_spectacular) -> dict:
    """A post-processing hook: words for every field and parameter that brings none."""
    for operation in (each for path in result["paths"].values() for each in path.values()):
        for parameter in operation.get("parameters", ()):
            if parameter["name"] in PARAMETERS:
                parameter.setdefault("description", PARAMETERS[parameter["name"]])
    for name, shape in result["components"]["schemas"].items():
        if shape.get("description") == Shape.__doc__:
            del shape["description"]  # said to us, not to a client
        for field, told in shape.get("properties", {}).items():
            _tell(told, field, name)
    return result


def _tell(told: dict, field: str, name: str) -> None:
    shape = name.removesuffix("Request").removeprefix("Patched")
    meaning = WORDS.get(f"{shape}.{field}", WORDS.get(field))
    if meaning is None:
        return
    words, *example = (meaning,) if isinstance(meaning, str) else meaning
    if _is_flag(told) and field in FLAGS:
        words, example = FLAGS[field], []
    told.setdefault("description", words)
    if example and "$ref" not in told and "enum" not in told:
        told.setdefault("examples", example)


def _is_flag(told: dict) -> bool:
    return told.get("type") == "boolean"


# Numbers where people are counted, yes or no where a door is described.
FLAGS = {"children": "Children are welcome."}
