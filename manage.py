#!/usr/bin/env python
"""Django's command line, bound to this project's settings."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as wrong:
        sys.exit(str(wrong))
    except DatabaseError as wrong:
        if "no such" not in str(wrong) and "does not exist" not in str(wrong):
            raise
        sys.exit(
            f"The database is older than this code: run manage.py migrate. ({str(wrong).splitlines()[0]})"
        )
