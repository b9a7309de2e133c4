from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from accounts import listeners, tasks  # noqa: F401  registers
        from accounts.reach import mail_events  # noqa: F401  registers
