from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self):
        from matching import listeners, live, moderation, notices, pending, tasks  # noqa: F401  registers
        from matching.leads import listeners as heard  # noqa: F401
