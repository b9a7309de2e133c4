"""The links of check-ins that were answered first."""

from django.db.models import QuerySet

from accounts.links.actions import keep_owed_links
from crisis.checkin.models import CheckIn


def write_links(check_ins: QuerySet[CheckIn]) -> None:
    """Write the manage-links these were given and have not yet; what was taken away since stays taken away."""
    columns = ("owner_id", "public_id", "token_hash", "crisis_id")
    owed = check_ins.exclude(token_hash="").values_list(*columns)  # noqa: S106  none, not an empty one
    keep_owed_links(owed=[(who, of, hashed, "check_in", crisis) for who, of, hashed, crisis in owed])
