"""A compiled core with its agent on a board of plain Python: what it writes, what it did to the board."""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from oceanhil.firmware.build import build_host_library
from oceanhil.hil.worlds.native.abi import ABI_VERSION, BOARD_CALLS, HALTED, BoardCalls, Settings, Text, Wake
from oceanhil.protocol.agent.sentence import AgentReader, Sentence, SentenceKind, encode

OK, FAILED, POWER_LOST = 0, -1, -2
MAC = bytes.fromhex("5ccf7f146a18")
SECTOR_BYTES = 4096
TOKEN = "oc_reg_" + "R" * 43


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(str(build_host_library()))
    library.or_core_size.restype = ctypes.c_size_t
    library.or_core_init.restype = ctypes.c_void_p
    library.or_core_init.argtypes = [ctypes.c_void_p, ctypes.POINTER(BoardCalls), ctypes.POINTER(Settings)]
    library.or_core_step.restype = ctypes.c_uint32
    library.or_core_step.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.or_core_receive.restype = None
    library.or_core_receive.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
    library.or_core_is_held.restype = ctypes.c_int32
    library.or_core_is_held.argtypes = [ctypes.c_void_p]
    library.or_settings_default.restype = None
    library.or_settings_default.argtypes = [ctypes.POINTER(Settings)]
    return library


@dataclass
class AgentBoard:
    """One device, provisioned to send its requests over the line."""

    held: bool = False
    token: str = TOKEN
    now_ms: int = 0
    clock_us: int = 0
    mac: bytes | None = MAC
    eeprom: bytearray = field(default_factory=bytearray)
    slots: dict[int, bytes] = field(default_factory=dict)
    commit_result: int = OK
    provision_result: int = OK
    line: bytes = b""
    """Everything that went out: log and sentences."""
    restarts: list[int] = field(default_factory=list)
    cuts: list[tuple[int, int]] = field(default_factory=list)
    collected: dict[str, str] = field(default_factory=dict)
    factories: int = 0
    relays: list[int] = field(default_factory=list)
    flash: bytearray = field(default_factory=lambda: bytearray(b"\xff" * 4 * SECTOR_BYTES))
    program_bytes: int = 0
    """How much of flash, from its beginning, nothing may be written to."""

    def __post_init__(self) -> None:
        library = _library()
        self._memory = (ctypes.c_uint64 * (library.or_core_size() // 8 + 1))()
        # A firmware's memory is not zeroed by anybody.
        ctypes.memset(self._memory, 0xA5, ctypes.sizeof(self._memory))
        self._settings = Settings()
        library.or_settings_default(self._settings)
        raw = self.token.encode()
        self._settings.registration_token = Text(raw, len(raw))
        self._settings.firmware_name = Text(b"core", 4)
        self._settings.firmware_version = Text(b"1.0.0", 5)
        self._settings.driver = Text(b"test", 4)
        self._settings.bridge, self._settings.held, self._settings.sntp = 1, self.held, 0
        self._calls = {name: BOARD_CALLS[name](call) for name, call in self._served().items()}
        board = BoardCalls(**self._calls)
        assert self._settings.abi_version == ABI_VERSION
        assert library.or_core_init(self._memory, board, self._settings)
        self._reader = AgentReader()

    # What a bench does

    def step(self) -> int:
        """Let the program go on; gives what it waits for."""
        wait_ms: int = _library().or_core_step(self._memory, Wake.LOOK)
        return wait_ms

    def run_ms(self, duration_ms: int) -> None:
        """Let time pass."""
        for _ in range(0, duration_ms, 100):
            self.now_ms += 100
            if self.step() == HALTED:
                return

    def hear(self, data: bytes) -> list[Sentence]:
        """Send bytes to the board; gives the sentences that come back."""
        before = len(self.line)
        _library().or_core_receive(self._memory, data, len(data))
        return self.sentences(before)

    def ask(self, *words: str, sequence: int = 0) -> Sentence:
        """Send a command; gives its one reply."""
        replies = [
            each
            for each in self.hear(encode(Sentence(SentenceKind.COMMAND, sequence, words)))
            if each.kind is not SentenceKind.EVENT
        ]
        assert len(replies) == 1
        assert replies[0].sequence == sequence
        return replies[0]

    def refused(self, *words: str) -> str:
        """Send a command; gives the code with which it is refused."""
        reply = self.ask(*words)
        assert reply.kind is SentenceKind.ERROR
        return reply.words[0]

    def sentences(self, since: int = 0) -> list[Sentence]:
        """Give the sentences that went out."""
        return [each for each in AgentReader().feed(self.line[since:]) if isinstance(each, Sentence)]

    @property
    def log(self) -> str:
        """What went out besides sentences."""
        return b"".join(each for each in AgentReader().feed(self.line) if isinstance(each, bytes)).decode()

    @property
    def is_held(self) -> bool:
        return bool(_library().or_core_is_held(self._memory))

    # What the core asks of the board

    def _served(self) -> dict[str, Callable[..., int | None]]:
        return {
            "console_write": self._write,
            "agent_write": self._write,
            "millis": lambda _: self.now_ms,
            "unix_us": lambda _: self.clock_us,
            "set_unix_us": self._set_clock,
            "mac_read": self._read_mac,
            "random_ppm": lambda _: 0,
            "restart": lambda _, reason: self.restarts.append(reason),
            "eeprom_begin": self._begin,
            "eeprom_length": lambda _: len(self.eeprom),
            "eeprom_read": self._read,
            "eeprom_write": self._write_eeprom,
            "eeprom_commit": lambda _: self.commit_result,
            "slot_read": self._read_slot,
            "slot_write": self._write_slot,
            "flash_settled": lambda _: OK,
            "flash_units": lambda _: 7,
            "cut_arm": self._arm,
            "provision_set": self._collect,
            "provision_apply": lambda _: self.provision_result,
            "factory": self._factory,
            "mac_set": self._set_mac,
            "relays": lambda _, on: self.relays.append(on),
            "flash_bytes": lambda _: len(self.flash),
            "flash_read": self._read_flash,
            "flash_program": self._program_flash,
            "flash_erase": self._erase_flash,
        }

    def _write(self, _: object, text: int, count: int) -> None:
        self.line += ctypes.string_at(text, count)

    def _set_clock(self, _: object, unix_us: int) -> None:
        self.clock_us = unix_us

    def _read_mac(self, _: object, mac: int, reason: int, capacity: int) -> int:
        if self.mac is None:
            ctypes.memmove(reason, b"broken fuses\0"[:capacity], 13)
            return FAILED
        ctypes.memmove(mac, self.mac, 6)
        return OK

    def _set_mac(self, _: object, mac: int) -> int:
        self.mac = ctypes.string_at(mac, 6)
        return OK

    def _begin(self, _: object, size: int) -> int:
        self.eeprom = bytearray(b"\xff" * size)
        return OK

    def _read(self, _: object, address: int, data: int, count: int) -> int:
        ctypes.memmove(data, bytes(self.eeprom[address : address + count]).ljust(count, b"\0"), count)
        return OK

    def _write_eeprom(self, _: object, address: int, data: int, count: int) -> int:
        self.eeprom[address : address + count] = ctypes.string_at(data, count)
        return OK

    def _read_slot(self, _: object, slot: int, data: int, count: int) -> int:
        ctypes.memmove(data, self.slots.get(slot, b"")[:count].ljust(count, b"\xff"), count)
        return OK

    def _write_slot(self, _: object, slot: int, data: int, count: int) -> int:
        self.slots[slot] = ctypes.string_at(data, count)
        return OK

    def _arm(self, _: object, boot: int, unit: int) -> int:
        self.cuts.append((boot, unit))
        return OK

    def _collect(self, _: object, name: bytes, value: int, count: int) -> int:
        self.collected[name.decode()] = ctypes.string_at(value, count).decode()
        return self.provision_result

    def _factory(self, _: object) -> int:
        self.factories += 1
        return OK

    def _read_flash(self, _: int, address: int, data: int, length: int) -> int:
        ctypes.memmove(data, bytes(self.flash[address : address + length]), length)
        return OK

    def _program_flash(self, _: int, address: int, data: int, length: int) -> int:
        if address < self.program_bytes:
            return FAILED
        for at, byte in enumerate(ctypes.string_at(data, length), start=address):
            self.flash[at] &= byte
        return OK

    def _erase_flash(self, _: int, address: int) -> int:
        if address < self.program_bytes:
            return FAILED
        self.flash[address : address + SECTOR_BYTES] = b"\xff" * SECTOR_BYTES
        return OK
