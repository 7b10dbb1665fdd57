"""The agent of the Arduino library can do what its twin on virtual boards can, and nothing else, on each family."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

import pytest

from oceanhil.boards import family
from oceanhil.firmware.build import FIRMWARE_DIRECTORY
from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.boards.open_board import LinkLine
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.spec import PortSpec
from oceanhil.hil.storage_access.regions import storage_regions
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.protocol.agent.vocabulary import AgentBuild, CommandGroup
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.simulator.flash.chip import SECTOR_BYTES

SKETCH = FIRMWARE_DIRECTORY / "arduino" / "oceanremote"
DATA = bytes(range(256)) * 2


@pytest.mark.slow
@pytest.mark.parametrize("board", list(PLATFORM_BOARDS), ids=lambda board: board.value)
def test_the_compiled_agent_and_its_twin_list_the_same_commands_and_both_reach_flash(board: Board) -> None:
    compiled = _asked(board, "--sketch", str(SKETCH))
    twin = _asked(board, "--agent-of", "arduino")
    assert compiled == twin
    # HTTP is listed where the server is the bench's bridge, which it is nowhere here.
    assert compiled.groups == AgentBuild.ARDUINO.groups - {CommandGroup.HTTP}
    assert compiled.sector == b"\xff" * 3 + DATA + b"\xff" * (SECTOR_BYTES - 3 - len(DATA))


@dataclass(frozen=True)
class Found:
    """What an agent says that it can do, and what it made of a sector, by its own digest too."""

    groups: frozenset[CommandGroup]
    window: int
    sector: bytes
    digests: Sequence[bytes]


def _asked(board: Board, *options: str) -> Found:
    with (
        VirtualBoardProcess("--board", board.value, *options, timeout_s=280) as process,
        SerialLink(PortSpec(url=process.port_url)) as link,
        closing(AgentClient(LinkLine(link), timeout_s=5)) as agent,
    ):
        process.control.power(on=True)
        info = agent.open()
        agent.hold()
        address = storage_regions(board, family(board).flash_bytes)[0].address
        agent.flash_erase(address)
        agent.flash_write(address + 3, DATA)
        return Found(
            agent.groups - {CommandGroup.HTTP},
            info.window,
            agent.flash_read(address, SECTOR_BYTES),
            agent.flash_digests(address, 1),
        )
