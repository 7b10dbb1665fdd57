"""The names that scenarios may use besides those of the built-in profiles: by a user's profile, by a world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oceanhil.app.run.cases import boards_of_run
from oceanhil.boards.storage import Driver
from oceanhil.scenarios.names import Known, names_of

if TYPE_CHECKING:
    from pathlib import Path

    from oceanhil.protocol.profile import Profile
    from oceanhil.scenarios.world import WorldFactory


def names_in_force(profile: Profile, factory: WorldFactory, service_profile: Path | None = None) -> Known:
    """Give the names of `profile`, of a service's profile in a file, and the drivers of the boards of a world.

    Drivers that the simulator knows are names everywhere: a world that lacks one skips the case.
    """
    drivers = {driver.value for driver in Driver} | {
        each for board in boards_of_run((), factory) for each in factory.drivers(board)
    }
    known = names_of(profile, drivers)
    return known if service_profile is None else known.with_more(names_of_service(service_profile))


def names_of_service(file: Path) -> Known:
    """Give the names of a service's profile in a file; raises ProfileError."""
    from oceanhil.protocol.ringcentral.profile import load_profile
    from oceanhil.scenarios.ringcentral.names import names_in

    return names_in(load_profile(file).errors)
