"""The contacts of whoever is sought, as rows: a check-in asks for them by the thousand."""

import django.db.models.deletion
from django.db import migrations, models


def rows_from_lists(apps, _editor):
    search, hint = apps.get_model("crisis", "Search"), apps.get_model("crisis", "ContactHint")
    known = search.objects.exclude(contact_hints=[]).values_list("pk", "contact_hints")
    rows = (hint(search_id=pk, digest=each) for pk, digests in known.iterator() for each in digests)
    hint.objects.bulk_create(rows, batch_size=1_000)


def lists_from_rows(apps, _editor):
    search, hint = apps.get_model("crisis", "Search"), apps.get_model("crisis", "ContactHint")
    for row in search.objects.filter(pk__in=hint.objects.values("search")):
        row.contact_hints = sorted(hint.objects.filter(search=row).values_list("digest", flat=True))
        row.save(update_fields=["contact_hints"])


class Migration(migrations.Migration):
    dependencies = [("crisis", "0038_a_name_once_a_check_in")]

    operations = [
        migrations.CreateModel(
            name="ContactHint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                (
                    "search",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hints", to="crisis.search"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["digest"], name="contact_hint_by_digest")],
                "constraints": [
                    models.UniqueConstraint(fields=("search", "digest"), name="contact_hint_once_a_search")
                ],
            },
        ),
        migrations.RunPython(rows_from_lists, lists_from_rows),
        migrations.RemoveField(model_name="search", name="contact_hints"),
    ]
