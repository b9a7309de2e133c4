"""Names are found by numbers now: what stood in the index is taken out, and every name that has to be found written anew."""

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

from matching.engine.names import entries, spellings, word_entry, words_of

AT_ONCE = 2_000
OF_A_SEARCH = ("given_name", "family_name", "other_names")
OF_A_CHECK_IN = ("given_name", "family_name")


def take_out(apps, _editor):
    for name in ("SearchKey", "PublicSearchKey", "CheckInName"):
        apps.get_model("crisis", name).objects.all().delete()


def write_anew(apps, _editor):
    def model(name):
        return apps.get_model("crisis", name)

    searches, copies = model("Search").objects.all(), model("PublicSearch").objects.all()
    _index(apps, searches, OF_A_SEARCH, model("SearchKey"), "search_id")
    _index(apps, copies, OF_A_SEARCH, model("PublicSearchKey"), "copy_id")
    standing = model("CheckIn").objects.filter(life="active")
    _index(apps, standing, OF_A_CHECK_IN, model("CheckInName"), "check_in_id", with_words=True)


def _index(apps, rows, fields, keys, column, *, with_words=False):
    found = rows.order_by("pk").values_list("pk", "crisis_id", *fields)
    batch = []
    for pk, crisis, *names in found.iterator(chunk_size=AT_ONCE):
        words = words_of(" ".join(names))
        alone = {word_entry(part): part for word in words for part in (*word, "".join(word)) if part}
        _learn(apps, alone)
        for key in entries(words):
            of_word = {"word": alone.get(key, "")[:60]} if with_words else {}
            batch.append(keys(key=key, crisis_id=crisis, **{column: pk}, **of_word))
        if len(batch) >= AT_ONCE:
            keys.objects.bulk_create(batch)
            batch.clear()
    keys.objects.bulk_create(batch)


def _learn(apps, words):
    word_model, spelling_model = (
        apps.get_model("crisis", "NameWord"),
        apps.get_model("crisis", "NameSpelling"),
    )
    known = set(word_model.objects.filter(pk__in=words).values_list("pk", flat=True))
    new = {number: word for number, word in words.items() if number not in known}
    today = timezone.now().date()
    word_model.objects.bulk_create(
        [word_model(pk=number, text=word[:120], seen_on=today) for number, word in new.items()]
    )
    spelt = [(key, number) for number, word in new.items() for key in spellings(word)]
    spelling_model.objects.bulk_create(
        [spelling_model(key=key, word_id=number) for key, number in spelt], ignore_conflicts=True
    )


class Migration(migrations.Migration):
    dependencies = [("crisis", "0011_doors_by_spot")]

    operations = [
        migrations.CreateModel(
            name="NameWord",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("text", models.CharField(max_length=120)),
                ("seen_on", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="NameSpelling",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key", "word_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.BigIntegerField()),
                (
                    "word",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crisis.nameword"
                    ),
                ),
            ],
        ),
        migrations.RunPython(take_out, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="checkinname", name="check_in_by_name_key"),
        migrations.RemoveIndex(model_name="publicsearchkey", name="public_search_by_name_key"),
        migrations.RemoveIndex(model_name="searchkey", name="search_by_name_key"),
        *(
            operation
            for model in ("checkinname", "publicsearchkey", "searchkey")
            for operation in (
                migrations.RemoveField(model_name=model, name="key"),
                migrations.AddField(
                    model_name=model,
                    name="key",
                    field=models.BigIntegerField(default=0),
                    preserve_default=False,
                ),
            )
        ),
        migrations.AlterField(
            model_name="checkinname", name="word", field=models.CharField(blank=True, max_length=60)
        ),
        migrations.AddIndex(
            model_name="checkinname",
            index=models.Index(fields=["crisis", "key", "check_in"], name="check_in_by_name_key"),
        ),
        migrations.AddIndex(
            model_name="publicsearchkey",
            index=models.Index(fields=["crisis", "key", "copy"], name="public_search_by_name_key"),
        ),
        migrations.AddIndex(
            model_name="searchkey",
            index=models.Index(fields=["crisis", "key", "search"], name="search_by_name_key"),
        ),
        migrations.RunPython(write_anew, migrations.RunPython.noop),
    ]
