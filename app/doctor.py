"""Whether this machine is set up: what is looked at, and what to do about what is not as it should be.

Each check looks at one thing, changes nothing, and opens nothing that somebody may use: no port, no connection.
"""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Final

import msgspec

from oceanhil.hil.boards.entry import InventoryError
from oceanhil.hil.boards.inventory import load_inventory
from oceanhil.hil.boards.inventory_path import NoInventoryError, find_inventory
from oceanhil.hil.farm.environment import farm_python, how_to_install, must_fit
from oceanhil.hil.farm.place import FarmKind, NoFarmError
from oceanhil.hil.link.spec import PluggedPort, plugged_in
from oceanhil.host.folders import CACHE_VARIABLE, STATE_VARIABLE, cache_directory, state_directory
from oceanhil.host.places import PlaceError, check_folder
from oceanhil.protocol.wording import plural

_ASK_S: Final = 30.0
_SERIAL: Final = "serial"
_ITS_OWN: Final = "pyserial"
_CLIENT: Final[Mapping[FarmKind, str]] = {FarmKind.LABGRID: "labgrid", FarmKind.JUMPSTARTER: "jumpstarter"}


class CheckVerdict(Enum):
    """What came of a check, by its word."""

    OK = "ok"
    ABSENT = "not there"
    """It is not there, and is needed only by who wants it."""
    WRONG = "wrong"


class Checked(msgspec.Struct, frozen=True):
    """What was looked at, what came of it, and what to do if it is not as it should be."""

    what: str
    verdict: CheckVerdict
    text: str


def check_serial(owners: Callable[[], Mapping[str, Sequence[str]]] = packages_distributions) -> Checked:
    """See whose the package `serial` is: others of that name replace files of pyserial, and take them along at last."""
    what = "package 'serial'"
    names = sorted(set(owners().get(_SERIAL, ())))
    if names == [_ITS_OWN]:
        return Checked(what, CheckVerdict.OK, f"of {_ITS_OWN} alone")
    others = [name for name in names if name != _ITS_OWN]
    again = f"pip install --force-reinstall {_ITS_OWN}"
    if not others:
        return Checked(what, CheckVerdict.WRONG, f"{_ITS_OWN} is not installed, or parts of it are gone; {again}")
    why = f"{', '.join(others)} put another package of that name over {_ITS_OWN}'s"
    home = "; labgrid belongs into an environment of its own" if "pyserial-labgrid" in others else ""
    return Checked(what, CheckVerdict.WRONG, f"{why}; pip uninstall {' '.join(others)} && {again}{home}")


def check_ports(
    ports: Callable[[], Sequence[PluggedPort]] = plugged_in, may_use: Callable[[str], bool] | None = None
) -> Checked:
    """See whether this user may open the serial ports that are plugged in."""
    what = "serial ports"
    try:
        there = [each.device for each in ports()]
    except ImportError:
        return Checked(what, CheckVerdict.WRONG, "cannot be looked for without the package 'serial'")
    closed = [each for each in there if not (may_use or _may_use)(each)]
    if closed:
        text = f"you may not open {', '.join(closed)}; join the group that owns it (ls -l tells which) and log in again"
        return Checked(what, CheckVerdict.WRONG, text)
    return (
        Checked(what, CheckVerdict.OK, ", ".join(there))
        if there
        else Checked(what, CheckVerdict.ABSENT, "none is plugged in")
    )


def _may_use(device: str) -> bool:
    return not Path(device).exists() or os.access(device, os.R_OK | os.W_OK)


def check_state() -> Checked:
    """See whether the folder of leases, journals and backups can be written."""
    return _check_kept("state folder", state_directory(), STATE_VARIABLE)


def check_cache() -> Checked:
    """See whether the folder of what was compiled can be written."""
    return _check_kept("cache folder", cache_directory(), CACHE_VARIABLE)


def _check_kept(what: str, folder: Path, variable: str) -> Checked:
    try:
        check_folder("the folder", folder)
    except PlaceError as error:
        return Checked(what, CheckVerdict.WRONG, f"{error} with ${variable}")
    return Checked(what, CheckVerdict.OK, str(folder))


def check_inventory() -> Checked:
    """See whether there is an inventory that can be read."""
    what = "inventory"
    try:
        inventory = load_inventory(find_inventory())
    except NoInventoryError as error:
        return Checked(what, CheckVerdict.ABSENT, str(error))
    except InventoryError as error:
        return Checked(what, CheckVerdict.WRONG, str(error))
    if not inventory.boards:
        return Checked(what, CheckVerdict.ABSENT, f"there is no board in {str(inventory.path)!r}")
    return Checked(what, CheckVerdict.OK, f"{inventory.path}: {plural(len(inventory.boards), 'board')}")


def check_farm(kind: FarmKind) -> Checked:
    """See whether a farm's client is installed where it is looked for, and fits."""
    try:
        python = farm_python(kind)
    except NoFarmError as error:
        return Checked(kind.value, CheckVerdict.ABSENT, str(error))
    program = f"from importlib.metadata import version; print(version({_CLIENT[kind]!r}))"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    try:
        asked = subprocess.run(  # noqa: S603 - no shell; the user's own environment
            [str(python), "-c", program], env=kept, capture_output=True, text=True, timeout=_ASK_S, check=True
        )
        must_fit(kind, asked.stdout.strip())
    except NoFarmError as error:
        return Checked(kind.value, CheckVerdict.WRONG, str(error))
    except (OSError, subprocess.SubprocessError):
        again = how_to_install(kind, python.parents[1])
        return Checked(kind.value, CheckVerdict.WRONG, f"{str(python)!r} has no {_CLIENT[kind]}; {again}")
    return Checked(kind.value, CheckVerdict.OK, f"{asked.stdout.strip()} in {python.parents[1]}")


def check_all() -> Sequence[Checked]:
    """Look at everything."""
    farms = (check_farm(kind) for kind in FarmKind)
    return (check_serial(), check_ports(), check_state(), check_cache(), check_inventory(), *farms)
