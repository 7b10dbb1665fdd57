"""The control channel of a virtual board: its power switch, reset button, cable and access point, as JSON lines.

A request is an object with its name in `do`; the answer is a `State`, or `{"error": text}`. `late` has no answer.
Changes of the air round the board are those that scenarios make (`oceanhil.protocol.network_change`).
Times are µs of board time unless a name says `unix`.
"""

import msgspec

from oceanhil.protocol.network_change import AirChange
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.adapter.faults import AdapterFaults
from oceanhil.simulator.board.mode import BoardMode

LINE_BYTES_MAX = 65_536


class Ask(msgspec.Struct, frozen=True, tag_field="do", tag="ask"):
    """Give the state; change nothing."""


class Run(msgspec.Struct, frozen=True, tag_field="do", tag="run", forbid_unknown_fields=True):
    """Held clock only: let everything up to and including `until_us` happen."""

    until_us: int


class Power(msgspec.Struct, frozen=True, tag_field="do", tag="power", forbid_unknown_fields=True):
    """Connect power or take it away; with `hold` the agent answers but nothing boots."""

    on: bool
    hold: bool = False


class Reset(msgspec.Struct, frozen=True, tag_field="do", tag="reset", forbid_unknown_fields=True):
    """Start again without losing power."""

    reason: ResetReason = ResetReason.PIN


class Strap(msgspec.Struct, frozen=True, tag_field="do", tag="strap", forbid_unknown_fields=True):
    """Hold the BOOT button down or let it go; counts at the next reset."""

    download: bool


class Renew(msgspec.Struct, frozen=True, tag_field="do", tag="renew", forbid_unknown_fields=True):
    """Take a new board out of the bag: blank, off, at time 0, with the same MAC."""

    seed: int


class Cut(msgspec.Struct, frozen=True, tag_field="do", tag="cut", forbid_unknown_fields=True):
    """Lose power in boot number `boot`, counted from the board's first, after `unit` units of its flash work.

    A byte programmed is a unit, and so is a sector erased.
    """

    boot: int
    unit: int


class BootClock(msgspec.Struct, frozen=True, tag_field="do", tag="boot_clock", forbid_unknown_fields=True):
    """Choose what the clock shows after the next power-on."""

    unix_us: int


class Line(msgspec.Struct, frozen=True, tag_field="do", tag="line", forbid_unknown_fields=True):
    """Disturb the bytes from the board to the host; all zero mends the line."""

    noise_ppm: int = 0
    drop_ppm: int = 0
    duplicate_ppm: int = 0
    stuck: bool = False
    seed: int = 0


class Unplug(msgspec.Struct, frozen=True, tag_field="do", tag="unplug"):
    """Pull the serial cable; the board stays powered."""


class Plug(msgspec.Struct, frozen=True, tag_field="do", tag="plug"):
    """Put the serial cable in again."""


class Adapter(AdapterFaults, frozen=True, kw_only=True, tag_field="do", tag="adapter", forbid_unknown_fields=True):
    """Have these faults of the adapter from now on, and count its units anew; without fields it is mended."""


class ServerIs(msgspec.Struct, frozen=True, tag_field="do", tag="server", forbid_unknown_fields=True):
    """Send the board's requests to this address from now on; empty: every request is refused."""

    url: str


class TimeServerIs(msgspec.Struct, frozen=True, tag_field="do", tag="time_server", forbid_unknown_fields=True):
    """Send the board's SNTP client to HOST:PORT from now on; empty: where it was sent at the start."""

    address: str


class Late(msgspec.Struct, frozen=True, tag_field="do", tag="late", forbid_unknown_fields=True):
    """The HTTP answer now under way arrives so much later in board time; sums up over one exchange. No answer."""

    late_us: int


Request = (
    Ask | Run | Power | Reset | Strap | Renew | Cut | BootClock | AirChange
    | Line | Unplug | Plug | Adapter | ServerIs | TimeServerIs | Late
)  # fmt: skip


class State(msgspec.Struct, frozen=True):
    """The board after a request.

    `next_us`: when its kernel has its next event, None if it has none. `written_bytes`: sent to the port since the
    process began, before line faults; `delivered_bytes`: what is left of them after line faults, and without those that
    nobody could hear because the cable was out or no TCP client was there. `units`: what went over the USB of its
    adapter's twin since the last `adapter` request: packets to the host, writes of the host's, changes of the lines.
    """

    now_us: int
    next_us: int | None
    written_bytes: int
    delivered_bytes: int
    powered: bool
    mode: BoardMode
    boots: int
    units: int = 0

    @property
    def has_no_usb(self) -> bool:
        """Whether USB of the chip's own, if the board has that, is away for as long as this lasts."""
        return not self.powered or self.mode is BoardMode.ASLEEP


class Refusal(msgspec.Struct, frozen=True):
    """What the board answers to a request it cannot do."""

    error: str


REQUESTS = msgspec.json.Decoder(Request)
"""Decodes one line of a client; raises msgspec.DecodeError."""
STATES = msgspec.json.Decoder(State)
REFUSALS = msgspec.json.Decoder(Refusal)
REFUSAL_PREFIX = b'{"error"'
_ENCODER = msgspec.json.Encoder()


def encode(message: Request | State | Refusal) -> bytes:
    """Give the line of a message, with its end."""
    return _ENCODER.encode(message) + b"\n"
