"""What a board family is: everything in which boards of one kind differ from boards of another, as one object.

A family is data. Flash, fuses, clock, boot ROM, crash texts, loader and build tools of a board are simulated, driven or
read by code that knows no family: it asks the object for a fact, or for a word such as `Storage.NVS` under which it has
an implementation. So a new family whose parts work as those of a known one is one module here, or in another
distribution (entry point `oceanhil.boards`); one that works in a new way needs a word, and its implementation.

What a family must not know: the simulator, the bench, the server, the scenarios. It imports `protocol` alone.

Laws, which `tests/boards` checks for each family that there is:
- its name is the one it is registered under, and `like` is a family with the same storage;
- the first of its drivers is the default, and all are drivers of its storage;
- what its boot ROM prints for a reset, its own table of resets reads back;
- its MAC survives its fuses, and its vendor's prefix is nobody's else among the families in the tree;
- it has a loader exactly if an application image is written to it over serial;
- its flash is not taken for that of another family, or refused, because both have one chip;
- the numbers of those that there is firmware for are 0, 1, 2 and so on, each once.

With a family change: the tables in docs/facts.md and the core's families.h (`python -m tools.tables`), and scenarios
that name families.
"""

from enum import Enum

import msgspec

from oceanhil.boards.rom import BootRom, Loader
from oceanhil.boards.storage import Driver, Storage
from oceanhil.protocol.board import Board
from oceanhil.protocol.facts.fact import Fact
from oceanhil.protocol.formats.esp_image import EspChip
from oceanhil.protocol.panics import CrashDialect, PanicReader
from oceanhil.protocol.suggestion import suggestion


class UnknownDriverError(ValueError):
    """A family has no such driver; the text says which it has."""


class Fuses(Enum):
    """Where the factory put the MAC."""

    ESP32_BLOCK_0 = "esp32-block-0"
    """Six octets and their CRC-8 (ESP32 Technical Reference Manual, "eFuse Controller")."""
    ESP_BLOCK_1 = "esp-block-1"
    """Six octets without a CRC, as ESP32-S3 and C3 have them (their Technical Reference Manuals, likewise)."""
    ESP8266_OTP = "esp8266-otp"
    PICO_RADIO = "pico-radio"
    """The MAC is the radio chip's, not the microcontroller's."""


class Usb(Enum):
    """What a host sees when such a board is plugged in."""

    ADAPTER = "adapter"
    """A chip between USB and the UART (CP210x, CH340), whose modem lines go to reset and boot pins."""
    SERIAL_JTAG = "serial-jtag"
    """The controller within ESP32-S3, C3 and later, which resets the chip itself."""
    DEVICE = "device"
    """The microcontroller's own USB device: no line resets it."""


class BuildTarget(msgspec.Struct, frozen=True):
    """What build tools call it.

    `fqbn` for Arduino CLI (its "Platform specification"), `index_url` where its core is listed, `environment` in
    `platformio.ini`. `number` is the family's in the firmware core in C++ (`or_family`), which boards keep: it never
    changes. None where there is no firmware for the family yet.
    """

    fqbn: str
    index_url: str
    environment: str
    number: int | None = None

    @property
    def core(self) -> str:
        """The core, as `arduino-cli core install` takes it."""
        return ":".join(self.fqbn.split(":")[:2])


class EspImage(msgspec.Struct, frozen=True):
    """An application image of ESP-IDF: for which chip, where its boot loader lies, where its parts are loaded.

    Addresses: ESP-IDF, "Bootloader", and each chip's memory map in its Technical Reference Manual. `halt` is an
    instruction that jumps to itself, in a word.
    """

    chip: EspChip
    bootloader_offset: int
    bootloader_data: int
    bootloader_code: int
    mapped_data: int
    code: int
    halt: bytes


class Family(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One family of boards; all sizes in bytes, times in µs of true time.

    `eeprom_from_end`: how many sectors before the end of flash its EEPROM begins, None where it is in an NVS partition.
    `like` is the family that scenarios mean too where they name that one. `boot_us` passes from a reset to the
    program's first line. `keeps_time`: wall time survives every reset but power-on and the reset pin's. `checks_dates`:
    its TLS refuses a certificate by the board's own clock. `segment_bytes` is the largest TCP segment that the core's
    default build takes. `stack_bytes` is what the core gives a sketch for its stack, None where that is not known;
    `heap_bytes` is what is free for `malloc` when `setup()` of a small sketch begins; `gpios` are the numbers of the
    pins that a sketch can switch, `inputs` of those that it can only read; `step_calls` is how many functions a program
    can call before it has to yield, None where no page asks for that; `turn_us_most` how long a program that is online
    may let nobody else have a turn, None where the network is served beside it. `default_mac` is what a virtual board
    has; its first three octets are a prefix of the maker's. `brownout` is what its firmware prints when the supply is
    too low, None where it has no detector. `log_signs` is a pattern for lines that only this family prints.
    `elf_machines` are machines of ELF files, such as `EM_XTENSA`. `has_rtc_memory`: 512 bytes outlive most resets.
    `esp_image` is None where images are not ESP-IDF's, `rom` where nothing is printed before the program, `loader`
    where the boot ROM speaks no serial protocol. `takes_uf2`: it is flashed by copying a UF2 file.
    """

    board: Board
    title: str
    like: Board | None = None
    flash_bytes: int
    storage: Storage
    drivers: tuple[Driver, ...]
    eeprom_from_end: int | None = None
    boot_us: int
    keeps_time: bool
    checks_dates: bool
    segment_bytes: int
    heap_bytes: int
    gpios: frozenset[int]
    inputs: frozenset[int] = frozenset()
    stack_bytes: int | None = None
    step_calls: int | None = None
    turn_us_most: int | None = None
    has_rtc_memory: bool = False
    fuses: Fuses
    default_mac: bytes
    rom: BootRom | None
    crashes: CrashDialect
    brownout: Fact[tuple[str, ...]] | None = None
    log_signs: str
    elf_machines: frozenset[str]
    usb: Usb
    loader: Loader | None
    esp_image: EspImage | None = None
    takes_uf2: bool = False
    build: BuildTarget

    @property
    def names(self) -> tuple[Board, ...]:
        """The names by which scenarios mean it, its own first."""
        return (self.board,) if self.like is None else (self.board, self.like)

    @property
    def vendor(self) -> bytes:
        """The first three octets of its MAC addresses."""
        return self.default_mac[:3]

    @property
    def driver(self) -> Driver:
        """The default generation of its EEPROM driver."""
        return self.drivers[0]

    def driver_named(self, name: str) -> Driver:
        """Give the generation of that name, the default one for none; raises UnknownDriverError."""
        found = next((each for each in self.drivers if each.value == name), None if name else self.driver)
        if found is None:
            known = [each.value for each in self.drivers]
            raise UnknownDriverError(f"{self.board.value} has no EEPROM driver {name!r}; {suggestion(name, known)}")
        return found

    @property
    def core_constant(self) -> str:
        """What it is called in the firmware core in C++."""
        return "OR_" + self.board.name.replace("-", "_")

    @property
    def uses_nvs(self) -> bool:
        """True when its record is in an NVS partition, else it is in a sector near the end of flash."""
        return self.storage is Storage.NVS

    def panic_reader(self) -> PanicReader:
        """Make a reader of crashes for the console of such a board."""
        return PanicReader(self.board, self.crashes, None if self.rom is None else self.rom.resets)
