"""What a scenario sees of the world it runs in: devices, the server, the network and time, as interfaces.

A world implements these protocols and says by `capabilities` what it can do. Everything is synchronous: a wait runs
the kernel in a simulated world and blocks on the port in a real one. Times are µs since the run began unless a name
says `unix`. Observations go into the world's `Trace`; expectations are judged on that trace alone, so they mean the
same in every world.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Protocol, runtime_checkable

import msgspec

from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import FaultRule, PathFault
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.lines import Line
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.record import RecordReading
from oceanhil.scenarios.trace import Event, EventKind, Trace
from oceanhil.scenarios.world_terms import (
    Band,
    Capability,
    ClockFault,
    CutWork,
    DeviceStatus,
    Host,
    LackingError,
    LineFault,
    MacFault,
    ResetKind,
    StorageCall,
    StorageFault,
    StorageRefusal,
    TornFlash,
    WorldError,
)

__all__ = [
    "MAIN_DEVICE",
    "NO_WEAR",
    "Band",
    "Capability",
    "ChoosesBoards",
    "ClockFault",
    "CutWork",
    "Device",
    "DeviceStatus",
    "FlashWear",
    "Generated",
    "Host",
    "LackingError",
    "LineFault",
    "LooksClosely",
    "MacFault",
    "MovesCuts",
    "Network",
    "ResetKind",
    "Server",
    "SpeaksItsOwn",
    "StorageCall",
    "StorageFault",
    "StorageRefusal",
    "TakesAnyFirmware",
    "TornFlash",
    "WearsBoards",
    "World",
    "WorldError",
    "WorldFactory",
    "WorldRequest",
    "is_foreign",
    "is_held_to_pages",
    "is_unspoken",
]

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
        sectors = "1 sector" if self.erases == 1 else f"{self.erases} sectors"
        return f"{sectors} erased and {self.programmed_bytes} bytes programmed"


NO_WEAR = FlashWear()


class Device(Protocol):
    """A board under test. Its serial lines, boots and power states appear in the world's trace."""

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

    def cut_power(self, boot: int, unit: int) -> None:
        """Arrange that power is lost in boot number `boot` (from 1) after `unit` units of flash work in that boot.

        A unit is one byte programmed or one sector erased.
        """

    def tear_flash(self, torn: TornFlash, seed: int) -> None:
        """Choose what the operation leaves behind that a power cut interrupts; random choices come from `seed`."""

    def flash_units(self, boot: int) -> int:
        """Units of flash work done in boot number `boot` so far."""

    def flash_wear(self) -> FlashWear:
        """All flash work of its life so far, the bench's too."""

    def wear_out(self, seed: int) -> None:
        """Let its flash be at the end of its life: from now on an erase leaves cells that keep no 1."""

    def refuse_storage(self, refusal: StorageRefusal) -> None:
        """Let its driver refuse such calls of the firmware, in place of what it refused of that kind before."""

    def clear_storage(self) -> None:
        """Do what the "clear EEPROM" sketch of the troubleshooting page does: the record is gone afterwards."""

    def damage_storage(self, fault: StorageFault, seed: int) -> None:
        """Damage the stored token record (every copy of it); RANDOM draws its bytes from `seed`."""

    def resize_storage(self, size_bytes: int) -> None:
        """Leave EEPROM as firmware that begins it with `size_bytes` would have; the record is kept if it fits."""

    def rewrite_storage(self, times: int) -> None:
        """Save the stored record again so many times, each time with other relay positions, as use does."""

    def age_storage(self, saves: int) -> None:
        """Number the stored record of the reference store as after so many saves in all, from 1."""

    def put_beside_record(self, address: int, data: bytes) -> None:
        """Write `data` into the EEPROM as the rest of a sketch does that begins it with the firmware's size."""

    def read_beside_record(self, address: int, length: int) -> bytes:
        """What that sketch would read there at the next boot; looking changes nothing."""

    def copy_storage(self, other: "Device") -> None:
        """Make its flash a copy of `other`'s, as a programmer in a thief's hands does."""

    def stored_record(self) -> RecordReading:
        """What the device would read as its record at the next boot; looking changes nothing."""

    def reads_alike(self) -> bool:
        """Tell whether what is stored reads the same each time: a cut erase may have left cells that do not."""

    def storage_contains(self, *texts: str) -> bool:
        """Tell whether one of `texts` stands anywhere in the device's flash, also in erased entries."""

    def set_mac(self, mac: bytes) -> None:
        """Give it another MAC (six octets), as replaced hardware has."""

    def break_mac(self, fault: MacFault | None) -> None:
        """Break the place where the MAC is burnt; None mends it."""

    def set_clock(self, unix_us: int) -> None:
        """Set the running device's clock."""

    def set_boot_clock(self, skew_us: int | None) -> None:
        """Choose what the clock shows after power-on: server time plus `skew_us`; None: 1970 as real boards."""

    def set_drift(self, parts_per_million: int) -> None:
        """Make its clock run fast (positive) or slow."""

    def set_sleep_drift(self, parts_per_million: int) -> None:
        """Make the oscillator that counts in deep sleep run fast (positive) or slow."""

    def break_clock(self, fault: ClockFault | None) -> None:
        """Give the firmware a wrong idea of time; None mends it."""

    def delay_time_client(self, delay_us: int) -> None:
        """Let its SNTP client ask for the first time so long after it was started."""

    def deep_sleep(self, duration_us: int) -> None:
        """Send it into deep sleep; its own timer wakes it after `duration_us` by its own counting."""

    def set_uptime(self, uptime_us: int) -> None:
        """Pretend that it has been running for `uptime_us` since boot, for the wraps of millisecond counters."""

    def set_sensors(self, temperature_tenths: int, humidity_tenths: int) -> None:
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

        A cut there has to be arranged already, and torn as it is to be torn.
        """

    @abstractmethod
    def contents(self) -> Hashable | None:
        """All that its flash holds; None if two looks at it may differ."""


class TakesAnyFirmware:
    """Marks a factory of worlds whose firmware is somebody else's.

    What that shows in words of its own, or stores in a form that nobody knows, is no reason to skip a scenario: the
    expectations about it are passed over, and counted.
    """

    __slots__ = ()


class LooksClosely(ABC):
    """A factory whose worlds take close-ups (`WorldRequest.is_closeup`), each the same run once more."""

    @property
    @abstractmethod
    def can_repeat(self) -> bool:
        """Whether all that a run hangs on is here, so that it can be had again and looked at."""


class WearsBoards(ABC):
    """A factory whose boards are there before a run and after it, so that each erase of theirs is one for good."""

    @abstractmethod
    def kept_sectors(self, board: Board) -> int:
        """How many sectors a board of this family keeps things in that a run may erase, the firmware's image aside.

        As many as any board of the family has; each run of a case begins with all of them erased.
        """


class SpeaksItsOwn(ABC):
    """A world whose firmware is somebody else's, and may print other words than the documentation."""

    @abstractmethod
    def speaks(self, line: Line) -> bool:
        """Tell whether its firmware prints this line, in these words or in words that are known to mean it."""


def is_foreign(world: object) -> bool:
    """Tell whether the firmware is somebody else's: it stores and says what it has to as it likes."""
    return isinstance(world, SpeaksItsOwn)


def is_held_to_pages(world: "World") -> bool:
    """Tell whether pages alone say what the firmware has to do: somebody else's, which keeps no documented record."""
    return is_foreign(world) and Capability.STORAGE_READ not in world.capabilities


def is_unspoken(world: object, line: Line) -> bool:
    """Tell whether the firmware does not print this line, or only in words that nobody knows."""
    return isinstance(world, SpeaksItsOwn) and not world.speaks(line)


class Network(Protocol):
    """Access point, time server and the way to the OceanRemote server, shared by all devices."""

    def access_point(self, ssid: str, password: str, band: Band) -> None:
        """Replace the access point by this one; devices that are joined to the old one lose it."""

    def block(self, host: Host) -> None:
        """Keep every device from reaching `host`."""

    def unblock(self, host: Host) -> None:
        """Undo `block`."""

    def break_path(self, fault: PathFault | None) -> None:
        """Break the path to the server below HTTP, for every device; None mends it."""

    def set_latency(self, one_way_us: int) -> None:
        """Delay every message by this much in each direction."""

    def set_loss(self, parts_per_million: int) -> None:
        """Lose each exchange with this probability (drawn from the run's seed)."""


class Generated(msgspec.Struct, frozen=True):
    """What "generate firmware" gives: the dashboard's ID of the pending device and its registration token."""

    id: str
    registration_token: str


class Server(Protocol):
    """The OceanRemote server and its dashboard. Requests and status changes appear in the world's trace."""

    @property
    def unix_us(self) -> int:
        """The server's clock, Unix µs."""

    def generate_firmware(self, board: Board, name: str) -> Generated:
        """Create a pending device."""

    def regenerate_token(self, device_id: str) -> Generated:
        """Give a device (by dashboard ID) a new registration token; its permanent token is revoked."""

    def revoke_token(self, device_id: str) -> None:
        """Revoke permanent and session tokens of a device."""

    def delete_device(self, device_id: str) -> None:
        """Delete a device and every token of it."""

    def claim_device(self, device_id: str, mac: bytes, board_device_id: str) -> None:
        """Claim a pending device by hand for the board with this MAC and device ID."""

    def set_relay(self, device_id: str, relay: int, *, on: bool) -> None:
        """Switch relay 1 or 2 in the dashboard; the device sees it at its next poll."""

    def status(self, device_id: str) -> DeviceStatus:
        """What the dashboard shows now."""

    def put_settings(self, changes: Mapping[str, bool | int]) -> None:
        """Change settings by name (profile table `server`)."""

    def add_fault(self, rule: FaultRule) -> None:
        """Inject a fault from now on."""

    def clear_faults(self, name: str = "") -> None:
        """Remove the faults of that name, without one every fault; there need not be any."""

    def move_clock(self, delta_us: int) -> None:
        """Jump the server's clock, and with it the time server's; nothing waits."""

    def freeze_clock(self) -> None:
        """Stop the server's clock, and the time server's, where they are; `move_clock` still moves them."""

    def release_clock(self) -> None:
        """Let the clocks run again, from where they would be had they never stopped."""

    def restart(self) -> None:
        """Restart the server: sessions are gone, devices and tokens are kept."""

    def issued(self, token: str) -> bool:
        """Tell whether the server ever issued `token`, whole, as a permanent token."""

    def secrets(self) -> frozenset[str]:
        """Every whole secret issued so far, for the invariants that look for leaks."""


class World(Protocol):
    """A place to run one scenario once: made fresh for a run, closed after it."""

    @property
    def name(self) -> str:
        """The name by which `--world` chooses it."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What this world can do."""

    @property
    def profile(self) -> Profile:
        """The profile in force."""

    @property
    def trace(self) -> Trace:
        """What happened so far."""

    @property
    def server(self) -> Server:
        """The server."""

    @property
    def network(self) -> Network:
        """The network between devices and server."""

    @property
    def now_us(self) -> int:
        """µs since the run began."""

    @property
    def is_self_contained(self) -> bool:
        """Whether all of it is in this process, so that a moment of the run can be kept."""

    def device(self, name: str = MAIN_DEVICE) -> Device:
        """The device of that name; the first call makes it, blank and off. Same board family for all."""

    def run_for(self, duration_us: int) -> None:
        """Let time pass for everybody."""

    def wait_for(self, wanted: Callable[[Event], bool], timeout_us: int) -> Event | None:
        """Let time pass until a *new* event satisfies `wanted` and give it; None when `timeout_us` passed first."""

    def facts(self) -> Mapping[str, str]:
        """What reports say about the boards of this run: names, MACs, firmware, boots."""

    def close(self) -> None:
        """Let go of everything; harmless when called twice."""


class WorldRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a world is made for."""

    board: Board
    seed: int
    profile: Profile
    driver: str = ""
    """Generation of the EEPROM driver, such as `idf-5.5.1`; empty: the board's default."""
    needs: frozenset[Capability] | None = None
    """What the run needs; None where nobody knows. Where boards differ, one that can do it is taken."""
    wants: frozenset[Capability] = frozenset()
    """What its remedy needs besides."""
    is_closeup: bool = False
    """Whether the trace is to tell of what only a look at a moment needs (`scenarios.trace.Trace`)."""


class WorldFactory(Protocol):
    """What the entry points in group `oceanhil.worlds` name: makes worlds and knows beforehand what they can do."""

    @property
    def name(self) -> str:
        """The name by which `--world` chooses it."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What its worlds can do, whatever the board."""

    def capabilities_on(self, board: Board) -> frozenset[Capability]:
        """What its worlds can do with a board of this family."""

    def absence(self, board: Board) -> str:
        """Say why there is no board of this family; empty when there is one."""

    def blind_on(self, board: Board) -> frozenset[EventKind]:
        """Kinds of event that its worlds cannot see of a board of this family though other worlds can."""

    def drivers(self, board: Board) -> tuple[str, ...]:
        """The EEPROM driver generations this world has for `board`, the default first."""

    def make(self, request: WorldRequest) -> World:
        """Make a fresh world; raises WorldError when it cannot be had."""

    def close(self) -> None:
        """Let go of what its worlds shared; it makes no more of them."""


@runtime_checkable
class WatchesEdges(Protocol):
    """A factory of worlds in which is seen which edges of the firmware's compiled code a run goes over."""

    def watch_edges(self) -> str:
        """Look at them from now on, before any world is made; says why that cannot be, empty where it can."""

    def begin_edges(self) -> None:
        """Forget them: another run begins."""

    def edges(self) -> Mapping[int, int]:
        """Give those of the last run by their numbers, each with when it was gone over first, µs since it began."""


@runtime_checkable
class NamesServersLack(Protocol):
    """A factory whose worlds may have a server that somebody else operates."""

    def servers_lack(self, lacking: frozenset[Capability]) -> str:
        """Say what is missing at that server's side for all of this; empty where it is the world that lacks it."""


@runtime_checkable
class ChoosesBoards(Protocol):
    """A factory whose boards of a family differ, and that chooses one for each run."""

    def capabilities_for(self, board: Board, needs: frozenset[Capability]) -> frozenset[Capability]:
        """What its worlds can do for a run with these needs, with the board of this family that it would choose."""

    def why_lacking(self, board: Board, lacking: frozenset[Capability]) -> str:
        """Say what would be needed for what is lacking; empty where the world's name says enough."""

    def choices(self, board: Board, needs: frozenset[Capability]) -> Sequence[str]:
        """Name the boards that a run with these needs may have, first those that it gets if they are free.

        Those are equally able; empty where the boards of a family do not differ.
        """
