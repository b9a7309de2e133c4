from django.apps import AppConfig


class CrisisConfig(AppConfig):
    name = "crisis"

    def ready(self):
        from crisis import tasks  # noqa: F401  registers
        from crisis.activation import access  # noqa: F401  registers
        from crisis.checkin import alike  # noqa: F401  registers
        from crisis.checkin import listeners as of_checkin  # noqa: F401  registers
        from crisis.checkin.asks import listeners as of_asks  # noqa: F401  registers
        from crisis.desk import listeners, texts  # noqa: F401  registers
        from crisis.moderation import kinds  # noqa: F401  registers
        from crisis.search import listeners as of_search  # noqa: F401  registers
        from crisis.search.liaison import hearing  # noqa: F401  registers
        from crisis.search.pfif import listeners as of_pfif  # noqa: F401  registers
        from crisis.shelter import listeners as of_shelter  # noqa: F401  registers
        from crisis.texting import listeners as of_texting  # noqa: F401  registers
