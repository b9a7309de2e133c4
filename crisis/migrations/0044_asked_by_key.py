from django.db import migrations, models

from crisis.checkin.asks.access import contact_of
from crisis.checkin.asks.rules import key_of


def know_keys(apps, _editor):
    asked = apps.get_model("crisis", "Asked").objects
    for each in asked.filter(point__isnull=False).select_related("point").iterator():
        asked.filter(pk=each.pk).update(key=key_of(contact_of(each.point)))


class Migration(migrations.Migration):
    dependencies = [
        ("crisis", "0043_who_is_counted"),
    ]

    operations = [
        migrations.AddField(
            model_name="asked",
            name="key",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.RunPython(know_keys, migrations.RunPython.noop),
    ]
