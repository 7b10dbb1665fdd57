"""Keeping a port open: losing it, finding it again, lending it; on ports that do what a test tells them."""

from __future__ import annotations

import errno
import queue
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import cast

import pytest
import serial

from oceanhil.analysis.recording.oslog import LogWriter
from oceanhil.hil.link import connection as module
from oceanhil.hil.link.connection import Connection
from oceanhil.hil.link.dispatcher import Dispatcher
from oceanhil.hil.link.events import LineSeen, LinkEvent, Plugged, Unplugged
from oceanhil.hil.link.link import REPLUG_S, SerialLink
from oceanhil.hil.link.modem import Lines, ModemPolicy
from oceanhil.hil.link.port_errors import (
    LinkClosedError,
    LinkError,
    PortMissingError,
    PortSettingsError,
    ReaderEndedError,
    UnpluggedError,
    WriteStuckError,
)
from oceanhil.hil.link.reader import PortReader
from oceanhil.hil.link.spec import PortSpec

GONE = OSError(errno.EIO, "gone")


class FakePort:
    """An open port: it gives what a test puts into it, and raises what a test puts there instead."""

    def __init__(self) -> None:
        self.incoming: queue.SimpleQueue[bytes | Exception] = queue.SimpleQueue()
        self.written: list[bytes] = []
        self.write_error: Exception | None = None
        self.setting_error: Exception | None = None
        self.closing_error: Exception | None = None
        self.deaf_cancels = 0
        self.closed: list[str] = []
        self.resets = 0
        self.baud = 0

    def write(self, data: bytes) -> None:
        if self.write_error is not None:
            raise self.write_error
        self.written.append(data)

    def reset_input_buffer(self) -> None:
        self.resets += 1
        if self.setting_error is not None:
            raise self.setting_error

    def close(self) -> None:
        self.closed.append("port")
        if self.closing_error is not None:
            raise self.closing_error

    @property
    def baudrate(self) -> int:
        return self.baud

    @baudrate.setter
    def baudrate(self, baud: int) -> None:
        if self.setting_error is not None:
            raise self.setting_error
        self.baud = baud

    def is_lost(self) -> None:
        self.incoming.put(GONE)


class FakeReader:
    """Its reading side."""

    def __init__(self, port: FakePort) -> None:
        self._port = port

    def read(self) -> bytes:
        got = self._port.incoming.get()
        if isinstance(got, Exception):
            raise got
        return got

    def cancel(self) -> None:
        if self._port.deaf_cancels:
            self._port.deaf_cancels -= 1
        else:
            self._port.incoming.put(b"")

    def close(self) -> None:
        self._port.closed.append("reader")


class FakeLog:
    """A recording in memory."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str | bytes]] = []

    def received(self, _: int, data: bytes) -> None:
        self.rows.append(("in", data))

    def sent(self, _: int, data: bytes) -> None:
        self.rows.append(("out", data))

    def event(self, _: int, text: str) -> None:
        self.rows.append(("event", text))


class Bench:
    """Where ports come and go: `names` says what the next searches find, the last one for ever; None is nothing."""

    def __init__(self) -> None:
        self.names: list[str | None] = ["a"]
        self.ports: list[FakePort] = []
        self.opened: list[tuple[PortSpec, str]] = []
        self.log = FakeLog()
        self.heard: list[LinkEvent] = []
        self.dispatcher = Dispatcher(cast("LogWriter", self.log))
        self.told: queue.SimpleQueue[LinkEvent] = queue.SimpleQueue()
        self.dispatcher.subscribe(self.heard.append)
        self.dispatcher.subscribe(self.told.put)
        self._made: list[Connection] = []

    def find_port(self, _: PortSpec) -> str:
        name = self.names.pop(0) if len(self.names) > 1 else self.names[0]
        if name is None:
            raise PortMissingError("nothing there")
        return name

    def open_port(self, spec: PortSpec, url: str) -> serial.Serial:
        self.ports.append(FakePort())
        self.opened.append((spec, url))
        return cast("serial.Serial", self.ports[-1])

    def connect(self, replug_s: float = 10.0, spec: PortSpec | None = None) -> Connection:
        made = Connection(spec or PortSpec(usb_serial="S", baud=9600), self.dispatcher, replug_s)
        self._made.append(made)
        return made

    def started(self, replug_s: float = 10.0) -> Connection:
        made = self.connect(replug_s)
        made.start()
        return made

    def wait_for(self, kind: type[LinkEvent]) -> LinkEvent:
        while not isinstance(event := self.told.get(timeout=20), kind):
            pass
        return event

    def events(self) -> list[str | bytes]:
        return [text for kind, text in self.log.rows if kind == "event"]

    def end(self) -> None:
        for each in self._made:
            each.stop()


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    made = Bench()
    monkeypatch.setattr(module, "find_port", made.find_port)
    monkeypatch.setattr(module, "open_port", made.open_port)

    def reader_of(port: FakePort, _: str) -> PortReader:
        return FakeReader(port)

    monkeypatch.setattr(module, "reader_of", reader_of)
    yield made
    made.end()


def in_use(connection: Connection) -> FakePort:
    return cast("FakePort", connection.ready())


def patched_clock(monkeypatch: pytest.MonkeyPatch, tick_s: float) -> None:
    """Let each look at the clock take so long."""
    now = iter(range(10**6))
    clock = SimpleNamespace(monotonic=lambda: next(now) * tick_s, monotonic_ns=lambda: 0)
    monkeypatch.setattr(module, "time", clock)


def noted_waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Note how long each wait for an event may take, and do not wait."""
    noted: list[float] = []
    original = threading.Event.wait

    def wait(event: threading.Event, timeout: float | None = None) -> bool:
        if timeout is None:
            return original(event)
        noted.append(timeout)
        return event.is_set()

    monkeypatch.setattr(threading.Event, "wait", wait)
    return noted


def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a wait for an event in the test's own thread be a mistake."""
    original = threading.Event.wait

    def wait(event: threading.Event, timeout: float | None = None) -> bool:
        assert event.is_set() or threading.current_thread() is not threading.main_thread()
        return original(event, timeout)

    monkeypatch.setattr(threading.Event, "wait", wait)


def readers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "reader of a"]


def test_a_port_is_open_before_it_is_read(bench: Bench) -> None:
    connection = bench.connect()
    assert (connection.url, connection.baud, connection.refused) == ("a", 9600, None)
    assert bench.opened == [(PortSpec(usb_serial="S", baud=9600), "a")]
    assert in_use(connection) is bench.ports[0]
    connection.stop()


def test_the_reader_is_named_for_its_port_and_does_not_hold_up_the_program(bench: Bench) -> None:
    bench.started()
    (reader,) = readers()
    assert reader.daemon


def test_what_is_read_goes_to_the_listeners(bench: Bench) -> None:
    bench.started()
    bench.ports[0].incoming.put(b"")
    bench.ports[0].incoming.put(b"one\n")
    bench.wait_for(LineSeen)
    assert bench.log.rows == [("in", b"one\n")]


def test_a_stopped_connection_reads_nothing_and_its_port_stays_open(bench: Bench) -> None:
    connection = bench.started()
    connection.stop()
    connection.stop()
    assert (bench.ports[0].closed, connection.refused) == ([], None)
    assert readers() == []
    connection.start()
    bench.ports[0].incoming.put(b"on\n")
    bench.wait_for(LineSeen)


def test_a_port_that_stayed_open_is_ready_at_once_and_so_is_the_reason_of_one_that_is_refused(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = bench.started()
    connection.stop()
    connection.start()
    with monkeypatch.context() as patch:
        no_waits(patch)
        assert in_use(connection) is bench.ports[0]
    bench.names = [None]
    bench.ports[0].is_lost()
    bench.wait_for(Unplugged)
    connection.stop()
    connection.refuse(LinkClosedError("closed"))
    no_waits(monkeypatch)
    with pytest.raises(LinkClosedError, match="closed"):
        connection.ready()


def test_who_needs_a_lost_port_waits_until_it_is_back(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    connection, wait = bench.started(), threading.Event.wait
    bench.names = [None]
    bench.ports[0].is_lost()
    bench.wait_for(Unplugged)

    def until_it_is_back(event: threading.Event, timeout: float | None = None) -> bool:
        if threading.current_thread() is threading.main_thread() and not event.is_set():
            bench.names = ["b"]
        return wait(event, timeout)

    monkeypatch.setattr(threading.Event, "wait", until_it_is_back)
    assert in_use(connection) is bench.ports[1]


def test_a_read_is_cancelled_every_tenth_of_a_second_until_the_reader_hears_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection, waits, join = bench.started(), list[float](), threading.Thread.join

    def noted(thread: threading.Thread, timeout: float | None = None) -> None:
        waits.append(timeout or 0)
        join(thread, None if len(waits) > 2 else 0)

    bench.ports[0].deaf_cancels = 2
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "join", noted)
        connection.stop()
    assert waits == [0.1, 0.1, 0.1]


def test_a_port_that_cannot_cancel_because_it_is_going_is_no_error(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = bench.started()

    def gone(reader: FakeReader) -> None:
        reader._port.incoming.put(b"")
        raise GONE

    with monkeypatch.context() as patch:
        patch.setattr(FakeReader, "cancel", gone)
        connection.stop()


def test_a_refused_port_is_closed_and_says_why(bench: Bench) -> None:
    connection = bench.connect()
    connection.refuse(LinkClosedError("lent"))
    assert bench.ports[0].closed == ["reader", "port"]
    with pytest.raises(LinkClosedError, match="lent"):
        connection.ready()
    with pytest.raises(LinkClosedError, match="lent"):
        connection.write(b"x")
    connection.refuse(LinkClosedError("closed"))
    assert bench.ports[0].closed == ["reader", "port"]


def test_a_port_that_goes_while_it_is_closed_is_closed(bench: Bench) -> None:
    connection = bench.connect()
    bench.ports[0].closing_error = GONE
    connection.refuse(LinkClosedError("closed"))
    assert bench.ports[0].closed == ["reader", "port"]


def test_after_a_refusal_the_port_is_found_anew_without_being_told_as_plugged(bench: Bench) -> None:
    connection = bench.started()
    connection.stop()
    connection.refuse(LinkClosedError("lent"))
    bench.names = [None, "b"]
    connection.start()
    assert in_use(connection) is bench.ports[1]
    assert (connection.url, connection.refused, bench.heard, bench.events()) == ("b", None, [], [])


def test_waits_go_on_after_a_start(bench: Bench) -> None:
    connection = bench.connect()
    bench.dispatcher.inbox.fail(LinkClosedError("lent"))
    connection.start()
    assert not bench.dispatcher.inbox.wait_received(1, 0)


def test_a_lost_port_is_told_closed_and_told_again_under_its_new_name(bench: Bench) -> None:
    connection = bench.started()
    bench.names = [None, "b"]
    bench.ports[0].incoming.put(b"unfin")
    bench.ports[0].is_lost()
    plugged = bench.wait_for(Plugged)
    assert isinstance(plugged, Plugged)
    assert [type(event) for event in bench.heard] == [LineSeen, Unplugged, Plugged]
    assert (plugged.url, connection.url, plugged.t_ns > 0) == ("b", "b", True)
    assert (bench.events(), bench.ports[0].closed) == (["unplugged", "plugged b"], ["reader", "port"])
    assert in_use(connection) is bench.ports[1]


def test_one_loss_is_told_as_plugged_once(bench: Bench) -> None:
    connection = bench.started()
    bench.ports[0].is_lost()
    bench.wait_for(Plugged)
    connection.stop()
    connection.refuse(LinkClosedError("lent"))
    connection.start()
    assert in_use(connection) is bench.ports[2]
    connection.stop()
    assert bench.events() == ["unplugged", "plugged a"]
    connection.start()
    bench.ports[2].is_lost()
    bench.wait_for(Plugged)
    assert bench.events() == ["unplugged", "plugged a"] * 2


def test_the_search_goes_on_every_twentieth_of_a_second_until_its_time_is_up(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = bench.connect(replug_s=1.0)
    waits = noted_waits(monkeypatch)
    patched_clock(monkeypatch, 0.25)
    bench.names = [None]
    connection.start()
    bench.ports[0].is_lost()
    with pytest.raises(UnpluggedError, match=r"^unplugged for 1 s: nothing there$"):
        bench.dispatcher.inbox.wait_line("never", 20)
    assert waits == [0.05] * 3
    with pytest.raises(UnpluggedError, match=r"^unplugged for 1 s"):
        connection.ready()
    assert isinstance(connection.refused, UnpluggedError)


def test_a_search_without_time_tries_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = bench.connect(replug_s=0)
    patched_clock(monkeypatch, 0)
    connection.start()
    bench.ports[0].is_lost()
    bench.wait_for(Plugged)
    bench.names = [None, "too late"]
    bench.ports[1].is_lost()
    with pytest.raises(UnpluggedError, match=r"^unplugged for 0 s: nothing there$"):
        bench.dispatcher.inbox.wait_line("never", 20)


def test_a_search_ends_when_the_connection_is_stopped(bench: Bench) -> None:
    connection = bench.started(replug_s=1000)
    bench.names = [None]
    bench.ports[0].is_lost()
    bench.wait_for(Unplugged)
    connection.stop()
    assert (connection.refused, bench.events()) == (None, ["unplugged"])


def test_who_needs_the_port_waits_as_long_as_the_search_and_one_opening_take(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = bench.connect(replug_s=10)
    waits = noted_waits(monkeypatch)
    connection.ready()
    assert waits == [40.0]


def test_a_port_that_is_away_too_long_is_told_to_who_needs_it(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = bench.started()
    bench.names = [None]
    bench.ports[0].is_lost()
    bench.wait_for(Unplugged)
    with monkeypatch.context() as patch:
        noted_waits(patch)
        with pytest.raises(UnpluggedError, match=r"^'a' is unplugged$"):
            connection.ready()


def in_the_reader(bench: Bench, what: Callable[[], object]) -> LinkError | None:
    """Do something in a listener, when the port is lost; gives what it raised."""
    done: queue.SimpleQueue[LinkError | None] = queue.SimpleQueue()

    def listen(event: LinkEvent) -> None:
        if isinstance(event, Unplugged | LineSeen):
            try:
                what()
            except LinkError as error:
                done.put(error)
            else:
                done.put(None)

    leave = bench.dispatcher.subscribe(listen)
    bench.ports[-1].incoming.put(b"now\n")
    raised = done.get(timeout=20)
    leave()
    return raised


def test_in_the_reader_nobody_waits_for_a_port_that_only_the_reader_can_find(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = bench.started()
    raised: list[LinkError] = []

    def listen(event: LinkEvent) -> None:
        if isinstance(event, Unplugged):
            for what in (connection.ready, lambda: connection.write(b"x")):
                try:
                    what()
                except LinkError as error:
                    raised.append(error)

    waits = noted_waits(monkeypatch)
    bench.dispatcher.subscribe(listen)
    bench.ports[0].is_lost()
    bench.wait_for(Plugged)
    assert [str(error) for error in raised] == ["'a' is unplugged"] * 2
    assert waits == []


def test_in_the_reader_a_failed_write_is_not_tried_again(bench: Bench) -> None:
    connection = bench.started()
    bench.ports[0].write_error = GONE
    raised = in_the_reader(bench, lambda: connection.write(b"x"))
    assert str(raised) == "'a' went away during a write: [Errno 5] gone"
    assert bench.log.rows == [("in", b"now\n"), ("out", b"x")]


def test_in_the_reader_a_pause_changes_nothing(bench: Bench) -> None:
    connection = bench.started()

    def pause() -> None:
        with connection.paused():
            pass

    assert in_the_reader(bench, pause) is None
    assert in_the_reader(bench, connection.stop) is None


def test_nothing_is_read_in_a_pause_and_all_after_it(bench: Bench) -> None:
    connection = bench.started()
    with connection.paused():
        bench.ports[0].incoming.put(b"later\n")
        assert bench.heard == []
    bench.wait_for(LineSeen)


def test_a_pause_ends_with_an_error_too(bench: Bench) -> None:
    connection = bench.started()
    with pytest.raises(RuntimeError), connection.paused():
        raise RuntimeError
    bench.ports[0].incoming.put(b"on\n")
    bench.wait_for(LineSeen)


def test_a_pause_of_a_stopped_connection_does_not_start_it(bench: Bench) -> None:
    connection = bench.connect()
    with connection.paused():
        pass
    assert readers() == []


def test_bytes_are_recorded_and_written(bench: Bench) -> None:
    connection = bench.connect()
    connection.write(b"x")
    assert (bench.log.rows, bench.ports[0].written) == ([("out", b"x")], [b"x"])


def test_a_write_that_meets_a_port_going_away_is_made_again_when_it_is_back(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection, wait = bench.started(), threading.Event.wait
    bench.ports[0].write_error = GONE

    def until_the_reader_found_out(event: threading.Event, timeout: float | None = None) -> bool:
        if threading.current_thread() is threading.main_thread() and not event.is_set():
            bench.ports[0].is_lost()
        return wait(event, timeout)

    monkeypatch.setattr(threading.Event, "wait", until_the_reader_found_out)
    connection.write(b"x")
    assert bench.ports[1].written == [b"x"]


def test_a_write_that_fails_twice_is_told(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = bench.connect()
    bench.ports[0].write_error = GONE
    noted_waits(monkeypatch)
    with pytest.raises(UnpluggedError, match=r"^'a' went away during a write: \[Errno 5\] gone$"):
        connection.write(b"x")
    assert bench.log.rows == [("out", b"x")] * 2


def test_a_write_to_a_port_that_was_lost_for_good_is_not_tried_again(bench: Bench) -> None:
    connection = bench.connect()

    def lose(_: bytes) -> None:
        connection.refused = UnpluggedError("unplugged for good")
        raise GONE

    bench.ports[0].__dict__["write"] = lose
    with pytest.raises(UnpluggedError, match="during a write"):
        connection.write(b"x")


def test_bytes_that_nobody_takes_are_not_sent_again(bench: Bench) -> None:
    connection = bench.connect()
    bench.ports[0].write_error = serial.SerialTimeoutException("Write timeout")
    with pytest.raises(WriteStuckError, match=r"^'a' takes no bytes: the other side does not read$"):
        connection.write(b"x")
    assert bench.log.rows == [("out", b"x")]


def test_what_the_system_holds_is_thrown_away(bench: Bench) -> None:
    connection = bench.connect()
    connection.discard_input()
    assert bench.ports[0].resets == 1
    bench.ports[0].setting_error = GONE
    connection.discard_input()
    connection.refuse(LinkClosedError("closed"))
    connection.discard_input()
    assert bench.ports[0].resets == 2


def test_lines_are_set_on_the_open_port(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[object, str, Lines]] = []
    monkeypatch.setattr(module, "set_lines", lambda *arguments: made.append(arguments))
    connection, lines = bench.connect(), Lines(dtr=True, rts=False)
    connection.set_lines(lines)
    assert made == [(bench.ports[0], "a", lines)]


@pytest.mark.parametrize("error", [GONE, ValueError("no")])
def test_a_port_that_goes_while_its_lines_are_set_is_unplugged(
    error: Exception, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(module, "set_lines", fail)
    with pytest.raises(UnpluggedError, match=r"^'a' went away while its modem lines were set: "):
        bench.connect().set_lines(Lines(dtr=True, rts=False))


def test_a_new_speed_holds_for_the_next_opening_and_a_refused_one_does_not(bench: Bench) -> None:
    connection = bench.started()
    connection.set_baud(115_200)
    assert (bench.ports[0].baud, connection.baud) == (115_200, 115_200)
    bench.ports[0].setting_error = ValueError("no such speed")
    with pytest.raises(PortSettingsError, match=r"^'a' cannot do 7 baud: no such speed$"):
        connection.set_baud(7)
    bench.ports[0].is_lost()
    bench.wait_for(Plugged)
    assert bench.opened[1] == (PortSpec(usb_serial="S", baud=115_200), "a")


def test_a_listener_that_raises_ends_reader_and_port(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    connection = bench.started()

    def stumble(_: LinkEvent) -> None:
        raise KeyError

    bench.dispatcher.subscribe(stumble)
    bench.ports[0].incoming.put(b"one\n")
    with pytest.raises(ReaderEndedError, match="because a listener raised"):
        bench.dispatcher.inbox.wait_line("two", 20)
    connection.stop()
    with pytest.raises(ReaderEndedError):
        connection.ready()
    assert bench.ports[0].closed == ["reader", "port"]


def link_on(bench: Bench, policy: ModemPolicy) -> SerialLink:
    return SerialLink(PortSpec(url="a", lines=policy), log=cast("LogWriter", bench.log))


@pytest.mark.parametrize("policy", [ModemPolicy.CLASSIC, ModemPolicy.USB_JTAG])
def test_only_a_board_on_its_own_usb_may_leave_the_bus_while_it_resets(
    policy: ModemPolicy, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leave(*_: object) -> None:
        raise GONE

    monkeypatch.setattr(module, "set_lines", leave)
    with link_on(bench, policy) as link:
        if policy is ModemPolicy.USB_JTAG:
            link.reset()
        else:
            with pytest.raises(UnpluggedError, match="while its modem lines were set"):
                link.reset()
    assert bench.events() == ["reset"]


def test_a_recording_tells_what_was_done_with_the_port(bench: Bench) -> None:
    with link_on(bench, ModemPolicy.NONE) as link:
        link.set_baud(9600)
        for move in (link.reset, link.enter_download, lambda: link.hold_in_reset(True)):
            with pytest.raises(LinkError, match="with modem lines 'none'"):
                move()
        with pytest.raises(LinkError):
            link.hold_in_reset(False)
        with link.lent() as url:
            assert (url, bench.ports[0].closed, readers()) == ("a", ["reader", "port"], [])
            with pytest.raises(LinkClosedError, match=r"^'a' is lent to another program$"):
                link.check()
        assert (link.url, link.baud, link.received_bytes) == ("a", 9600, 0)
    moves = ["reset", "enter download mode", "hold in reset", "release from reset"]
    told = [text for move in moves for text in (move, f"no modem lines: cannot {move}")]
    assert bench.events() == ["baud 9600", *told, "lent", "returned"]


def test_a_closed_link_says_so_everywhere(bench: Bench) -> None:
    link = link_on(bench, ModemPolicy.NONE)
    link.close()
    assert (bench.ports[0].closed, readers()) == (["reader", "port"], [])
    for what in (link.check, lambda: link.write(b"x"), lambda: link.wait_line("x", 0)):
        with pytest.raises(LinkClosedError, match=r"^the link to 'a' is closed$"):
            what()


def test_a_link_waits_ten_seconds_for_its_port(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    with link_on(bench, ModemPolicy.NONE) as link:
        with monkeypatch.context() as patch:
            waits = noted_waits(patch)
            link.write(b"x")
        assert (waits, REPLUG_S) == ([40.0], 10.0)


def test_discarded_input_is_thrown_away_everywhere(bench: Bench) -> None:
    with link_on(bench, ModemPolicy.NONE) as link:
        bench.ports[0].incoming.put(b"old\nhalf")
        assert link.wait_received(8, 20)
        link.discard_input()
        assert bench.ports[0].resets == 1
        bench.ports[0].incoming.put(b"new\n")
        assert link.wait_line("n", 20).text == "new"
