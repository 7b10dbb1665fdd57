"""Where the firmware's sources and what is made of them are."""

from pathlib import Path
from typing import Final

import platformdirs

FIRMWARE: Final = Path(__file__).resolve().parents[2] / "firmware"


def cache_folder() -> Path:
    """Give the folder in which what was built or installed is kept from run to run."""
    return Path(platformdirs.user_cache_dir("oceanhil"))
