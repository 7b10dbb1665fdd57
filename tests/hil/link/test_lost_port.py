"""A port that goes and comes back: told, looked for, waited for; on ports that do what a test tells them."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest

from oceanhil.hil.link import connection as module
from oceanhil.hil.link.events import LineSeen, LinkEvent, Plugged, Unplugged
from oceanhil.hil.link.modem import Lines
from oceanhil.hil.link.port_errors import (
    LinkClosedError,
    LinkError,
    PortMissingError,
    UnpluggedError,
)
from oceanhil.hil.link.spec import PortSpec
from tests.hil.link.fake_port import GONE, Bench, in_use, noted_waits


def patched_clock(monkeypatch: pytest.MonkeyPatch, tick_s: float) -> None:
    """Let each look at the clock take so long."""
    now = iter(range(10**6))
    clock = SimpleNamespace(monotonic=lambda: next(now) * tick_s, monotonic_ns=lambda: 0)
    monkeypatch.setattr(module, "time", clock)


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


def test_a_port_that_may_be_away_is_looked_for_until_it_is_expected(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = bench.connect(replug_s=1.0)
    waits = noted_waits(monkeypatch)
    patched_clock(monkeypatch, 0.25)
    connection.is_patient = True
    searches: list[int] = []

    def find(_: PortSpec) -> str:
        searches.append(1)
        # Away for ten bounds; then somebody gives its board power, and it stays away.
        connection.is_patient = len(searches) < 40
        raise PortMissingError("nothing there")

    monkeypatch.setattr(module, "find_port", find)
    connection.start()
    bench.ports[0].is_lost()
    with pytest.raises(UnpluggedError, match=r"^unplugged for 1 s: nothing there$"):
        bench.dispatcher.inbox.wait_line("never", 20)
    assert waits == [0.05] * (39 + 3)


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


@pytest.mark.parametrize("error", [GONE, ValueError("no")])
def test_a_port_that_goes_while_its_lines_are_set_is_unplugged(
    error: Exception, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(module, "set_lines", fail)
    with pytest.raises(UnpluggedError, match=r"^'a' went away while its modem lines were set: "):
        bench.connect().set_lines(Lines(dtr=True, rts=False))
