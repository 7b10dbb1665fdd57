"""A board under test: all that a scenario can do to it and ask of it."""

from abc import ABC, abstractmethod
from collections.abc import Hashable
from typing import Protocol

import msgspec

from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import ClockFault, MacFault, RecordDamage, StorageRefusal, TornModel
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.record import RecordReading
from oceanhil.protocol.resets import ResetKind
from oceanhil.protocol.wording import plural
from oceanhil.scenarios.world.arguments import Boot, Change, Count, Mac, Span, Tenths, UnixTime, check_arguments
from oceanhil.scenarios.world_terms import CutWork, LineFault

MAIN_DEVICE = "device"


class FlashWear(msgspec.Struct, frozen=True):
    """Flash work: sectors erased, bytes programmed, and how often the most worn sector was erased."""

    erases: int = 0
    programmed_bytes: int = 0
    most_erases: int = 0

    def since(self, before: "FlashWear") -> "FlashWear":
        """Give what came after `before`; the most worn sector is that of the whole life."""
        return FlashWear(self.erases - before.erases, self.programmed_bytes - before.programmed_bytes, self.most_erases)

    @property
    def words(self) -> str:
        """The work in words."""
        return f"{plural(self.erases, 'sector')} erased and {plural(self.programmed_bytes, 'byte')} programmed"


NO_WEAR = FlashWear()


class Device(Protocol):
    """A board under test. Its serial lines, boots and power states appear in the world's trace."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        check_arguments(cls, Device)

    @property
    def name(self) -> str:
        """The name the scenario gives it."""

    @property
    def board(self) -> Board:
        """Its family."""

    @property
    def mac(self) -> bytes:
        """The six octets of its MAC, as printed on the board."""

    @property
    def has_power(self) -> bool:
        """False when it is switched off or died by a power cut."""

    def flash(self, firmware: Firmware) -> None:
        """Put an application image on it; EEPROM stays as it is. The device is off or restarts by itself."""

    def power_on(self) -> None:
        """Connect power; nothing happens if it has power."""

    def power_off(self) -> None:
        """Take power away at once."""

    def reset(self, kind: ResetKind) -> None:
        """Start it again; RAM is lost, power is not."""

    def crash(self, kind: PanicKind) -> None:
        """Let its program crash; nothing happens without power. WorldError if its family has no such crash."""

    def cut_power(self, boot: Boot, unit: Count) -> None:
        """Arrange that power is lost in boot number `boot` (from 1) after `unit` units of flash work in that boot.

        A unit is one byte programmed or one sector erased. Where that boot is under way and has done more, it is lost
        at its next unit. WorldError for a simulated board's boot that is over; elsewhere nothing comes of it.
        """

    def tear_flash(self, torn: TornModel, seed: int) -> None:
        """Choose what the operation leaves behind that a power cut interrupts; random choices come from `seed`."""

    def flash_units(self, boot: Boot) -> int:
        """Units of flash work done in boot number `boot` so far."""

    def flash_wear(self) -> FlashWear:
        """All flash work of its life so far, the bench's too."""

    def wear_out(self, seed: int) -> None:
        """Let its flash be at the end of its life: from now on an erase leaves cells that keep no 1."""

    def refuse_storage(self, refusal: StorageRefusal) -> None:
        """Let its driver refuse such calls of the firmware, in place of what it refused of that kind before."""

    def clear_storage(self) -> None:
        """Do what the "clear EEPROM" sketch of the troubleshooting page does: the record is gone afterwards."""

    def damage_storage(self, fault: RecordDamage, seed: int) -> None:
        """Damage the stored token record (every copy of it); RANDOM draws its bytes from `seed`."""

    def resize_storage(self, size_bytes: Count) -> None:
        """Leave EEPROM as firmware that begins it with `size_bytes` would have; the record is kept if it fits."""

    def rewrite_storage(self, times: Count) -> None:
        """Save the stored record again so many times, each time with other relay positions, as use does."""

    def age_storage(self, saves: int) -> None:
        """Number the stored record of the reference store as after so many saves in all, from 1."""

    def put_beside_record(self, address: Count, data: bytes) -> None:
        """Write `data` into the EEPROM as the rest of a sketch does that begins it with the firmware's size.

        That size is `eeprom_bytes` in table `device` of the profile. ValueError for bytes that are not in it.
        """

    def read_beside_record(self, address: Count, length: Count) -> bytes:
        """What that sketch would read there at the next boot; looking changes nothing."""

    def copy_storage(self, other: "Device") -> None:
        """Make its flash a copy of `other`'s, as a programmer in a thief's hands does."""

    def stored_record(self) -> RecordReading:
        """What the device would read as its record at the next boot; looking changes nothing.

        EMPTY also where nobody knows how the firmware keeps it: where `STORAGE_READ` is no capability of its world.
        """

    def reads_alike(self) -> bool:
        """Tell whether what is stored reads the same each time: a cut erase may have left cells that do not."""

    def storage_contains(self, *texts: str) -> bool:
        """Tell whether one of `texts` stands anywhere in the device's flash, also in erased entries."""

    def set_mac(self, mac: Mac) -> None:
        """Give it another MAC (six octets), as replaced hardware has."""

    def break_mac(self, fault: MacFault | None) -> None:
        """Break the place where the MAC is burnt; None mends it."""

    def set_clock(self, unix_us: UnixTime) -> None:
        """Set the running device's clock."""

    def set_boot_clock(self, skew_us: Change | None) -> None:
        """Choose what the clock shows after power-on: server time plus `skew_us`; None: 1970 as real boards."""

    def set_drift(self, parts_per_million: int) -> None:
        """Make its clock run fast (positive) or slow."""

    def set_sleep_drift(self, parts_per_million: int) -> None:
        """Make the oscillator that counts in deep sleep run fast (positive) or slow."""

    def break_clock(self, fault: ClockFault | None) -> None:
        """Give the firmware a wrong idea of time; None mends it."""

    def delay_time_client(self, delay_us: Span) -> None:
        """Let its SNTP client ask for the first time so long after it was started."""

    def deep_sleep(self, duration_us: Span) -> None:
        """Send it into deep sleep; its own timer wakes it after `duration_us` by its own counting."""

    def set_uptime(self, uptime_us: Span) -> None:
        """Pretend that it has been running for `uptime_us` since boot, for the wraps of millisecond counters."""

    def set_sensors(self, temperature_tenths: Tenths, humidity_tenths: Tenths) -> None:
        """Let its sensor show this, in tenths of a degree Celsius and of a percent."""

    def break_line(self, fault: LineFault | None) -> None:
        """Disturb what it sends over its serial line; None mends the line.

        A LINE event says so. A line that has begun ends there, with what arrived of it.
        """


class MovesCuts(ABC):
    """A device of a world in this process: what a power cut leaves of it can be had without the boot before the cut."""

    @abstractmethod
    def record_work(self, boot: int) -> CutWork:
        """Record the flash work of that boot from now on."""

    @abstractmethod
    def move_cut(self, work: CutWork, boot: int, unit: int) -> None:
        """Without power since a cut in `boot`, be as if it had come after `unit` units of that boot's `work`.

        What is cut has to be torn already as it is to be torn.
        """

    @abstractmethod
    def contents(self) -> Hashable | None:
        """All that its flash holds; None if two looks at it may differ."""
