"""The trace of a run: what happened, in order, in the same form in every world.

One event is one line of JSON: `t_us` (µs since the run began), `source`, `kind`, `device` (the name the scenario gives
it, empty for the world as a whole) and the fields of its kind. Secrets are cut before an event is made.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from typing import Final

import msgspec

from oceanhil.protocol.panics import Panic
from oceanhil.protocol.record import RecordVerdict

Scalar = str | int | bool | None


class Source(Enum):
    """Who an event is about."""

    DEVICE = "device"
    SERVER = "server"
    STORAGE = "storage"
    HARNESS = "harness"

    __hash__ = object.__hash__  # each event is looked up by it: Enum's own is a function of Python


class EventKind(Enum):
    """What happened; the comment names the event's fields."""

    SERIAL = "serial"  # text, own (the firmware's words, where text is the documented line), leak (true: a secret was
    # printed and has been cut), piece (of which secret, where it was no whole one), rom (true: its boot ROM said it)
    BOOT = "boot"  # number, reason (a value of `ResetReason`), driver
    POWER = "power"  # state: a value of `power_state.PowerState`; unit (of flash work, in which it was cut)
    HALT = "halt"  # reason: the program has ended and only a reset helps
    PANIC = "panic"  # kind, found (the crash in one line), reset (how it started again; null: nobody knows), text (the
    # dump, line by line), frames (decoded, if any)
    REQUEST = "request"  # those of `traced_request.TracedRequest`
    STATUS = "status"  # status: what the dashboard shows from now on
    DASHBOARD = "dashboard"  # action: a value of `dashboard_action.DashboardAction`, and what that has
    RELAYS = "relays"  # relay1, relay2: what the board's relays are from now on, true where they are closed
    TIME = "time"  # the program asks the time server
    SAVE = "save"  # verdict: what a token record is after it was written; units (of flash work), or by where the bench
    # wrote: a value of `storage_event.BenchSave` or of `board_faults.RecordDamage`
    LOAD = "load"  # verdict: a token record was read at boot; stored: what was found there before, where that is not
    # valid and was read as if it were
    NETWORK = "network"  # change: what the harness did to radio, network (`protocol/network_change.py`), MAC or fuses
    # (`mac_change.py`)
    LINE = "line"  # change: what the harness did to the serial line (`line_change.py`)
    STEP = "step"  # index, lever (the name of the step), line, remedy (`traced_step.py`); in a close-up also text
    CLOCK = "clock"  # change: what the harness did to the time, or to a clock (`clock_change.py`)
    VERDICT = "verdict"  # outcome: a value of `result.Outcome`; the run is over
    # In a close-up alone:
    FLASH = "flash"  # operation (program, erase, torn, outside), address, length, data (hex, what stands there now;
    # "..": cut), and of the one in which power was lost (torn) also of (program, erase), done (bytes of it)
    STORED = "stored"  # verdict, parts (lines: address, length, whole, name, found, expected, note; parted by tabs)
    STATE = "state"  # what is otherwise than at the last: wifi (empty: none), clock_off_ms (ahead of the server's; null
    # without power), server_off_ms (Unix time, ahead of the run's), heap_free, heap_least_free, stack_used; of a
    # service's client: tokens, session
    EXCHANGE = "exchange"  # method, path, status (0: no answer came), took_us, failure: over for the device

    __hash__ = object.__hash__  # as above


STEP_NAME: Final = "lever"
"""The field of a STEP event with the name of the step. Once that was the word; traces that people keep have it."""
OWN_WORDS: Final = "own"
"""The field of a SERIAL event with the words of firmware whose line means the documented one in its text."""
_MEANS: Final = "  (means: "
CLOSEUP_KINDS: Final = frozenset({EventKind.FLASH, EventKind.STORED, EventKind.STATE, EventKind.EXCHANGE})
"""What only a close-up has: to be looked at moment by moment, not to be read from the top."""

TELLING: Final = {
    EventKind.SERIAL: "text",
    EventKind.STATUS: "status",
    EventKind.LOAD: "verdict",
    EventKind.SAVE: "verdict",
    EventKind.PANIC: "kind",
    EventKind.LINE: "change",
    EventKind.POWER: "state",
    EventKind.STEP: STEP_NAME,
    EventKind.CLOCK: "change",
}
"""The field that says what happened, of the kinds that say nothing without it."""


_VALID: Final = RecordVerdict.VALID.value


class Event(msgspec.Struct, frozen=True, gc=False):
    """One thing that happened."""

    t_us: int
    source: Source
    kind: EventKind
    device: str
    fields: Mapping[str, Scalar]


Listener = Callable[[Event], None]


class Trace:
    """A list of events that only grows, and that tells its listeners of each new one.

    A close-up also tells of what no expectation needs and who looks at a moment wants to see: bodies, flash work, what
    is stored, states. Its events of other kinds are those of any trace of that run, with more fields here and there.
    """

    def __init__(self, *, is_closeup: bool = False) -> None:
        self.events: list[Event] = []
        self.is_closeup = is_closeup
        self._listeners: list[Listener] = []
        self._is_missed: Callable[[Event], bool] | None = None
        self._is_wanted: Callable[[Event], bool] | None = None
        self.wanted: Event | None = None
        """What was looked for, once it has happened."""
        self._unsound: dict[str, Scalar] = {}
        """What stands in the storage of devices whose record is not valid: the verdict of the last SAVE."""

    def add(self, t_us: int, source: Source, kind: EventKind, device: str, fields: Mapping[str, Scalar]) -> None:
        """Append an event at `t_us` and pass it to every listener, in the order they came."""
        if kind is EventKind.SAVE or kind is EventKind.LOAD:
            fields = self._of_storage(kind, device, fields)
        event = Event(t_us, source, kind, device, fields)
        if self._is_missed is not None and self._is_missed(event):
            return
        self.events.append(event)
        for listener in self._listeners:
            listener(event)
        if self._is_wanted is not None and self._is_wanted(event):
            self.wanted, self._is_wanted = event, None

    def _of_storage(self, kind: EventKind, device: str, fields: Mapping[str, Scalar]) -> Mapping[str, Scalar]:
        """Add what stands there to a LOAD that takes it for valid, though the SAVE before it found that it is not."""
        verdict, stored = fields["verdict"], self._unsound.get(device)
        if kind is EventKind.LOAD:
            return {**fields, "stored": stored} if stored is not None and verdict == _VALID else fields
        if verdict == _VALID:
            self._unsound.pop(device, None)
        else:
            self._unsound[device] = verdict
        return fields

    def look_for(self, is_wanted: Callable[[Event], bool] | None) -> None:
        """Keep the next such event as `wanted`, when all listeners were told of it; None: look no longer."""
        self.wanted, self._is_wanted = None, is_wanted

    def miss(self, is_missed: Callable[[Event], bool]) -> None:
        """Take no notice of such events from now on, nor let a listener, as if nobody had seen them.

        `is_missed` is asked once of each event, in their order. What happens does not change by it.
        """
        self._is_missed = is_missed

    def amend(self, index: int, fields: Mapping[str, Scalar]) -> None:
        """Let the event at `index` have had other fields all along; no listener has kept those that it was told."""
        self.events[index] = msgspec.structs.replace(self.events[index], fields=fields)

    def place_of(self, event: Event) -> int | None:
        """Give the place of an event, from 0 on, among those that any trace of this run has, a close-up or not."""
        told = (each for each in self.events if each.kind not in CLOSEUP_KINDS)
        return next((place for place, each in enumerate(told) if each is event), None)

    def listen(self, listener: Listener) -> None:
        """Call `listener` with every event from now on."""
        self._listeners.append(listener)

    def unlisten(self, listener: Listener) -> None:
        """Stop calling `listener`."""
        self._listeners.remove(listener)

    def __len__(self) -> int:
        return len(self.events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)

    def to_jsonl(self) -> bytes:
        """Write all events as JSON lines: keys in fixed order, one event a line, the same bytes for the same run."""
        encoder = msgspec.json.Encoder()
        return b"".join(encoder.encode(event) + b"\n" for event in self.events)


def own_words(event: Event) -> str:
    """Give what a device printed in a SERIAL event: the firmware's own words where its text is what they mean."""
    return str(event.fields.get(OWN_WORDS, event.fields.get("text", "")))


def printed_words(event: Event) -> str:
    """Give what a device printed, with the documented line that it means where that is another."""
    own = own_words(event)
    return meaning_words(own, str(event.fields["text"])) if OWN_WORDS in event.fields else own


def meaning_words(own: str, documented: str) -> str:
    """Give a line in a firmware's own words with the documented one that it means."""
    return f"{own}{_MEANS}{documented})"


def documented_words(printed: str) -> str:
    """Give the documented line of what `printed_words` gave; a line that has no other meaning is its own."""
    _, means, documented = printed.partition(_MEANS)
    return documented.removesuffix(")") if means else printed


def panic_fields(
    panic: Panic, cut: Callable[[str], str] = lambda text: text, frames: Iterable[str] = ()
) -> Mapping[str, Scalar]:
    """Give the fields of a PANIC event, the same in every world.

    `cut` takes secrets out of a text, `frames` are decoded places in the program. A stack dump holds what the program
    had in memory, so its lines go through `cut` one by one.
    """
    fields: dict[str, Scalar] = {
        "kind": panic.kind.value,
        "found": cut(panic.summary),
        "reset": panic.reset.words if panic.reset is not None else None,
        "text": "\n".join(cut(line) for line in panic.lines),
    }
    if decoded := "\n".join(frames):
        fields["frames"] = decoded
    return fields
