import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("crisis", "0017_one_person_two_searches")]

    operations = [
        migrations.RemoveIndex(model_name="personlist", name="person_list_by_age"),
        migrations.AddField(
            model_name="personlist",
            name="stored_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddIndex(
            model_name="personlist", index=models.Index(fields=["stored_at"], name="person_list_by_age")
        ),
        migrations.AddField(
            model_name="listedperson",
            name="folded",
            field=models.CharField(blank=True, max_length=240, default=""),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="listedperson",
            index=models.Index(fields=["crisis", "folded"], name="listed_by_folded_name"),
        ),
        migrations.RemoveConstraint(model_name="listedperson", name="withheld_says_nothing"),
        migrations.AddConstraint(
            model_name="listedperson",
            constraint=models.CheckConstraint(
                condition=Q(withheld_at__isnull=True)
                | Q(given_name="", family_name="", other_names="", folded="", status=""),
                name="withheld_says_nothing",
            ),
        ),
    ]
