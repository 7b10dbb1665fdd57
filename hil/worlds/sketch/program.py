"""A sketch's program on its board: what it does and asks, done on the board in virtual time.

What is it: the Python end of `firmware/arduino_host/machine`. The process of the sketch runs on alone up to the
horizon, the next thing that happens by itself; then it asks. What it has noted meanwhile happens here at the times of
the notes, and its question at its own. Where an answer could tell it nothing new it does not ask: up to the horizon
names are kept, a connection stands, and flash reads as it has just read.

What it must not know: Arduino. It knows boards, time, networks, and the words of `frames`.

Which laws hold: the process and the kernel never run at the same time, so a run is a function of its seed. A power cut
or a reset ends the process where it stands, as the coroutine is closed.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from struct import Struct
from typing import Final, NamedTuple, Protocol

from oceanhil.hil.worlds.sketch.frames import UNCERTAIN, Ask, Input, Note, Opening, Present, Record, Start, answer
from oceanhil.hil.worlds.sketch.http_peer import IDLE_US
from oceanhil.hil.worlds.sketch.process import SketchProcess
from oceanhil.hil.worlds.sketch.way import Way
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.identity.fuses import MacUnreadableError
from oceanhil.simulator.kernel import Kernel, Signal, sleep, wait

_U64: Final = Struct("<Q")
_I64: Final = Struct("<q")
_U32: Final = Struct("<I")
_OK: Final = 0
_FAILED: Final = -1
_NO_DATA: Final = b""

CallOutcome = tuple[int, bytes]
"""What a question comes to: a status and bytes."""
Serve = Callable[[bytes], Awaitable[CallOutcome]]


class Service(Protocol):
    """A part of the board that answers questions."""

    def served(self) -> Mapping[int, Serve]:
        """Give which questions, of `Ask`, it answers, and how."""


class Post:
    """What has arrived and was not yet handed over; whoever waits for something is told."""

    def __init__(self) -> None:
        self._arrived: list[tuple[Input, bytes]] = []
        self._waiting: Signal[None] | None = None

    def put(self, kind: Input, data: bytes) -> None:
        """Let something arrive."""
        self._arrived.append((kind, data))
        if self._waiting is not None:
            self._waiting.fire(None)

    def take(self) -> list[tuple[Input, bytes]]:
        """Give what has arrived since the last call."""
        arrived, self._arrived = self._arrived, []
        return arrived

    async def arrival(self, kernel: Kernel, until_us: int) -> None:
        """Wait until something has arrived, at most until `until_us` of true time."""
        if self._arrived:
            return
        waiting: Signal[None] = Signal()
        self._waiting = waiting
        # For other boards a look: what this one does behind it comes to them by the server, if at all.
        timer = kernel.look_at(until_us, partial(waiting.fire, None))
        try:
            await wait(waiting)
        finally:
            timer.cancel()
            self._waiting = None


class Counters(Protocol):
    """What the counters of a board show."""

    pretended_us: int
    """By how much more than since its boot."""


class BootRun:
    """One boot of a sketch on its board."""

    def __init__(
        self,
        kernel: Kernel,
        board: SimulatedBoard,
        process: SketchProcess,
        post: Post,
        *,
        look: Callable[[], bool],
        counters: Counters,
        way: Way,
    ) -> None:
        """Take what runs and what it runs on.

        `look` is called before each answer, to notice what has changed, and gives whether the board is in a network;
        `counters` are those of the board.
        """
        self.way = way
        """That to the server."""
        self._look = look
        self._counters = counters
        self._kernel = kernel
        self._board = board
        self._process = process
        self._post = post
        self._has_slept = False
        self._served: dict[int, Serve] = {
            Ask.PASS: self._pass,
            Ask.SET_UNIX: self._set_unix,
            Ask.MAC: self._read_mac,
        }
        self._noted: dict[int, Callable[[bytes], None]] = {
            Note.CONSOLE: _ignore,
            Note.PIN: _ignore,
            Note.WAY: _ignore,
            Note.HEADER: _ignore,
            Note.WRITE_BEYOND: _ignore,
        }
        self.opening: Callable[[int], Opening] = _ask_me
        """Tells how connections come about for so many µs."""
        self.watched_pins = 0
        """Those of which `Note.PIN` tells, bit 0 for pin 0."""
        self.acted: Callable[[Record], None] = _ignore_record
        """Is told of each record that says by which calls the program came to it, before it is done."""

    def add(self, service: Service) -> None:
        """Let a part of the board answer, too."""
        self._served.update(service.served())

    def hear(self, note: Note, heard: Callable[[bytes], None]) -> None:
        """Let `heard` be told of a kind of notes."""
        self._noted[note] = heard

    async def run(self, order: bytes) -> Record:
        """Run the boot until the program ends it; gives its last word."""
        process = self._process
        process.begin(order, self._answer((_OK, _NO_DATA)))
        try:
            heard = process.hear()
            while heard[-1].kind != Ask.END:
                await self._happen(heard)
                asked = heard[-1]
                outcome = await self._served[asked.kind](asked.data)
                heard = process.ask(self._answer(outcome))
            await self._happen(heard)
            return heard[-1]
        finally:
            process.end()

    async def _happen(self, heard: list[Record]) -> None:
        """Let notes happen at their times, and then let it be the time of the question."""
        asked, now_us, clock = heard[-1], self._uptime_us(), self._board.clock
        for each in heard:
            if each.at_us > now_us:
                await self._pass_time(clock.true_us(each.at_us - now_us))
                now_us = self._uptime_us()
            if each.way:
                self.acted(each)
            if each is not asked:
                self._noted[each.kind](each.data)

    async def _pass_time(self, duration_us: int) -> None:
        """Sleep, without a detour over the kernel's queue where nothing is due meanwhile."""
        kernel = self._kernel
        # As a boot begins somebody else's event is still under way.
        if not (self._has_slept and kernel.pass_alone(kernel.now_us + duration_us)):
            await sleep(duration_us)
            self._has_slept = True

    def _answer(self, outcome: CallOutcome) -> bytes:
        is_up = self._look()
        kernel, board, way, pretended_us = self._kernel, self._board, self.way, self._counters.pretended_us
        clock, present_us, horizon_us, next_us = board.clock, kernel.now_us, kernel.until_us, kernel.next_change_us()
        if next_us is not None and next_us < horizon_us:
            horizon_us = next_us
        horizon_us = max(horizon_us, present_us)
        opening = self.opening(horizon_us - present_us) if is_up else UNCERTAIN
        if opening.connect_us and horizon_us > present_us + IDLE_US:
            # A connection that comes about without a word is ended by the far end, too.
            horizon_us = present_us + IDLE_US
        now_us = clock.uptime_us(present_us) - pretended_us
        present = Present(
            now_us,
            clock.uptime_us(horizon_us) - pretended_us,
            board.unix_us() - now_us,
            pretended_us,
            self._echo_us(),
            # Boards that do something at the same moment take turns at each line, whether anybody watches or not.
            kernel.is_watched or way.is_shared,
            is_up,
            way.has_usual_names,
            opening,
        )
        return answer(present, *outcome, self._post.take())

    def _echo_us(self) -> int:
        """Give how soon something can come of what is sent, by the board's clock; less where that could be rounded.

        Who looks at each event may do something to the board as the server hears of it; else only an answer comes.
        """
        kernel, clock = self._kernel, self._board.clock
        takes_us = self.way.latency_us * (1 if kernel.is_watched else 2)
        if not clock.drift_ppm:
            return takes_us
        later_us, now_us = clock.uptime_us(kernel.now_us + takes_us), clock.uptime_us(kernel.now_us)
        return max(later_us - now_us - 1, 0)

    def _uptime_us(self) -> int:
        return self._board.clock.uptime_us(self._kernel.now_us) - self._counters.pretended_us

    # What every program asks and tells

    async def _pass(self, data: bytes) -> CallOutcome:
        ahead_us = _U64.unpack(data)[0] - self._uptime_us()
        if ahead_us > 0:
            await self._post.arrival(self._kernel, self._kernel.now_us + self._board.clock.true_us(ahead_us))
            # What else arrives at the same moment, such as the end of a connection behind its last bytes.
            await sleep(0)
        return _OK, _NO_DATA

    async def _set_unix(self, data: bytes) -> CallOutcome:
        self._board.set_unix_us(_I64.unpack(data)[0])
        return _OK, _NO_DATA

    async def _read_mac(self, data: bytes) -> CallOutcome:
        del data
        try:
            return _OK, self._board.read_mac()
        except MacUnreadableError as error:
            return _FAILED, str(error).encode()


class Memory(NamedTuple):
    """What a boot finds: how much is free when the sketch begins, and whether what outlives restarts was lost."""

    heap_bytes: int
    has_forgotten: bool


def boot_start(
    kernel: Kernel, board: SimulatedBoard, memory: Memory, reason: ResetReason, crash: tuple[int, int] = (0, 0)
) -> Start:
    """Give what the boot that begins now begins with, with chance of its own from the run's."""
    try:
        mac = board.read_mac()
    except MacUnreadableError:
        mac = bytes(6)
    seed, reset = kernel.rng.getrandbits(64), list(ResetReason).index(reason)
    return Start(seed, board.boots, reset, mac, memory.has_forgotten, memory.heap_bytes, *crash)


def _ask_me(for_us: int) -> Opening:
    del for_us
    return UNCERTAIN


def _ignore(data: bytes) -> None:
    del data


def _ignore_record(record: Record) -> None:
    del record


def raise_again(error: BaseException | None) -> None:
    """Pass on what a task of a sketch's board has ended of: nothing else waits for it."""
    if error is not None:
        raise error
