"""The command that runs a case again: its replay id, and what the id alone does not say."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from oceanhil.app.run.library import library_root
from oceanhil.host.places import near
from oceanhil.protocol.base_url import without_user
from oceanhil.protocol.world_name import OwnWorld

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from oceanhil.app.run.choice import ServerChoice
    from oceanhil.protocol.profile import Profile
    from oceanhil.scenarios.invariants import Past


def replay_options(
    file: Path,
    world: str,
    profile_file: Path | None,
    profile: Profile,
    *,
    inventory: Path | None = None,
    server: ServerChoice | None = None,
    past: Iterable[Past] = (),
) -> str:
    """Give the options that belong behind `oceanhil replay ID`, each with a space before it; mostly none.

    `file` is where the scenario stands, `profile` what `profile_file` (if any) makes of the built-in one. Its values
    travel in the id, its error table does not. `inventory` is the one that was named. `server` is one elsewhere: what
    it did is its own, also where it is a mock server of another version, or with a proxy in front.
    """
    from oceanhil.hil.worlds.sketch.tools import is_sanitized

    options = place_options(file)
    if world != OwnWorld.SIM:
        options += ["--world", world]
        options += ["--sanitize"] if is_sanitized(world) else []
    options += past_options(past)
    if inventory is not None:
        options += ["--inventory", inventory.as_posix()]
    if profile_file is not None and _changes_errors(profile):
        options += ["--profile", profile_file.as_posix()]
    return on_command_line(options + server_options(server))


def server_options(server: ServerChoice | None) -> list[str]:
    """Say which server elsewhere is used. No key and no password: reports are shown to others."""
    if server is None:
        return []
    options = ["--server", without_user(server.url)]
    options += [] if server.connector is None else ["--connector", server.connector.as_posix()]
    options += [] if server.ca_file is None else ["--server-ca", server.ca_file.as_posix()]
    options += ["--yes"] if server.may_reset else []
    return options + ([] if server.may_ask else ["--no-prompt"])


def past_options(past: Iterable[Past]) -> list[str]:
    """Say which breaches are looked past."""
    return [part for each in past for part in ("--past", str(each))]


def place_options(file: Path) -> list[str]:
    """Say where the scenario in `file` stands, if that is not in the library."""
    is_in_library = file.resolve().is_relative_to(library_root().resolve())
    return [] if is_in_library else ["--scenarios", near(file).as_posix()]


def on_command_line(options: Iterable[str]) -> str:
    """Write options as they stand on a command line, each with a space before it."""
    return "".join(f" {shlex.quote(option)}" for option in options)


def _changes_errors(profile: Profile) -> bool:
    from oceanhil.protocol.profile import load_profile

    return profile.errors != load_profile().errors
