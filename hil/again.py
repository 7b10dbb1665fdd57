"""The command that runs a case again: its replay id, and what the id alone does not say."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from hil.library import library_root
from hil.places import near

if TYPE_CHECKING:
    from pathlib import Path

    from protocol.profile import Profile


def replay_options(
    file: Path, world: str, profile_file: Path | None, profile: Profile, inventory: Path | None = None
) -> str:
    """Give the options that belong behind `oceanhil replay ID`, each with a space before it; mostly none.

    `file` is where the scenario stands, `profile` what `profile_file` (if any) makes of the built-in one. Its values
    travel in the id, its error table does not. `inventory` is the one that was named.
    """
    options: list[str] = []
    if not file.resolve().is_relative_to(library_root().resolve()):
        options += ["--scenarios", near(file).as_posix()]
    if world != "sim":
        options += ["--world", world]
    if inventory is not None:
        options += ["--inventory", inventory.as_posix()]
    if profile_file is not None and _changes_errors(profile):
        options += ["--profile", profile_file.as_posix()]
    return "".join(f" {shlex.quote(option)}" for option in options)


def _changes_errors(profile: Profile) -> bool:
    from protocol.profile import load_profile

    return profile.errors != load_profile().errors
