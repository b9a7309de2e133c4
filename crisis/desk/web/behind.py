"""Behind the scenes: the exercise's mailbox, deliveries that are stuck, keys for machines."""

from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, F, Min, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import NotThere, TooLate
from accounts.journal.deliver import retry_stuck
from accounts.journal.models import Delivery
from accounts.links.actions import issue_api_key
from accounts.links.models import ApiKey
from accounts.people.contact import shown
from accounts.permissions import can
from accounts.reach.carriers import not_set
from accounts.reach.models import Message
from accounts.reach.spending import waiting_for_room
from accounts.reach.turns import resting
from accounts.reach.vocabulary import SO_FAR, WRITTEN, MessageState, Way
from crisis.activation.access import DECLARE
from crisis.activation.clock import crisis_time
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_page
from crisis.ground.web.forms import GroupedForm

PAGE = 50
NOT_SENT = (MessageState.FAILED, MessageState.UNDELIVERABLE)
CARRIED_BY = Case(When(way__in=(Way.PUSH, Way.PUSH_FIRST), then=Value("push")), default=F("contact__kind"))
LINES = {"carry_mail": "email", "carry_sms": "phone", "carry_push": "push"}
BY = {
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("SMS"),
    "push": gettext_lazy("Shown on a device"),
}
SCOPES = [
    ("changes:read", gettext_lazy("Follow what changes")),
    ("crises:read", gettext_lazy("Read crises and official shelters")),
    ("offers:read", gettext_lazy("Read where doors are open, by area")),
    ("offers:write", pgettext_lazy("verb", "Open doors")),
    ("needs:write", gettext_lazy("Ask for places")),
    ("searches:read", gettext_lazy("Look up public searches by name")),
    ("searches:write", gettext_lazy("Post searches, and what people tell of them")),
    ("check_ins:read", gettext_lazy("Look up who says they are safe")),
    ("check_ins:write", gettext_lazy("Say that people are safe")),
    ("desk:read", gettext_lazy("Read the desk: figures, queue, cases")),
    ("desk:write", gettext_lazy("Act on the desk: enter shelters, take cases")),
    ("lists:write", gettext_lazy("Give lists of persons in hospitals and shelters")),
    ("leads:write", gettext_lazy("Decide about leads: families are told")),
    ("pfif:read", gettext_lazy("PFIF: fetch public searches and notes")),
    ("pfif:read_sensitive", gettext_lazy("PFIF: with contacts and birth dates that other sites sent")),
    ("pfif:write", gettext_lazy("PFIF: send records of the site named below")),
]
SENDS = "pfif:write"  # in another site's name: for who may declare crises alone
LIFETIMES = [
    ("1", gettext_lazy("One day")),
    ("7", gettext_lazy("One week")),
    ("30", gettext_lazy("One month")),
]


@require_safe
@desk()
def mailbox(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    """What the exercise would have sent; a real crisis has none, its messages are their receivers' own."""
    kept = Message.objects.filter(crisis_id=crisis.pk, drill=True).select_related("contact__person")
    page = Paginator(kept.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    for message in page:
        message.at = crisis_time(crisis, message.created_at)
        message.to = shown(message.contact.kind, message.contact.value)
    return desk_page(request, "desk/mailbox.html", crisis, page=page)


@require_safe
@desk()
def deliveries(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    stuck = _stuck(crisis).select_related("entry").order_by("-stuck_at")
    failed = Message.objects.filter(crisis_id=crisis.pk, state__in=NOT_SENT).annotate(by=CARRIED_BY)
    unsent = [(BY[each.by], each) for each in failed.order_by("-pk")[:50]]
    context = {"stuck": stuck[:200], "unsent": unsent, "carried": _carried(crisis)}
    context["at_the_cap"] = waiting_for_room(crisis.pk).count()
    if not crisis.is_drill:
        context["not_set"] = [BY[kind] for kind in not_set()]
        context["resting"] = [(BY[LINES[name]], until) for name, until in resting(LINES).items()]
    return desk_page(request, "desk/deliveries.html", crisis, **context)


def _carried(crisis: Crisis) -> list[dict]:
    """How many messages of this crisis went which way, and how far: {way, state, error, number, oldest}; `error`: why
    those still queued have not left at their last try."""
    real = Message.objects.filter(crisis_id=crisis.pk, drill=False)
    nobody = When(state=MessageState.SENT, provider_ref=WRITTEN, then=Value(WRITTEN))
    why = Case(When(state=MessageState.QUEUED, then=F("error")), default=Value(""))
    each_way = real.annotate(by=CARRIED_BY, so_far=Case(nobody, default=F("state")), why=why)
    counted = each_way.values("by", "so_far", "why").annotate(number=Count("pk"), oldest=Min("created_at"))
    return [
        each | {"way": BY.get(each["by"], each["by"]), "state": SO_FAR[each["so_far"]], "error": each["why"]}
        for each in counted.order_by("by", "so_far", "why")
    ]


def _stuck(crisis: Crisis) -> QuerySet[Delivery]:
    """This crisis's, and those that belong to none."""
    mine = Q(entry__crisis_id=crisis.pk) | Q(entry__crisis_id__isnull=True)
    return Delivery.objects.filter(mine, stuck_at__isnull=False)


@require_POST
@desk()
def retry(request: HttpRequest, crisis: Crisis, at: datetime, delivery: int) -> HttpResponse:
    if not _stuck(crisis).filter(pk=delivery).exists():
        raise NotThere
    if not retry_stuck(delivery):
        raise TooLate
    messages.success(request, _("It will be tried again in a moment."))
    return redirect("desk_deliveries", crisis.slug)


class KeyForm(GroupedForm):
    name = forms.CharField(label=gettext_lazy("What the key is for"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"), choices=SCOPES, widget=forms.CheckboxSelectMultiple
    )
    domain = forms.CharField(
        label=gettext_lazy("Whose records it may send"),
        help_text=gettext_lazy(
            "For PFIF only: what that site's record ids begin with, such as finder.example.org."
        ),
        max_length=100,
        required=False,
    )
    days = forms.ChoiceField(label=gettext_lazy("How long it lives"), choices=LIFETIMES, initial="7")

    def __init__(self, *args, may_speak_for_sites: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_speak_for_sites:
            self.fields["scopes"].choices = [(scope, words) for scope, words in SCOPES if scope != SENDS]
            self.fields["scopes"].help_text = _(
                "Keys that send another site's records: a lead coordinator makes them."
            )
            del self.fields["domain"]

    def clean(self) -> dict:
        told = super().clean()
        told["domain"] = told.get("domain", "").lower()
        if SENDS in told.get("scopes", ()) and not told["domain"]:
            self.add_error("domain", _("Say whose records it may send."))
        return told


@desk()
def keys(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    may = {"may_speak_for_sites": can(request.user, DECLARE)}
    form = KeyForm(request.POST or None, **may)
    secret = ""
    if request.method == "POST" and form.is_valid():
        secret, form = _issued(request, crisis, form), KeyForm(**may)
    live = ApiKey.objects.filter(crisis_id=crisis.pk, revoked_at__isnull=True).select_related("person")
    context = {"form": form, "secret": secret, "keys": live.order_by("-created_at"), "now": timezone.now()}
    return desk_page(request, "desk/keys.html", crisis, **context)


def _issued(request: HttpRequest, crisis: Crisis, form: KeyForm) -> str:
    told = form.cleaned_data
    return issue_api_key(
        person=request.user,
        name=told["name"],
        scopes=told["scopes"],
        domain=told["domain"],
        crisis_id=crisis.pk,
        expires_at=timezone.now() + timedelta(days=int(told["days"])),
    )


@require_POST
@desk()
def revoke_key(request: HttpRequest, crisis: Crisis, at: datetime, key: int) -> HttpResponse:
    live = ApiKey.objects.filter(pk=key, crisis_id=crisis.pk, revoked_at__isnull=True)
    if not live.update(revoked_at=timezone.now()):
        raise NotThere
    messages.success(request, _("Revoked. It is refused from now on."))
    return redirect("desk_keys", crisis.slug)
