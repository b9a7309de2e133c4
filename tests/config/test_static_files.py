"""What a deployment serves of our own scripts."""

from pathlib import Path

from django.core.management import call_command
from django.utils.http import http_date
from rjsmin import jsmin


def test_our_scripts_leave_without_comments_and_collecting_again_changes_nothing(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_DIRS = [("js", Path(settings.BASE_DIR, "static/js"))]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
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


def test_where_nothing_is_collected_they_leave_as_small_and_as_old_as_they_are(client, settings):
    settings.WHITENOISE_AUTOREFRESH = False  # as a server starts
    source = Path(settings.BASE_DIR, "static/js/page.js")
    answer = client.get("/static/js/page.js")
    assert answer.getvalue().decode() == jsmin(source.read_text())
    assert answer["Last-Modified"] == http_date(source.stat().st_mtime)
    assert (
        client.get("/static/css/site.css").getvalue()
        == source.parents[1].joinpath("css/site.css").read_bytes()
    )
