from django.db import migrations, models


def drop_like_indexes(apps, schema_editor):
    """PostgreSQL's second index of a unique text, for LIKE, which nobody asks a person's e-mail or phone by."""
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() "
            "AND tablename = 'accounts_person' AND indexname LIKE %s",
            [r"%\_like"],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")


class Migration(migrations.Migration):
    """Every check-in pays for each of these."""

    dependencies = [("accounts", "0009_stops")]

    operations = [
        migrations.AlterField("claimedkey", "scope_hash", models.CharField(max_length=64)),
        migrations.AlterField("managelink", "token_hash", models.CharField(max_length=64)),
        migrations.AddConstraint(
            "claimedkey", models.UniqueConstraint(fields=("scope_hash",), name="key_claimed_once")
        ),
        migrations.AddConstraint(
            "managelink", models.UniqueConstraint(fields=("token_hash",), name="one_link_for_one_token")
        ),
        migrations.RunPython(drop_like_indexes, migrations.RunPython.noop),
    ]
