"""Where the firmware's sources, the runner for the RP2040 and built images are."""

from pathlib import Path
from typing import Final

import platformdirs

from oceanhil.hil.emulators.emulator_errors import ToolMissingError

FIRMWARE: Final = Path(__file__).resolve().parents[2] / "firmware"
RUNNER: Final = FIRMWARE / "rp2040_bare" / "runner"


def images_folder() -> Path:
    """Give the folder in which built images are kept from run to run."""
    return Path(platformdirs.user_cache_dir("oceanhil")) / "firmware"


def rp2040js() -> Path:
    """Give the folder of rp2040js; raises ToolMissingError."""
    folder = RUNNER / "node_modules" / "rp2040js"
    if not folder.is_dir():
        raise ToolMissingError("rp2040js", f"it with 'npm ci --prefix {RUNNER}'")
    return folder
