"""Play again: another night as a new exercise, from a button."""

import subprocess
import sys
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import NotThere
from accounts.journal.models import Heartbeat
from accounts.permissions import can
from crisis.activation.access import COORDINATE
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_page
from matching.drill.scenario import load_scenario
from matching.drill.stage import HEARTBEAT, begin

COMMAND = ("drill", "paris-2015", "--speed", "60", "--scale", "0.01")
PLAYED_WITHIN = timedelta(seconds=15)  # a night that is played says so every few seconds


@require_POST
@desk()
def play_again(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    if not crisis.is_drill:
        raise NotThere
    if not settings.EMBEDDED:
        command = " ".join(("python", "manage.py", *COMMAND))
        return desk_page(request, "matching/desk_play.html", crisis, command=command)
    if not claim_stage():
        messages.warning(request, _("A night is being played already. Only one at a time."))
        return redirect("desk_crisis", crisis.slug)
    again = begin(load_scenario(COMMAND[1]))
    start(again)
    messages.success(request, _("Exercise %(slug)s has begun.") % {"slug": again.name})
    return redirect("desk_map", again.slug) if can(request.user, COORDINATE, again.pk) else redirect("desk")


def claim_stage() -> bool:
    """True for the one who may start a night now: the sign of life is given before the process has begun."""
    now = timezone.now()
    with transaction.atomic():
        if Heartbeat.objects.filter(name=HEARTBEAT, at__lte=now - PLAYED_WITHIN).update(at=now):
            return True
    try:
        with transaction.atomic():
            Heartbeat.objects.create(name=HEARTBEAT, at=now)
    except IntegrityError:
        return False
    return True


def start(crisis: Crisis) -> None:
    """A process of its own: it goes on when this one is restarted, and waits for nobody."""
    subprocess.Popen(  # noqa: S603  our own command, no word of anybody's in it
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *COMMAND, "--in", crisis.slug],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd=settings.BASE_DIR,
    )
