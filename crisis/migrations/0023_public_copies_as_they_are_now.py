from django.db import migrations, models


def say_what_is_new_in_a_note(apps, schema_editor):
    """0020 left these out of the notes in copies from before it; the sweep that fills the ledger puts them right."""
    for copy in apps.get_model("crisis", "PublicSearch").objects.exclude(notes=[]).iterator():
        copy.notes = [{"district": "", "answers": ""} | note for note in copy.notes]
        copy.save(update_fields=["notes"])


class Migration(migrations.Migration):
    dependencies = [
        ("crisis", "0022_records_of_other_sites"),
    ]

    operations = [
        migrations.AddField(
            model_name="publicsearch",
            name="source",
            field=models.JSONField(default=dict),
        ),
        migrations.RunPython(say_what_is_new_in_a_note, migrations.RunPython.noop),
    ]
