"""A full disk, told from a database that is away or busy."""

_FULL = {"SQLITE_FULL", "53100"}  # https://www.sqlite.org/rescode.html#full, and PostgreSQL's disk_full


def is_full(failure: BaseException) -> bool:
    """Of the driver's error itself, or of Django's around it."""
    own = failure.__cause__ or failure
    return bool(_FULL & {getattr(own, "sqlite_errorname", ""), getattr(own, "sqlstate", "")})


def named(failure: BaseException) -> str:
    """For the log: its class, and whether the disk is full. Its own words may quote what somebody typed."""
    return type(failure).__name__ + (" (disk full)" if is_full(failure) else "")
