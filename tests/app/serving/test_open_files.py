"""The limit of open files, in a process of its own: nobody lowers a hard limit twice."""

from __future__ import annotations

import subprocess
import sys

import pytest

_SCRIPT = """
import resource
from oceanhil.app.serving.open_files import raise_open_files
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
raise_open_files()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(("soft", "hard"), [(256, 900), (64, 64)])
def test_the_soft_limit_becomes_the_hard_one(soft: int, hard: int) -> None:
    script = _SCRIPT.format(soft=soft, hard=hard)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == [str(hard), str(hard)]


def test_a_system_that_refuses_is_left_as_it_is() -> None:
    script = "import resource\ndef refuse(*_): raise PermissionError\nresource.setrlimit, kept = refuse, None\n"
    script += "from oceanhil.app.serving.open_files import raise_open_files\nraise_open_files()\nprint('left')\n"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "left\n"
