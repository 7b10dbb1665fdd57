"""Where the inventory is on this machine."""

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from oceanhil.host.folders import APPLICATION, path_from
from oceanhil.protocol.wording import os_reason

INVENTORY_NAME = "boards.toml"
INVENTORY_VARIABLE = "OCEANHIL_BOARDS"


class NoInventoryError(Exception):
    """There is no inventory at the place that was named, or at none of the usual ones."""


def find_inventory(chosen: Path | None = None, environment: Mapping[str, str] = os.environ) -> Path:
    """Give the inventory to read: `chosen`, `$OCEANHIL_BOARDS`, `./boards.toml`, the user's configuration folder.

    What was named and is not there raises NoInventoryError; it is never replaced by the next place.
    """
    named = [(chosen, "--inventory"), (path_from(environment, INVENTORY_VARIABLE), f"${INVENTORY_VARIABLE}")]
    for path, origin in named:
        if path is not None:
            return _existing(path, origin)
    usual = (Path(INVENTORY_NAME), user_inventory())
    for path in usual:
        if path.is_file():
            return path
    raise NoInventoryError(
        f"there is no inventory: neither {str(usual[0])!r} here nor {str(usual[1])!r};"
        " write one with 'oceanhil boards init', or name one with --inventory FILE"
    )


def user_inventory() -> Path:
    """Give the place of the user's own inventory, be there a file or not."""
    return platformdirs.user_config_path(APPLICATION) / INVENTORY_NAME


def _existing(path: Path, origin: str) -> Path:
    try:
        if path.is_file():
            return path
        what = "is a folder" if path.is_dir() else "does not exist"
    except OSError as error:
        # Longer than a name may be, a loop of links: what only the system can say.
        what = f"cannot be read: {os_reason(error)}"
    raise NoInventoryError(
        f"the inventory {str(path)!r} ({origin}) {what}; 'oceanhil boards init --output FILE' writes one"
    )
