import pytest

from crisis.activation.models import Crisis
from tests.cast import active_crisis, chen


@pytest.fixture
def paris() -> Crisis:
    return active_crisis(chen(email="chen@example.org"))
