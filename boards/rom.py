"""A boot ROM as data: what it prints before any firmware runs, a line each without its end, and how it is loaded."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from enum import Enum
from typing import Final

import msgspec

from oceanhil.protocol.facts.fact import Fact
from oceanhil.protocol.panics import ResetCause, ResetWords

ROM_WORD: Final = 0x40001000
_OF_A_BOARD: Final = tuple(cause for cause in ResetCause if cause not in {ResetCause.OTHER, ResetCause.PIN_OR_SOFTWARE})
"""What resets a board; the other causes are how a log is read that leaves it open."""


class BootRom(msgspec.Struct, frozen=True, kw_only=True):
    """A boot ROM's words, and what the loader behind it adds.

    `head` are the first lines, with `{code}` and `{name}` of the reset and the `{mode}` of starting. `codes` are what
    the ROM gives for a cause; where firmware has a brown-out detector of its own, `brownout` is what it gives behind
    that, release by release. After the head come the lines of `after`, if the cause has any, then `loading` when it
    starts firmware; `waiting` when it waits for an upload; or `nothing_found`. With `watchdog_code` a watchdog ends the
    search for firmware, and the ROM begins anew with that code; without, it stops. `source` is where the texts were
    seen, as the source of a ROM is not public. One that lacks what a board will print is refused: ValueError.
    """

    baud: int
    resets: ResetWords
    codes: Mapping[ResetCause, int]
    head: tuple[str, ...]
    flash_mode: str
    download_mode: str
    after: Mapping[ResetCause, tuple[str, ...]]
    loading: tuple[str, ...]
    waiting: tuple[str, ...] = ()
    nothing_found: tuple[str, ...]
    watchdog_code: int | None = None
    brownout: Fact[int] | None = None
    source: str

    def __post_init__(self) -> None:
        lacking = [cause.value for cause in _OF_A_BOARD if cause not in self._causes]
        if lacking:
            raise ValueError(
                f"{self._named}: no code for {', '.join(lacking)}; `codes` takes one for each reset of a board, "
                "`brownout` that of firmware with a detector of its own"
            )
        wordless = [f"0x{code:x}" for code in self._all_codes if code not in self.resets.causes]
        if wordless:
            raise ValueError(f"{self._named}: `resets` has no word for the code {', '.join(wordless)}")
        if not self.source:
            raise ValueError(f"{self._named}: `source` is empty, expected where its words were seen")

    @property
    def _named(self) -> str:
        return f"boot ROM {''.join(self.head).strip()!r}"

    @property
    def _causes(self) -> AbstractSet[ResetCause]:
        return self.codes.keys() | (set() if self.brownout is None else {ResetCause.BROWNOUT})

    @property
    def _all_codes(self) -> Iterable[int]:
        yield from self.codes.values()
        if self.brownout is not None:
            yield from (version.value for version in self.brownout.versions)
        if self.watchdog_code is not None:
            yield self.watchdog_code

    def code(self, cause: ResetCause, release: str = "") -> int:
        """Give the code for a cause, with firmware of this release; of the newest one if none is given."""
        if cause is not ResetCause.BROWNOUT or self.brownout is None:
            return self.codes[cause]
        return self.brownout.at(release) if release else self.brownout.value

    def banner(self, cause: ResetCause, release: str = "") -> tuple[str, ...]:
        """Give what stands before the first line of firmware."""
        return (*self._head(self.code(cause, release), self.flash_mode), *self.after.get(cause, ()), *self.loading)

    def download_banner(self, cause: ResetCause) -> tuple[str, ...]:
        """Give what is printed when the boot pin is low at a reset: it waits for an upload instead."""
        return (*self._head(self.code(cause), self.download_mode), *self.waiting)

    def blank_flash_banner(self, *, first: bool) -> tuple[str, ...]:
        """Give what is printed when there is nothing to start, after power-on or when it tries again."""
        again = self.codes[ResetCause.WATCHDOG] if self.watchdog_code is None else self.watchdog_code
        code = self.codes[ResetCause.POWER_ON] if first else again
        return (*self._head(code, self.flash_mode), *self.nothing_found)

    def _head(self, code: int, mode: str) -> tuple[str, ...]:
        name = self.resets.causes[code][1]
        return tuple(line.format(code=code, name=name, mode=mode) for line in self.head)


class LoaderDialect(Enum):
    """How a ROM speaks the serial protocol (esptool documentation, "Serial Protocol")."""

    ESP8266 = "esp8266"
    ESP32 = "esp32"
    ESP32_LATER = "esp32-later"
    """ESP32-S3, C3 and later: it also says which chip it is, by GET_SECURITY_INFO."""


class SpiLayout(msgspec.Struct, frozen=True, kw_only=True):
    """Where the SPI flash controller's registers lie, from `base` on; `miso_length` None: it stands in `user1`."""

    base: int
    user: int = 0x1C
    user1: int = 0x20
    user2: int = 0x24
    miso_length: int | None = 0x2C
    first_word: int


class Loader(msgspec.Struct, frozen=True, kw_only=True):
    """A boot ROM that takes firmware over serial: what esptool calls the chip, and which registers say so.

    `chip` is esptool's word for `--chip`, `chip_id` the number that the ROM itself gives (0: it gives none).
    `application_offset`: where an application image goes in flash. `fuses_from` is the address of the first fuse word,
    `more_fuses` are words after those of the MAC. `uart_divider`: the address of UART 0's clock divider, whose clock is
    `uart_clock_hz`.

    ESP32: Technical Reference Manual, "eFuse Controller", "UART", "SPI"; ESP-IDF `soc/efuse_reg.h`, `efuse_table.csv`.
    ESP8266: "ESP8266 Technical Reference", "UART", "SPI"; NONOS SDK `eagle_soc.h`. The word at 0x40001000 lies in mask
    ROM: esptool documentation, "Chip Type Detection".
    """

    chip: str
    chip_id: int = 0
    dialect: LoaderDialect
    application_offset: int
    constants: Mapping[int, int]
    fuses_from: int
    more_fuses: tuple[int, ...] = ()
    uart_divider: int
    uart_clock_hz: int
    spi: SpiLayout
