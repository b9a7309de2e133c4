"""The private Redis, under the name tests look for."""

from config.private_servers import PrivateRedis, ServerFailed, ServerMissing

__all__ = ["PrivateRedis", "ServerFailed", "ServerMissing"]
