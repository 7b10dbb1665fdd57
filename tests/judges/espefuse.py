"""Espressif's `espefuse`, run as a process of its own on fuses in a file."""

import subprocess
import sys
from pathlib import Path


def espefuse(fuses: Path, *command: str) -> str:
    """Return what a command printed about the fuses of an ESP32 in the file, which is made if it is not there."""
    virtual = ["--chip", "esp32", "--virt", "--path-efuse-file", str(fuses), "--do-not-confirm"]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "espefuse", *virtual, *command],
        check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return done.stdout
