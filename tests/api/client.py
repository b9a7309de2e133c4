"""A program that talks to the API: JSON in, JSON out, one token at most."""

import json
import uuid

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

ROOT = "/api/v1"
JSON = "application/json"


class Program:
    """`key`: True sends a fresh Idempotency-Key with each post."""

    def __init__(self, authorization: str = "", session: str = ""):
        self.headers = {"Accept-Language": "en"} | ({"Authorization": authorization} if authorization else {})
        if session:
            self.headers["X-Session-Token"] = session
        self.client = Client()

    def get(self, path: str, **headers):
        return self.client.get(_at(path), headers=self.headers | headers)

    def post(self, path: str, body: dict | str | None = None, *, key: str | bool = True, **headers):
        return self.send("post", path, body, key=key, **headers)

    def send(
        self, method: str, path: str, body=None, *, key: str | bool = False, kind: str = JSON, **headers
    ):
        if key:
            headers["Idempotency-Key"] = str(uuid.uuid4()) if key is True else key
        text = body if isinstance(body, str | bytes) else json.dumps(body or {})
        ask = getattr(self.client, method)
        return ask(_at(path), text, content_type=kind, headers=self.headers | headers)


def by_link(token: str) -> Program:
    return Program(f"Manage {token}")


def by_key(token: str) -> Program:
    return Program(f"Key {token}")


def signed_in(person) -> Program:
    """A session as allauth's headless sign-in leaves it behind; the token is what its client receives."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return Program(session=session.session_key)


def _at(path: str) -> str:
    return path if path.startswith(("/api", "http")) else ROOT + path
