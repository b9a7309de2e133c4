"""A full disk, told from a database that is away or busy."""

import errno

# https://www.sqlite.org/rescode.html#full, PostgreSQL's disk_full, a file's.
_FULL = {"SQLITE_FULL", "53100", errno.ENOSPC}


def is_full(failure: BaseException) -> bool:
    """A file's, the driver's, or Django's around it."""
    own = failure.__cause__ or failure
    return any(getattr(own, name, None) in _FULL for name in ("sqlite_errorname", "sqlstate", "errno"))


def named(failure: BaseException) -> str:
    """For the log: its class, and whether the disk is full. Its own words may quote what somebody typed."""
    return type(failure).__name__ + (" (disk full)" if is_full(failure) else "")
