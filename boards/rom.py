"""What a boot ROM prints before any firmware runs, as data. Lines are given without their ends."""

from collections.abc import Mapping
from dataclasses import dataclass

from oceanhil.protocol.panics import ResetCause, ResetWords


@dataclass(frozen=True, slots=True, kw_only=True)
class BootRom:
    """A boot ROM's words, and what the loader behind it adds.

    `head` are the first lines, with `{code}` and `{name}` of the reset and the `{mode}` of starting. `codes` are what
    the ROM gives for a cause. After the head come the lines of `after`, if the cause has any, then `loading` when it
    starts firmware; `waiting` when it waits for an upload; or `nothing_found`. With `watchdog_code` a watchdog ends the
    search for firmware, and the ROM begins anew with that code; without, it stops.
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

    def banner(self, cause: ResetCause) -> tuple[str, ...]:
        """Give what stands before the first line of firmware."""
        return (*self._head(self.codes[cause], self.flash_mode), *self.after.get(cause, ()), *self.loading)

    def download_banner(self, cause: ResetCause) -> tuple[str, ...]:
        """Give what is printed when the boot pin is low at a reset: it waits for an upload instead."""
        return (*self._head(self.codes[cause], self.download_mode), *self.waiting)

    def blank_flash_banner(self, *, first: bool) -> tuple[str, ...]:
        """Give what is printed when there is nothing to start, after power-on or when it tries again."""
        again = self.codes[ResetCause.WATCHDOG] if self.watchdog_code is None else self.watchdog_code
        code = self.codes[ResetCause.POWER_ON] if first else again
        return (*self._head(code, self.flash_mode), *self.nothing_found)

    def _head(self, code: int, mode: str) -> tuple[str, ...]:
        name = self.resets.causes[code][1]
        return tuple(line.format(code=code, name=name, mode=mode) for line in self.head)
