from django.db import migrations


def copy_what_was_heard(apps, schema_editor):
    """Each matter was one piece of news. Its source was a record's id, or words."""
    Matter, News, Step = (apps.get_model("crisis", name) for name in ("Matter", "News", "Step"))
    same = ("crisis_id", "search_id", "key", "words", "heard_from_id", "heard_at")
    for matter in Matter.objects.all().iterator():
        via, source = _said_by(matter.source)
        said = {name: getattr(matter, name) for name in same}
        News.objects.create(matter=matter, via=via, source=source, **said)
    for step in Step.objects.filter(kind="told").exclude(matter__search=None).select_related("matter"):
        step.families.add(step.matter.search_id)
        if Step.objects.filter(matter=step.matter_id, kind="wrong", pk__lt=step.pk).exists():
            Step.objects.filter(pk=step.pk).update(kind="told_wrong")


def _said_by(source: str) -> tuple[str, str]:
    if source.startswith("pfif:"):
        return "site", source[5:].partition("/")[0]
    if source.startswith("note "):
        return "note", ""
    listed, _dot, digest = source.rpartition(" · ")
    if listed and len(digest) == 16 and not digest.strip("0123456789abcdef"):
        return "list", listed
    return "said", source


class Migration(migrations.Migration):
    dependencies = [("crisis", "0028_one_matter_for_one_person")]

    operations = [migrations.RunPython(copy_what_was_heard, migrations.RunPython.noop)]
