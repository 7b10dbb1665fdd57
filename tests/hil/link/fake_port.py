"""Ports, readers and logs that do what a test tells them, and a connection on them."""

from __future__ import annotations

import errno
import queue
import threading
from typing import cast

import pytest
import serial

from oceanhil.analysis.recording.oslog import LogWriter
from oceanhil.hil.link.connection import Connection
from oceanhil.hil.link.dispatcher import Dispatcher
from oceanhil.hil.link.events import LinkEvent
from oceanhil.hil.link.port_errors import (
    PortMissingError,
)
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


def in_use(connection: Connection) -> FakePort:
    return cast("FakePort", connection.ready())


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
