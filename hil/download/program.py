"""Finding esptool: the one installed beside this program, run by the same interpreter."""

import importlib.metadata
import re
import sys
from dataclasses import dataclass
from typing import Final

from oceanhil.hil.download.download_errors import EsptoolMissingError

OLDEST: Final = (5, 1)
_DISTRIBUTION: Final = "esptool"
_INSTALL: Final = "pip install 'esptool>=5.1'"


@dataclass(frozen=True, slots=True)
class EsptoolProgram:
    """The words that start esptool."""

    words: tuple[str, ...]


def find_esptool(python: str = sys.executable) -> EsptoolProgram:
    """Give the program; raises EsptoolMissingError when it is not installed or older than 5.1."""
    try:
        version = importlib.metadata.version(_DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        raise EsptoolMissingError(f"esptool is not installed in {sys.prefix!r}: {_INSTALL}") from None
    check_version(version)
    return EsptoolProgram((python, "-m", _DISTRIBUTION))


def check_version(version: str) -> None:
    """Raise EsptoolMissingError for a version whose commands are named otherwise."""
    numbers = tuple(int(digits) for digits in re.findall(r"\d+", version)[:2])
    if numbers < OLDEST:
        raise EsptoolMissingError(f"esptool {version!r} is too old, expected 5.1 or newer: {_INSTALL}")
