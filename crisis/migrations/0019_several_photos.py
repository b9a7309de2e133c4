import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def name_each(apps, schema_editor):
    Photo = apps.get_model("crisis", "Photo")
    for pk in Photo.objects.values_list("pk", flat=True).iterator():
        Photo.objects.filter(pk=pk).update(public_id=uuid.uuid4())


def keep_what_is_public(apps, schema_editor):
    PublicSearch = apps.get_model("crisis", "PublicSearch")
    sizes = {
        key: {"key": key, "sensitive": False, "width": width, "height": height}
        for key, width, height in apps.get_model("crisis", "Photo").objects.values_list(
            "key", "width", "height"
        )
    }
    for pk, key in PublicSearch.objects.exclude(photo_key="").values_list("pk", "photo_key"):
        if key in sizes:
            PublicSearch.objects.filter(pk=pk).update(photos=[sizes[key]])


class Migration(migrations.Migration):
    dependencies = [
        ("crisis", "0018_listed_names_and_age"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FalsePhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("drill", models.BooleanField(default=False)),
                ("prints", models.BinaryField()),
                ("reason", models.CharField(max_length=500)),
                ("judged_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="crisis.crisis",
                    ),
                ),
                (
                    "photo",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="judgement",
                        to="crisis.photo",
                    ),
                ),
            ],
        ),
        migrations.AlterModelOptions(name="photo", options={"ordering": ["place", "pk"]}),
        migrations.AlterField(
            model_name="photo",
            name="search",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="crisis.search"
            ),
        ),
        migrations.AddField("photo", "public_id", models.UUIDField(null=True, editable=False)),
        migrations.AddField("photo", "place", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("photo", "blurred", models.BinaryField(default=bytes)),
        migrations.AddField(
            "photo",
            "sensitive",
            models.CharField(
                blank=True,
                choices=[
                    ("", "May be shown as it is"),
                    ("family", "Blurred by the family"),
                    ("desk", "Blurred by a moderator"),
                ],
                default="",
                max_length=6,
            ),
        ),
        migrations.AddField("photo", "prints", models.BinaryField(default=bytes)),
        migrations.AddField("photo", "held_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "photo",
            "like",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="copies",
                to="crisis.falsephoto",
            ),
        ),
        migrations.AddField("publicsearch", "photos", models.JSONField(default=list)),
        migrations.RunPython(name_each, migrations.RunPython.noop),
        migrations.RunPython(keep_what_is_public, migrations.RunPython.noop),
        migrations.AlterField(
            "photo", "public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.RemoveField("publicsearch", "photo_key"),
        migrations.AddIndex(
            "photo",
            models.Index(
                condition=models.Q(("held_at__isnull", False)), fields=["held_at"], name="photo_held"
            ),
        ),
        migrations.AddConstraint(
            "photo",
            models.CheckConstraint(
                condition=models.Q(("sensitive__in", ["", "family", "desk"])),
                name="photo_is_marked_by_somebody_we_know",
            ),
        ),
    ]
