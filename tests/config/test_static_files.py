"""What a deployment serves of our own scripts."""

from pathlib import Path

from django.core.management import call_command


def test_our_scripts_leave_without_comments_and_collecting_again_changes_nothing(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_DIRS = [("js", Path(settings.BASE_DIR, "static/js"))]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "config.static_files.SmallStaticFiles"}
    }
    served = []
    for _time in range(2):
        call_command("collectstatic", "--noinput", verbosity=0)
        [page] = tmp_path.glob("js/page.*.js")
        served.append((page.name, page.read_text()))
    assert served[0] == served[1]
    assert len(served[0][1]) < 0.8 * len(Path(settings.BASE_DIR, "static/js/page.js").read_text())
    assert "/*" not in served[0][1] and "stepThrough(form)" in served[0][1]
