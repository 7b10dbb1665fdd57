"""Log records of requests: what the transport knows of an answer, joined with what the journal says about it."""

import traceback
from collections.abc import Callable
from contextvars import ContextVar

from oceanhil.mock_server.core.early_refusal import EarlyRefusal
from oceanhil.mock_server.core.events import Event, EventKind
from oceanhil.mock_server.core.storage import StorageState, StorageView
from oceanhil.mock_server.core.views import JournalEntry
from oceanhil.mock_server.operation.allowances import Allowances
from oceanhil.mock_server.operation.log import Level, LogEvent, LogRecord, LogSink, Value
from oceanhil.mock_server.operation.traffic import HUNG_UP
from oceanhil.protocol.units import SECOND_US

_LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})
_ADMIN = "/_admin"
_REFUSALS_PER_S = 1 / 60
_ADDRESSES_MAX = 1000


class RequestLog:
    """Writes a record for every request; `conceal` cuts secrets out of a text."""

    def __init__(self, sink: LogSink, clock: Callable[[], int], conceal: Callable[[str], str]) -> None:
        """Write to `sink`, with times of `clock`, Unix µs."""
        self._sink = sink
        self._clock = clock
        self._conceal = conceal
        self._refusals = Allowances(_REFUSALS_PER_S, 1.0, _ADDRESSES_MAX)
        # The core journals a request in the task that answers it: so the two find each other.
        self._entries: ContextVar[list[JournalEntry]] = ContextVar("entries of the request under way")

    def hear(self, event: Event) -> None:
        """Take an event of the core."""
        if event.kind is EventKind.REQUEST and isinstance(event.data, JournalEntry):
            entries = self._entries.get(None)
            if entries is not None:
                entries.append(event.data)
        elif event.kind is EventKind.STORAGE and isinstance(event.data, StorageView):
            state = event.data.state
            level = Level.INFO if state in {StorageState.DURABLE, StorageState.MEMORY} else Level.ERROR
            fields = {"state": state.value, "reason": self._conceal(event.data.reason)}
            self._sink(LogRecord(self._clock(), LogEvent.STORAGE, fields, level))

    def begin(self) -> None:
        """Note that the request of this task begins."""
        self._entries.set([])

    def end(self, peer: str, method: str, target: str, status: int, seconds: float) -> None:
        """Write the record of the request that began in this task; `status` may be HUNG_UP."""
        entries = self._entries.get([])
        path, _, query = target.partition("?")
        fields: dict[str, Value] = {"peer": peer, "method": self._conceal(method), "path": self._conceal(path)}
        if query:
            fields["query"] = self._conceal(query)
        if status != HUNG_UP:
            fields["status"] = status
        fields["duration_ms"] = round(seconds * 1000, 1)
        if entries:
            fields.update(_told_by(entries[-1]))
        is_admin = path.startswith(_ADMIN) and method not in _LOOKING
        is_odd = status >= 500 or status == HUNG_UP or "fault" in fields
        event, level = (LogEvent.ADMIN if is_admin else LogEvent.REQUEST), Level.WARNING if is_odd else Level.INFO
        self._sink(LogRecord(self._clock(), event, fields, level))

    def refused(self, peer: str, why: EarlyRefusal) -> None:
        """Write that something was turned away; once a minute for each address and reason: a flood stays out."""
        now_us = self._clock()
        if not self._refusals.take(f"{why.value} {peer}", now_us / SECOND_US):
            fields = {"peer": peer, "reason": why.value}
            self._sink(LogRecord(now_us, LogEvent.REFUSED, fields, Level.WARNING))

    def mistake(self, error: BaseException) -> None:
        """Write that the server itself made a mistake, with the traceback, from which secrets are cut."""
        trace = self._conceal("".join(traceback.format_exception(error)))
        fields = {"error": type(error).__name__, "trace": trace}
        self._sink(LogRecord(self._clock(), LogEvent.ERROR, fields, Level.ERROR))


def _told_by(entry: JournalEntry) -> dict[str, Value]:
    """Take over what the journal has cut already, and what only it knows."""
    known = {"path": entry.path, "query": entry.query}
    extra = {"device": entry.device, "code": entry.code, "fault": entry.fault, "note": entry.note}
    return {name: value for name, value in (known | extra).items() if value}
