"""Scenarios about a service in a session: their worlds, their changed values, and the command that runs one again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oceanhil.app.run.replay_command import on_command_line, past_options, place_options, server_options
from oceanhil.protocol.world_name import OwnWorld

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from oceanhil.app.run.choice import Choice, ServerChoice
    from oceanhil.protocol.service_profile import ServiceDocument
    from oceanhil.scenarios.invariants import Past
    from oceanhil.scenarios.ringcentral.world import ServiceWorlds
    from oceanhil.scenarios.scenario import Case

_CONNECTED = "--connector reaches a platform of boards; leave it out for a service of `oceanhil serve --profile NAME`"


def choose_service_worlds(world: str, server: ServerChoice | None, file: Path | None) -> ServiceWorlds:
    """Give the worlds for scenarios about a service, with the profile in `file`; a usage error if there are none."""
    from oceanhil.hil.worlds.service.factory import InProcessWorlds, NoServiceWorlds
    from oceanhil.protocol.profile import ProfileError
    from oceanhil.scenarios.world_terms import WorldError

    try:
        if world != OwnWorld.SIM:
            return NoServiceWorlds(world)
        if server is None:
            return InProcessWorlds(file)
        if server.connector is not None:
            return NoServiceWorlds(world, _CONNECTED)
        from oceanhil.hil.worlds.service.served_worlds import ServedWorlds

        return ServedWorlds(
            server.url,
            admin_key=server.admin_key,
            ca_file=server.ca_file,
            may_reset=server.may_reset,
            profile=file,
        )
    except (WorldError, ProfileError) as error:
        raise pytest.UsageError(str(error)) from None


def changed_values(choice: Choice) -> Mapping[str, str]:
    """Give what the user's profile changes of the service's settings, by full name; a usage error for a wrong file."""
    if choice.service is None or choice.service_profile is None:
        return {}
    from oceanhil.protocol.service_profile import built_in_settings

    known = built_in_settings(choice.service.value)
    changed = _document(choice.service_profile).server
    return {
        f"server.{name}": str(row.value).lower() if isinstance(row.value, bool) else str(row.value)
        for name, row in changed.items()
        if row.value != known[name].value
    }


def service_replay_options(
    file: Path, profile: Path | None, past: Iterable[Past] = (), server: ServerChoice | None = None
) -> str:
    """Give the options that belong behind `oceanhil replay ID`, each with a space before it; mostly none.

    Settings of `profile` travel in the id, its error table does not.
    """
    options = place_options(file) + past_options(past) + server_options(server)
    if profile is not None and _changes_errors(profile):
        options += ["--profile", profile.as_posix()]
    return on_command_line(options)


def not_compared(case: Case, world: str, other: str) -> str:
    """Say why a case is not compared with the world `other`."""
    from oceanhil.app.run.comparison import Agreement
    from oceanhil.hil.worlds.service.factory import NoServiceWorlds

    reason = NoServiceWorlds(other).absence(case.replay.service)
    return Agreement(world=world, other=other, not_comparable=reason).headline


def _changes_errors(profile: Path) -> bool:
    from oceanhil.protocol.ringcentral.profile import load_profile

    return _document(profile).errors != load_profile().errors


def _document(profile: Path) -> ServiceDocument:
    from oceanhil.protocol.profile import ProfileError
    from oceanhil.protocol.ringcentral.profile import load_profile

    try:
        return load_profile(profile).document
    except ProfileError as error:
        raise pytest.UsageError(str(error)) from None
