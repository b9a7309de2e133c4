from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.core.signals import got_request_exception


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self):
        from config import checks, checks_reach  # noqa: F401  registers
        from config.logs import tell_what_broke

        got_request_exception.connect(tell_what_broke)


class StaticFiles(StaticFilesConfig):
    """Collects only what some page loads; compressing the others took a third of the time. Names at any depth."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "redoc", "rest_framework", "leaflet-src*"]
