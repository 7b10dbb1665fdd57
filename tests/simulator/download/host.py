"""The host's side of the line: packs requests, takes answers apart, and uploads "the stub"."""

import struct
from dataclasses import dataclass

from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.simulator.download import Loader
from oceanhil.simulator.download.packet import Command, checksum
from oceanhil.simulator.download.slip import SlipDecoder, encode
from oceanhil.simulator.flash.chip import Flash
from oceanhil.simulator.identity.fuses import burn

MAC = bytes.fromhex("246f28aabbcc")
SYNC_DATA = b"\x07\x07\x12\x20" + 32 * b"\x55"
ROM_STATUS_BYTES = {Board.ESP32: 4, Board.ESP8266: 2}


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: its value field, its data, and the two bytes of status."""

    operation: int
    value: int
    data: bytes
    status: bytes

    @property
    def is_good(self) -> bool:
        return self.status == b"\0\0"


class Host:
    """A loader on a blank flash and someone who asks it."""

    def __init__(self, board: Board, *, stub: bool = False, attached: bool = True) -> None:
        self.board = board
        self.flash = Flash(family(board).flash_bytes)
        self.loader = Loader(board, self.flash, burn(board, MAC))
        self.frames: list[bytes] = []
        self.status_bytes = ROM_STATUS_BYTES[board]
        if board is Board.ESP32 and attached:
            self.ask(Command.SPI_ATTACH, words(0, 0))
        if stub:
            self.upload_stub()

    def send(self, data: bytes) -> list[bytes]:
        """Send raw bytes and return the packets that came back."""
        return SlipDecoder(1 << 20).feed(self.loader.feed(data))

    def request(self, operation: int, data: bytes = b"", check: int = 0, size: int | None = None) -> list[bytes]:
        head = struct.pack("<BBHI", 0, operation, len(data) if size is None else size, check)
        return self.send(encode(head + data))

    def ask(self, operation: int, data: bytes = b"", check: int = 0, size: int | None = None) -> Answer:
        """Ask for something that is answered once, and keep what follows the answer in `frames`."""
        first, *self.frames = self.request(operation, data, check, size)
        return self.answer(first)

    def answer(self, packet: bytes) -> Answer:
        direction, operation, size, value = struct.unpack_from("<BBHI", packet)
        assert (direction, size) == (1, len(packet) - 8)
        end = len(packet) - self.status_bytes
        return Answer(operation, value, packet[8:end], packet[end : end + 2])

    def block(self, operation: int, number: int, data: bytes) -> Answer:
        return self.ask(operation, words(len(data), number, 0, 0) + data, checksum(data))

    def upload_stub(self) -> None:
        self.ask(Command.MEM_BEGIN, words(4, 1, 4, 0x40080000))
        self.block(Command.MEM_DATA, 0, b"code")
        self.ask(Command.MEM_END, words(0, 0x40080000))
        assert self.frames == [b"OHAI"]
        self.status_bytes = 2

    def write(self, address: int, data: bytes, block_bytes: int = 1024) -> list[Answer]:
        """Write plain blocks, padded as tools do, and return all answers."""
        pieces = [data[at : at + block_bytes].ljust(block_bytes, b"\xff") for at in range(0, len(data), block_bytes)]
        begun = self.ask(Command.FLASH_BEGIN, words(len(data), len(pieces), block_bytes, address))
        return [begun, *(self.block(Command.FLASH_DATA, number, piece) for number, piece in enumerate(pieces))]


def words(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}I", *values)
