"""A commit with a signature, of which git has something to say to a user who wants to see signatures."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SIGNATURE = "gpgsig -----BEGIN SSH SIGNATURE-----\n AAAA\n -----END SSH SIGNATURE-----\n"


def sign_head(repository: Path) -> None:
    """Put a commit that says the same and is signed in the place of the last one, and have signatures shown."""

    def git(*words: str, given: str = "") -> str:
        command = ["git", "-C", str(repository), *words]
        return subprocess.run(command, check=True, capture_output=True, text=True, input=given).stdout

    head, _, message = git("cat-file", "commit", "HEAD").partition("\n\n")
    signed = git("hash-object", "-t", "commit", "-w", "--stdin", given=f"{head}\n{_SIGNATURE}\n{message}")
    git("update-ref", "HEAD", signed.strip())
    git("config", "log.showSignature", "true")
    assert git("log", "-1", "--format=%s") != message, "git says nothing of the signature"
