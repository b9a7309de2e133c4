from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("crisis", "0029_copy_what_was_heard")]

    operations = [
        migrations.RemoveConstraint(model_name="matter", name="liaison_matter_heard_once"),
        *(
            migrations.RemoveField(model_name="matter", name=name)
            for name in ("door", "key", "source", "words")
        ),
    ]
