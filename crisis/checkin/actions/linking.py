"""The links of check-ins that were answered first."""

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.links.actions import keep_owed_links
from accounts.links.models import ManageLink
from crisis.checkin.models import CheckIn


def write_links(check_ins: QuerySet[CheckIn]) -> None:
    """Write the manage-links these were given and have not yet; what was taken away since stays taken away."""
    written = ManageLink.objects.filter(token_hash=OuterRef("token_hash"))
    owed = check_ins.exclude(token_hash="").exclude(Exists(written))  # noqa: S106  none, not an empty one
    if not owed.exists():  # nor asks who knocks with a key that opens nothing for SQLite's one writer
        return
    columns = ("owner_id", "public_id", "token_hash", "crisis_id")
    with transaction.atomic():  # held: whoever is erased meanwhile gets none
        held = owed.order_by("pk").select_for_update(of=("self",), no_key=True).values_list(*columns)
        keep_owed_links(owed=[(who, of, hashed, "check_in", crisis) for who, of, hashed, crisis in held])
