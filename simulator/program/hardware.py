"""What a device program sees of its board, and nothing more.

Waits are awaitables; everything else answers at once. Storage calls may raise `simulator.flash.chip.PowerCut`, which no
program catches: power is gone.
"""

from collections.abc import Awaitable, Mapping
from typing import Protocol

from oceanhil.protocol.board import Board
from oceanhil.protocol.http import Exchanged, HttpResponse
from oceanhil.protocol.panics import ResetCause
from oceanhil.protocol.record import RecordFlag, RecordReading
from oceanhil.simulator.eeprom.api import Eeprom
from oceanhil.simulator.eeprom.slots import Slots
from oceanhil.simulator.outputs import Sensors


class Storage(Protocol):
    """The board's two ways of keeping a record: the EEPROM library, and two slots in different erase units."""

    @property
    def eeprom(self) -> Eeprom:
        """The Arduino core's EEPROM object."""

    @property
    def slots(self) -> Slots:
        """Two independent slots."""


class Hardware(Protocol):
    """A board as its firmware sees it."""

    @property
    def board(self) -> Board:
        """The board's family."""

    @property
    def storage(self) -> Storage:
        """Persistent storage, mounted."""

    @property
    def reset_cause(self) -> ResetCause:
        """Why the board started."""

    def read_mac(self) -> bytes:
        """Give the six octets of the station MAC; raises oceanhil.simulator.identity.fuses.MacUnreadableError."""

    def print(self, text: str) -> None:
        """Write text to the serial console; a line is complete at its line feed."""

    def millis(self) -> int:
        """Milliseconds since boot, 32 bits, wrapping."""

    def unix_us(self) -> int:
        """Wall time by the device's own clock, Unix µs."""

    def set_unix_us(self, unix_us: int) -> None:
        """Set the device's clock."""

    def random_ppm(self) -> int:
        """Give a random number from 0 to 999,999, for jitter."""

    def sleep_ms(self, duration_ms: int) -> Awaitable[None]:
        """Wait by the device's own clock."""

    def flash_settled(self) -> Awaitable[None]:
        """Wait as long as the flash work since the last call took."""

    def wifi_join(self, ssid: str, password: str, timeout_ms: int) -> Awaitable[str | None]:
        """Join a network; gives the device's address, or None after the time-out."""

    def wifi_connected(self) -> bool:
        """Tell whether the network is still there."""

    def http(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes, timeout_ms: int
    ) -> Awaitable[Exchanged]:
        """Send a request to the server and give its answer or why there is none."""

    def take_half_answer(self) -> HttpResponse | None:
        """Give what came of the answer that has just broken off, once; None: nothing did, or it did not break off."""

    def ask_time(self, timeout_ms: int) -> Awaitable[int | None]:
        """Ask the time server: Unix µs, or None after the time-out."""

    def switch_relays(self, on: RecordFlag) -> None:
        """Close these relays, which are RELAY1 and RELAY2 or one or none of them, and open the others."""

    def read_sensors(self) -> Sensors:
        """Measure."""

    def note_load(self, reading: RecordReading) -> None:
        """Tell the observer what was read at boot; changes nothing."""

    def note_save(self, reading: RecordReading) -> None:
        """Tell the observer what a save left; changes nothing."""
