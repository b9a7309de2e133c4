"""Reads the operator's environment variables; the one place that parses them."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    return value in TRUE if value else default


def number(name: str, *, default: int) -> int:
    """Raises ImproperlyConfigured, by the variable's name."""
    value = os.environ.get(name, "").strip()
    try:
        return int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value} is no whole number.") from None


def names(name: str, *, default: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def with_prefix(prefix: str) -> dict[str, str]:
    """Every variable that begins so and is not empty, by the rest of its name."""
    return {
        name[len(prefix) :]: value for name, value in os.environ.items() if name.startswith(prefix) and value
    }


def kept_directory(name: str, default: Path) -> Path:
    """Made where it isn't there. Raises ImproperlyConfigured, by the variable's name."""
    path = Path(os.environ.get(name) or default)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as refusal:
        raise ImproperlyConfigured(
            f"{name}={path} cannot be made a directory ({refusal.strerror}): name another one.\n"
            f"{name}={path} ne peut pas devenir un dossier : nommez-en un autre."
        ) from refusal
    return path


def kept_secret(name: str, path: Path, *, size: int = 48) -> str:
    """From the environment, else from `path`, where it is drawn once, for its owner only: `size` bytes in base64url."""
    if key := os.environ.get(name):
        return key
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(size))
    except OSError:
        path.unlink()  # or the next start would take the empty one for ours
        raise
    return path.read_text().strip()
