"""After numbering new entries, tell every live hub at once. A lost hint costs half a second, never an entry."""

import asyncio
import logging

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

log = logging.getLogger("accounts.journal")

GROUP = "journal"
_loop: asyncio.AbstractEventLoop | None = None


def speak_through(loop: asyncio.AbstractEventLoop | None) -> None:
    """The server's loop hands itself over: from a plain thread the in-process layer would only whisper."""
    global _loop
    _loop = loop


def hint() -> None:
    """Best effort, from any thread; failures are logged and forgotten, for hubs also look by themselves."""
    send = get_channel_layer().group_send
    message = {"type": "journal.hint"}
    try:
        if _loop and _loop.is_running():
            asyncio.run_coroutine_threadsafe(send(GROUP, message), _loop)
        else:
            async_to_sync(send)(GROUP, message)
    except Exception as failure:  # noqa: BLE001  Redis away: the hubs' own poll carries on
        log.warning("hint not sent: %s", type(failure).__name__)
