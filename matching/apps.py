from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self):
        import matching.actions.forgetting
        import matching.leads.contact_notices
        import matching.leads.known
        import matching.leads.listeners
        import matching.leads.live
        import matching.leads.notices
        import matching.leads.waiting  # noqa: F401  registers
        from matching import listeners, live, moderation, notices, pending, tasks, touched  # noqa: F401  registers
