"""What moderation may hold in a handshake: a relayed message, once one of the two reported it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.links.models import ManageLink
from crisis.activation.models import Crisis
from crisis.moderation.subjects import Kind, register
from matching.actions.talking import hold_message, restore_message
from matching.models import RelayMessage


def find_message(crisis: Crisis, public_id) -> RelayMessage | None:
    rows = RelayMessage.objects.select_related("match__offer", "match__need")
    return rows.filter(match__crisis=crisis, public_id=public_id).first()


def was_between_them(link: ManageLink, message: RelayMessage) -> bool:
    return link.subject in (message.match.offer.public_id, message.match.need.public_id)


def describe_message(message: RelayMessage) -> list[tuple[str, str]]:
    return [
        (_("Written by"), message.get_side_display()),
        (_("Message"), message.text),
        (_("Door"), message.match.offer.reference),
        (_("Need"), message.match.need.reference),
    ]


register(
    Kind(
        name="message",
        label=gettext_lazy("A message between host and guest"),
        find=find_message,
        hide=lambda row, **by: hold_message(message=row, **by),
        show=lambda row, **by: restore_message(message=row, **by),
        is_public=False,
        only_reported=True,
        concerns=was_between_them,
        describe=describe_message,
    )
)
