"""An entry of a name is told by its check-in and its key: half the indexes, and none twice."""

import django.db.models.deletion
from django.db import migrations, models

KEPT = """
CREATE TABLE kept_names AS
SELECT check_in_id, key, MAX(crisis_id) AS crisis_id, MAX(word) AS word
FROM crisis_checkinname GROUP BY check_in_id, key
"""
BACK = """
INSERT INTO crisis_checkinname (check_in_id, key, crisis_id, word)
SELECT check_in_id, key, crisis_id, word FROM kept_names
"""
GONE = "DROP TABLE kept_names"


class Migration(migrations.Migration):
    dependencies = [("crisis", "0037_what_became_of_a_text")]

    # Django changes no table's primary key: it is made anew. SQL of ours: there may be millions.
    operations = [
        migrations.RunSQL(KEPT, [BACK, GONE]),
        migrations.DeleteModel(name="CheckInName"),
        migrations.CreateModel(
            name="CheckInName",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "check_in_id", "key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.BigIntegerField()),
                ("word", models.CharField(blank=True, max_length=60)),
                (
                    "check_in",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="crisis.checkin",
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
            ],
            options={
                "indexes": [models.Index(fields=["crisis", "key", "check_in"], name="check_in_by_name_key")],
            },
        ),
        migrations.RunSQL([BACK, GONE], KEPT),
    ]
