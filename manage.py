#!/usr/bin/env python
"""Django's command line, bound to this project's settings."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError

    from accounts.disk import is_full

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as wrong:
        sys.exit(str(wrong))
    except (DatabaseError, OSError) as wrong:
        if is_full(wrong):
            sys.exit("The disk is full: df -h / Le disque est plein : df -h")
        if "no such" not in str(wrong) and "does not exist" not in str(wrong):
            raise
        sys.exit(
            f"The database is older than this code: run manage.py migrate. ({str(wrong).splitlines()[0]})"
        )
