"""A board on a link, played from a script: what it prints after a reset, at which baud rate."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from oceanhil.hil.agent.agent_errors import AgentTimeoutError
from oceanhil.hil.boards.entry import BoardEntry, PowerBy
from oceanhil.hil.link.events import LineSeen, LinkEvent, LogLine
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.link.port_errors import LinkError, NoModemLinesError
from oceanhil.protocol.agent.replies import BoardInfo
from oceanhil.protocol.agent.vocabulary import AgentState
from oceanhil.protocol.board import Board

MAC = bytes.fromhex("246f28aabbcc")
ESP32_BOOT = (
    b"ets Jul 29 2019 12:21:46\r\n",
    b"rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n",
    b"entry 0x400805b8\r\n",
)
ESP8266_BOOT = (b" ets Jan  8 2013,rst cause:2, boot mode:(3,6)\n", b"csum 0x2b\n")
FIRMWARE = (b"[SYSTEM] Device ID: ESP32_246F28AABBCC\r\n",)
NOISE = (b"\xff\x80\x1c\x00\xe0\x92\x04" * 6 + b"\n",) * 4


def entry(kind: Board = Board.ESP32, mac: bytes | None = MAC, *, agent: bool = False) -> BoardEntry:
    return BoardEntry(
        name="desk", kind=kind, lines=ModemPolicy.CLASSIC, power=PowerBy.NONE, port="x", mac=mac, agent=agent
    )


def info(kind: Board = Board.ESP32, mac: bytes = MAC) -> BoardInfo:
    return BoardInfo(
        protocol=1,
        board=kind,
        firmware="ocean",
        firmware_version="1.2",
        mac=mac,
        driver="idf-5.5.1",
        store=None,
        state=AgentState.RUNNING,
        boots=3,
        window=4,
    )


class ScriptedLink:
    """Prints `lines` after each reset when it is at `baud`, noise at any other rate; `events` come before them."""

    def __init__(
        self,
        lines: Sequence[bytes] = (),
        *,
        baud: int = 115_200,
        events: Sequence[LinkEvent] = (),
        error: LinkError | None = None,
    ) -> None:
        self._lines = lines
        self._baud = baud
        self._set_baud = 115_200
        self._events = events
        self._error = error
        self._listeners: list[Callable[[LinkEvent], None]] = []
        self.received_bytes = 0
        self.resets = 0

    def subscribe(self, listener: Callable[[LinkEvent], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def set_baud(self, baud: int) -> None:
        self._set_baud = baud

    def reset(self) -> None:
        self.resets += 1
        if self._error is not None:
            raise self._error
        for event in self._events:
            self._tell(event)
        for raw in self._lines if self._set_baud == self._baud else NOISE:
            self.received_bytes += len(raw)
            self._tell(LineSeen(LogLine(0, raw.decode("utf-8", "backslashreplace").rstrip("\r\n"), raw)))

    def _tell(self, event: LinkEvent) -> None:
        for listener in self._listeners:
            listener(event)


class AnsweringAgent:
    """An agent that gives its info."""

    def __init__(self, told: BoardInfo | None = None) -> None:
        self._told = told or info()

    def open(self) -> BoardInfo:
        return self._told


class DeafAgent:
    """An agent that does not answer, as there is none."""

    def open(self) -> BoardInfo:
        raise AgentTimeoutError("no answer to INFO")


def no_lines() -> LinkError:
    return NoModemLinesError("this port has no reset lines")
