"""The runner for the RP2040: our scripts for Node.js with rp2040js beside them, in the user's cache folder.

Node.js looks for a package in the folder of the script that imports it and above. The scripts' own folder may be a
site-packages that nobody may write, so they are copied, and npm installs there what their lock file says. A folder is
named after its contents: another version of the scripts or of the lock gets another one.

It is a program as well, which installs the runner: `python -m oceanhil.hil.emulators.rp2040_runner`.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from filelock import FileLock

from oceanhil.hil.emulators.emulator_errors import ToolMissingError
from oceanhil.hil.emulators.tools import FIRMWARE, cache_folder

SOURCES: Final = FIRMWARE / "rp2040_bare" / "runner"
_SUFFIXES: Final = frozenset({".mjs", ".json"})
_INSTALL: Final = ("ci", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1", "--silent")
# npm writes it when everything else is there.
_DONE: Final = Path("node_modules") / ".package-lock.json"
_TIMEOUT_S: Final = 300


class Rp2040Runner:
    """What runs an image for the RP2040; `find` is that of a tool."""

    def find(self) -> str:
        """Give the path of `run.mjs`, having installed rp2040js if need be; raises ToolMissingError."""
        sources = sorted(path for path in SOURCES.iterdir() if path.suffix in _SUFFIXES)
        digest = hashlib.sha256(b"\0".join(path.name.encode() + b"\0" + path.read_bytes() for path in sources))
        folder = cache_folder() / "rp2040-runner" / digest.hexdigest()[:16]
        if not (folder / _DONE).exists():
            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(folder / "install.lock"):
                if not (folder / _DONE).exists():
                    for path in sources:
                        shutil.copyfile(path, folder / path.name)
                    _install(folder)
        return str(folder / "run.mjs")


def _install(folder: Path) -> None:
    npm = shutil.which("npm")
    by_hand = f"it with 'npm ci --prefix {folder}'"
    if npm is None:
        raise ToolMissingError("rp2040js", f"{by_hand}; npm is the package 'npm'")
    command = (npm, *_INSTALL, "--prefix", str(folder))
    try:
        run = subprocess.run(command, capture_output=True, timeout=_TIMEOUT_S, check=False)  # noqa: S603 - ours
    except (OSError, subprocess.TimeoutExpired):
        raise ToolMissingError("rp2040js", f"{by_hand}, which cannot be run or did not end in {_TIMEOUT_S} s") from None
    if run.returncode != 0 or not (folder / _DONE).exists():
        raise ToolMissingError("rp2040js", f"{by_hand}, which has just failed with {run.returncode}")


RP2040_RUNNER: Final = Rp2040Runner()

if __name__ == "__main__":
    try:
        RP2040_RUNNER.find()
    except ToolMissingError as error:
        sys.exit(str(error))
