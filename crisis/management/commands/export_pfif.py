"""manage.py export_pfif --crisis SLUG [--sensitive]: what other sites may read of a crisis, in PFIF 1.4."""

from django.core.management.base import BaseCommand, CommandError

from crisis.activation.models import Crisis
from crisis.search.pfif import writing
from crisis.search.pfif.exports import every_person


class Command(BaseCommand):
    help = (
        "Write the public searches of a crisis, with their notes, as one PFIF 1.4 document: what a key with the scope "
        "pfif:read gets page by page. What went is there as a placeholder: ids and dates only."
    )

    def add_arguments(self, parser):
        parser.add_argument("--crisis", required=True, help="slug of the crisis")
        parser.add_argument(
            "--sensitive",
            action="store_true",
            help="with the birth dates, contacts and photo addresses that other sites sent, as for pfif:read_sensitive",
        )

    def handle(self, *, crisis: str, sensitive: bool, **options):
        found = Crisis.objects.filter(slug=crisis).first()
        if found is None:
            raise CommandError(f"there is no crisis {crisis!r}")
        document = writing.document(persons=list(every_person(found, sensitive=sensitive)))
        self.stdout.write(document.decode())
