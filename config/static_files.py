"""How static files are collected for a deployment."""

from collections.abc import Iterator
from pathlib import Path

from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage


class SmallStaticFiles(CompressedManifestStaticFilesStorage):
    """Our own scripts leave without comments and indents: a fifth less on a bad network."""

    def post_process(self, paths: dict, dry_run: bool = False, **options: object) -> Iterator[tuple]:
        for name in list(paths):
            if name.startswith("js/") and not dry_run:
                script = Path(self.path(name))
                script.write_text(jsmin(script.read_text()))
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)
