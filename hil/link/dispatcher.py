"""What happens to bytes once they are read: recorded, cut into lines and sentences, told to listeners, then counted."""

import threading
import time
from collections.abc import Callable, Sequence

from oceanhil.hil.link.assembler import LineAssembler, is_noise
from oceanhil.hil.link.events import LineSeen, LinkEvent, LogLine, NoiseSeen, SentenceSeen
from oceanhil.hil.link.inbox import Inbox
from oceanhil.hil.link.recorder import Recorder
from oceanhil.protocol.agent.sentence import Sentence

Listener = Callable[[LinkEvent], None]


class Dispatcher:
    """Keeps the order of events whoever causes them: the reader thread, or a caller that ends a line.

    Bytes count as received when every listener has been told what they brought.
    """

    def __init__(self, log: Recorder | None) -> None:
        self._log = log
        self._assembler = LineAssembler()
        # Reentrant, because a listener may end a line.
        self._turn = threading.RLock()
        self._listeners: tuple[Listener, ...] = ()
        self.inbox = Inbox(lambda: self._assembler.unfinished)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Add a listener; gives what removes it."""
        with self._turn:
            self._listeners = (*self._listeners, listener)
        return lambda: self._unsubscribe(listener)

    def take(self, data: bytes) -> None:
        """Take bytes that arrived just now."""
        t_ns = time.monotonic_ns()
        with self._turn:
            if self._log is not None:
                self._log.received(t_ns, data)
            self._tell_all(self._assembler.feed(data, t_ns), t_ns, len(data))

    def sent(self, data: bytes) -> None:
        """Record bytes that are about to be sent, so that they stand before the answer to them."""
        if self._log is not None:
            self._log.sent(time.monotonic_ns(), data)

    def note(self, text: str) -> None:
        """Record what happens to the port."""
        if self._log is not None:
            self._log.event(time.monotonic_ns(), text)

    def flush(self) -> None:
        """Pass an unfinished line on as it stands."""
        t_ns = time.monotonic_ns()
        with self._turn:
            self._tell_all(self._assembler.flush(t_ns), t_ns, 0)

    def discard(self) -> None:
        """Throw away what is held back and the lines nobody waited for."""
        with self._turn:
            self._assembler = LineAssembler()
            self.inbox.clear()

    def tell(self, event: LinkEvent) -> None:
        """Tell every listener."""
        with self._turn:
            for listener in self._listeners:
                listener(event)

    def _tell_all(self, found: Sequence[Sentence | LogLine], t_ns: int, received: int) -> None:
        lines: list[LogLine] = []
        for each in found:
            if isinstance(each, Sentence):
                self.tell(SentenceSeen(t_ns, each))
                continue
            lines.append(each)
            if self._listeners:
                self.tell(LineSeen(each))
                if is_noise(each):
                    self.tell(NoiseSeen(each))
        self.inbox.put(lines, received)

    def _unsubscribe(self, listener: Listener) -> None:
        with self._turn:
            self._listeners = tuple(each for each in self._listeners if each is not listener)
