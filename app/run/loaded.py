"""What a run uses of what was chosen: worlds, profiles, known failures, each loaded once.

Most runs need few of them, and worlds and profiles take their time to load. So each waits until it is asked for; what
was chosen, and may be wrong, is loaded before anything runs.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

import pytest

from oceanhil.protocol.world_name import OwnWorld, WorldChoice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from oceanhil.app.run.choice import Choice
    from oceanhil.app.run.known_failures import KnownFailures
    from oceanhil.hil.worlds.foreign.source import ForeignServer
    from oceanhil.protocol.profile import Profile
    from oceanhil.scenarios.names import Known
    from oceanhil.scenarios.ringcentral.world import ServiceWorlds
    from oceanhil.scenarios.world import WorldFactory

T = TypeVar("T")


class Once(Generic[T]):
    """Something that is made once: when it is asked for, or by `load`; raises each time what making it raises."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: tuple[T, ...] = ()

    def load(self) -> None:
        """Make it now, if it is not there yet."""
        if not self._made:
            self._made = (self._make(),)

    @property
    def value(self) -> T:
        """It, made now if it is not there yet."""
        self.load()
        return self._made[0]

    @property
    def if_loaded(self) -> T | None:
        """It, if it is there already."""
        return self._made[0] if self._made else None


class LoadedChoice:
    """What one session loads; what cannot be used is a usage error, told where it is loaded."""

    def __init__(self, choice: Choice) -> None:
        self._choice = choice
        self._foreign: ForeignServer | None = None
        self._factory = Once(self._load_factory)
        self._other_factory = Once(self._load_other_factory)
        self._known_failures = Once(self._load_known_failures)
        self._profile = Once(self._load_profile)
        self._service_worlds = Once(self._load_service_worlds)
        self._service_overrides = Once(self._find_service_overrides)

    def load_chosen(self) -> None:
        """Load what is no default, so that a wrong choice ends a session before anything runs."""
        choice, given = self._choice, self._choice.given
        if given.world != OwnWorld.SIM or choice.server is not None:
            self._factory.load()
        if given.against is not None:
            self._other_factory.load()
        if given.known is not None:
            self._known_failures.load()
        if choice.board_profile is not None:
            self._profile.load()
        if choice.service_profile is not None:
            self._service_overrides.load()

    def let_go(self) -> Iterator[str]:
        """Let go of what loaded worlds share: ports, boards, servers; gives what could not be put back."""
        from oceanhil.scenarios.world import WorldError

        for each in (self._factory, self._other_factory, self._service_worlds):
            if (made := each.if_loaded) is not None:
                try:
                    made.close()
                except WorldError as error:
                    yield str(error)

    @property
    def kept_out(self) -> Mapping[str, str]:
        """The boards that this run did not use, or later ones will not, each with the reason."""
        from oceanhil.app.run.cases import KeepsBoardsOut

        factory = self._factory.if_loaded
        return factory.kept_out() if isinstance(factory, KeepsBoardsOut) else {}

    @property
    def why_in_vain(self) -> str:
        """Why nothing more can be tried on the server of a connector; empty while something can."""
        return "" if self._foreign is None else self._foreign.why_in_vain

    @property
    def factory(self) -> WorldFactory:
        """The factory of the chosen world."""
        return self._factory.value

    @property
    def other_factory(self) -> WorldFactory | None:
        """The factory of the world that results are compared with, if that was chosen."""
        return self._other_factory.value

    @property
    def known_failures(self) -> KnownFailures | None:
        """The failures that are known, if a file was named."""
        return self._known_failures.value

    @property
    def profile(self) -> Profile:
        """The built-in profile with the user's file laid over it."""
        return self._profile.value

    @cached_property
    def overrides(self) -> Mapping[str, str]:
        """What the user's profile changes, by full name, so that a replay id says it."""
        from oceanhil.protocol.profile import load_profile

        known = load_profile().document.values()
        changed = self.profile.document.values()
        return {name: _as_text(row.value) for name, row in changed.items() if row.value != known[name].value}

    @cached_property
    def known_names(self) -> Known:
        """The names that scenarios may use by the profile and the world in force."""
        from oceanhil.app.run.known_names import names_in_force

        return names_in_force(self.profile, self.factory, self._choice.service_profile)

    @property
    def service_worlds(self) -> ServiceWorlds:
        """What makes worlds for scenarios about a service."""
        return self._service_worlds.value

    @property
    def service_overrides(self) -> Mapping[str, str]:
        """What the user's profile changes of a service's values, by full name."""
        return self._service_overrides.value

    def _load_factory(self) -> WorldFactory:
        choice = self._choice
        factory = _load_world(choice.given.world, choice.beside)
        if choice.server is not None:
            from oceanhil.app.run.server_choice import use_server

            self._foreign = use_server(factory, choice.given.world, choice.server, self.profile)
        return factory

    def _load_other_factory(self) -> WorldFactory | None:
        against = self._choice.given.against
        return None if against is None else _load_world(against, self._choice.beside)

    def _load_known_failures(self) -> KnownFailures | None:
        given = self._choice.given
        if given.known is None:
            return None
        from oceanhil.app.run.known_failures import KnownFailuresError, load_known

        try:
            return load_known(given.known, is_written=given.accept)
        except KnownFailuresError as error:
            raise pytest.UsageError(str(error)) from None

    def _load_profile(self) -> Profile:
        from oceanhil.protocol.profile import ProfileError, load_profile

        try:
            return load_profile(self._choice.board_profile)
        except ProfileError as error:
            raise pytest.UsageError(str(error)) from None

    def _load_service_worlds(self) -> ServiceWorlds:
        from oceanhil.app.run.services import choose_service_worlds

        choice = self._choice
        return choose_service_worlds(choice.given.world, choice.server, choice.service_profile)

    def _find_service_overrides(self) -> Mapping[str, str]:
        from oceanhil.app.run.services import changed_values

        return changed_values(self._choice)


def _load_world(name: str, beside: Path | None) -> WorldFactory:
    from oceanhil.hil.worlds import load_world
    from oceanhil.scenarios.world import WorldError

    try:
        world = WorldChoice.read(name)
        if world.name == OwnWorld.SKETCH and beside is not None:
            from oceanhil.hil.worlds.sketch.factory import SketchWorldFactory

            return SketchWorldFactory(world.argument, beside)
        return load_world(name)
    except WorldError as error:
        raise pytest.UsageError(str(error)) from None


def _as_text(value: bool | int | str) -> str:  # noqa: FBT001 - one of three kinds of value
    return str(value).lower() if isinstance(value, bool) else str(value)
