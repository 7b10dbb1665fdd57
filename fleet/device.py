"""One device of a fleet: the device program itself, on hardware so light that ten thousand fit into a process.

What it is: the program of `oceanhil.simulator.program`, which every simulated board runs, with a board that has no
flash, no fuses, no UART and no clock of its own. It is sans-IO: `boot` and `go_on` run the program to its next wait and
give what it needs next; whoever drives it does that, in virtual or in real time, and tells it what came of it. Nothing
that a device decides is decided here: which request, with which headers, how long it waits after which answer is the
program's.

What it must not know: who drives it, what a request costs, sockets, the machine's clock.

Laws:

- For the same answers at the same times it asks the same requests and waits as long as the program does on a simulated
  board, but for the time that flash work takes, which is none here.
- It is a function of what it is told and of `chance`: the jitter of its waits is drawn from that alone.
- What it keeps outlives `power_off`; everything else is lost there.
"""

import random
import types
from collections.abc import Coroutine, Generator, Mapping
from typing import Final

import msgspec

from oceanhil.boards import Family, family
from oceanhil.fleet.requests import OK
from oceanhil.fleet.storage import PlainStorage
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import Exchanged, HttpFailure, HttpRequest, HttpResponse
from oceanhil.protocol.identity import LOCAL_BIT
from oceanhil.protocol.panics import ResetCause
from oceanhil.protocol.record import RecordFlag, RecordReading, TokenRecord
from oceanhil.protocol.settings import DeviceSettings, WireNames
from oceanhil.protocol.units import MILLIS_WRAP, WHOLE_PPM
from oceanhil.simulator.board.board import CERTIFICATE_FROM_US, CERTIFICATE_TO_US
from oceanhil.simulator.outputs import Sensors
from oceanhil.simulator.program import run_program
from oceanhil.simulator.program.token_store import open_store

DOCUMENTED_JITTER_PERCENT: Final = 10
"""How much longer than announced a documented device waits at most, in per cent (`simulator.program.backoff`)."""
_NOT_CONNECTED_US: Final = 1000
"""How long a request takes to fail on a board without network, as on a simulated board."""
_SENSORS: Final = Sensors()


class Rest(msgspec.Struct, frozen=True, gc=False):
    """It waits; `go_on(None)` after so many µs."""

    duration_us: int


class Ask(msgspec.Struct, frozen=True, gc=False):
    """It sends a request; `go_on` with its answer, or with why there is none, after `timeout_us` at the latest.

    `trusts_dates` False: by its clock no certificate is valid, so over TLS it gets no further than the handshake
    (`HttpFailure.TLS`).
    """

    request: HttpRequest
    timeout_us: int
    trusts_dates: bool = True


class AskTime(msgspec.Struct, frozen=True, gc=False):
    """It asks the time server; `go_on` with Unix µs, or with None after `timeout_us`."""

    timeout_us: int


class Join(msgspec.Struct, frozen=True, gc=False):
    """It joins its network; `go_on` with the address it gets, or with None after `timeout_us`."""

    timeout_us: int


Need = Rest | Ask | AskTime | Join
Told = Exchanged | int | str | None
"""What comes of a need: of `Ask` an answer or a failure, of `AskTime` a time, of `Join` an address, of `Rest` None."""


@types.coroutine
def _need(need: Need) -> Generator[Need, Told, Told]:
    return (yield need)


class Habits(msgspec.Struct, frozen=True):
    """What all devices of a fleet have in common: settings, names on the wire, and their jitter.

    `jitter_percent`: how much is added to a wait after a failure at most; the documented device adds 10 %.
    """

    device: DeviceSettings
    wire: WireNames
    jitter_percent: int = DOCUMENTED_JITTER_PERCENT


def mac_of(place: int) -> bytes:
    """Give the MAC of the device at this place of a fleet (0 to 2 ** 40 - 1): a locally administered one."""
    return bytes([LOCAL_BIT]) + place.to_bytes(5)


class FleetDevice:
    """A device, without power at first; `mac` is its own in the fleet, `firmware` carries its registration token."""

    __slots__ = (
        "_boot_us",
        "_chance",
        "_clock_us",
        "_habits",
        "_program",
        "_storage",
        "address",
        "board",
        "boots",
        "firmware",
        "is_joined",
        "mac",
        "now_us",
        "online",
    )

    def __init__(self, board: Board, mac: bytes, firmware: Firmware, habits: Habits, chance: random.Random) -> None:
        """Draw its jitter from `chance`, which a fleet may share."""
        self.board = board
        self.mac = mac
        self.firmware = firmware
        self.now_us = 0
        self.address = ""
        self.is_joined = False
        self.online = False
        """Whether the server has accepted a poll or report, and the device was neither refused nor reset since."""
        self.boots = 0
        self._habits = habits
        self._chance = chance
        self._storage = PlainStorage()
        self._program: Coroutine[Need, Told, None] | None = None
        self._boot_us = 0
        self._clock_us = 0

    # Whoever drives it

    def boot(self, now_us: int) -> Need:
        """Start at `now_us` (µs of the run), whatever it was at; gives its first need."""
        self.power_off()
        self.boots += 1
        self._boot_us = now_us
        # Its clock starts in 1970, as one without a battery does.
        self._clock_us = -now_us
        self._program = self._run()
        need = self.go_on(None, now_us)
        assert need is not None  # it boots before it can halt
        return need

    def go_on(self, told: Told, now_us: int) -> Need | None:
        """Tell what came of its last need, at `now_us`; gives its next one, None when it has halted or has no power."""
        program = self._program
        if program is None:
            return None
        self.now_us = now_us
        try:
            return program.send(told)
        except StopIteration:
            self._program = None
            return None

    def power_off(self) -> None:
        """Take its power; what it keeps stays."""
        if self._program is not None:
            self._program.close()
            self._program = None
        self.is_joined = self.online = False

    def lose_network(self) -> None:
        """Take its network away: it learns of it by its next request, and then joins again."""
        self.is_joined = False

    def flash(self, firmware: Firmware) -> None:
        """Take its power, erase all that it keeps, and put this firmware on it."""
        self.power_off()
        self.firmware = firmware
        self._storage = PlainStorage()

    @property
    def has_power(self) -> bool:
        """Whether it runs."""
        return self._program is not None

    @property
    def kept(self) -> TokenRecord | None:
        """The record that its next boot would read, None without a good one."""
        return open_store(self.firmware.store, self._storage, self._habits.device.eeprom_bytes).load().reading.record

    # Hardware, as the program sees it

    @property
    def storage(self) -> PlainStorage:
        """What it keeps."""
        return self._storage

    def read_mac(self) -> bytes:
        """Give its MAC."""
        return self.mac

    @property
    def reset_cause(self) -> ResetCause:
        """Power: nothing else restarts these devices."""
        return ResetCause.POWER_ON

    def print(self, text: str) -> None:
        """Nothing: nobody listens to ten thousand consoles."""

    def millis(self) -> int:
        """Milliseconds since boot, 32 bits."""
        return (self.now_us - self._boot_us) // 1000 % MILLIS_WRAP

    def unix_us(self) -> int:
        """Wall time by its own clock."""
        return self.now_us + self._clock_us

    def set_unix_us(self, unix_us: int) -> None:
        """Set its clock."""
        self._clock_us = unix_us - self.now_us

    def random_ppm(self) -> int:
        """Draw the jitter: 0 to 999,999 in a documented device, and as much more or less as this one's is."""
        return self._chance.randrange(WHOLE_PPM) * self._habits.jitter_percent // DOCUMENTED_JITTER_PERCENT

    async def sleep_ms(self, duration_ms: int) -> None:
        """Wait."""
        await _need(Rest(1000 * duration_ms))

    async def flash_settled(self) -> None:
        """Go on at once: what it keeps takes no time."""

    async def wifi_join(self, ssid: str, password: str, timeout_ms: int) -> str | None:
        """Join whatever network there is."""
        del ssid, password
        address = await _need(Join(1000 * timeout_ms))
        if not isinstance(address, str):
            return None
        self.address, self.is_joined = address, True
        return address

    def wifi_connected(self) -> bool:
        """Tell whether the network is still there."""
        return self.is_joined

    async def http(self, method: str, path: str, headers: Mapping[str, str], body: bytes, timeout_ms: int) -> Exchanged:
        """Send a request, and note what its answer makes of this device."""
        if not self.is_joined:
            self.online = False
            await _need(Rest(_NOT_CONNECTED_US))
            return HttpFailure.NOT_CONNECTED
        request = HttpRequest(method, path, headers, body, "", self.address)
        outcome = await _need(Ask(request, 1000 * timeout_ms, self._trusts_dates()))
        assert isinstance(outcome, HttpResponse | HttpFailure)
        if type(outcome) is not HttpResponse or outcome.status != OK:
            self.online = False
        elif path == self._habits.wire.state_path:
            self.online = True
        return outcome

    def take_half_answer(self) -> None:
        """Give none: of an answer that breaks off a fleet keeps nothing."""

    async def ask_time(self, timeout_ms: int) -> int | None:
        """Ask the time server."""
        if not self.is_joined:
            await _need(Rest(1000 * timeout_ms))
            return None
        unix_us = await _need(AskTime(1000 * timeout_ms))
        return unix_us if isinstance(unix_us, int) else None

    def switch_relays(self, on: RecordFlag) -> None:
        """Nothing hangs on its relays."""

    def read_sensors(self) -> Sensors:
        """Measure what the platform's documentation prints as an example."""
        return _SENSORS

    def note_load(self, reading: RecordReading) -> None:
        """Nobody looks on."""

    def note_save(self, reading: RecordReading) -> None:
        """Nobody looks on."""

    # Inside

    @property
    def _family(self) -> Family:
        return family(self.board)

    def _trusts_dates(self) -> bool:
        if not self._family.checks_dates or not self.firmware.tls:
            return True
        return CERTIFICATE_FROM_US <= self.unix_us() <= CERTIFICATE_TO_US

    async def _run(self) -> None:
        await _need(Rest(self._family.boot_us))
        await run_program(self, self.firmware, self._habits.device, self._habits.wire)
