from django.db import migrations, models

from accounts.people.contact import other_spelling


def know_mailboxes(apps, _editor):
    points = apps.get_model("accounts", "ContactPoint").objects.filter(kind="email")
    for point in points.only("kind", "value").iterator():
        if known := other_spelling(point):
            points.filter(pk=point.pk).update(mailbox=known)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_messages_by_crisis"),
    ]

    operations = [
        migrations.AddField(
            model_name="contactpoint",
            name="mailbox",
            field=models.CharField(blank=True, default="", max_length=254),
        ),
        migrations.AddIndex(
            model_name="contactpoint",
            index=models.Index(
                condition=models.Q(("mailbox__gt", "")), fields=["mailbox"], name="contact_by_mailbox"
            ),
        ),
        migrations.RunPython(know_mailboxes, migrations.RunPython.noop),
    ]
