"""No secret, phone or address of anybody in a log line."""

import logging

import pytest

from config.logs import Redact
from tests.rig.processes import wait_until


@pytest.mark.parametrize(
    "said",
    [
        "Forbidden (CSRF cookie not set.): /fr/m/66fnvbedwggj3o5a5f4r4tr46m/accept/",
        "Gone: /en/sign-in/66fnvbedwggj3o5a5f4r4tr46m/?next=/fr/desk/",
        "550 no such mailbox boris@example.org",
        "undeliverable to +33612345678 (21211)",
    ],
)
def test_a_line_that_would_tell_is_cut(said):
    record = logging.LogRecord("x", logging.WARNING, "", 0, "%s", (said,), None)
    assert Redact().filter(record)
    for secret in ("66fnvbed", "boris", "3361234"):
        assert secret not in record.getMessage()


def test_a_refused_form_leaves_no_link_in_the_servers_output(live_site):
    import urllib.error
    import urllib.request

    request = urllib.request.Request(live_site.url + "/fr/m/66fnvbedwggj3o5a5f4r4tr46m/accept/", data=b"x=1")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 403
    server = next(process for process in live_site.processes if process.name == "asgi")
    wait_until(lambda: "Forbidden" in server.text, seconds=5, what="the refusal in the log")
    assert "66fnvbed" not in server.text
