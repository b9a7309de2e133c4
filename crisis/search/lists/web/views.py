"""Lists of persons at the desk: what there is, giving one, looking somebody up. For coordinators alone."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.errors import Invalid, NotThere, Refused
from crisis.activation.models import Crisis
from crisis.activation.queries import liaisons_of
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.activation.web.desk_home import show
from crisis.ground import sheets
from crisis.search.lists.actions import MOST_DEATHS, import_list
from crisis.search.lists.columns import Layout, guess, sample
from crisis.search.lists.comparing import Plan, compare, of_itself
from crisis.search.lists.models import PersonList
from crisis.search.lists.queries import given_before, kept_until, lists_of, named
from crisis.search.lists.reading import log_compared, read_listed
from crisis.search.lists.sheet import MOST_BYTES, Row, decode, read_rows
from crisis.search.lists.vocabulary import Outcome
from crisis.search.lists.web.forms import BETWEEN, SAYS, FileForm, GiveForm, LookForm, layout_in

Placed = tuple[Row, Outcome]
MOST_SHOWN = 60  # rows of a report, on one page
MOST_REFUSED = 40  # of them
PLAIN_SHOWN = 20  # of those that nobody need look at


@desk()
def lists(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    """Every list, and somebody looked up on all of them."""
    context = _looked_up(request, crisis, at, None)
    return desk_page(request, "desk/person_lists.html", crisis, lists=lists_of(crisis), at=at, **context)


@desk()
def one_list(request: HttpRequest, crisis: Crisis, at: datetime, list: UUID) -> HttpResponse:
    row = lists_of(crisis).filter(public_id=list).first()
    if row is None:
        raise NotThere
    context = _looked_up(request, crisis, at, row)
    return desk_page(
        request, "desk/person_list.html", crisis, list=row, until=kept_until(row), at=at, **context
    )


@desk()
def give(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    """A file is read and shown, each column as it was understood; only a second press stores anything.

    The text travels in the page between the two.
    """
    if "text" in request.POST:
        return _corrected(request, crisis, at)
    begun = {name: request.GET[name] for name in ("name", "kind") if name in request.GET}
    form = FileForm(request.POST or None, request.FILES or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            text = decode(form.cleaned_data["file"].read(MOST_BYTES + 1))
            return _report(request, crisis, at, form, text, guess(text))
        except Invalid as wrong:
            show(form, wrong)
    status = 400 if form.errors else 200
    return desk_page(request, "desk/person_list_give.html", crisis, status=status, form=form)


def _corrected(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    form, text, step = GiveForm(request.POST), request.POST["text"], request.POST.get("step")
    if not form.is_valid():
        return desk_page(
            request, "desk/person_list_give.html", crisis, status=400, form=FileForm(request.POST)
        )
    layout = layout_in(request.POST, guess(text))
    try:
        if step == "enter":
            return _enter(request, crisis, at, form, text, layout)
        if step == "file":
            return _as_file(_told(request, crisis, at, form, text, layout, doubtful=True)[1])
    except Invalid as wrong:
        return _report(request, crisis, at, form, text, layout, wrong)
    return _report(request, crisis, at, form, text, layout)


def _enter(
    request: HttpRequest, crisis: Crisis, at: datetime, form: GiveForm, text: str, layout: Layout
) -> HttpResponse:
    rows = read_rows(text, layout, today=at.date())
    how = {"whole": not form.cleaned_data["part"], "sure": "sure" in request.POST}
    given = import_list(
        crisis=crisis, draft=form.draft(), rows=rows, **how, origin=desk_origin(request), at=at
    )
    said = _("%(entered)s new, %(changed)s changed, %(left)s have left, %(refused)s not taken.")
    messages.success(
        request, said % (given.counts | {"changed": given.counts["changed"] + given.counts["back"]})
    )
    return redirect("desk_person_list", crisis.slug, given.list.public_id)


def _told(
    request: HttpRequest, crisis: Crisis, at: datetime, form: GiveForm, text: str, layout: Layout,
    *, doubtful: bool = False,
) -> tuple[Plan, list[Placed]]:  # fmt: skip
    """(plan, rows of it to show): whom they tell to be on a list is logged; past the limit nobody is told."""
    known = given_before(crisis, form.cleaned_data["name"])
    plan = compare(
        crisis, known, read_rows(text, layout, today=at.date()), whole=not form.cleaned_data["part"]
    )
    rows = _doubtful(plan) if doubtful else _to_look_at(plan)
    persons = {one.pk: one for row, _outcome in rows for one in plan.tells.get(row.number, ())}
    about = {"crisis": crisis, "origin": desk_origin(request), "at": at}
    if log_compared(persons=list(persons.values()), **about):
        return plan, rows
    plan = of_itself(read_rows(text, layout, today=at.date()))
    return plan, _doubtful(plan) if doubtful else _to_look_at(plan)


def _report(
    request: HttpRequest, crisis: Crisis, at: datetime, form: GiveForm, text: str, layout: Layout,
    wrong: Invalid | None = None,
) -> HttpResponse:  # fmt: skip
    """What would happen, and the columns as they were understood, to be corrected. Nothing is stored."""
    context = {"form": form, "text": text, "layout": layout, "columns": _columns(text, layout), "says": SAYS}
    context |= {"between": BETWEEN, "wrong": _words(wrong) if wrong else []}
    try:
        plan, shown = _told(request, crisis, at, form, text, layout)
    except Invalid as unread:
        context["wrong"] = context["wrong"] or _words(unread)
    else:
        context |= {"plan": plan, "counts": plan.counts(), "takes": len(plan.rows) - plan.counts()["refused"]}
        context |= {"shown": shown, "more": len(plan.rows) - len(shown), "doubtful": len(_doubtful(plan))}
        context["no_liaison"] = not liaisons_of(crisis)
        context["very_many"] = plan.counts()["liaison"] > MOST_DEATHS
    status = 400 if context["wrong"] else 200
    return desk_page(request, "desk/person_list_reading.html", crisis, status=status, **context)


def _columns(text: str, layout: Layout) -> list[tuple[int, str, list[str], str]]:
    """[(index, heading, first cells, what it says)]."""
    cells = sample(text, layout)
    headings = [*layout.headings, *[""] * len(cells)]
    return [(i, headings[i], some, layout.columns.get(i, "")) for i, some in enumerate(cells)]


def _doubtful(plan: Plan) -> list[Placed]:
    return [(row, outcome) for row, outcome in plan.rows if row.errors or row.doubts]


def _to_look_at(plan: Plan) -> list[Placed]:
    """First what is not taken, then whatever else somebody should look at, then some of the others as they were read.

    Of those two first those somebody has on a list: what the counts tell of few is shown, and so logged.
    """
    plain = [(row, outcome) for row, outcome in plan.rows if not (row.errors or row.doubts)]
    first = lambda rows: sorted(rows, key=lambda placed: placed[0].number not in plan.tells)  # noqa: E731
    refused = [placed for placed in plan.rows if placed[0].errors][:MOST_REFUSED]
    doubtful = [placed for placed in _doubtful(plan) if not placed[0].errors]
    return refused + first(doubtful)[: MOST_SHOWN - len(refused)] + first(plain)[:PLAIN_SHOWN]


def _as_file(placed: list[Placed]) -> HttpResponse:
    """Whatever somebody should look at, to be sent back to whoever made the list."""
    heads = (_("Row"), _("Name"), _("What happens"), _("Why"))
    rows = [
        (row.number, row.name, Outcome(outcome).label, " ".join(row.errors + row.doubts))
        for row, outcome in placed
    ]
    answer = HttpResponse("\ufeff" + sheets.written([heads, *rows]), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="report.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _looked_up(request: HttpRequest, crisis: Crisis, at: datetime, row: PersonList | None) -> dict:
    """Whom a coordinator asked for, each of them logged before anything is shown."""
    form = LookForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return {"form": form}
    found = named(crisis, form.cleaned_data["name"], of_list=row)
    try:
        reason = form.cleaned_data["reason"]
        read_listed(crisis=crisis, persons=found, reason=reason, origin=desk_origin(request), at=at)
    except Invalid as wrong:
        show(form, wrong)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
    else:
        said = ngettext("%(n)s person", "%(n)s persons", len(found)) % {"n": len(found)}
        return {"form": form, "found": found, "said": said, "asked": True}
    return {"form": form}


def _words(wrong: Invalid) -> list[str]:
    return [str(word) for words in wrong.errors.values() for word in words]
