"""Background work begins with the server and ends with it, never at import.

Django's ASGI handler raises on lifespan and uvicorn then goes on without it, silently; so it is handled here.
"""

import asyncio

from django.conf import settings

from accounts.journal.dispatcher import Dispatcher
from accounts.journal.hints import speak_through
from crisis.livemap.hub import hub


class Lifespan:
    """ASGI lifespan: the live hub in every server process, the dispatcher too when embedded."""

    async def __call__(self, scope, receive, send):
        await receive()
        speak_through(asyncio.get_running_loop())
        tail = asyncio.create_task(hub.run())
        dispatcher = Dispatcher() if settings.EMBEDDED else None
        if dispatcher:
            dispatcher.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        speak_through(None)
        if dispatcher:
            await asyncio.to_thread(dispatcher.stop)
        tail.cancel()
        await send({"type": "lifespan.shutdown.complete"})
