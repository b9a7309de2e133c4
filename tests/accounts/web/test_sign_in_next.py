"""A sign-in link may say where to go on: on this site, nowhere else."""

import pytest

from accounts.sign_in.link import issue_sign_in_link

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("wanted", "lands"),
    [
        ("/fr/desk/paris-2015/", "/fr/desk/paris-2015/"),
        ("https://evil.example/", "/en/desk/"),
        ("//evil.example/", "/en/desk/"),
        ("/\\evil.example", "/en/desk/"),
        ("javascript:alert(1)", "/en/desk/"),
        ("", "/en/desk/"),
    ],
)
def test_the_link_leads_on_within_this_site_only(client, wanted, lands):
    path = issue_sign_in_link().replace("/fr/", "/en/")
    assert client.post(f"{path}?next={wanted}")["Location"] == lands
