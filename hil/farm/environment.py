"""Where a farm's own client is installed: a Python environment of its own, never oceanhil's.

labgrid brings `pyserial-labgrid`, another package of the name `serial`, and Jumpstarter fifty packages with versions of
their own: neither shall change what boards of this machine are driven with.
"""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import platformdirs

from oceanhil.hil.farm.place import FarmKind, NoFarmError
from oceanhil.host.folders import APPLICATION, path_from

FARM_VARIABLE = "OCEANHIL_FARM"
MODULE: Final = Path(__file__).parent / "foreign" / "labgrid_board" / "oceanhil_labgrid.py"
"""What gives labgrid itself virtual boards; for its environment, where oceanhil is not."""
_PYTHONS: Final = (Path("bin", "python"), Path("Scripts", "python.exe"))
_PACKAGES: Final[Mapping[FarmKind, str]] = {
    FarmKind.LABGRID: "labgrid==26.0.1",
    FarmKind.JUMPSTARTER: "jumpstarter==0.9.0 jumpstarter-driver-pyserial==0.9.0 jumpstarter-driver-power==0.9.0",
}
_FITTING: Final[Mapping[FarmKind, str]] = {FarmKind.LABGRID: "26.", FarmKind.JUMPSTARTER: "0.9."}
"""What the version of a client begins with whose messages are known here."""


def farm_directory(environment: Mapping[str, str] = os.environ) -> Path:
    """Give the folder of the environments: `$OCEANHIL_FARM`, or `farm` in the user's data folder."""
    return path_from(environment, FARM_VARIABLE) or platformdirs.user_data_path(APPLICATION) / "farm"


def farm_python(kind: FarmKind, environment: Mapping[str, str] = os.environ) -> Path:
    """Give the Python that has the client of this farm; raises NoFarmError that says how to install it."""
    folder = farm_directory(environment) / kind.value
    for python in _PYTHONS:
        if (folder / python).exists():
            return folder / python
    raise NoFarmError(
        f"{kind.value} is not installed in {str(folder)!r} (${FARM_VARIABLE}); {how_to_install(kind, folder)}"
    )


def how_to_install(kind: FarmKind, folder: Path) -> str:
    """Say how a client of this farm is installed in a folder."""
    python = shlex.quote(str(folder / _PYTHONS[0]))
    return f"python3 -m venv {shlex.quote(str(folder))} && {python} -m pip install {_PACKAGES[kind]}"


def must_fit(kind: FarmKind, version: str) -> None:
    """Refuse a client of another version; raises NoFarmError."""
    if not version.startswith(_FITTING[kind]):
        folder = farm_directory() / kind.value
        what = f"{kind.value} {version} is installed in {str(folder)!r}, expected {_FITTING[kind]}x"
        raise NoFarmError(f"{what}; {how_to_install(kind, folder)}")
