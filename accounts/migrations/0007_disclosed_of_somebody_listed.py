import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_contact_keys_outlive_erasure")]

    operations = [
        migrations.AlterField(
            model_name="disclosure",
            name="about",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="disclosures",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="disclosure",
            name="what",
            field=models.CharField(
                choices=[
                    ("address", "Exact address"),
                    ("contact", "Phone or e-mail"),
                    ("name", "First name"),
                    ("listed", "What a hospital or a shelter says"),
                ],
                max_length=10,
            ),
        ),
    ]
