"""A sketch under gdb: time stands still at a breakpoint, and the run goes on to the verdict that it has without."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from oceanhil.firmware.build import FIRMWARE_DIRECTORY

EXAMPLE = FIRMWARE_DIRECTORY / "examples" / "careful"
CASE = "token-expired@esp8266"
TIMEOUT_S = 400
AT_A_BREAKPOINT = """
break enroll
run
backtrace 2
shell sleep 3
delete
continue
quit
"""

pytestmark = [
    pytest.mark.timeout(TIMEOUT_S),
    pytest.mark.skipif(shutil.which("gdb") is None, reason="gdb is not installed: sketches under a debugger"),
]


def debugged(commands: Path) -> subprocess.CompletedProcess[str]:
    words = ["replay", CASE, "--debug-commands", str(commands), "--world", f"sketch:{EXAMPLE}"]
    return subprocess.run(
        [sys.executable, "-m", "oceanhil", *words],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_a_breakpoint_shows_the_sketchs_own_lines_and_changes_no_verdict(tmp_path: Path) -> None:
    commands = tmp_path / "commands"
    commands.write_text(AT_A_BREAKPOINT, "utf-8")
    done = debugged(commands)
    assert re.search(r"^#1 +0x[0-9a-f]+ in loop \(\)\s+at .*main\.cpp:\d+$", done.stdout, re.MULTILINE), done.stdout
    assert f"passed: {CASE}, remedy: passed" in done.stdout
    assert done.returncode == 0


@pytest.mark.parametrize("orders", ["quit\n", "break enroll\nrun\nquit\n"], ids=["before it ran", "at a breakpoint"])
def test_a_debugger_that_is_left_ends_the_run_and_nothing_is_said_of_the_sketch(orders: str, tmp_path: Path) -> None:
    commands = tmp_path / "commands"
    commands.write_text(orders, "utf-8")
    done = debugged(commands)
    assert "error: the sketch was ended in the debugger, so there is no verdict" in done.stdout
    assert done.returncode == 1
