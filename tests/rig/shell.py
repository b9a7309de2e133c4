"""Python with Django set up on one site's database, in a process of its own that waits for the next piece of code.

For `Site.python`: a start costs a second and a half of a core, and a journey asks ten times. Each piece finds fresh
names and no open connection, as a process of its own would. A line of JSON in: the code; a line out: [said, traceback].
"""

import contextlib
import io
import json
import os
import sys
import traceback

import django


def main() -> None:
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    django.setup()
    for line in sys.stdin:
        answers.write(json.dumps(_run(json.loads(line))) + "\n")
        answers.flush()


def _run(code: str) -> tuple[str, str]:
    said, failed = io.StringIO(), ""
    with contextlib.redirect_stdout(said):
        try:
            exec(compile(code, "<site.python>", "exec"), {"__name__": "__main__"})
        except BaseException:
            failed = traceback.format_exc()
        finally:
            _hang_up()
    return said.getvalue(), failed


def _hang_up() -> None:
    from django.db import connections

    for connection in connections.all():
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


if __name__ == "__main__":
    main()
