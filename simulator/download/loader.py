"""The loader on a chip in download mode, from the reset that led into it to the one that leads out of it."""

from enum import Enum, auto
from typing import Final

from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import ResetCause
from oceanhil.simulator.download import dialect, slip
from oceanhil.simulator.download.flash_area import FlashArea
from oceanhil.simulator.download.loader_operations import Next, Session
from oceanhil.simulator.download.packet import FRAME_BYTES_MAX, Request, parse, response
from oceanhil.simulator.download.registers import Registers
from oceanhil.simulator.download.reply import Fault, RefusedError, Reply
from oceanhil.simulator.flash.chip import Flash, PowerCut

__all__ = ["Loader", "LoaderExit"]

_FIRST_BAUD: Final = 115_200
_STUB_GREETING: Final = b"OHAI"


class LoaderExit(Enum):
    """Why a loader answers no more."""

    RUN = auto()
    """The host asked for the firmware: FLASH_END of the ROM, RUN_USER_CODE of the stub."""
    POWER_LOST = auto()
    """Power went inside a flash operation."""


class Loader:
    """Answers a flashing tool on `flash`, whose power counts as newly come on: no cut armed before strikes.

    `fuse_words` are those of `simulator.identity.fuses.burn`. A board without such a loader: ValueError. `baud` is the
    rate it speaks at: it changes at the end of the `feed` that answers CHANGE_BAUDRATE. The ROM measures the host's
    rate at SYNC, which whoever carries the bytes may tell by setting `baud`. `finished` is None while it listens.
    """

    def __init__(self, board: Board, flash: Flash, fuse_words: tuple[int, ...], *, baud: int = _FIRST_BAUD) -> None:
        facts = family(board).loader
        if facts is None:
            raise ValueError(f"board {board.value!r} has no serial download mode")
        self._rom, self._stub = dialect.LOADERS[facts.dialect]
        self._board = board
        self._area = FlashArea(flash)
        self._registers = Registers(facts, fuse_words, flash.size_bytes, baud)
        self._decoder = slip.SlipDecoder(FRAME_BYTES_MAX)
        self._session = self._new_session(is_stub=False)
        # A write that failed after its response: the next request hears of it.
        self._late_fault: Fault | None = None
        self.finished: LoaderExit | None = None
        flash.power_on()

    @property
    def baud(self) -> int:
        """Bits per second that the loader speaks and hears."""
        return self._registers.baud

    @baud.setter
    def baud(self, baud: int) -> None:
        if baud <= 0:
            raise ValueError(f"baud rate {baud!r}, expected more than 0")
        self._registers.baud = baud

    @property
    def in_stub(self) -> bool:
        """Tell whether the flasher stub has taken over from the ROM."""
        return self._session.dialect is not self._rom

    def feed(self, data: bytes) -> bytes:
        """Hear `data`, cut anywhere, and return what the chip sends in answer; nothing once `finished`."""
        sent = bytearray()
        try:
            for packet in self._decoder.feed(data):
                self._take(packet, sent)
        except PowerCut:
            self.finished = LoaderExit.POWER_LOST
        return bytes(sent)

    def _take(self, packet: bytes, sent: bytearray) -> None:
        if self.finished is not None:
            return
        stream = self._session.stream
        if stream is not None:
            sent += stream.acknowledged(packet)
            if not stream.is_over:
                return
            self._session.stream = None
        request = parse(packet)
        if request is not None:
            self._answer(request, sent)

    def _answer(self, request: Request, sent: bytearray) -> None:
        speech = self._session.dialect
        try:
            self._raise_late_fault()
            reply = self._session.act(request)
        except RefusedError as refused:
            sent += slip.encode(response(request.operation, 0, speech.status(refused.fault)))
            return
        answer = response(request.operation, reply.value, reply.data + speech.status(None))
        sent += slip.encode(answer) * reply.times
        self._go_on(reply, sent)

    def _raise_late_fault(self) -> None:
        fault, self._late_fault = self._late_fault, None
        if fault is not None:
            raise RefusedError(fault)

    def _go_on(self, reply: Reply, sent: bytearray) -> None:
        if reply.afterwards is None:
            return
        try:
            sent += reply.afterwards()
        except RefusedError as refused:
            self._late_fault = refused.fault
        match self._session.next:
            case Next.STUB:
                self._session = self._new_session(is_stub=True)
                sent += slip.encode(_STUB_GREETING)
            case Next.ROM:
                self._session = self._new_session(is_stub=False)
                sent += self._banner()
            case Next.FIRMWARE:
                self.finished = LoaderExit.RUN
            case None:
                pass

    def _new_session(self, *, is_stub: bool) -> Session:
        speech = self._stub if is_stub else self._rom
        return Session(speech, self._registers, self._area, is_stub=is_stub)

    def _banner(self) -> bytes:
        """Give what a ROM prints after a reset; at another rate, as the ESP8266's, it would be noise to the host."""
        self._registers.baud = _FIRST_BAUD
        rom = family(self._board).rom
        if rom is None or rom.baud != _FIRST_BAUD:
            return b""
        return "".join(line + "\r\n" for line in rom.download_banner(ResetCause.SOFTWARE)).encode()
