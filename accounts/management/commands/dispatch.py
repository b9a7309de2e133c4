import signal

from django.core.management.base import BaseCommand

from accounts.journal.dispatcher import Dispatcher


class Command(BaseCommand):
    help = "Number journal entries and hand their deliveries to the workers. Any number may run."

    def handle(self, **options):
        dispatcher = Dispatcher()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_signal: dispatcher.stop(timeout=0))
        dispatcher.run()
