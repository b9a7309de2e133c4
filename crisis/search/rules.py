"""What a search and a note must hold, and what of them may be public. Pure: values in, {field: [message]} out."""

import re
import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid
from accounts.people.contact import REGION, read_contact
from crisis.activation.rules import FARTHEST_METRES
from crisis.ground import grid
from crisis.search.drafts import ClaimDraft, FollowDraft, NoteDraft, SearchDraft
from crisis.search.vocabulary import (
    KINDS_BY_ANYBODY,
    KINDS_BY_THE_DESK,
    NOTES_BY_ANYBODY,
    AuthorKind,
    NoteKind,
    NoteStatus,
    Sex,
)
from matching.engine.names import fold

LIFETIME = timedelta(days=30)
WARNED = timedelta(days=5)  # before it runs out the family is told
OLDEST = 120
MOST_RELATIVES = 12
MOST_HIDDEN = 2  # searches whose pages one claimant takes away by themselves within CLAIMS_WITHIN
MOST_HIDDEN_BY_DOMAIN = 3  # the same, by all whose addresses are of one mail domain
CLAIMS_WITHIN = timedelta(hours=1)
MOST_JUDGED = 3  # claims on one search that were judged; any later one hides nothing by itself
PHOTO_FROM = 18  # years: no photo of a minor is public
PUBLIC_FROM = 15  # years: of a younger child nothing is public at all
CLOCK_SLIP = timedelta(minutes=15)
MASK = "•••"

# Mail of everybody: there an address costs its owner an account, and many who are sought have one.
MAIL_FOR_ALL = (
    "aol.com bbox.fr free.fr gmail.com gmx.at gmx.ch gmx.de gmx.net googlemail.com hotmail.com hotmail.fr icloud.com "
    "laposte.net libero.it live.com live.fr me.com msn.com neuf.fr numericable.fr orange.fr outlook.com outlook.fr "
    "proton.me protonmail.com sfr.fr t-online.de ukr.net wanadoo.fr web.de wp.pl yahoo.com yahoo.fr yandex.ru"
)

NO_NAME = "@/\\:_#"
UNSEEN = ("Cf", "Mn")  # signs between letters, and above them
NO_LETTERS = ("Nd", "Nl", "No", "So")  # Unicode's numbers, and its pictures
MOST_WORDS = 6

# In folded words: English, French, Spanish, Italian, German, Portuguese, Dutch, Polish; Cyrillic letter by letter.
_OF_A_DEATH = re.compile(
    r"\b(deced|deceas|dead|death|killed|perished|lifeless|morgue|cadav|corpse|muert|fallec|falec|gestorb|verstorb"
    r"|umgekomm|ermord|getot|overled|vermoord|assassin|asesin|uccis|murder|succomb|succumb|obseq|funera|vefat"
    r"|(die|died|dies|mort|morte|morts|mortes|tuee?s?|tues?|defunt[aeo]?|body|corps|mort[oa]|tote?n?|morreu|mourut"
    r"|meurt|mourir|slain|buried|rip|r i p|starb|abattue?s?|execut(ee?s?|ed|ad[ao]s?)|inhum(ee?s?|er|ation)"
    r"|enterr(ee?s?|er|ement|ad[ao]))\b"
    r"|nous a quitt|pass(ed|es|ing)? away|(lost|losing) (his|her|their) li|perdu la vie|perdio la vida|ums leben"
    r"|zgina|zginel|nie zyje|zmarl|pogib|skonchal|zaginu|zagibl)"
)
# As they are written: folded, little is left of them, or the name of somebody. Arabic, Hebrew, Turkish, Cyrillic.
_OF_A_DEATH_AS_WRITTEN = re.compile(
    r"مات|توف|قتل|استشهد|شهيد|\bמתה?\b|נהרג|נרצח|נפטר|\böl(ü|dü|müş)|şehit|\b(умер|помер|убит|вбит)"
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(\.[\w-]{1,63})+")


def kept() -> timedelta:
    """How long an ended search can be brought back; then it is wiped: docs/decisions/0007."""
    return timedelta(days=settings.SEARCH_KEPT_DAYS)


def search_problems(draft: SearchDraft, *, centre: tuple[float, float], at: datetime) -> dict[str, list]:
    found = (
        name_problems(draft.given_name, draft.family_name)
        | _age_problems(draft)
        | contact_problems(draft.contact)
    )
    if draft.sex not in Sex.values:
        found["sex"] = [_("Choose one of the answers.")]
    if draft.place and grid.metres((draft.place.lat, draft.place.lon), centre) > FARTHEST_METRES:
        found["where"] = [_("This place is too far from the crisis. Check it, or leave it empty.")]
    if draft.last_seen_at and draft.last_seen_at > at + CLOCK_SLIP:
        found["last_seen_at"] = [_("This moment is still to come. Check the day and the time.")]
    for contact in draft.their_contacts:
        found |= contact_problems(contact, field="their_contacts")
    return found


def note_problems(draft: NoteDraft, *, at: datetime) -> dict[str, list]:
    """Of an understood() draft. A status this service does not know is refused: none of ours can tell of a death."""
    found = {}
    if draft.kind not in _kinds(draft.author_kind):
        found["kind"] = [_("Choose one of the answers.")]
    if draft.status and draft.status not in NOTES_BY_ANYBODY:
        found["status"] = [_("Choose one of the answers.")]
    elif not _agree(draft.kind, draft.status):
        found["status"] = [_("This does not go with what you say you know.")]
    if draft.author_kind and draft.author_kind not in AuthorKind.values:
        found["author_kind"] = [_("Choose one of the answers.")]
    if not draft.text.strip():
        found["text"] = [_("Write in a few words what you know.")]
    if draft.seen_at and draft.seen_at > at + CLOCK_SLIP:
        found["seen_at"] = [_("This moment is still to come. Check the day and the time.")]
    asked = draft.contact.strip() or draft.wish is not None
    return found | (contact_problems(draft.contact) if asked else {})


def understood(draft: NoteDraft) -> NoteDraft:
    """With the kind its status implies, and the status its kind does, where one of them was left out."""
    if not draft.kind and draft.status:
        return replace(draft, kind=kind_of(draft.status))
    if draft.kind == NoteKind.SEEN_ALIVE and not draft.status:
        return replace(draft, status=NoteStatus.BELIEVED_ALIVE)
    return draft


def kind_of(status: str) -> str:
    """The kind of note that a PFIF status alone makes."""
    return NoteKind.SEEN_ALIVE if status == NoteStatus.BELIEVED_ALIVE else NoteKind.INFORMATION


def _kinds(author_kind: str) -> tuple[str, ...]:
    """A hospital's list is for whoever has it in hand."""
    has_lists = author_kind in (AuthorKind.VOLUNTEER, AuthorKind.OFFICIAL_LIST)
    return KINDS_BY_THE_DESK if has_lists else KINDS_BY_ANYBODY


def _agree(kind: str, status: str) -> bool:
    alive = NoteStatus.BELIEVED_ALIVE
    fits = {
        NoteKind.SEEN_ALIVE: (alive,),
        NoteKind.INFORMATION: ("", NoteStatus.BELIEVED_MISSING, NoteStatus.INFORMATION_SOUGHT),
        NoteKind.QUESTION: ("", NoteStatus.INFORMATION_SOUGHT),
        NoteKind.HOSPITAL_LIST: ("", alive),
    }
    return status in fits.get(kind, (status,))


def claim_problems(draft: ClaimDraft) -> dict[str, list]:
    return contact_problems(draft.contact)


def follow_problems(draft: FollowDraft) -> dict[str, list]:
    return contact_problems(draft.contact)


def own_domain(contact: str) -> str:
    """The domain somebody bought, of a mail address at it or below; "" for a number, and for mail of everybody."""
    domain = contact.rpartition("@")[2].lower() if "@" in contact else ""
    labels = domain.split(".")
    second_level = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3  # example.co.uk
    return "" if domain in MAIL_FOR_ALL.split() else ".".join(labels[-3 if second_level else -2 :])


def contact_problems(contact: str, *, field: str = "contact") -> dict[str, list]:
    try:
        read_contact(contact, field=field)
    except Invalid as wrong:
        return wrong.errors
    return {}


def youngest(age_min: int | None, age_max: int | None) -> int | None:
    """The age to be careful by: the lower one said, None when nobody said any."""
    return age_max if age_min is None else age_min


def never_public(age_min: int | None, age_max: int | None) -> bool:
    age = youngest(age_min, age_max)
    return age is not None and age < PUBLIC_FROM


def photo_never_public(age_min: int | None, age_max: int | None) -> bool:
    age = youngest(age_min, age_max)
    return age is not None and age < PHOTO_FROM


def masked(text: str) -> str:
    """Free text without the phone numbers and e-mail addresses somebody wrote into it."""
    for match in reversed(list(phonenumbers.PhoneNumberMatcher(text, REGION))):
        text = text[: match.start] + MASK + text[match.end :]
    return _EMAIL.sub(MASK, text)


def tells_of_a_death(text: str) -> bool:
    """Words a moderator must look at twice. Rather one too many: they are shown a line of guidance, no more."""
    written = "".join(
        sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign) not in UNSEEN
    )
    return bool(_OF_A_DEATH.search(" ".join(fold(text))) or _OF_A_DEATH_AS_WRITTEN.search(written.casefold()))


def name_problems(given: str, family: str) -> dict[str, list]:
    found = {
        field: [no_name()]
        for field, name in (("given_name", given), ("family_name", family))
        if says_more_than_a_name(name)
    }
    if not fold(f"{given} {family}"):
        found["given_name"] = [_("Give a first name or a family name.")]
    return found


def says_more_than_a_name(name: str) -> bool:
    """A number to call, an address, a sentence: strangers read names, and nobody has read them before."""
    if name.isalpha():
        return False
    letters = name.replace(" ", "").replace("-", "").isalpha()
    signs = not letters and any(sign in NO_NAME or unicodedata.category(sign) in NO_LETTERS for sign in name)
    return signs or len(name.split()) > MOST_WORDS


def no_name():
    return _("Write the name only: no number, no address, no sentence.")


def _age_problems(draft: SearchDraft) -> dict[str, list]:
    ages = [age for age in (draft.age_min, draft.age_max) if age is not None]
    if any(not 0 <= age <= OLDEST for age in ages):
        return {"age_min": [_("An age is between 0 and 120 years.")]}
    if len(ages) == 2 and ages[0] > ages[1]:
        return {"age_max": [_("The second age is the higher one.")]}
    return {}
