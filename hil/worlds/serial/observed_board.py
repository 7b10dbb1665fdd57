"""What a board says, on its console and through its agent, written into the trace of a run."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager

from oceanhil.analysis.panics.watch import CrashWatch
from oceanhil.hil.boards.lease import LeaseError
from oceanhil.hil.link.events import LineSeen, LinkEvent
from oceanhil.hil.link.port_errors import LinkClosedError, UnpluggedError
from oceanhil.hil.worlds.serial.bench_board import BenchBoard, FaultOnLine
from oceanhil.hil.worlds.serial.held_time import HeldTime
from oceanhil.hil.worlds.serial.outputs import BoardOutputs
from oceanhil.hil.worlds.serial.pace import Inbox
from oceanhil.hil.worlds.server_view import ServerView
from oceanhil.hil.worlds.trace_text import parted, serial_fields, spoken_fields
from oceanhil.protocol.agent.events import BootEvent, CutEvent, HaltEvent, LoadEvent, SaveEvent
from oceanhil.protocol.agent.message import Event as AgentEvent
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.resets import ResetReason
from oceanhil.scenarios.power_state import PowerState
from oceanhil.scenarios.storage_event import load_fields, save_fields
from oceanhil.scenarios.trace import Event, EventKind, Scalar, Source, Trace
from oceanhil.scenarios.world import Capability, WorldError
from oceanhil.simulator.kernel import Kernel


class ObservedBoard:
    """A board of the bench under the name a scenario gives it, as far as it is listened to.

    While `_heard` is False it is the bench that works with the board, and the run learns nothing of it.
    """

    def __init__(  # noqa: PLR0917 - the parts of one world, put together in one place
        self, name: str, hand: BenchBoard, kernel: Kernel, inbox: Inbox, server: ServerView, trace: Trace
    ) -> None:
        self._name = name
        self._hand = hand
        self._kernel = kernel
        self._inbox = inbox
        self._server = server
        self._trace = trace
        self._firmware: Firmware | None = None
        self._boots = 0
        self._heard = True
        self._has_power = False
        self._lost = ""
        self._outputs = BoardOutputs(self._note_relays)
        self._line_fault = FaultOnLine(hand)
        self._crashes = CrashWatch(
            self.board, self._note_crash, program=hand.program(), has_agent=hand.agent is not None
        )
        self._unsubscribe: list[Callable[[], None]] = [hand.link.subscribe(self._hear)]
        if hand.agent is not None:
            self._unsubscribe.append(hand.agent.on_event(self._hear_agent))
        trace.listen(self._asked)
        self._unsubscribe.append(lambda: trace.unlisten(self._asked))

    @property
    def name(self) -> str:
        """The name the scenario gives it."""
        return self._name

    @property
    def hand(self) -> BenchBoard:
        """The board of the bench behind it; scenarios know nothing of that."""
        return self._hand

    @property
    def board(self) -> Board:
        """Its family."""
        return self._hand.entry.kind

    @property
    def has_power(self) -> bool:
        """False when it is off or died by a power cut."""
        return self._has_power

    def check(self) -> None:
        """Raise WorldError if the board is lost.

        Its port went away, and stayed away although the board has power; or somebody else may have the board.
        """
        try:
            self._hand.must_be_ours()
        except LeaseError as error:
            self._lost = str(error)
        try:
            self._hand.link.check()
        except UnpluggedError as error:
            if self._has_power:
                self._lost = (
                    f"its port went away and did not come back: {error}; check cable and power, then 'oceanhil boards"
                    " probe'"
                )
        except LinkClosedError:
            # Lent: whoever has it will say if it does not come back.
            pass
        if self._lost:
            raise WorldError(f"board {self._hand.name!r}: {self._lost}")
        if self._firmware is not None and self._crashes.loop is not None:
            raise WorldError(f"board {self._hand.name!r}: {self._crashes.loop.headline}")

    def quiet(self) -> None:
        """Take notice that nothing more is on the line: what was printed until now is all of a crash."""
        self._crashes.quiet()

    def stop_listening(self) -> None:
        """Hear nothing more."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe.clear()

    def _asked(self, event: Event) -> None:
        if event.kind is EventKind.REQUEST and event.device == self._name:
            self._crashes.came_up()

    # The next two are called in the reader's thread

    def _hear(self, event: LinkEvent) -> None:
        if isinstance(event, LineSeen):
            text = event.line.text
            self._inbox.post(lambda: self._said(text))

    def _hear_agent(self, event: AgentEvent) -> None:
        self._inbox.post(lambda: self._reported(event))

    def _said(self, text: str) -> None:
        if not self._heard:
            return
        for line in parted(text):
            self._trace.add(self._kernel.now_us, Source.DEVICE, EventKind.SERIAL, self._name, self._fields_of(line))
            self._crashes.line(line, self._meaning_of(line))

    def _fields_of(self, line: str) -> Mapping[str, Scalar]:
        secrets, pieces, meant = self._server.secrets, self._server.secret_pieces, self._meaning_of(line)
        if self._line_fault.is_there:
            return serial_fields(meant, secrets, pieces, garbled=True)
        return spoken_fields(line, meant, secrets, pieces, foreign=self._is_foreign)

    @property
    def _is_foreign(self) -> bool:
        """Whether the program is somebody's own: what it prints may look like a token and be none."""
        return False

    def _meaning_of(self, line: str) -> str:
        """Give the line in the documented words, in which this project's firmware says it anyway."""
        return line

    def _reported(self, event: AgentEvent) -> None:
        if not self._heard:
            return
        self._outputs.take(event)
        match event:
            case BootEvent():
                self._hand.link.allow_absence(allowed=False)
                if event.reason is ResetReason.DEEP_SLEEP:
                    self._note(Source.DEVICE, EventKind.POWER, {"state": PowerState.ON.value})
                self._note_boot(event.number, event.reason.value, event.driver)
                self._crashes.booted(event.reason.value)
            case CutEvent():
                self._crashes.bench_acts()
                self._has_power = False
                self._hand.link.allow_absence(allowed=True)
                self._end_line()
                self._note(Source.DEVICE, EventKind.POWER, {"state": PowerState.CUT.value, "unit": event.unit})
            case HaltEvent():
                self._note(Source.DEVICE, EventKind.HALT, {"reason": event.reason})
            case LoadEvent():
                self._note(Source.STORAGE, EventKind.LOAD, load_fields(event.verdict))
            case SaveEvent():
                self._note(Source.STORAGE, EventKind.SAVE, save_fields(event.verdict, event.units))
            case _:
                pass

    def _end_line(self) -> None:
        """Take an unfinished line as it stands."""
        self._hand.link.flush_partial()
        self._inbox.drain()

    def _begin_boot(self, reason: ResetReason) -> None:
        """Note a boot that no agent will report."""
        if self._hand.agent is None:
            self._boots += 1
            self._note_boot(self._boots, reason.value, self._hand.driver.value)

    def _note_boot(self, number: int, reason: str, driver: str) -> None:
        self._note(Source.DEVICE, EventKind.BOOT, {"number": number, "reason": reason, "driver": driver})

    def _note_relays(self, on: tuple[bool, bool]) -> None:
        self._note(Source.DEVICE, EventKind.RELAYS, {"relay1": on[0], "relay2": on[1]})

    def _note_crash(self, fields: Mapping[str, Scalar]) -> None:
        self._trace.add(self._kernel.now_us, Source.DEVICE, EventKind.PANIC, self._name, fields)

    def _note(self, source: Source, kind: EventKind, fields: dict[str, Scalar]) -> None:
        self._trace.add(self._kernel.now_us, source, kind, self._name, fields)


class ReachableBoard(ObservedBoard):
    """A board that is worked with. `held` is its time where the bench holds it.

    Where only download mode reaches the flash, a *visit* stops the program; it goes on when time passes.
    """

    def __init__(  # noqa: PLR0917 - the parts of one world, put together in one place
        self,
        name: str,
        hand: BenchBoard,
        kernel: Kernel,
        inbox: Inbox,
        server: ServerView,
        trace: Trace,
        held: HeldTime | None,
    ) -> None:
        super().__init__(name, hand, kernel, inbox, server, trace)
        self.held = held
        self._visit: ExitStack | None = None
        self._is_flashed_anew = False
        if held is not None:
            hand.programmer.when_port_is_back(held.begin_anew)
            self._unsubscribe.append(lambda: hand.programmer.when_port_is_back(None))

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Do something with the board: failures are told as its own, and what it said meanwhile is taken in."""
        self.check()
        with self._hand.blame():
            yield
            self._catch_up()
        self._inbox.drain()

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """Reach the flash, of a board that is off too, without the run seeing anything of it."""
        with self._line_fault.lifted(self._catch_up), self._reaching_flash():
            yield

    @contextmanager
    def _reaching_flash(self) -> Iterator[None]:
        if self._has_power and not self._hand.programmer.stops_program:
            yield
            return
        if self._visit is None:
            self._begin_visit()
        try:
            yield
        finally:
            if not self._hand.programmer.stops_program:
                self._end_visit(heard=False)

    def _begin_visit(self) -> None:
        self._inbox.drain()
        self._heard = False
        visit = ExitStack()
        visit.enter_context(self._hand.programmer.reaching(powered=self._has_power))
        self._visit = visit

    def _end_visit(self, *, heard: bool) -> None:
        """Let a board run again, or be off, that was held for somebody to reach its flash."""
        visit, self._visit = self._visit, None
        self._is_flashed_anew = False
        if visit is None:
            return
        try:
            if heard and self._has_power:
                self._inbox.drain()
                self._heard = True
                self._begin_boot(ResetReason.PIN)
            visit.close()
            self._catch_up()
            self._inbox.drain()
        finally:
            self._heard = True

    def _reported(self, event: AgentEvent) -> None:
        super()._reported(event)
        if self._heard and isinstance(event, BootEvent):
            # After all that was heard until now: this boot may be over already.
            self._inbox.post(self._tell_sensed)

    def _tell_sensed(self) -> None:
        """Tell a board that runs what its program is to read in place of its sensor; others are told when they boot."""
        if self._has_power and self._firmware is not None and self._outputs.has_to_tell:
            with self._hand.blame(), self._line_fault.lifted(self._catch_up):
                self._outputs.tell(self._hand.must_have_agent())
            self._catch_up()

    def _catch_up_outputs(self) -> None:
        """Learn of a board whose line was disturbed what it may have told in vain, and tell it what it may not know."""
        if self._has_power and self._firmware is not None and Capability.OUTPUTS in self._hand.capabilities:
            self._outputs.read(self._hand.must_have_agent())
            self._tell_sensed()

    def before_time_passes(self) -> None:
        """Let a board run on that stands still because its flash was reached."""
        if self._visit is not None:
            if self._has_power and not self._is_flashed_anew:
                self._note(Source.HARNESS, EventKind.POWER, {"state": PowerState.INTERRUPTED.value})
            with self._hand.blame():
                self._end_visit(heard=True)

    def _catch_up(self) -> None:
        """Hear out what the board has said until now, unless somebody else has its port."""
        port_is_lent = self._visit is not None and self._hand.programmer.stops_program
        if self.held is not None and self._hand.control is not None and not port_is_lent:
            self.held.take(self._hand.control.ask())

    def _finish_line(self) -> None:
        self._catch_up()
        self._end_line()
