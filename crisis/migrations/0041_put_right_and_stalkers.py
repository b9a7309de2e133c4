from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crisis", "0040_help_without_a_place"),
    ]

    operations = [
        migrations.AddField(
            model_name="ask",
            name="taken_off",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AlterField(
            model_name="report",
            name="reason",
            field=models.CharField(
                choices=[
                    ("danger", "Somebody is in danger there"),
                    ("stalker", "A person threatens me or somebody else, or looks for us to do harm"),
                    ("false", "It is not true"),
                    ("abuse", "Harassment, hate or threats"),
                    ("money", "Money was asked for"),
                    ("private", "It shows somebody's private life"),
                    ("other", "Something else"),
                ],
                max_length=10,
            ),
        ),
    ]
