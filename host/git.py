"""What git says of a folder, where there is one and it is a checkout."""

import subprocess
from pathlib import Path
from typing import Final

SETTINGS: Final = ("core.fsmonitor=false", "log.showSignature=false")
"""What a user may have set otherwise: git starts no process that stays, and says of a commit what it is asked alone."""
_PATIENCE_S: Final = 60


def git(folder: Path, *words: str) -> str | None:
    """Ask git about `folder`; None where there is none, or no repository, or no answer."""
    settings = [part for setting in SETTINGS for part in ("-c", setting)]
    command = ("git", "-C", str(folder), *settings, *words)
    try:
        done = subprocess.run(  # noqa: S603 - words of ours
            command, capture_output=True, text=True, errors="replace", check=True, timeout=_PATIENCE_S
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
