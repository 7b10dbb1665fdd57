"""An entry of the inventory with its port open: the link, its agent, and the control channel of a virtual board."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from oceanhil.analysis.recording.oslog import LogWriter
from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.boards.agent_line import LinkLine
from oceanhil.hil.boards.entry import BoardEntry, Time
from oceanhil.hil.boards.port_specs import port_spec
from oceanhil.hil.link.events import LinkEvent
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.vboard.control_client import ControlClient

_HELD_RUN_US = 3_000_000
_AGENT_TIMEOUT_S = 0.5


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


@contextlib.contextmanager
def with_power(board: OpenBoard) -> Iterator[None]:
    """Give a virtual board power for a while if it has none; with the agent it is held, so that nothing boots."""
    if board.control is None or board.control.ask().powered:
        yield
        return
    board.control.power(on=True, hold=board.entry.agent)
    try:
        yield
    finally:
        board.control.power(on=False)


@contextlib.contextmanager
def opened(entry: BoardEntry, log: LogWriter | None = None) -> Iterator[OpenBoard]:
    """Open the port of a board, and its control channel; raises LinkError and ControlError."""
    with contextlib.ExitStack() as stack:
        control = stack.enter_context(ControlClient(entry.control)) if entry.control else None
        link = stack.enter_context(SerialLink(port_spec(entry), log=log))
        yield OpenBoard(entry, link, ResettableLink(entry, link, control), control)
