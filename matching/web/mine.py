"""What do you hold about me, who saw it, take it away. And the mailbox that stands for the phone in an exercise."""

from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.disclosure.models import Disclosure
from accounts.errors import NotThere, Refused
from accounts.links.actions import standing_link
from accounts.origin import Door, Origin
from accounts.people.contact import shown
from accounts.people.models import Person
from accounts.reach.models import Message
from crisis.activation.clock import crisis_time, database_now
from crisis.checkin.access import own_check_in
from crisis.checkin.asks.access import own_ask
from crisis.checkin.asks.models import Ask
from crisis.checkin.models import CheckIn
from crisis.search.models import Follower
from crisis.shelter.access import KINDS, own
from matching.actions.erasing import erase_person
from matching.held import contacts_cut, held_about
from matching.web.opened import Opened, opened

SHOWN = 50
YES = "erase"


@require_safe
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """A link opens one post; what an account holds besides asks for its own sign-in."""
    page = of_a_poster(token)
    return _page(request, page.person, {"opened": page, "posted": page.posted, "crisis": page.crisis})


@require_safe
def download(request: HttpRequest, token: str) -> HttpResponse:
    return _file(of_a_poster(token).person)


@require_POST
def erase(request: HttpRequest, token: str) -> HttpResponse:
    page = of_a_poster(token)
    return _erase(request, page.person, reverse("mine", kwargs={"token": token}))


@require_safe
def mailbox(request: HttpRequest, token: str) -> HttpResponse:
    """What an exercise would have sent to this person's phone or mailbox."""
    page = opened(token)
    sent = Message.objects.filter(contact__person=page.person, drill=True, crisis_id=page.crisis.pk)
    if not page.crisis.is_drill:
        raise NotThere
    context = {
        "opened": page,
        "crisis": page.crisis,
        "sent": [(each, crisis_time(page.crisis, each.created_at)) for each in sent.order_by("-pk")[:SHOWN]],
        "quick_exit": True,
    }
    return render(request, "matching/mailbox.html", context)


def signed_in(view):
    """For whoever signed in, suspended or not: their data stays theirs. The view gets them as `person`."""

    @wraps(view)
    def guarded(request: HttpRequest, **named) -> HttpResponse:
        if not request.recognised.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, person=request.recognised, **named)

    return guarded


@signed_in
@require_safe
def me(request: HttpRequest, person: Person) -> HttpResponse:
    return _page(request, person, {"signed_in": True})


@signed_in
@require_safe
def my_download(request: HttpRequest, person: Person) -> HttpResponse:
    return _file(person)


@signed_in
@require_POST
def my_erase(request: HttpRequest, person: Person) -> HttpResponse:
    return _erase(request, person, reverse("me"))


@signed_in
@require_POST
def my_post(request: HttpRequest, person: Person, kind: str, public_id) -> HttpResponse:
    """A key to one's own post."""
    posted = _own_post(person, kind, public_id)
    token = standing_link(
        person=person, subject_kind=kind, subject=posted.public_id, crisis_id=posted.crisis_id
    )
    return redirect("manage", token=token)


def _own_post(person: Person, kind: str, public_id: UUID):
    """Raises NotThere for what is not theirs."""
    if kind == "search":
        followed = Follower.objects.filter(person=person, search__public_id=public_id).select_related(
            "search"
        )
        if follower := followed.first():
            return follower.search
    elif kind == "check_in":
        return own_check_in(person, public_id)
    elif kind == "ask":
        return own_ask(person, public_id)
    elif kind in KINDS:
        return own(person, kind, public_id)
    raise NotThere


def _posts(person: Person) -> list[tuple]:
    """(kind, row) of everything that has a page of its own."""
    models = KINDS | {"check_in": CheckIn, "ask": Ask}
    posted = [(kind, row) for kind, model in models.items() for row in model.objects.filter(owner=person)]
    followed = Follower.objects.filter(person=person).select_related("search")
    return posted + [("search", follower.search) for follower in followed]


def of_a_poster(token: str) -> Opened:
    """Suspended or not: their data stays theirs."""
    page = opened(token, shut_too=True)
    if page.person.has_account:
        raise Refused(_("You posted this signed in. Sign in to see everything that is held about you."))
    return page


def _page(request: HttpRequest, person: Person, context: dict) -> HttpResponse:
    held = held_about(person)
    contacts = [shown(point["kind"], point["value"]) for point in held["contacts"]]
    seen = Disclosure.objects.filter(about=person).order_by("-at")[:SHOWN]
    about = {"held": held, "contacts": contacts, "seen": seen, "posts": _posts(person), "quick_exit": True}
    about["cuts"] = contacts_cut(person)
    about["suspended"] = person.suspensions.order_by("at")
    return render(request, "matching/mine.html", context | about)


def _file(person: Person) -> HttpResponse:
    answer = JsonResponse(held_about(person), json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="porte-ouverte.json"'
    return answer


def _erase(request: HttpRequest, person: Person, back: str) -> HttpResponse:
    if request.POST.get("sure") != YES:
        messages.error(request, _("Tick the box first: this cannot be undone."))
        return redirect(back)
    try:
        erase_person(person=person, origin=Origin(door=Door.WEB, actor=person), at=database_now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(back)
    if request.recognised == person:
        logout(request)
    return render(request, "matching/erased.html")
