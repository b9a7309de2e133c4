"""What a person chose to be sent, by which ways and when. The newest word of one and the same person counts."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import models, transaction

from accounts.people.blocking import same_people
from accounts.people.models import ContactPoint, Person
from accounts.people.vocabulary import ContactKind
from accounts.reach.rules import QUIET_FROM, QUIET_UNTIL, Wishes


class Choices(models.Model):
    """As `Wishes`; nobody who chose nothing has a row."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="choices")
    sms = models.BooleanField(default=True)
    email = models.BooleanField(default=True)
    push_instead = models.BooleanField(default=False)
    quiet = models.BooleanField(default=True)
    quiet_from = models.PositiveSmallIntegerField(default=QUIET_FROM)
    quiet_until = models.PositiveSmallIntegerField(default=QUIET_UNTIL)
    off = models.JSONField(default=list)
    saved_at = models.DateTimeField()

    class Meta:
        app_label = "accounts"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quiet_from__lt=24, quiet_until__lt=24), name="quiet_hours_are_hours"
            )
        ]

    def __str__(self):
        return f"choices of {self.person_id}"

    @property
    def wishes(self) -> Wishes:
        named = {name: getattr(self, name) for name in _NAMES}
        return Wishes(**named, off=frozenset(self.off))


_NAMES = ("sms", "email", "push_instead", "quiet", "quiet_from", "quiet_until")


def wishes_of(people: Iterable[int]) -> dict[int, Wishes]:
    """Of each who chose something: under whatever post of theirs, where they answered our code at the same contact."""
    if not Choices.objects.exists():
        return {}
    selves = same_people(people)
    rows = Choices.objects.filter(person__in=set().union(*selves.values())).order_by("saved_at", "pk")
    said = {row.person_id: (place, row.wishes) for place, row in enumerate(rows)}
    newest = {person: max((said[each] for each in own & said.keys()), default=None, key=lambda pair: pair[0])
              for person, own in selves.items()}  # fmt: skip
    return {person: chosen[1] for person, chosen in newest.items() if chosen}


def wishes_of_one(person: Person) -> Wishes:
    return wishes_of([person.pk]).get(person.pk, Wishes())


def choose(*, person: Person, wishes: Wishes, language: str, at: datetime) -> None:
    """Keep what they chose; the language for every post of theirs. `at`: real time."""
    named = {name: getattr(wishes, name) for name in _NAMES}
    with transaction.atomic():
        Choices.objects.update_or_create(
            person=person, defaults=named | {"off": sorted(wishes.off), "saved_at": at}
        )
        Person.objects.filter(pk__in=same_people([person.pk])[person.pk]).update(language=language)


def forget_choices(person: Person) -> None:
    Choices.objects.filter(person=person).delete()


def no_news_by_mail(address: str, *, at: datetime) -> None:
    """What can be done without comes to this address no more; of everybody who answered there. `at`: real time."""
    answered = ContactPoint.objects.filter(kind=ContactKind.EMAIL, value=address, verified_at__isnull=False)
    for point in answered.select_related("person"):
        wishes = replace(wishes_of_one(point.person), email=False)
        choose(person=point.person, wishes=wishes, language=point.person.language, at=at)
