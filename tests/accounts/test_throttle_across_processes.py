"""With limit L and many processes, exactly L calls pass."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HAMMER = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
from concurrent.futures import ThreadPoolExecutor
from accounts.throttle import spend
with ThreadPoolExecutor(8) as pool:
    passed = sum(a.allowed for a in pool.map(lambda _: spend("recover_link", "one network"), range(40)))
print(passed)
"""


@pytest.mark.distributed
def test_five_an_hour_are_five_an_hour_for_four_processes_of_eight_threads():
    processes = [
        subprocess.Popen([sys.executable, "-c", HAMMER], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert sum(int(process.communicate(timeout=60)[0]) for process in processes) == 5
