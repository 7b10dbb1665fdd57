"""A bench of emulated Pico W boards that all run the same program of somebody's, in real time.

What they can do is asked of the program itself, once: it may have the agent or not. Requests leave by the emulated
radio, so the program is sent to a name of the platform's; the address of a bench would be that of the board itself.
"""

import time
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from typing import Final

from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.boards.capabilities import capabilities_of
from oceanhil.hil.boards.entry import BoardEntry, PowerControl, Time
from oceanhil.hil.boards.open_board import LinkLine
from oceanhil.hil.emulators.image_file import ImageFile
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.link.spec import PortSpec
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.hil.worlds.serial.bench_board import UNSEEN_WITHOUT_AGENT, BenchBoard
from oceanhil.hil.worlds.serial.board_connection import Surroundings
from oceanhil.hil.worlds.serial.programmer import AgentProgrammer
from oceanhil.hil.worlds.serial.server import BenchSocket
from oceanhil.hil.worlds.serial.virtual_bench import VirtualBench, changed_values
from oceanhil.hil.worlds.server_core import SERVER_SIDE
from oceanhil.protocol.agent.vocabulary import AgentBuild, CommandGroup
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import Profile
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import Capability, WorldError, WorldRequest

_SERVER: Final = "http://www.oceanremote.net"
_ASK_S: Final = 60.0
_ANSWER_S: Final = 10.0
# The vboard that carries its requests on keeps a connection of its own, and ends the program's as its own ends.
_BEYOND: Final = frozenset({Capability.CONNECTION_FAULTS})


class ImageBench(VirtualBench):
    """Gives as many boards with this program as a run wants."""

    def __init__(self, image: ImageFile) -> None:
        super().__init__(agent=AgentBuild.ARDUINO)
        self._image = image

    def absence(self, board: Board) -> str:
        """Say why there is none of this family."""
        name = str(self._image.path)
        return "" if board is Board.PICOW else f"{name!r} is a program for a Pico W, and no other board is emulated so"

    def capabilities_on(self, board: Board) -> frozenset[Capability]:
        """What the program's agent knows, what its board can be done to, and what the server beside it can do."""
        if self.absence(board):
            return frozenset()
        beside = SERVER_SIDE if self.carries_to is None else self.carries_to.carrying_capabilities
        found = capabilities_of(self._entry("", ""), self._groups or frozenset())
        return (found | beside | {Capability.SECOND_DEVICE}) - _BEYOND

    def blind_on(self, board: Board) -> frozenset[EventKind]:
        """Without an agent: what the program loads and saves."""
        return frozenset() if self.absence(board) or self._groups is not None else UNSEEN_WITHOUT_AGENT

    def take(self, request: WorldRequest, index: int) -> BenchBoard:
        """Give a board; raises WorldError for a profile that asks for another program."""
        if changes := changed_values(request.profile):
            raise WorldError(f"{changes[0][0]!r} cannot be changed in a program that is built; leave out the profile")
        return super().take(request, index)

    @property
    def _time(self) -> Time:
        return Time.REAL

    def _program(self) -> list[str]:
        return ["--image", str(self._image.path)]

    def _surroundings(self, socket: BenchSocket, profile: Profile) -> Surroundings:
        del socket
        return Surroundings(_SERVER, profile, answer_s=_ANSWER_S)

    def _finished(self, hand: BenchBoard) -> BenchBoard:
        if hand.agent is None or self._groups is None:
            return hand
        # Nothing holds this board but its own agent, which has to be caught as it boots.
        return replace(hand, programmer=AgentProgrammer(hand.agent, hand.switch, None, _SERVER))

    def _entry(self, control: str, port: str) -> BoardEntry:
        return BoardEntry(
            name="image",
            kind=Board.PICOW,
            lines=ModemPolicy.NONE,
            power=PowerControl(control or "unix:none"),
            port=port or "none",
            agent=self._groups is not None,
            time=Time.REAL,
        )

    @cached_property
    def _groups(self) -> frozenset[CommandGroup] | None:
        """What its agent knows; None: it has none. Raises WorldError when the program cannot be run."""
        try:
            with ExitStack() as exits:
                process = exits.enter_context(VirtualBoardProcess("--board", Board.PICOW.value, *self._program()))
                link = exits.enter_context(SerialLink(PortSpec(url=process.port_url)))
                agent = AgentClient(LinkLine(link), board=str(self._image.path))
                exits.callback(agent.close)
                process.control.power(on=True)
                return _asked(agent, process)
        except (LinkError, VirtualBoardError) as error:
            raise WorldError(f"image {str(self._image.path)!r}: {error}") from error


def _asked(agent: AgentClient, process: VirtualBoardProcess) -> frozenset[CommandGroup] | None:
    deadline_s = time.monotonic() + _ASK_S
    while time.monotonic() < deadline_s and not process.errors:
        try:
            agent.open()
        except AgentError:
            continue
        return agent.groups
    if process.errors:
        raise WorldError(process.errors.strip())
    return None
