"""What a run keeps about each of its devices: its tokens, how far it was read, what was arranged and wished for.

Only steps write here, and the context that they share (`oceanhil.scenarios.devices.context`).
"""

import msgspec

from oceanhil.protocol.firmware import Firmware
from oceanhil.scenarios.devices.firmware import FirmwareChoice
from oceanhil.scenarios.memory import MemoryReading
from oceanhil.scenarios.scalars import CutPoint
from oceanhil.scenarios.world import NO_WEAR, FlashWear


class Wish(msgspec.Struct, frozen=True):
    """What was set in the dashboard for a relay, and when."""

    on: bool
    t_us: int


class DeviceNotes(msgspec.Struct):
    """What the run keeps about one device. The cursors are indices into the trace."""

    choice: FirmwareChoice
    dashboard_id: str = ""
    newest_token: str = ""
    flashed: Firmware | None = None
    serial_cursor: int = 0
    serial_skipped: int = 0
    """Where the lines begin that were passed over on the way to the line that was expected last."""
    request_cursor: int = 0
    told_cursor: int = 0
    """Behind the last answer that a line told of which the firmware does not print."""
    report_cursor: int = 0
    is_sensed: bool = False
    """What its sensor shows was said, and can be shown to it."""
    power_cursor: int = 0
    panic_cursor: int = 0
    cuts_due: int = 0
    """Power cuts that are arranged and that nothing has waited for yet."""
    cuts: tuple[CutPoint, ...] = ()
    """All that were arranged last, in their order."""
    wear_at_mark: FlashWear = NO_WEAR
    memory_at_mark: MemoryReading | None = None
    beside_record: dict[int, bytes] = msgspec.field(default_factory=dict)
    """What the rest of the sketch keeps in EEPROM, by address."""
    wishes: dict[int, Wish] = msgspec.field(default_factory=dict)
    """How each relay was set last in the dashboard, by its number."""

    def consume_line(self, index: int) -> None:
        """Go on behind the line at this index."""
        self.serial_skipped, self.serial_cursor = self.serial_cursor, index + 1
