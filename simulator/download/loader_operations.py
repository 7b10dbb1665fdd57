"""One loader running on a chip, ROM or stub: what each operation does.

A session ends when another loader takes over: the stub after its upload, the ROM after a reset. What must outlive it
stands in the registers and in flash.
"""

import hashlib
from collections.abc import Callable, Mapping
from enum import Enum, auto
from functools import partial
from struct import Struct
from types import MappingProxyType
from typing import Final

from oceanhil.simulator.download import slip
from oceanhil.simulator.download.blocks import BlockSequence, announced
from oceanhil.simulator.download.dialect import Dialect
from oceanhil.simulator.download.flash_area import FlashArea
from oceanhil.simulator.download.flash_upload import FlashUpload
from oceanhil.simulator.download.packet import Command, Request
from oceanhil.simulator.download.registers import Registers
from oceanhil.simulator.download.reply import Fault, RefusedError, Reply
from oceanhil.simulator.flash.chip import SECTOR_BYTES

_PARAMETERS: Final = Struct("<4I")
_ACKNOWLEDGEMENT_BYTES: Final = 4
_PACKET_BYTES_MAX: Final = 4096
_WORD: Final = Struct("<I")
_TWO_WORDS: Final = Struct("<2I")
_FOUR_WORDS: Final = Struct("<4I")
# Flags, the counter of flash encryption, what seven keys are for: zeros. Then the chip, and the version of the answer.
_SECURITY_INFO: Final = Struct("<12xII")
_FLASH_PARAMETERS_BYTES: Final = 24
_SYNC: Final = b"\x07\x07\x12\x20" + 32 * b"\x55"
_SYNC_ANSWERS: Final = 8
_SLOW_READ_BYTES: Final = 64
_BAUD: Final = range(300, 5_000_001)
_REBOOT: Final = 0


class ReadStream:
    """The stub's answer to READ_FLASH under way: packets of data, each acknowledged, then their MD5.

    Call `start`, then `acknowledged` for each packet from the host until `is_over`. The host's limit of packets in
    flight is an upper bound (esptool documentation, "Reading Flash"): the stub of espressif/esp-flasher-stub sends one
    at a time whatever it says, and so does this.
    """

    __slots__ = ("_address", "_area", "_left", "_md5", "_packet_bytes", "_received", "_total", "is_over")

    def __init__(self, area: FlashArea, parameters: bytes) -> None:
        """Take the command's data: address, length, packet length, packets in flight."""
        if len(parameters) != _PARAMETERS.size:
            raise RefusedError(Fault.LENGTH)
        self._address, self._total, self._packet_bytes, _ = _PARAMETERS.unpack(parameters)
        if not 0 < self._packet_bytes <= _PACKET_BYTES_MAX:
            raise RefusedError(Fault.LENGTH)
        area.check(self._address, self._total)
        self._area = area
        self._left = self._total
        self._received = 0
        self._md5 = hashlib.md5(usedforsecurity=False)
        self.is_over = False

    def start(self) -> bytes:
        """Give the first frame."""
        return self._next()

    def acknowledged(self, packet: bytes) -> bytes:
        """Give what follows an acknowledgement; any other packet ends the read with the MD5 of what was sent."""
        if len(packet) != _ACKNOWLEDGEMENT_BYTES:
            return self._close()
        self._received = int.from_bytes(packet, "little")
        return self._next()

    def _next(self) -> bytes:
        if not self._left:
            return self._close() if self._received >= self._total else b""
        data = self._area.read(self._address, min(self._left, self._packet_bytes))
        self._md5.update(data)
        self._address += len(data)
        self._left -= len(data)
        return slip.encode(data)

    def _close(self) -> bytes:
        self.is_over = True
        return slip.encode(self._md5.digest())


class Next(Enum):
    """What takes over from a session."""

    STUB = auto()
    ROM = auto()
    FIRMWARE = auto()


class Session:
    """A loader with its state. `next` is set once something else takes over."""

    def __init__(self, dialect: Dialect, registers: Registers, area: FlashArea, *, is_stub: bool) -> None:
        self.dialect = dialect
        self._registers = registers
        self._area = area
        self._is_stub = is_stub
        self._attached = not dialect.needs_attach
        self._memory: BlockSequence | None = None
        self._upload: FlashUpload | None = None
        self.stream: ReadStream | None = None
        self.next: Next | None = None

    def act(self, request: Request) -> Reply:
        """Do what a request asks; raises RefusedError, and PowerCut from the flash."""
        if request.operation not in self.dialect.operations:
            raise RefusedError(Fault.UNKNOWN)
        if request.size != len(request.data):
            raise RefusedError(Fault.LENGTH)
        return _HANDLERS[Command(request.operation)](self, request)

    # Talking

    def sync(self, request: Request) -> Reply:
        """Answer eight times, as the ROMs do and the stub in imitation of them."""
        if request.data != _SYNC:
            raise RefusedError(Fault.LENGTH)
        return Reply(value=self.dialect.sync_value, times=_SYNC_ANSWERS)

    def change_baud(self, request: Request) -> Reply:
        """Speak at another rate, after the response."""
        baud, _ = _unpack(_TWO_WORDS, request.data)
        if baud not in _BAUD:
            raise RefusedError(Fault.LENGTH)
        return Reply(afterwards=partial(self._speak_at, baud))

    def _speak_at(self, baud: int) -> bytes:
        self._registers.baud = baud
        return b""

    def security_info(self, request: Request) -> Reply:
        """Tell flags, fuses for keys and which chip it is; nothing is secured here."""
        if request.data:
            raise RefusedError(Fault.LENGTH)
        return Reply(data=_SECURITY_INFO.pack(self._registers.chip_id, 0))

    # Memory

    def read_register(self, request: Request) -> Reply:
        """Give a word."""
        (address,) = _unpack(_WORD, request.data)
        return Reply(value=self._registers.read(_aligned(address)))

    def write_registers(self, request: Request) -> Reply:
        """Change bits of words: groups of address, value, mask and a delay, which passes in no time here."""
        groups = [request.data[at : at + _FOUR_WORDS.size] for at in range(0, len(request.data), _FOUR_WORDS.size)]
        if not groups:
            raise RefusedError(Fault.LENGTH)
        for address, value, mask, _ in [_unpack(_FOUR_WORDS, group) for group in groups]:
            self._registers.write(_aligned(address), value, mask)
        return Reply()

    def begin_memory(self, request: Request) -> Reply:
        """Announce blocks for RAM."""
        self._memory = BlockSequence(announced(request.data))
        return Reply()

    def memory_block(self, request: Request) -> Reply:
        """Take a block for RAM. What is in it does not matter: no code runs here."""
        if self._memory is None:
            raise RefusedError(Fault.NOT_BEGUN)
        self._memory.take(request)
        return Reply()

    def end_memory(self, request: Request) -> Reply:
        """Run what was loaded, whatever it is, as the stub; with the flag set, stay."""
        stay, _ = _unpack(_TWO_WORDS, request.data)
        if stay:
            return Reply()
        if self._memory is None or not self._memory.is_complete:
            raise RefusedError(Fault.NOT_BEGUN)
        return Reply(afterwards=partial(self._give_way, Next.STUB))

    # Flash

    def attach(self, request: Request) -> Reply:
        """Enable the flash chip; which pins it is on does not matter."""
        if len(request.data) != self.dialect.attach_length:
            raise RefusedError(Fault.LENGTH)
        self._attached = True
        return Reply()

    def set_parameters(self, request: Request) -> Reply:
        """Hear the chip's size, which it knows itself here."""
        if len(request.data) != _FLASH_PARAMETERS_BYTES:
            raise RefusedError(Fault.LENGTH)
        return Reply()

    def begin_flash(self, request: Request, *, compressed: bool) -> Reply:
        """Announce blocks for flash."""
        blocks = announced(request.data)
        self._upload = None
        # With nothing to write it is only a mode: tools begin and end so to leave the stub, flash attached or not.
        area = self._flash() if blocks.total else self._area
        self._upload = FlashUpload(area, self.dialect, blocks, compressed=compressed)
        return Reply()

    def flash_block(self, request: Request) -> Reply:
        """Take a block for flash: written before the response by a ROM, after it by the stub."""
        upload = self._upload
        if upload is None:
            raise RefusedError(Fault.NOT_BEGUN)
        payload = upload.take(request)
        if self.dialect.answers_first:
            return Reply(afterwards=partial(_write, upload, payload))
        upload.write(payload)
        return Reply()

    def end_flash(self, request: Request) -> Reply:
        """Finish: 0 resets the chip, which finds itself in the ROM loader again; else a ROM runs the firmware.

        The straps were latched when power came or the reset line went up, so a software reset changes nothing in them.
        The stub has no firmware to run and stays.
        """
        (stay,) = _unpack(_WORD, request.data)
        if self._upload is None:
            raise RefusedError(Fault.NOT_BEGUN)
        if self._is_stub and not self._upload.is_complete:
            raise RefusedError(Fault.LENGTH)
        self._upload = None
        if stay == _REBOOT:
            return Reply(afterwards=partial(self._give_way, Next.ROM))
        return Reply() if self._is_stub else Reply(afterwards=partial(self._give_way, Next.FIRMWARE))

    def erase_flash(self, request: Request) -> Reply:
        """Erase the chip."""
        if request.data:
            raise RefusedError(Fault.LENGTH)
        self._flash().erase_all()
        return Reply()

    def erase_region(self, request: Request) -> Reply:
        """Erase whole sectors."""
        address, length = _unpack(_TWO_WORDS, request.data)
        if address % SECTOR_BYTES or length % SECTOR_BYTES:
            raise RefusedError(Fault.LENGTH)
        self._flash().erase_sectors(address // SECTOR_BYTES, length // SECTOR_BYTES)
        return Reply()

    def digest(self, request: Request) -> Reply:
        """Give the MD5 of an area."""
        address, length, _, _ = _unpack(_FOUR_WORDS, request.data)
        digest = self._flash().digest(address, length)
        return Reply(data=digest.hex().encode() if self.dialect.hex_digest else digest)

    def read_slowly(self, request: Request) -> Reply:
        """Give up to 64 bytes; the answer is always 64 long."""
        address, length = _unpack(_TWO_WORDS, request.data)
        if length > _SLOW_READ_BYTES:
            raise RefusedError(Fault.READ_LENGTH)
        return Reply(data=self._flash().read(address, length).ljust(_SLOW_READ_BYTES, b"\0"))

    def read_flash(self, request: Request) -> Reply:
        """Begin a stream of data."""
        stream = ReadStream(self._flash(), request.data)
        return Reply(afterwards=partial(self._begin_stream, stream))

    def run_firmware(self, _: Request) -> Reply:
        """Leave, without a response."""
        return Reply(times=0, afterwards=partial(self._give_way, Next.FIRMWARE))

    # Inside

    def _begin_stream(self, stream: ReadStream) -> bytes:
        self.stream = stream
        return stream.start()

    def _flash(self) -> FlashArea:
        if not self._attached:
            raise RefusedError(Fault.FLASH)
        return self._area

    def _give_way(self, other: Next) -> bytes:
        self.next = other
        return b""


def _write(upload: FlashUpload, payload: bytes) -> bytes:
    upload.write(payload)
    return b""


def _aligned(address: int) -> int:
    if address % 4:
        raise RefusedError(Fault.LENGTH)
    return address


def _unpack(layout: Struct, data: bytes) -> tuple[int, ...]:
    if len(data) != layout.size:
        raise RefusedError(Fault.LENGTH)
    words: tuple[int, ...] = layout.unpack(data)
    return words


_HANDLERS: Final[Mapping[Command, Callable[[Session, Request], Reply]]] = MappingProxyType({
    Command.FLASH_BEGIN: partial(Session.begin_flash, compressed=False),
    Command.FLASH_DATA: Session.flash_block,
    Command.FLASH_END: Session.end_flash,
    Command.MEM_BEGIN: Session.begin_memory,
    Command.MEM_END: Session.end_memory,
    Command.MEM_DATA: Session.memory_block,
    Command.SYNC: Session.sync,
    Command.WRITE_REG: Session.write_registers,
    Command.READ_REG: Session.read_register,
    Command.GET_SECURITY_INFO: Session.security_info,
    Command.SPI_SET_PARAMS: Session.set_parameters,
    Command.SPI_ATTACH: Session.attach,
    Command.READ_FLASH_SLOW: Session.read_slowly,
    Command.CHANGE_BAUDRATE: Session.change_baud,
    Command.FLASH_DEFL_BEGIN: partial(Session.begin_flash, compressed=True),
    Command.FLASH_DEFL_DATA: Session.flash_block,
    Command.FLASH_DEFL_END: Session.end_flash,
    Command.SPI_FLASH_MD5: Session.digest,
    Command.ERASE_FLASH: Session.erase_flash,
    Command.ERASE_REGION: Session.erase_region,
    Command.READ_FLASH: Session.read_flash,
    Command.RUN_USER_CODE: Session.run_firmware,
})  # fmt: skip
