"""The liaisons' room. For every other coordinator it is not there."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import Invalid, NotAllowed, NotThere, TooLate
from crisis.activation.access import LIAISE
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.activation.web.desk_home import show
from crisis.ground.web.forms import GroupedForm
from crisis.search.liaison import actions
from crisis.search.liaison.hearing import hear_of_death
from crisis.search.liaison.models import Matter
from crisis.search.liaison.queries import (
    about_the_same,
    alive_since,
    crowding,
    matters,
    perhaps,
    reporters,
    settled,
    sought,
    steps,
    to_be_told,
    told_steps,
    waiting,
)
from crisis.search.liaison.vocabulary import Stage, Via
from crisis.search.liaison.web.forms import (
    ConfirmForm,
    HeardForm,
    JoinForm,
    SiteForm,
    TellingForm,
    WhyForm,
    WrongForm,
)
from crisis.search.models import Follower, Search
from crisis.search.standing import Standing, standing
from crisis.search.vocabulary import NoteStatus, Role

MOST = 100


@dataclass(frozen=True)
class Verb:
    """`act(matter, form, by)` from one of `stages`; `form` None: a button alone. `strong`: the next thing to do."""

    label: str
    form: type[GroupedForm] | None
    act: Callable
    stages: tuple[Stage, ...]
    strong: bool = False


def _with_words(action: Callable) -> Callable:
    return lambda matter, form, by: action(matter=matter, words=form.cleaned_data["words"], **by)


def _with_what_was_said(action: Callable) -> Callable:
    return lambda matter, form, by: action(matter=matter, said=form.said(), **by)


def _join(matter: Matter, form: JoinForm, by: dict) -> None:
    actions.join_search(matter=matter, reference=form.cleaned_data["reference"], **by)


def _take_back(matter: Matter, form: None, by: dict) -> None:
    actions.take_back(matter=matter, **by)


VERBS = {
    "confirm": Verb(
        gettext_lazy("Confirm it"), ConfirmForm, _with_what_was_said(actions.confirm_matter),
        (Stage.HEARD, Stage.ONCE), strong=True,
    ),
    "told": Verb(
        gettext_lazy("The family was told"), TellingForm, _with_what_was_said(actions.say_told),
        (Stage.TWICE, Stage.TELLING), strong=True,
    ),
    "told-wrong": Verb(
        gettext_lazy("They know now that we were wrong"), TellingForm, _with_what_was_said(actions.say_told_wrong),
        (Stage.WRONG,), strong=True,
    ),
    "join": Verb(gettext_lazy("It is about this search"), JoinForm, _join, (Stage.HEARD,)),
    "take-back": Verb(gettext_lazy("Take my confirmation back"), None, _take_back, (Stage.ONCE, Stage.TWICE)),
    "set-aside": Verb(
        gettext_lazy("Set it aside: it is not so"), WhyForm, _with_words(actions.set_aside), actions.UNTOLD
    ),
    "look-again": Verb(
        gettext_lazy("Look into it again"), WhyForm, _with_words(actions.look_again), (Stage.SET_ASIDE,)
    ),
    "wrong": Verb(
        gettext_lazy("We were wrong"), WrongForm, _with_words(actions.say_wrong),
        (Stage.TELLING, Stage.TOLD, Stage.DOUBTED),
    ),
    "held-to": Verb(
        gettext_lazy("It was right after all"), WhyForm, _with_words(actions.hold_to_it), (Stage.DOUBTED,)
    ),
}  # fmt: skip


@desk(LIAISE)
def room(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    if "site" in request.POST:
        return _set_site_aside(request, crisis, at)
    form = HeardForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _hear(request, crisis, form.cleaned_data, at)
        except Invalid as wrong:
            show(form, wrong)
        else:
            messages.success(request, _("Written down. Two other people confirm it."))
            return redirect("desk_liaison", crisis.slug)
    return _room(request, crisis, form, {})


def _room(request: HttpRequest, crisis: Crisis, form: HeardForm, bound: dict[str, SiteForm]) -> HttpResponse:
    """`sites`: (domain, how many people it speaks of, a form), of those that would bury the others."""
    sites = [
        (domain, many, bound.get(domain) or SiteForm(prefix="", initial={"site": domain}))
        for domain, many in crowding(crisis)
    ]
    alive = alive_since(crisis)
    told = settled(crisis).exclude(pk__in=[row.pk for row in alive])
    rows = {"alive": alive, "waiting": waiting(crisis)[:MOST], "settled": told[:MOST], "sites": sites}
    rows["more"] = waiting(crisis).count() - MOST
    status = 400 if form.errors or bound else 200
    return desk_page(request, "liaison/room.html", crisis, status=status, form=form, **rows)


def _set_site_aside(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    form = SiteForm(request.POST)
    if not form.is_valid():
        return _room(request, crisis, HeardForm(), {form.data["site"]: form})
    said = {"domain": form.cleaned_data["site"], "words": form.cleaned_data["words"]}
    actions.set_site_aside(crisis=crisis, **said, origin=desk_origin(request), at=at)
    messages.success(request, _("Done."))
    return redirect("desk_liaison", crisis.slug)


@require_safe
@desk(LIAISE)
def one(request: HttpRequest, crisis: Crisis, at: datetime, matter: UUID) -> HttpResponse:
    return _page(request, crisis, _matter(crisis, matter), {})


@require_POST
@desk(LIAISE)
def do(request: HttpRequest, crisis: Crisis, at: datetime, matter: UUID, verb: str) -> HttpResponse:
    row, chosen = _matter(crisis, matter), VERBS.get(verb)
    if chosen is None:
        raise NotThere
    if request.GET.get("seen") != str(len(steps(row))):  # what they decided about is not what stands here now
        messages.error(request, TooLate.message)
        return redirect("desk_liaison_matter", crisis.slug, row.public_id)
    form = _form(chosen, verb, row, request.POST)
    if form and not form.is_valid():
        return _page(request, crisis, row, {verb: form})
    try:
        row = chosen.act(row, form, {"origin": desk_origin(request), "at": at}) or row
    except Invalid as wrong:
        show(form, wrong)
        return _page(request, crisis, row, {verb: form})
    except (NotAllowed, TooLate) as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Done."))
    return redirect("desk_liaison_matter", crisis.slug, row.public_id)


def _hear(request: HttpRequest, crisis: Crisis, said: dict, at: datetime) -> None:
    code = said["reference"].strip().upper()
    search = Search.objects.filter(crisis=crisis, reference=code).first() if code else None
    if code and search is None:
        raise Invalid({"reference": [_("There is no search with this code here.")]})
    words = {name: said[name] for name in ("name", "words", "source")} | {"via": Via.SAID}
    hear_of_death(crisis=crisis, search=search, origin=desk_origin(request), at=at, **words)


def _form(verb: Verb, name: str, row: Matter, data: QueryDict | None = None) -> GroupedForm | None:
    if verb is VERBS["told"]:
        several = len(sought(row)) > 1
        return TellingForm(data, prefix=name, families=_families(to_be_told(row)) if several else ())
    return verb.form(data, prefix=name) if verb.form else None


def _families(searches: list[Search]) -> list[tuple[UUID, str]]:
    return [(each.public_id, f"{each.reference} · {each.first_name}") for each in searches]


def _matter(crisis: Crisis, public_id: UUID) -> Matter:
    row = matters(crisis).filter(public_id=public_id).first()
    if row is None:
        raise NotThere
    return row


def _page(request: HttpRequest, crisis: Crisis, row: Matter, bound: dict[str, GroupedForm]) -> HttpResponse:
    """`verbs`: (name, verb, form) of what this person may do now; `handed_in`: they may not confirm it.

    `seen`: what a press says it was decided upon.
    """
    mine = request.user in (row.first_by, row.second_by)
    handed_in = request.user.pk in reporters(row)
    barred = {
        "take-back": not mine,
        "confirm": mine or handed_in or row.search is None,
        "wrong": row.stage == Stage.DOUBTED and row.doubted_by == request.user,
    }
    verbs = [
        (name, verb, bound.get(name) or _form(verb, name, row))
        for name, verb in VERBS.items()
        if row.stage in verb.stages and not barred.get(name)
    ]
    known, log = _sign_of_life(row), steps(row)
    context = {
        "matter": row,
        "news": row.news.select_related("heard_from", "search"),
        "verbs": verbs,
        "mine": mine,
        "handed_in": handed_in,
        "log": log,
        "seen": f"?seen={len(log)}",
        "sought": row.search,
        "families": _relatives(row),
        "same": about_the_same(row),
        "perhaps": perhaps(row),
        "told": told_steps(row),
        "alive": row in alive_since(crisis),
        "sign_of_life": known,
        "standing": known or (standing(row.search) if row.search else None),
    }
    status = 400 if any(form.errors for form in bound.values()) else 200
    return desk_page(request, "liaison/matter.html", crisis, status=status, **context)


def _sign_of_life(row: Matter) -> Standing | None:
    """What is known of this person by any of the searches for them."""
    known = (standing(search) for search in sought(row))
    return next((each for each in known if each.status != NoteStatus.INFORMATION_SOUGHT), None)


def _relatives(row: Matter) -> list[tuple[Search, int, bool]]:
    """(search, how many relatives can open its page, were they told?), of each search for this person."""
    searches, left = sought(row), to_be_told(row)
    rows = Follower.objects.filter(search__in=searches, role=Role.FAMILY).values_list("search", flat=True)
    many = Counter(rows)
    return [(each, many[each.pk], each not in left) for each in searches]
