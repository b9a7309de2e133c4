"""HTTP and sockets in one process; its lifespan starts and stops what runs beside them."""

import os
import warnings

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# WhiteNoise reads files by a plain iterator; Django runs it in a thread and says so at every file.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
http = get_asgi_application()

from config.body_limit import BodyLimit  # noqa: E402
from config.lifespan import Lifespan  # noqa: E402  needs the apps
from config.sockets import websocket  # noqa: E402
from crisis.checkin.api.lane import Lane  # noqa: E402

application = ProtocolTypeRouter(
    {"http": Lane(BodyLimit(http)), "websocket": websocket, "lifespan": Lifespan()}
)
