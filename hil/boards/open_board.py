"""An entry of the inventory with its port open: the link, its agent, and the control channel of a virtual board."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.boards.entry import BoardEntry, Time
from oceanhil.hil.link.events import LinkEvent, SentenceSeen
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.port_errors import NoModemLinesError, PortMissingError
from oceanhil.hil.link.recorder import Recorder
from oceanhil.hil.link.spec import PortSpec
from oceanhil.hil.vboard.control_client import ControlClient
from oceanhil.protocol.agent.sentence import Sentence
from oceanhil.protocol.resets import ResetKind

_HELD_RUN_US = 3_000_000
_AGENT_TIMEOUT_S = 0.5


def port_spec(entry: BoardEntry) -> PortSpec:
    """Give what the serial link needs to know to open the board's port."""
    return PortSpec(entry.port, entry.usb_serial, entry.vid_pid, entry.location, entry.baud, entry.lines)


def open_link(entry: BoardEntry, control: ControlClient | None, log: Recorder | None = None) -> SerialLink:
    """Open the port of a board; one that is there only while the board has power is given some. Raises LinkError."""
    spec = port_spec(entry)
    try:
        return SerialLink(spec, log=log)
    except PortMissingError:
        if control is None or control.ask().powered:
            raise
    control.power(on=True, hold=True)
    try:
        return SerialLink(spec, log=log)
    finally:
        control.power(on=False)


class EventLink(Protocol):
    """What is needed of `oceanhil.hil.link.link.SerialLink`."""

    def write(self, data: bytes) -> None:
        """Send bytes."""

    def subscribe(self, listener: Callable[[LinkEvent], None]) -> Callable[[], None]:
        """Have `listener` called for each event; gives what ends that."""


class LinkLine:
    """Passes on sentences, and nothing else of what the link tells."""

    def __init__(self, link: EventLink) -> None:
        self._link = link

    def write(self, data: bytes) -> None:
        """Send bytes to the board."""
        self._link.write(data)

    def subscribe(self, listener: Callable[[Sentence], None]) -> Callable[[], None]:
        """Have `listener` called for each sentence, in the reader's thread; gives what ends that."""

        def hear(event: LinkEvent) -> None:
            if isinstance(event, SentenceSeen):
                listener(event.sentence)

        return self._link.subscribe(hear)


class ResettableLink:
    """A link whose reset goes through the control channel where there is one, else through the modem lines."""

    def __init__(self, entry: BoardEntry, link: SerialLink, control: ControlClient | None) -> None:
        self._entry = entry
        self._link = link
        self._control = control

    @property
    def received_bytes(self) -> int:
        """Bytes read so far."""
        return self._link.received_bytes

    def write(self, data: bytes) -> None:
        """Send bytes."""
        self._link.write(data)

    def subscribe(self, listener: Callable[[LinkEvent], None]) -> Callable[[], None]:
        """Have `listener` called for each event; gives what ends that."""
        return self._link.subscribe(listener)

    def set_baud(self, baud: int) -> None:
        """Use another baud rate from now on."""
        self._link.set_baud(baud)

    def reset(self) -> None:
        """Press the reset button; on a held clock the board then gets three seconds to say something in."""
        if self._control is None:
            self._link.reset()
            return
        now_us = self._control.reset().now_us
        if self._entry.time is Time.HELD:
            self._control.run(now_us + _HELD_RUN_US)


@dataclass(frozen=True, slots=True)
class OpenBoard:
    """A board whose port is open; `control` only for virtual boards."""

    entry: BoardEntry
    link: SerialLink
    bench: ResettableLink
    control: ControlClient | None

    def agent(self) -> AgentClient:
        """Give a client for its agent, whether there is one or not; the caller closes it."""
        return AgentClient(LinkLine(self.link), board=self.entry.name, timeout_s=_AGENT_TIMEOUT_S)

    def reset(self) -> None:
        """Press the reset button, or have the agent do it where the port has no lines; raises LinkError, AgentError."""
        try:
            self.bench.reset()
        except NoModemLinesError:
            if not self.entry.agent:
                raise
            with contextlib.closing(self.agent()) as agent:
                agent.restart(ResetKind.PIN)


@contextlib.contextmanager
def with_power(board: OpenBoard, *, boots: bool = False) -> Iterator[None]:
    """Give a virtual board power for a while if it has none; with the agent it is held, unless it is to boot."""
    if board.control is None or board.control.ask().powered:
        yield
        return
    board.control.power(on=True, hold=board.entry.agent and not boots)
    try:
        yield
    finally:
        board.control.power(on=False)


@contextlib.contextmanager
def opened(entry: BoardEntry, log: Recorder | None = None) -> Iterator[OpenBoard]:
    """Open the port of a board, and its control channel; raises LinkError and ControlError."""
    with contextlib.ExitStack() as stack:
        control = stack.enter_context(ControlClient(entry.control)) if entry.control else None
        link = stack.enter_context(open_link(entry, control, log))
        yield OpenBoard(entry, link, ResettableLink(entry, link, control), control)
