"""The worlds that fixtures hold open, and what of their traces belongs to the test that runs now.

A module of its own: it is loaded when a run of ours begins, `stash` in every session of pytest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from oceanhil.scenarios.invariants import Watch
    from oceanhil.scenarios.world import World


class OpenWorlds:
    """A plugin that knows where in its world's trace each test began: lines of earlier tests are over."""

    def __init__(self) -> None:
        self._starts: dict[int, tuple[World, int]] = {}
        self.newest: World | None = None
        """The last one that the test which runs now has made itself."""
        self._watches: dict[int, Watch[World]] = {}

    def opened(self, world: World) -> None:
        """Begin here."""
        self._starts[id(world)] = world, len(world.trace)

    def closed(self, world: World) -> None:
        """Forget it."""
        self._starts.pop(id(world), None)
        if watch := self._watches.pop(id(world), None):
            watch.stop()

    def watch_of(self, world: World) -> Watch[World] | None:
        """Give who watches the invariants of a world, from its first event on; None where nobody has from there."""
        if id(world) not in self._watches and not world.trace.events:
            from oceanhil.scenarios.devices.invariants import WITHOUT_STEPS
            from oceanhil.scenarios.invariants import Watch

            self._watches[id(world)] = Watch(world, WITHOUT_STEPS)
        return self._watches.get(id(world))

    def start_of(self, world: World) -> int:
        """Give the place where the test that runs now began; 0 for a world that is no fixture of this project."""
        return self._starts.get(id(world), (world, 0))[1]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        """Begin anew with each test, before its fixtures do anything."""
        self.newest = None
        for world, _ in list(self._starts.values()):
            self.opened(world)
        for watch in self._watches.values():
            # What broke in a test that did not ask is no failure of this one.
            watch.take_breaches()
