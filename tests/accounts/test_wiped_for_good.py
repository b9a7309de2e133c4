"""What was wiped is gone from SQLite's files, not only from its tables."""

from django.conf import settings
from django.db.utils import ConnectionHandler

from accounts.retention import empty_the_log


def test_what_was_wiped_is_in_no_file_of_sqlite_any_more(tmp_path, django_db_blocker):
    file = tmp_path / "db.sqlite3"
    known = {"ENGINE": "django.db.backends.sqlite3", "NAME": file, "OPTIONS": settings.SQLITE_OPTIONS}
    database = ConnectionHandler({"default": known})["default"]
    files = lambda: b"".join(each.read_bytes() for each in tmp_path.iterdir())  # noqa: E731
    with django_db_blocker.unblock():
        with database.cursor() as cursor:
            cursor.execute("CREATE TABLE told (words TEXT)")
            cursor.execute("INSERT INTO told VALUES ('xylographia')")
            cursor.execute("DELETE FROM told")
        assert b"xylographia" in files(), "else this test says nothing"
        empty_the_log(database)
        assert b"xylographia" not in files()
        database.close()
