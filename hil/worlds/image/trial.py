"""A board apart, on which a program is asked what it can and is given what an image would carry.

No run sees any of it: the board has a time of its own, nobody answers its requests, and what is wanted of it is what
then stands in its flash. So it takes no time of a run to put a token on a board, however long its agent needs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import Final, Self

from oceanhil.boards import family
from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.emulators.image_file import ImageFile
from oceanhil.hil.vboard.virtual_board import UnwatchedBoard
from oceanhil.hil.worlds.image.boots import Emulators, ImageBoots, Owner
from oceanhil.hil.worlds.image.built_in_token import BuiltInToken, built_in_token
from oceanhil.hil.worlds.serial.programmer import provisioning
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.protocol.agent.sentence import REPLIES, AgentReader, Sentence
from oceanhil.protocol.agent.vocabulary import BRIDGE_SERVER, CommandGroup
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.world import LackingError, WorldError
from oceanhil.simulator.board.board import BoardSetup, SimulatedBoard
from oceanhil.simulator.flash.chip import SECTOR_BYTES
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import Network

BOARD: Final = Board.PICOW
_SERVER: Final = "http://www.oceanremote.net"
"""Where a program is sent: a name of the platform's, which its network resolves to the run's server."""
_TRIAL_MAC: Final = b"\x5a\x17\xc3"
_BOOT_US: Final = 20 * SECOND_US
"""How long a program may take until its agent answers, in its own time."""
_ANSWER_US: Final = SECOND_US
_STEP_US: Final = 1_000
_WAIT_S: Final = 0.01
_MOST_KNOWN: Final = 64


class Nobody:
    """A server that no connection reaches; implements `sockets.Server`."""

    unix_us = 0
    may_refuse = True

    def deliver(self, request: HttpRequest) -> Delivery:
        """Nothing comes of it."""
        del request
        return Delivery(None)

    def refuses(self, peer: str) -> bool:
        """Refuse."""
        del peer
        return True


class TrialBoard:
    """A board that runs a program on a clock of its own; implements `oceanhil.hil.agent.command_channel.AgentLine`."""

    def __init__(self, image: ImageFile, emulators: Emulators) -> None:
        kernel = self._kernel = Kernel(0)
        air = Network(kernel, lambda _: HttpResponse(503), lambda: 0)
        profile = load_profile()
        kind = family(BOARD)
        self.mac = kind.vendor + _TRIAL_MAC
        setup = BoardSetup(board=BOARD, driver=kind.driver, mac=self.mac, device=profile.device, wire=profile.wire)
        self._board = SimulatedBoard(kernel, air, setup, UnwatchedBoard())
        self._reader = AgentReader()
        self._listeners: list[Callable[[Sentence], None]] = []
        self._is_answered = False
        self.told: list[str] = []
        """What ended or hampered the program."""
        owner = Owner(self._hear, self.told.append)
        self._boots = ImageBoots(image, kernel, self._board, air, Nobody(), emulators, owner)
        self._board.program = self._boots.run
        self._board.firmware = Firmware("")
        self.agent = AgentClient(self, board=str(image.path), timeout_s=_WAIT_S, attempts=1)
        self._boots.put_image()
        self._blank = self._sectors()

    def __enter__(self) -> Self:
        """Give it power."""
        self._board.power_on()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take it away, and let its emulator go."""
        self.agent.close()
        self._board.power_off()
        self._boots.close()

    def write(self, data: bytes) -> None:
        """Send bytes, and let time pass until it has answered."""
        self._is_answered = False
        self._boots.hear(data)
        until_us = self._kernel.now_us + _ANSWER_US
        while not self._is_answered and not self.told and self._kernel.now_us < until_us:
            self._kernel.run_until(self._kernel.now_us + _STEP_US)

    def subscribe(self, listener: Callable[[Sentence], None]) -> Callable[[], None]:
        """Have `listener` called for each sentence."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def meet(self) -> bool:
        """Wait for its agent; False if it has none. Raises WorldError for a program that goes no further."""
        while self._kernel.now_us < _BOOT_US and not self.told:
            try:
                self.agent.open()
            except AgentError:
                continue
            return True
        if self.told:
            raise WorldError("; ".join(self.told))
        return False

    def changed(self) -> Mapping[int, bytes]:
        """Give the sectors, by index, that hold something else than the program as it was put there."""
        blank = self._blank
        return {index: data for index, data in self._sectors().items() if data != blank[index]}

    def _sectors(self) -> dict[int, bytes]:
        flash = self._board.flash
        count = flash.size_bytes // SECTOR_BYTES
        return {index: flash.dump(index * SECTOR_BYTES, SECTOR_BYTES) for index in range(count)}

    def _hear(self, data: bytes) -> None:
        for part in self._reader.feed(data):
            if isinstance(part, Sentence):
                self._is_answered |= part.kind in REPLIES
                for listener in list(self._listeners):
                    listener(part)


class Trials:
    """What is known of a program by trial: asked once, and once for each firmware that it is to be."""

    def __init__(self, image: ImageFile, emulators: Emulators) -> None:
        self._image = image
        self._emulators = emulators
        self._provisioned: dict[tuple[Firmware, bytes], Mapping[int, bytes]] = {}

    @property
    def groups(self) -> frozenset[CommandGroup] | None:
        """What its agent knows; None: it has none. Raises WorldError when the program cannot be run."""
        return self._answers.groups

    @property
    def has_own_mac(self) -> bool:
        """Whether it takes its MAC from elsewhere than the radio: then its agent has to be told of another."""
        return self._answers.has_own_mac

    @property
    def is_bridged(self) -> bool:
        """Whether its requests leave by its agent: one that has a radio need not know how to."""
        return CommandGroup.HTTP in (self.groups or ())

    def provisioned(self, firmware: Firmware, mac: bytes) -> Mapping[int, bytes]:
        """Give the sectors, by index, that make a board of this MAC with the program one with this firmware.

        Raises LackingError where the program's agent cannot be told what is wanted.
        """
        wanted = firmware, mac if self.has_own_mac else b""
        known = self._provisioned.get(wanted)
        if known is None:
            if len(self._provisioned) >= _MOST_KNOWN:
                self._provisioned.clear()
            known = self._provisioned[wanted] = self._provision(*wanted)
        return known

    @cached_property
    def built_in(self) -> BuiltInToken | None:
        """The registration token that it was built with, where nobody can give it one."""
        return None if CommandGroup.PROVISION in (self.groups or ()) else built_in_token(self._image)

    @property
    def takes_tokens(self) -> bool:
        """Whether it can be given a token, by its agent or in place of its own."""
        return CommandGroup.PROVISION in (self.groups or ()) or self.built_in is not None

    def _provision(self, firmware: Firmware, mac: bytes) -> Mapping[int, bytes]:
        if self.built_in is not None:
            return self.built_in.replaced(firmware)
        if CommandGroup.PROVISION not in (self.groups or ()):
            raise LackingError("an agent that takes a token, or a token in the program of the board")
        with TrialBoard(self._image, self._emulators) as board:
            board.meet()
            try:
                board.agent.hold()
                if mac:
                    board.agent.mac_set(mac)
                board.agent.provision(provisioning(firmware, BRIDGE_SERVER if self.is_bridged else _SERVER))
            except AgentError as error:
                raise LackingError(f"a program that takes what this case wants of it: {error}") from error
            return board.changed()

    @cached_property
    def _answers(self) -> "_Answers":
        with TrialBoard(self._image, self._emulators) as board:
            if not board.meet():
                return _Answers(None, has_own_mac=False)
            groups = board.agent.groups
            try:
                mac = board.agent.mac_read() if CommandGroup.MAC in groups else board.mac
            except AgentError:
                mac = board.mac
            return _Answers(groups, has_own_mac=mac != board.mac and CommandGroup.MAC_OVERRIDE in groups)


@dataclass(frozen=True, slots=True)
class _Answers:
    """What a program's agent has said of it."""

    groups: frozenset[CommandGroup] | None
    has_own_mac: bool
