"""What every provider's webhook fills."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class IncomingText:
    """`provider_id`: the provider's own name for it; `sender`, `to`: phone numbers as it writes them.

    `carrier_heard`: "stop" or "start" where the provider has acted on it and answered itself, else "".
    """

    provider: str
    provider_id: str
    sender: str
    to: str
    text: str
    carrier_heard: str = ""
