"""What no log line may hold, taken out at the last door before it is written."""

import logging
import re

from accounts.links.paths import without_keys

CONTACTS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|\+\d{8,15}\b")


class Redact(logging.Filter):
    """Replaces links that open something, e-mail addresses and phone numbers (E.164) by an ellipsis."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = CONTACTS.sub("…", without_keys(record.getMessage())), ()
        return True
