"""The express lane's own processes: check-ins by the thousand. What it hands over, Django answers here as anywhere."""

import gc
import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
http = get_asgi_application()

from config.body_limit import BodyLimit  # noqa: E402
from config.rsgi import Express  # noqa: E402  needs the apps

application = Express(BodyLimit(http))
# What was loaded is not walked through again and again.
gc.collect()
gc.freeze()
