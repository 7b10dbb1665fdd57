"""The core's own tests in C++, under address and undefined-behaviour sanitizers."""

import subprocess

from oceanhil.firmware.build import build, unit_tests


def test_the_cores_own_tests_pass_under_sanitizers() -> None:
    done = subprocess.run(
        [build(unit_tests()), "--no-colors"], capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| 0 failed |" in done.stdout
