"""manage.py import_pfif and export_pfif, as an operator types them."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from crisis.search.models import Search
from tests import cast
from tests.crisis.search.pfif import documents as other
from tests.crisis.search.pfif.documents import SITE

pytestmark = pytest.mark.django_db


@pytest.fixture
def slug() -> str:
    return cast.active_crisis(profile="open").slug


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "records.xml"
    people = [
        other.person("1", source_date=other.when(-3)),
        other.person("2", full_name="@@", given_name=None),
    ]
    path.write_bytes(other.written(*people).replace(b"@@", b"Jo & Co"))
    return path


def run(command: str, *args: str, **options) -> list[str]:
    out = StringIO()
    call_command(command, *args, stdout=out, **options)
    return out.getvalue().splitlines()


def test_each_record_has_its_line_and_the_same_file_again_is_known(slug, file):
    dry = run("import_pfif", str(file), "--crisis", slug, "--dry-run")
    assert not Search.objects.exists()
    first = run("import_pfif", str(file), "--crisis", slug)
    assert dry == first and f"taken person {SITE}/person.1" in first[0]
    assert f"refused person {SITE}/person.2: " in first[1] and first[2] == "taken 1, known 0, refused 1"
    assert run("import_pfif", str(file), "--crisis", slug)[2] == "taken 0, known 1, refused 1"
    assert (
        run("import_pfif", str(file), "--crisis", slug, "--domain", "a.org")[2]
        == "taken 0, known 0, refused 2"
    )


def test_what_others_may_read_comes_out_as_one_valid_document(slug, file):
    run("import_pfif", str(file), "--crisis", slug)
    assert set(other.read("\n".join(run("export_pfif", "--crisis", slug)).encode())) == {f"{SITE}/person.1"}


def test_what_cannot_be_read_is_an_error(slug, tmp_path):
    (tmp_path / "page.html").write_text("<html/>")
    for args in ((str(tmp_path / "page.html"), "--crisis", slug), (str(tmp_path / "none"), "--crisis", slug)):
        with pytest.raises(CommandError):
            run("import_pfif", *args)
    with pytest.raises(CommandError):
        run("export_pfif", "--crisis", "nowhere")
