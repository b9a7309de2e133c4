"""What is heard of a death, and where it stands: one person is one matter, whoever says so and however often.

Like all of the liaisons' doors it writes nothing to the journal.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import Invalid, Refused
from accounts.journal.announce import listen
from accounts.locks import stand_in_line
from accounts.origin import Door, Origin
from crisis.activation.models import Crisis
from crisis.search.actions.wiping import wiped_too
from crisis.search.liaison.models import Matter, News, Step
from crisis.search.liaison.queries import heard_of_site, standing, to_be_told
from crisis.search.liaison.rules import key_of
from crisis.search.liaison.vocabulary import Stage, StepKind, Via
from crisis.search.linking.events import SearchesLinked, SearchesUnlinked
from crisis.search.linking.queries import group
from crisis.search.models import Search
from crisis.search.public_copy import lock

MOST_NEWS = 30  # that machines said of one person: what comes after tells a liaison nothing more
MOST_OF_A_SITE = 100  # people of whom a site alone speaks, and whom nobody has confirmed


class EnoughHeard(Refused):
    code = "enough_heard"
    message = gettext_lazy("Very many of your records wait for a person already. Send this one again later.")


def hear_of_death(
    *, crisis: Crisis, search: Search | None, name: str, words: str, via: Via, source: str = "", record: str = "",
    origin: Origin, at: datetime,
) -> bool:  # fmt: skip
    """Put it before the liaisons, who alone will see it; whoever hands it in learns nothing of what becomes of it.

    `source`: who says so; `record`: which record of theirs. The same words from there about the same person change
    nothing while they wait; set aside, and said again by somebody at the desk, they stand once more. Whether it was
    heard for the first time.

    Raises Invalid without a source; EnoughHeard for a site many of whose records wait.
    """
    said_by = record or source.strip()
    if not said_by:
        raise Invalid({"source": [_("Say where you have it from.")]})
    at_the_desk = origin.door == Door.DESK
    by = origin.actor.pk if origin.actor and at_the_desk else None
    about, words = str(search.public_id) if search else name, words.strip()[:1000]
    with transaction.atomic():
        _one_at_a_time(crisis, search)
        key = _new_key(crisis, (said_by, about, words, by), again=at_the_desk)
        if key is None:
            return False
        matter = standing(search) if search else None
        if matter and not at_the_desk and matter.news.count() >= MOST_NEWS:
            return True
        if matter is None:
            matter = _new_matter(crisis, search, name, via, source, origin, at)
        News.objects.create(
            matter=matter, crisis=crisis, search=search, key=key, words=words, via=via, source=source.strip()[:200],
            heard_from=origin.actor, heard_at=at,
        )  # fmt: skip
    return True


def _one_at_a_time(crisis: Crisis, search: Search | None) -> None:
    """Two who say it at once make one matter. SQLite's transactions stand in line anyway."""
    if search:
        lock(search)  # always before the crisis
    stand_in_line(Crisis, [crisis.pk])


def _new_key(crisis: Crisis, said: tuple, *, again: bool) -> str | None:
    """None where it was heard already. A machine says the same thing every few minutes; a person means it."""
    times = 0
    while True:
        key = key_of(*said, times)
        known = News.objects.filter(crisis=crisis, key=key).select_related("matter").first()
        if known is None:
            return key
        if not again or known.matter.stage != Stage.SET_ASIDE:
            return None
        times += 1


def _new_matter(
    crisis: Crisis, search: Search | None, name: str, via: Via, source: str, origin: Origin, at: datetime
) -> Matter:
    if via == Via.SITE and heard_of_site(crisis, source).count() >= MOST_OF_A_SITE:
        raise EnoughHeard
    called = (name or (search.full_name if search else ""))[:120]
    about = {"crisis": crisis, "search": search, "name": called}
    return Matter.objects.create(**about, heard_from=origin.actor, heard_at=at)


def gather(search: Search) -> Matter | None:
    """What nobody has confirmed goes to the other matter of the same person, if there is one. Harmless twice."""
    rows = Matter.objects.filter(search__in=group(search.pk)).exclude(stage=Stage.SET_ASIDE).order_by("pk")
    rows = sorted(rows, key=lambda row: row.stage == Stage.HEARD)
    for row in rows[1:]:
        # Compare and set: somebody may be confirming it.
        if Matter.objects.filter(pk=row.pk, stage=Stage.HEARD).update(name=F("name")):
            News.objects.filter(matter=row).update(matter=rows[0])
            Step.objects.filter(matter=row).update(matter=rows[0])
            row.delete()
    for row in rows:
        if row.pk:
            follow_who_is_to_be_told(row)
    return rows[0] if rows else None


def follow_who_is_to_be_told(matter: Matter) -> None:
    """Another family may have come, or gone, by a link."""
    rows = Matter.objects.filter(pk=matter.pk)
    if to_be_told(matter):
        rows.filter(stage=Stage.TOLD).update(stage=Stage.TELLING)
    else:
        rows.filter(stage=Stage.TELLING).update(stage=Stage.TOLD)


@listen(SearchesLinked)
def one_matter_for_one_person(event) -> None:
    search = Search.objects.select_related("crisis").get(pk=_pk(event.one))
    _one_at_a_time(search.crisis, search)
    gather(search)


@listen(SearchesUnlinked)
def each_its_own_again(event) -> None:
    """What was said of the one does not stay with the other; what people confirmed stays where they did."""
    one, other = (
        Search.objects.select_related("crisis").get(pk=_pk(each)) for each in (event.one, event.other)
    )
    _one_at_a_time(one.crisis, one)
    apart = News.objects.filter(search__in=group(one.pk) | group(other.pk)).exclude(matter__search=None)
    for news in apart.select_related("matter__search", "search", "crisis"):
        if news.search_id not in group(news.matter.search_id):
            News.objects.filter(pk=news.pk).update(matter=standing(news.search) or _own(news))
    for matter in Matter.objects.filter(search__in=group(one.pk) | group(other.pk)):
        follow_who_is_to_be_told(matter)


def _own(news: News) -> Matter:
    about = {"crisis": news.crisis, "search": news.search, "name": news.search.full_name[:120]}
    return Matter.objects.create(**about, heard_from=news.heard_from, heard_at=news.heard_at)


def _pk(public_id: str) -> int:
    return Search.objects.values_list("pk", flat=True).get(public_id=public_id)


@wiped_too
def forget(search: Search, _ids: list[UUID]) -> None:
    """Its names and words go; that, when and by whom something was decided stays."""
    about = Matter.objects.filter(search=search)
    about.update(name="")
    for news in (News.objects.filter(matter__in=about), News.objects.filter(search=search)):
        news.update(words="", source="")
    others = Search.objects.filter(wiped_at=None).exclude(pk=search.pk)
    still_read = list(
        Step.objects.filter(kind=StepKind.TOLD, families__in=others).values_list("pk", flat=True)
    )
    silent = dict.fromkeys(("words", "authority", "spoke_to", "told_whom", "told_by", "call"), "")
    theirs = Step.objects.filter(Q(matter__in=about) | Q(families=search)).values_list("pk", flat=True)
    Step.objects.filter(pk__in=list(theirs.exclude(pk__in=still_read))).update(**silent)


def forget_whom_was_told(search: Search) -> None:
    """A family takes away what is held of it; what became of the person it looked for is not its own."""
    Step.objects.filter(families=search).update(told_whom="")
