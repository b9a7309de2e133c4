from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("crisis", "0026_who_takes_a_page_away")]

    operations = [
        migrations.AddField(
            model_name="falsephoto",
            name="compared_to",
            field=models.BigIntegerField(default=0),
        )
    ]
