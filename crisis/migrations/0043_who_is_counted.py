"""The public's counts go by the mailbox that answered: a number for it on each door's copy, and who is counted as safe."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.people.mailboxes import numbers_of


def know_hosts(apps, _editor):
    copies = apps.get_model("crisis", "PublicOffer").objects
    hosts = _answered(apps, copies.values("offer__owner"))
    for pk, owner in list(copies.values_list("pk", "offer__owner")):
        copies.filter(pk=pk).update(host=hosts.get(owner, owner))


def know_who_is_counted(apps, _editor):
    counted = apps.get_model("crisis", "CountedCheckIn")
    found = apps.get_model("crisis", "FindableCheckIn").objects.filter(confirmed=True, audience="anyone")
    safe = found.filter(status="safe", check_in__life="active", check_in__held_at=None)
    authors = _answered(apps, safe.values("check_in__owner"))
    check_ins = (copy.check_in for copy in safe.select_related("check_in").iterator())
    rows = (_counted(counted, each, authors) for each in check_ins if each.owner_id in authors)
    counted.objects.bulk_create(rows, batch_size=1_000)


def _answered(apps, people) -> dict[int, int]:
    points = apps.get_model("accounts", "ContactPoint").objects.filter(verified_at__isnull=False)
    return numbers_of(points.filter(person__in=people).order_by("pk").iterator())


def _counted(model, check_in, authors):
    return model(
        check_in=check_in,
        crisis_id=check_in.crisis_id,
        author=authors[check_in.owner_id],
        lead=check_in.beside_id or check_in.pk,
        nearness=check_in.nearness,
        cell=check_in.cell if check_in.say_where else "",
        said_at=check_in.said_at,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0016_spellings_of_one_mailbox"),
        ("crisis", "0042_lost_in_turn"),
    ]

    operations = [
        migrations.AddField("publicoffer", "host", models.BigIntegerField(default=0), preserve_default=False),
        migrations.CreateModel(
            name="CountedCheckIn",
            fields=[
                (
                    "check_in",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="crisis.checkin",
                    ),
                ),
                ("author", models.BigIntegerField()),
                ("lead", models.BigIntegerField()),
                (
                    "nearness",
                    models.CharField(
                        choices=[
                            ("perimeter", "In the perimeter"),
                            ("near", "Near it"),
                            ("elsewhere", "Elsewhere"),
                            ("not_said", "Did not say where"),
                        ],
                        max_length=9,
                    ),
                ),
                ("cell", models.CharField(blank=True, max_length=16)),
                ("said_at", models.DateTimeField()),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crisis.crisis",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["crisis", "author", "lead", "said_at"], name="counted_by_author")
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptCount",
            fields=[
                (
                    "crisis",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="crisis.crisis",
                    ),
                ),
                ("counts", models.JSONField()),
                ("due_at", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(know_hosts, migrations.RunPython.noop),
        migrations.RunPython(know_who_is_counted, migrations.RunPython.noop),
    ]
