"""A serial port as lines, sentences and events."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Self

from oceanhil.hil.link.connection import Connection
from oceanhil.hil.link.dispatcher import Dispatcher, Listener
from oceanhil.hil.link.events import LogLine
from oceanhil.hil.link.inbox import Pattern
from oceanhil.hil.link.modem import Modem, ModemPolicy, Move
from oceanhil.hil.link.port_errors import LinkClosedError, NoModemLinesError, UnpluggedError
from oceanhil.hil.link.recorder import Recorder
from oceanhil.hil.link.spec import PortSpec

REPLUG_S: Final = 10.0
"""How long a port may be away: re-enumeration after a reset takes one or two seconds, a person with a cable longer."""


class SerialLink:
    """An open port with a thread that reads it; a context manager.

    Opening, also after a replug or lending, begins with an empty buffer: what came before is not heard. Methods may be
    called from any thread; those that wait must not be called from a listener.
    """

    def __init__(self, spec: PortSpec, *, log: Recorder | None = None, replug_s: float = REPLUG_S) -> None:
        """Open the port; LinkError says why it cannot be. The log stays the caller's to close."""
        self.spec = spec
        self._dispatcher = Dispatcher(log)
        self._inbox = self._dispatcher.inbox
        self._connection = Connection(spec, self._dispatcher, replug_s)
        self._modem = Modem(spec.lines, self._connection.set_lines, time.sleep)
        self._connection.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        """What is open: another device than at first after a replug, perhaps."""
        return self._connection.url

    @property
    def baud(self) -> int:
        """Bits per second."""
        return self._connection.baud

    @property
    def received_bytes(self) -> int:
        """Bytes read off the port and completely dispatched to listeners."""
        return self._inbox.received_bytes

    def check(self) -> None:
        """Raise why nothing more will ever come: UnpluggedError for a port that stayed away, ReaderEndedError."""
        if self._connection.refused is not None:
            raise self._connection.refused

    def allow_absence(self, *, allowed: bool) -> None:
        """Let the port be away for any time, such as that of a board that gets no power; or expect it from now on.

        Expected again, it has as long to come back as after a reset.
        """
        self._connection.is_patient = allowed

    def write(self, data: bytes) -> None:
        """Send bytes; waits while the port is away. UnpluggedError, LinkClosedError; WriteStuckError after 5 s."""
        self._connection.write(data)

    def wait_line(self, pattern: Pattern, timeout_s: float) -> LogLine:
        """Wait for a line, as soon as its last byte is there, and consume it and all lines before it.

        Text must stand in the line as it is; a compiled pattern is searched for. Lines that came since the last match
        count, oldest first. A line has 8192 bytes at most and a pattern sees one line, so none is unbounded, and none
        is refused for that. A time-out consumes nothing. Raises LineTimeoutError, UnpluggedError, LinkClosedError;
        ValueError for text that is empty or has a line break.
        """
        return self._inbox.wait_line(pattern, timeout_s)

    def wait_received(self, count: int, timeout_s: float) -> bool:
        """Wait until `received_bytes` is `count` or more; False when it is not in time. Raises as `wait_line`."""
        return self._inbox.wait_received(count, timeout_s)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` called with every LinkEvent, in order, in the thread that reads; gives what ends that.

        A listener must be quick and must not raise: an error ends the reader, and every wait then says so.
        """
        return self._dispatcher.subscribe(listener)

    def flush_partial(self) -> None:
        """Pass an unfinished line on as it stands: its board lost power. Listeners are called in this thread."""
        self._dispatcher.flush()

    def discard_input(self) -> None:
        """Throw away the lines nobody waited for, what is held back, and what the system has not handed over.

        Bytes that the system still held are not counted as received.
        """
        with self._connection.paused():
            self._connection.discard_input()
            self._dispatcher.discard()

    def reset(self) -> None:
        """Restart the board by the modem lines; NoModemLinesError where that cannot be."""
        self._move(Move.RESET)

    def enter_download(self) -> None:
        """Restart the board into download mode; NoModemLinesError where that cannot be."""
        self._move(Move.DOWNLOAD)

    def hold_in_reset(self, hold: bool) -> None:  # noqa: FBT001 - one argument, and it reads as a sentence
        """Keep the board in reset, or let it go; NoModemLinesError where that cannot be."""
        self._move(Move.HOLD if hold else Move.RELEASE)

    def set_baud(self, baud: int) -> None:
        """Change the speed, in bits per second; PortSettingsError when the port lacks it."""
        self._connection.set_baud(baud)
        self._dispatcher.note(f"baud {baud}")

    @contextmanager
    def lent(self) -> Iterator[str]:
        """Give another program the port by its URL; takes it back afterwards, waiting as for a replug."""
        with self._connection.lent() as url:
            self._dispatcher.note("lent")
            yield url
        self._dispatcher.note("returned")

    @property
    def keeps_lines_when_lent(self) -> bool:
        """Whether the modem lines are still ours to set while the port is lent, and not the other program's."""
        return self._connection.is_relayed

    def close(self) -> None:
        """End the reader and close the port; waits then raise LinkClosedError. Closing twice does nothing."""
        self._connection.stop()
        reason = LinkClosedError(f"the link to {self.url!r} is closed")
        self._connection.refuse(reason)
        self._inbox.fail(reason)

    def _move(self, move: Move) -> None:
        self._dispatcher.note(move.value)
        try:
            self._modem.do(move)
        except NoModemLinesError:
            self._dispatcher.note(f"no modem lines: cannot {move.value}")
            raise
        except UnpluggedError:
            # A native USB board leaves the bus while it resets; the reader waits for it to come back.
            if self.spec.lines is not ModemPolicy.USB_JTAG:
                raise
