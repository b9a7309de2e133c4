from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0006_whom_a_round_left_over"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="match",
            index=models.Index(
                condition=models.Q(("coming_at__isnull", False)),
                fields=["crisis", "coming_at"],
                name="match_by_coming",
            ),
        ),
    ]
