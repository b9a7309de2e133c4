"""How static files leave: collected for a deployment, or as they stand here."""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from rjsmin import jsmin
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = str(settings.BASE_DIR / "static" / "js")


class SmallStaticFiles(CompressedManifestStaticFilesStorage):
    """Our own scripts leave without comments and indents: a fifth less on a bad network."""

    def post_process(self, paths: dict, dry_run: bool = False, **options: object) -> Iterator[tuple]:
        for name in list(paths):
            if name.startswith("js/") and not dry_run:
                script = Path(self.path(name))
                script.write_text(jsmin(script.read_text()))
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)


class SmallFiles(WhiteNoiseMiddleware):
    """The same where nothing is collected: a copy is made as the process starts."""

    def add_file_to_dictionary(self, url, path, stat_cache=None):
        if path.startswith(OURS):
            path, stat_cache = _small_copy(path), None
        super().add_file_to_dictionary(url, path, stat_cache=stat_cache)


@cache
def _small_copy(path: str) -> str:
    copy = Path(_copies().name, Path(path).name)
    copy.write_text(jsmin(Path(path).read_text()))
    shutil.copystat(path, copy)  # a browser that has it need not fetch it again
    return str(copy)


@cache
def _copies() -> TemporaryDirectory:
    return TemporaryDirectory(prefix="scripts-")
