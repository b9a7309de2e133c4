"""The rig itself: private servers come up, survive a fall, and leave nothing behind."""

import psycopg
import pytest
import redis as client

from config.private_servers import PrivatePostgres, PrivateRedis, missing_servers
from tests.rig.wanting import lacking


@pytest.fixture(autouse=True)
def _servers_are_installed() -> None:
    for name in missing_servers():
        lacking(name)


def test_a_private_postgres_keeps_its_rows_through_a_kill() -> None:
    with PrivatePostgres(durable=True) as server:
        server.execute("CREATE TABLE door (id int)")
        server.stop(9)
        server.start()
        server.execute("INSERT INTO door VALUES (1)")
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(host="127.0.0.1", port=server.port, user="postgres", password="wrong")
        directory = server.directory
    assert not directory.exists()


def test_a_private_redis_forgets_everything_when_it_falls() -> None:
    with PrivateRedis() as server:
        connection = client.Redis.from_url(server.url)
        connection.set("door", "open")
        server.stop(9)
        server.start()
        assert connection.get("door") is None
        with pytest.raises(client.AuthenticationError):
            client.Redis(port=server.port).ping()
