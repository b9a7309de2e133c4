import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts import running
from accounts.people.models import Person
from accounts.sign_in.link import issue_sign_in_link


class Command(BaseCommand):
    help = (
        "Print a sign-in link that works once within 24 hours: the first coordinator's, or a named person's."
    )

    def add_arguments(self, parser):
        parser.add_argument("--email", help="an account's e-mail address; default: the first coordinator")

    def handle(self, *, email, **options):
        person = Person.objects.filter(email__iexact=email).first() if email else None
        if email and person is None:
            raise CommandError("Nobody signs in with this address. Invite them on the team page.")
        self.stdout.write(_address() + issue_sign_in_link(person))


def _address() -> str:
    """Unless it is said here: the server that runs may have been told another port than we were."""
    told = os.environ.get("PUBLIC_URL") or os.environ.get("PORT")
    return settings.PUBLIC_URL if told else running.served_at() or settings.PUBLIC_URL
