import django.db.models.deletion
from django.db import migrations, models

from matching.engine.spots import spot_of

SAME = ("offer_id", "crisis_id", "step_free", "children", "pets", "women_only", "until")
PORTION = 2_000


def copy_open_doors(apps, schema_editor):
    """Whatever is published now may be asked now."""
    PublicOffer = apps.get_model("crisis", "PublicOffer")
    OpenDoor = apps.get_model("crisis", "OpenDoor")
    shown = PublicOffer.objects.values(
        *SAME, "offer__owner_id", "offer__place__lat", "offer__place__lon", "offer__places_left"
    )
    rows = []
    for row in shown.iterator(PORTION):
        lat, lon = row.pop("offer__place__lat"), row.pop("offer__place__lon")
        host, places = row.pop("offer__owner_id"), row.pop("offer__places_left")
        if lat is not None:
            spot = spot_of(lat, lon)
            rows.append(OpenDoor(lat=lat, lon=lon, spot=spot, host=host, places=places, **row))
    OpenDoor.objects.bulk_create(rows, batch_size=PORTION)


class Migration(migrations.Migration):
    dependencies = [("crisis", "0010_checked_hosts")]

    operations = [
        migrations.CreateModel(
            name="OpenDoor",
            fields=[
                (
                    "offer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="crisis.offer",
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crisis.crisis",
                    ),
                ),
                ("host", models.BigIntegerField()),
                ("spot", models.BigIntegerField()),
                ("lat", models.FloatField()),
                ("lon", models.FloatField()),
                ("places", models.PositiveSmallIntegerField()),
                ("step_free", models.BooleanField()),
                ("children", models.BooleanField()),
                ("pets", models.BooleanField()),
                ("women_only", models.BooleanField()),
                ("until", models.DateTimeField()),
            ],
        ),
        migrations.RemoveIndex(model_name="offer", name="offer_open_by_cell"),
        migrations.AddIndex(
            model_name="opendoor",
            index=models.Index(fields=["crisis", "spot"], name="open_door_by_spot"),
        ),
        migrations.RunPython(copy_open_doors, migrations.RunPython.noop, elidable=True),
    ]
