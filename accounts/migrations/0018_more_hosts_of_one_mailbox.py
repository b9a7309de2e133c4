from django.db import migrations

from accounts.people.contact import other_spelling

HOSTS = ("@proton", "@pm.me", "@ya.ru", "@yandex.", "@me.com", "@mac.com")


def know_mailboxes(apps, _editor):
    points = apps.get_model("accounts", "ContactPoint").objects.filter(kind="email")
    for host in HOSTS:
        for point in points.filter(value__contains=host).only("kind", "value").iterator():
            points.filter(pk=point.pk).update(mailbox=other_spelling(point))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0017_messages_by_ref"),
    ]

    operations = [migrations.RunPython(know_mailboxes, migrations.RunPython.noop)]
