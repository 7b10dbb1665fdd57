"""The worlds that fixtures hold open, and what of their traces belongs to the test that runs now.

A module of its own: it is loaded when a run of ours begins, `stash` in every session of pytest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from oceanhil.scenarios.world import World


class OpenWorlds:
    """A plugin that knows where in its world's trace each test began: lines of earlier tests are over."""

    def __init__(self) -> None:
        self._starts: dict[int, tuple[World, int]] = {}

    def opened(self, world: World) -> None:
        """Begin here."""
        self._starts[id(world)] = world, len(world.trace)

    def closed(self, world: World) -> None:
        """Forget it."""
        self._starts.pop(id(world), None)

    def start_of(self, world: World) -> int:
        """Give the place where the test that runs now began; 0 for a world that is no fixture of this project."""
        return self._starts.get(id(world), (world, 0))[1]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        """Begin anew with each test, before its fixtures do anything."""
        for world, _ in list(self._starts.values()):
            self.opened(world)
