"""The schema as everybody gets it, made once: it takes seconds."""

import pytest
import yaml
from django.core.management import call_command


@pytest.fixture(scope="session")
def schema(tmp_path_factory) -> dict:
    path = tmp_path_factory.mktemp("schema") / "schema.yaml"
    call_command("spectacular", fail_on_warn=True, file=str(path))
    return yaml.load(path.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
