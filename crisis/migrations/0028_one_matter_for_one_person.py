import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STAGES = [
    ("heard", "Heard, not confirmed"),
    ("once", "Confirmed by one person"),
    ("twice", "Confirmed by two people: the family is to be told"),
    ("telling", "One family was told: another one is to be told"),
    ("told", "The family was told"),
    ("set_aside", "Set aside: it is not so"),
    ("doubted", "One of us says that we were wrong: somebody else looks at it"),
    ("wrong", "We were wrong: the family was told, and must hear it"),
]
KINDS = [
    ("first", "Confirmed, first"),
    ("second", "Confirmed, second"),
    ("taken_back", "Took their own confirmation back"),
    ("set_aside", "Set aside"),
    ("looked_again", "Opened again"),
    ("joined", "Found the search it is about"),
    ("told", "Told the family"),
    ("doubted", "Said that we were wrong, first"),
    ("held_to", "Took that back: it was right"),
    ("wrong", "Said that we were wrong"),
    ("told_wrong", "Told the family that we were wrong"),
]
VIAS = [
    ("note", "A note that somebody wrote on the search"),
    ("site", "Another site"),
    ("list", "A list of persons"),
    ("said", "Told to a coordinator"),
]


def _person():
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("crisis", "0027_false_photos_compared"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="News",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("words", models.CharField(blank=True, max_length=1000)),
                ("via", models.CharField(choices=VIAS, max_length=10)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("heard_at", models.DateTimeField()),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.crisis"
                    ),
                ),
                ("heard_from", _person()),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="news", to="crisis.matter"
                    ),
                ),
                (
                    "search",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crisis.search",
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.AddIndex(
            model_name="news",
            index=models.Index(fields=["crisis", "via", "source"], name="liaison_news_by_source"),
        ),
        migrations.AddConstraint(
            model_name="news",
            constraint=models.UniqueConstraint(fields=("crisis", "key"), name="liaison_news_heard_once"),
        ),
        migrations.RemoveConstraint(model_name="matter", name="liaison_stage_is_one_we_know"),
        migrations.RemoveConstraint(model_name="matter", name="liaison_two_confirm"),
        migrations.AddField(model_name="matter", name="doubted_by", field=_person()),
        migrations.AddField(
            model_name="step",
            name="families",
            field=models.ManyToManyField(related_name="+", to="crisis.search"),
        ),
        migrations.AlterField(
            model_name="matter",
            name="stage",
            field=models.CharField(choices=STAGES, default="heard", max_length=10),
        ),
        migrations.AlterField(
            model_name="step",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=14),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "stage__in",
                        ["heard", "once", "twice", "telling", "told", "set_aside", "doubted", "wrong"],
                    )
                ),
                name="liaison_stage_is_one_we_know",
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage__in", ("twice", "telling", "told", "doubted", "wrong")), _negated=True),
                    models.Q(("first_by__isnull", False), ("second_by__isnull", False)),
                    _connector="OR",
                ),
                name="liaison_two_confirm",
            ),
        ),
        migrations.RemoveConstraint(model_name="personlist", name="person_list_once"),
        migrations.AddField(
            model_name="personlist",
            name="by_key",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="personlist",
            constraint=models.UniqueConstraint(fields=("crisis", "name", "by_key"), name="person_list_once"),
        ),
    ]
