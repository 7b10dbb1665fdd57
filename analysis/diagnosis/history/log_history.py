"""What the lines of a log tell together, and none of them by itself: what comes again and again, what does not fit.

Each matter has a module of its own, which is shown every line; here they have their order.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from oceanhil.analysis.diagnosis.history.access_tokens import AccessTokens
from oceanhil.analysis.diagnosis.history.addresses import GATEWAY_ELSEWHERE, NETWORK_ELSEWHERE, Addresses, Networks
from oceanhil.analysis.diagnosis.history.clock import ToldSkew
from oceanhil.analysis.diagnosis.history.crashes import Crashes
from oceanhil.analysis.diagnosis.history.heap import FreeMemory
from oceanhil.analysis.diagnosis.history.identities import OF_ANY_BOARD, Identities, Mismatch
from oceanhil.analysis.diagnosis.history.readings import Reading
from oceanhil.analysis.diagnosis.history.restarts import Restarts
from oceanhil.analysis.diagnosis.history.sessions import Sessions
from oceanhil.analysis.diagnosis.history.silence import POLLS_STOPPED, Silence
from oceanhil.analysis.diagnosis.history.stored_token import UNLIKE_SAVED, StoredToken
from oceanhil.analysis.diagnosis.history.unhandled import NOT_HANDLED, Unhandled
from oceanhil.analysis.diagnosis.history.workers import Workers
from oceanhil.analysis.diagnosis.history.wraps import BEYOND, WAITS, Wraps
from oceanhil.analysis.diagnosis.model import LineKind

HEAP_DWINDLES: Final = "heap-dwindles"
HEAP_BACK: Final = "heap-back"
HEAP_SPENT: Final = "heap-spent"
_NO_ID: Final = "device-id-blank"


class ReadLine(NamedTuple):
    """A line of one board, with its number in the log."""

    number: int
    text: str
    spelled: str
    """With what it leaves to the lines before it."""
    recorded: str
    """As it stands in the log, with what its recorder wrote in front."""
    labelled: str
    """The same behind its board's label, if it has one."""
    readings: Sequence[Reading]
    shows_id: bool
    """It tells the device ID, which is looked at when it is told (`id_shown`)."""


class Learned(NamedTuple):
    """What is told by a line and those before it: a signal."""

    name: str
    kind: LineKind
    is_of_any_board: bool = True
    """False: it counts only if the log is an OceanRemote device's."""


class LogHistory:
    """What one board's log has shown of all of it; `workers` are those of all boards in the log."""

    def __init__(self, workers: Workers) -> None:
        self._identities = Identities()
        self._access_tokens = AccessTokens()
        self._workers = workers
        self._crashes = Crashes()
        self._restarts = Restarts()
        self._sessions = Sessions()
        self._networks = Networks()
        self._skew = ToldSkew()
        self._wraps = Wraps()
        self._stored_token = StoredToken()
        self.begin_boot()

    def begin_boot(self) -> None:
        """Forget what a start of the board ends."""
        self._memory, self._addresses, self._unhandled = FreeMemory(), Addresses(), Unhandled()
        self._silence = Silence()

    def id_shown(self, name: str, device_id: str) -> Mismatch | None:
        """Take a line that tells the device ID, under the name that it has then; tells what does not fit it."""
        if name == _NO_ID:
            self._identities.zeros_shown()
            return None
        return self._identities.id_shown(device_id)

    def learn(self, line: ReadLine) -> Iterator[Learned]:
        """Take a line; gives what it tells together with those before."""
        if not line.shows_id:
            yield from self._of_the_device(line)
        for name in self._access_tokens.learn(line.text):
            yield Learned(name, LineKind.TOKENS)
        for name in self._workers.learn(line.number, line.text, line.readings, line.labelled):
            yield Learned(name, LineKind.TOKENS)
        for name in self._crashes.learn(line.text):
            yield Learned(name, LineKind.CRASH)
        if self._addresses.do_not_fit(line.text):
            yield Learned(GATEWAY_ELSEWHERE, LineKind.NETWORK)
        if self._networks.is_another(line.text):
            yield Learned(NETWORK_ELSEWHERE, LineKind.NETWORK)
        names = [each.name for each in line.readings]
        if self._unhandled.ends_over(line.text, names):
            yield Learned(NOT_HANDLED, LineKind.CRASH)
        for name in self._restarts.learn(line.text, names, line.recorded):
            yield Learned(name, LineKind.SYSTEM)
        for name in self._skew.learn(line.text, names):
            yield Learned(name, LineKind.TIME, is_of_any_board=False)
        for name in self._sessions.learn(line.text, names, line.recorded):
            yield Learned(name, LineKind.SESSION, is_of_any_board=False)
        if self._silence.has_begun(line.text, names, line.recorded):
            yield Learned(POLLS_STOPPED, LineKind.POLL, is_of_any_board=False)
        if self._stored_token.is_unlike_saved(line.text, line.recorded):
            yield Learned(UNLIKE_SAVED, LineKind.STORAGE, is_of_any_board=False)
        if self._wraps.is_beyond(line.text):
            yield Learned(BEYOND, LineKind.SYSTEM)
        if self._wraps.waits(line.text):
            yield Learned(WAITS, LineKind.SYSTEM)

    def _of_the_device(self, line: ReadLine) -> Iterator[Learned]:
        """Look whether what the line shows of the device fits what was shown before."""
        if self._memory.dwindles(line.spelled):
            yield Learned(HEAP_DWINDLES, LineKind.SYSTEM)
            if self._memory.is_spent:
                yield Learned(HEAP_SPENT, LineKind.SYSTEM)
        elif self._memory.is_back:
            yield Learned(HEAP_BACK, LineKind.SYSTEM)
        for mismatch in self._identities.learn(line.text):
            yield Learned(mismatch.value, LineKind.SYSTEM, is_of_any_board=mismatch in OF_ANY_BOARD)
