"""The private PostgreSQL, under the name tests look for."""

from config.private_servers import PrivatePostgres, ServerFailed, ServerMissing, free_port

__all__ = ["PrivatePostgres", "ServerFailed", "ServerMissing", "free_port"]
