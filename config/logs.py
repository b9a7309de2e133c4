"""What no log line may hold, taken out at the last door before it is written."""

import logging
import re

SECRET_PATHS = re.compile(r"(/(?:m|a|news|named|sign-in|stop)/)[^/\s?#\"']+")
CONTACTS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|\+\d{8,15}\b")


class Redact(logging.Filter):
    """Replaces links that open something, e-mail addresses and phone numbers (E.164) by an ellipsis."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = SECRET_PATHS.sub(r"\1…", record.getMessage())
        record.msg, record.args = CONTACTS.sub("…", said), ()
        return True
