"""Keeping a port open, and what is read and written meanwhile; on ports that do what a test tells them."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import cast

import pytest
import serial

from oceanhil.analysis.recording.oslog import LogWriter
from oceanhil.hil.link import connection as module
from oceanhil.hil.link.events import LineSeen, LinkEvent, Plugged, Unplugged
from oceanhil.hil.link.link import REPLUG_S, SerialLink
from oceanhil.hil.link.modem import Lines, ModemPolicy
from oceanhil.hil.link.port_errors import (
    LinkClosedError,
    LinkError,
    PortSettingsError,
    ReaderEndedError,
    UnpluggedError,
    WriteStuckError,
)
from oceanhil.hil.link.spec import PortSpec
from tests.hil.link.fake_port import GONE, Bench, FakeReader, in_use, noted_waits


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
        # The thread that reads has ended: not only has it read nothing yet.
        assert readers() == []
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
