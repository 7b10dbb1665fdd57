"""Where this machine keeps what runs on it leave behind: leases and journals of boards, ledgers, what was compiled."""

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs

APPLICATION = "oceanhil"
"""The name of the folders of this application."""
STATE_VARIABLE = "OCEANHIL_STATE"
CACHE_VARIABLE = "OCEANHIL_CACHE"


def state_directory(environment: Mapping[str, str] = os.environ) -> Path:
    """Give the folder of leases, journals and backups: `$OCEANHIL_STATE` or the user's state folder; not made here.

    Runs that share boards must share this folder.
    """
    return path_from(environment, STATE_VARIABLE) or platformdirs.user_state_path(APPLICATION)


def cache_directory(environment: Mapping[str, str] = os.environ) -> Path:
    """Give the folder of what can be made again: `$OCEANHIL_CACHE` or the user's cache folder; not made here."""
    return path_from(environment, CACHE_VARIABLE) or platformdirs.user_cache_path(APPLICATION, appauthor=False)


def leases_directory(state: Path) -> Path:
    """Give the folder of the leases below the folder `state`."""
    return state / "leases"


def journal_directory(state: Path) -> Path:
    """Give the folder of the journal below the folder `state`."""
    return state / "journal"


def quarantine_directory(state: Path) -> Path:
    """Give the folder of what became of boards, and of their quarantine, below the folder `state`."""
    return state / "quarantine"


def backups_directory(state: Path) -> Path:
    """Give the folder of the backups below the folder `state`."""
    return state / "backups"


def flash_locks_directory(state: Path) -> Path:
    """Give the folder of what says which flash files virtual boards have, below the folder `state`."""
    return state / "flash-files"


def keeper_log(state: Path) -> Path:
    """Give the log of what keepers of boards did, below the folder `state`."""
    return state / "keeper.log"


def path_from(environment: Mapping[str, str], variable: str) -> Path | None:
    """Give the path that a variable of the environment names; None if it names none."""
    text = environment.get(variable, "")
    return Path(text).expanduser() if text else None
