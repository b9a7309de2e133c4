"""The buttons of whoever follows a search, its family, and whoever checked in."""

from collections.abc import Callable

from django.db import transaction
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.errors import NotThere
from accounts.links.actions import issue_manage_link
from accounts.throttle import network_of, throttle
from crisis.checkin.actions.changing import withdraw_check_in, withdraw_with_company
from crisis.checkin.models import CheckIn
from crisis.checkin.queries import company
from crisis.search.actions.closing import close_search, reopen_search
from crisis.search.actions.following import add_relative, remove_relative, stop_following
from crisis.search.actions.life import (
    bring_back_search,
    extend_search,
    freeze_notes,
    unfreeze_notes,
    withdraw_search,
)
from crisis.search.actions.notes import answer_question, take_back_claim
from crisis.search.linking.actions import give_found_word
from crisis.search.vocabulary import NoteStatus, SearchState
from crisis.search.web.answering_forms import RelativeForm
from crisis.shelter.actions.needs import withdraw_need
from crisis.shelter.models import Need
from matching.web import asks, people_contact, people_photos
from matching.web.asked import Asked, Verb, whole


def stop(asked: Asked):
    stop_following(follower=asked.opened.follower, **asked.by)
    return _("You follow this search no longer. Nothing more is sent to you.")


def close(to: SearchState, words) -> Verb:
    def verb(asked: Asked):
        close_search(search=asked.opened.posted, to=to, **asked.by)
        return words

    return verb


def found(asked: Asked):
    """`tell`: the families of linked searches may know."""
    search = asked.opened.posted
    with transaction.atomic():
        close_search(search=search, to=SearchState.FOUND, **asked.by)
        if asked.request.POST.get("tell"):
            give_found_word(search=search, **asked.by)
    return _("What good news. The search has ended.")


def on_search(action: Callable, words) -> Verb:
    def verb(asked: Asked):
        action(search=asked.opened.posted, **asked.by)
        return words

    return verb


def extend(asked: Asked):
    search = asked.opened.posted
    extend_search(search=search, **asked.by)
    search.refresh_from_db(fields=["expires_at"])
    day = date_format(localtime(search.expires_at), "j F")
    return _("The search goes on: it stands until %(day)s.") % {"day": day}


def relative(asked: Asked):
    throttle("message", network_of(asked.request))
    form = RelativeForm(asked.request.POST)
    whole(form)
    add_relative(search=asked.opened.posted, draft=form.draft(), **asked.by)
    return _("A link of their own is on its way to them.")


def answer(asked: Asked):
    """To a question that was let through to the family."""
    throttle("note", network_of(asked.request))
    said = asked.request.POST
    about = {"search": asked.opened.posted, "language": get_language() or "fr"}
    answer_question(question=said.get("note", ""), text=said.get("text", "")[:500], **about, **asked.by)
    return _("Thank you. Somebody reads your answer first, then whoever asked can read it, too.")


def off(asked: Asked):
    said = asked.request.POST.get("relative", "")
    if not said.isdecimal():
        raise NotThere
    remove_relative(search=asked.opened.posted, relative=int(said), **asked.by)
    return _("They are off this search, and their link opens nothing.")


def take_back(asked: Asked):
    if asked.opened.posted.status != NoteStatus.IS_NOTE_AUTHOR:
        raise NotThere
    take_back_claim(note=asked.opened.posted, **asked.by)
    return _("Taken back. If nothing else stands against it, the public page is there again.")


def taking_back(action: Callable) -> Verb:
    def verb(asked: Asked):
        stood = asks.appointment_stands(asked.opened.posted)
        action(check_in=asked.opened.posted, **asked.by)
        if stood:
            return _("Taken back: nobody finds it any more. We do not ask you again, and tell nobody.")
        return _("Taken back: nobody finds it any more.")

    return verb


def one_of_us(asked: Asked):
    """To the page of somebody it was said for together, with a key of its own."""
    wanted = asked.request.POST.get("check_in", "")
    one = next((each for each in company(asked.opened.posted) if str(each.public_id) == wanted), None)
    return _to_page(asked, "check_in", one)


def help_page(asked: Asked):
    """To the need that "I need help" opened, with a key of its own."""
    return _to_page(asked, "need", asked.opened.posted.need)


def _to_page(asked: Asked, kind: str, posted: CheckIn | Need | None):
    if posted is None:
        raise NotThere
    about = {"subject_kind": kind, "subject": posted.public_id, "crisis_id": posted.crisis_id}
    return redirect("manage", token=issue_manage_link(person=asked.opened.person, **about))


def end_request(asked: Asked):
    """The request stands by itself: neither "I am safe" nor taking it back ends it."""
    need = asked.opened.posted.need
    if need is None:
        raise NotThere
    withdraw_need(need=need, **asked.by)
    return _("Your request is closed.")


FOLLOWER: dict[str, Verb] = {"stop": stop}
FAMILY: dict[str, Verb] = {
    "found": found,
    "let-know": on_search(
        give_found_word,
        _("Thank you. If others look for them here, their families learn that they are found."),
    ),
    "close": close(SearchState.CLOSED, _("The search is closed.")),
    "reopen": on_search(reopen_search, _("The search is open again.")),
    "extend": extend,
    "freeze": on_search(freeze_notes, _("Nobody can add a note now. What was told stays.")),
    "unfreeze": on_search(unfreeze_notes, _("People can tell what they know again.")),
    "withdraw": on_search(
        withdraw_search, _("The search is withdrawn. Nobody but you and the coordinators sees it.")
    ),
    "bring-back": on_search(bring_back_search, _("The search is open again.")),
    **people_photos.VERBS,
    **people_contact.FAMILY,
    "relative": relative,
    "remove-relative": off,
    "answer": answer,
}
CLAIMED: dict[str, Verb] = {"take-back": take_back} | people_contact.AUTHOR
CHECKED_IN: dict[str, Verb] = {
    "withdraw": taking_back(withdraw_check_in),
    "withdraw-all": taking_back(withdraw_with_company),
    "one": one_of_us,
    "help": help_page,
    "end-request": end_request,
}
