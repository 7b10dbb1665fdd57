"""docs/worlds.md: every capability is explained, and the worlds that are said to have it have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oceanhil.hil.worlds import load_world
from oceanhil.protocol.board import Board
from oceanhil.scenarios.world import Capability

if TYPE_CHECKING:
    from tests.docs.pieces import Page

HEADING = "What each can do"
COLUMNS = {"sim": 2, "serial:virtual": 3, "serial:virtual-arduino": 4, "serial:virtual-no-agent": 5}


def test_every_capability_is_explained(pages: dict[str, Page]) -> None:
    listed = [row[0] for row in pages["docs/worlds.md"].table(HEADING)]
    assert listed == [capability.value for capability in Capability]


@pytest.mark.parametrize("name", COLUMNS)
def test_a_world_has_the_capabilities_that_are_ticked(pages: dict[str, Page], name: str) -> None:
    ticked = {row[0] for row in pages["docs/worlds.md"].table(HEADING) if row[COLUMNS[name]]}
    factory = load_world(name)
    assert ticked == {capability.value for capability in factory.capabilities_on(Board.ESP32)}
    factory.close()
