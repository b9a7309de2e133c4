"""The liaisons' room. For every other coordinator it is not there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
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
from crisis.search.liaison.models import Matter
from crisis.search.liaison.queries import matters, reporters, settled, steps, waiting
from crisis.search.liaison.vocabulary import Stage
from crisis.search.liaison.web.forms import ConfirmForm, HeardForm, JoinForm, TellingForm, WhyForm
from crisis.search.models import Follower, Search
from crisis.search.standing import standing
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


VERBS = {
    "confirm": Verb(
        gettext_lazy("Confirm it"),
        ConfirmForm,
        lambda matter, form, by: actions.confirm_matter(matter=matter, said=form.said(), **by),
        (Stage.HEARD, Stage.ONCE),
        strong=True,
    ),
    "told": Verb(
        gettext_lazy("The family was told"),
        TellingForm,
        lambda matter, form, by: actions.say_told(matter=matter, said=form.said(), **by),
        (Stage.TWICE, Stage.WRONG),
        strong=True,
    ),
    "join": Verb(
        gettext_lazy("It is about this search"),
        JoinForm,
        lambda matter, form, by: actions.join_search(
            matter=matter, reference=form.cleaned_data["reference"], **by
        ),
        (Stage.HEARD,),
    ),
    "take-back": Verb(
        gettext_lazy("Take my confirmation back"),
        None,
        lambda matter, form, by: actions.take_back(matter=matter, **by),
        (Stage.ONCE, Stage.TWICE),
    ),
    "set-aside": Verb(
        gettext_lazy("Set it aside: it is not so"),
        WhyForm,
        lambda matter, form, by: actions.set_aside(matter=matter, words=form.cleaned_data["words"], **by),
        actions.UNTOLD,
    ),
    "look-again": Verb(
        gettext_lazy("Look into it again"),
        WhyForm,
        lambda matter, form, by: actions.look_again(matter=matter, words=form.cleaned_data["words"], **by),
        (Stage.SET_ASIDE,),
    ),
    "wrong": Verb(
        gettext_lazy("We were wrong"),
        WhyForm,
        lambda matter, form, by: actions.say_wrong(matter=matter, words=form.cleaned_data["words"], **by),
        (Stage.TOLD,),
    ),
}


@desk(LIAISE)
def room(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    form = HeardForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _hear(request, crisis, form.cleaned_data, at)
        except Invalid as wrong:
            show(form, wrong)
        else:
            messages.success(request, _("Written down. Two other people confirm it."))
            return redirect("desk_liaison", crisis.slug)
    rows = {"waiting": waiting(crisis)[:MOST], "settled": settled(crisis)[:MOST]}
    status = 400 if form.errors else 200
    return desk_page(request, "liaison/room.html", crisis, status=status, form=form, **rows)


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
    form = chosen.form(request.POST, prefix=verb) if chosen.form else None
    if form and not form.is_valid():
        return _page(request, crisis, row, {verb: form})
    try:
        chosen.act(row, form, {"origin": desk_origin(request), "at": at})
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
    words = {name: said[name] for name in ("name", "words", "source")}
    actions.hear_of_death(crisis=crisis, search=search, origin=desk_origin(request), at=at, **words)


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
    verbs = [
        (name, verb, bound.get(name) or (verb.form and verb.form(prefix=name)))
        for name, verb in VERBS.items()
        if row.stage in verb.stages
        and (name != "take-back" or mine)
        and (name != "confirm" or not (mine or handed_in))
    ]
    known, log = standing(row.search) if row.search else None, steps(row)
    context = {
        "matter": row,
        "verbs": verbs,
        "mine": mine,
        "handed_in": handed_in,
        "log": log,
        "seen": f"?seen={len(log)}",
        "sought": row.search,
        "family": Follower.objects.filter(search=row.search, role=Role.FAMILY).count() if row.search else 0,
        "sign_of_life": known if known and known.status != NoteStatus.INFORMATION_SOUGHT else None,
        "standing": known,
    }
    status = 400 if any(form.errors for form in bound.values()) else 200
    return desk_page(request, "liaison/matter.html", crisis, status=status, **context)
