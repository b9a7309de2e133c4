"""What one button of one's own page does. Each verb calls one action and returns what to say afterwards."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts.errors import NotThere, TooLate
from accounts.idempotency.once import Done, once
from accounts.people.actions import add_contact, send_code, verify_contact
from accounts.people.contact import read_contact
from accounts.throttle import network_of, throttle
from crisis.activation.clock import database_now
from crisis.desk.actions import open_case
from crisis.desk.vocabulary import Why
from crisis.shelter.actions import needs, offers
from crisis.shelter.actions.relaxing import relax_need
from matching.actions import handshake, parting, talking
from matching.actions.extending import give_more_time
from matching.actions.links import give_new_link, key_to, other_part
from matching.actions.morning import say_how_it_went
from matching.vocabulary import Morning
from matching.web import asks, people_verbs
from matching.web.asked import Asked, Verb, whole
from matching.web.forms import CodeForm, ContactForm, ReasonForm, SayForm
from matching.web.opened import Opened


def verify(asked: Asked):
    _count(asked)
    form = whole(CodeForm(asked.request.POST))
    crisis = asked.opened.crisis
    about = {"drill": crisis.is_drill, "crisis_id": crisis.pk}
    verify_contact(contact=_contact(asked), code=form["code"], **about, **asked.by)
    return _("Thank you, that is you. Your contact is confirmed.")


def resend(asked: Asked):
    _count(asked)
    crisis = asked.opened.crisis
    send_code(contact=_contact(asked), drill=crisis.is_drill, crisis_id=crisis.pk, link=asked.opened.link)
    return _("A new code is on its way. The one before no longer counts.")


def give_contact(asked: Asked):
    """A contact left later, or instead of one that does not work. One that answers is not replaced by whoever has the
    link."""
    _count(asked)
    form, opened = whole(ContactForm(asked.request.POST)), asked.opened
    if opened.contact and opened.contact.verified_at and not opened.contact.unreachable_at:
        raise TooLate
    point = add_contact(person=opened.person, contact=read_contact(form["contact"]), **asked.by)
    send_code(contact=point, drill=opened.crisis.is_drill, crisis_id=opened.crisis.pk, link=opened.link)
    return _("We sent you a code: type it below.")


def new_link(asked: Asked) -> HttpResponse:
    _count(asked)
    token = give_new_link(held=asked.opened, at=database_now())
    messages.success(
        asked.request, _("This is your new page. Keep its link: the old ones open nothing any more.")
    )
    return redirect("manage", token=token)


def accept(asked: Asked):
    handshake.accept_match(match=asked.match, **asked.by)
    return _("Thank you. We asked your guest to say if they come.")


def decline(asked: Asked):
    handshake.decline_match(match=asked.match, reason=_reason(asked), **asked.by)
    return _("Understood. We look for another door; yours stays open. Pause it if you want no more requests.")


def coming(asked: Asked):
    handshake.set_out(match=asked.match, **asked.by)
    return _("Your host knows that you come. The address is below.")


def step_back(asked: Asked):
    parting.step_back(match=asked.match, side=asked.opened.side, reason=_reason(asked), **asked.by)
    return _("Understood. What happens now is on this page.")


def more_time(asked: Asked):
    give_more_time(match=asked.match, side=asked.opened.side, **asked.by)
    return _("You have a little longer. The other side sees until when.")


def morning(answer: Morning, words) -> Verb:
    def verb(asked: Asked):
        say_how_it_went(match=asked.match, side=asked.opened.side, answer=answer, **asked.by)
        return words

    return verb


def arrived(asked: Asked):
    handshake.confirm_arrival(match=asked.match, side=asked.opened.side, **asked.by)
    return _("Good. Arrival is noted.")


def no_show(asked: Asked):
    if not handshake.report_no_show(match=asked.match, **asked.by):
        return _("Noted. A coordinator looks first where they are; until then their place stays kept.")
    return _("Noted. Your place is free again, and a coordinator looks whether they are well.")


def left(asked: Asked):
    handshake.end_stay(match=asked.match, side=asked.opened.side, **asked.by)
    return _("Noted: the stay is over.")


def say(asked: Asked):
    throttle("message", network_of(asked.request))
    form = whole(SayForm(asked.request.POST))
    match, side, origin = asked.match, asked.opened.side, asked.by["origin"]
    once(
        origin=origin,
        crisis_id=match.crisis_id,
        request=["say", str(match.public_id), form["text"]],
        act=lambda: Done(
            subject=talking.say(match=match, side=side, text=form["text"], **asked.by).public_id
        ),
    )
    return _("Your message is passed on.")


def share_number(asked: Asked):
    talking.share_number(match=asked.match, side=asked.opened.side, **asked.by)
    return _("Your number is shown to the other side now.")


def call(why: Why) -> Verb:
    """Coordinators only; the other side is never told."""

    def verb(asked: Asked):
        handshake.call_coordinator(match=asked.match, why=why, **asked.by)
        return _("The coordinators are told, and nobody else.")

    return verb


def coordinator(asked: Asked):
    if asked.request.POST.get("match"):
        return call(Why.ASKED_FOR_US)(asked)
    opened = asked.opened
    open_case(
        crisis=opened.crisis,
        subject_kind=opened.kind,
        subject=opened.posted.public_id,
        why=Why.ASKED_FOR_US,
        **asked.by,
    )
    return _("The coordinators are told, and nobody else.")


def on_offer(action: Callable, words) -> Verb:
    def verb(asked: Asked):
        action(offer=asked.opened.posted, **asked.by)
        return words

    return verb


def on_need(action: Callable, words) -> Verb:
    def verb(asked: Asked):
        action(need=asked.opened.posted, **asked.by)
        return words

    return verb


def relax(asked: Asked):
    """One wish less, by one tap."""
    relax_need(need=asked.opened.posted, wish=asked.request.POST.get("wish", ""), **asked.by)
    return _("Changed. We look for a door again.")


def open_other_part(asked: Asked) -> HttpResponse:
    """The page of the others of a group that was divided: the same owner's."""
    part = other_part(asked.opened.posted, asked.request.POST.get("part", ""))
    return redirect("manage", token=key_to(part))


REACHED: dict[str, Verb] = {
    "verify": verify,
    "resend": resend,
    "contact": give_contact,
    "new-link": new_link,
}
ANYBODY: dict[str, Verb] = REACHED | {"coordinator": coordinator}
BOTH: dict[str, Verb] = ANYBODY | {
    "step-back": step_back,
    "arrived": arrived,
    "left": left,
    "say": say,
    "share-number": share_number,
    "more-time": more_time,
    "fine": morning(Morning.FINE, _("Good to hear. Thank you, and take care.")),
    "follow-up": morning(
        Morning.FOLLOW_UP,
        _("Thank you for saying so. The coordinators see it, and the other side is not told."),
    ),
}
HOST: dict[str, Verb] = BOTH | {
    "accept": accept,
    "decline": decline,
    "no-show": no_show,
    "pause": on_offer(offers.pause_offer, _("Paused: nobody new is sent to you.")),
    "resume": on_offer(offers.resume_offer, _("Your door is open again.")),
    "still-open": on_offer(offers.confirm_offer, _("Thank you. Your door stays open.")),
    "withdraw": on_offer(offers.withdraw_offer, _("Your door is closed. Thank you for having opened it.")),
}
GUEST: dict[str, Verb] = BOTH | {
    "coming": coming,
    "cannot-get-in": call(Why.CANNOT_GET_IN),
    "want-to-leave": call(Why.WANTS_TO_LEAVE),
    "found-elsewhere": on_need(needs.find_elsewhere, _("Good to know. Take care.")),
    "withdraw": on_need(needs.withdraw_need, _("Your request is closed.")),
    "relax": relax,
    "other-part": open_other_part,
    "reopen": on_need(needs.reopen_need, _("You are waiting for a place again. We look for a door.")),
}


def verb_of(opened: Opened, name: str) -> Verb:
    """Raises NotThere for a button this page does not have."""
    verb = _verbs(opened).get(name)
    if verb is None:
        raise NotThere
    return verb


def _verbs(opened: Opened) -> dict[str, Verb]:
    if opened.kind == "search":
        return ANYBODY | people_verbs.FOLLOWER | (people_verbs.FAMILY if opened.is_family else {})
    return VERBS[opened.kind]


VERBS = {
    "offer": HOST,
    "need": GUEST,
    "check_in": ANYBODY | people_verbs.CHECKED_IN | asks.CHECKED_IN,
    "ask": REACHED | asks.ASKER,
    "search_note": ANYBODY | people_verbs.CLAIMED,
}


def _reason(asked: Asked) -> str:
    return ReasonForm(asked.request.POST, side=asked.opened.side).said


def _count(asked: Asked) -> None:
    """By the holder of the page: one who tries codes keeps nobody else on their network from theirs."""
    throttle("verify", f"Person:{asked.opened.person.pk}")


def _contact(asked: Asked):
    if asked.opened.contact is None:
        raise NotThere
    return asked.opened.contact
