"""What a board without network needs of its bench: its requests come over the line and are made here, and it gets time.

Such a board reaches no time server, and the server refuses requests that are minutes off.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue

from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.agent.http_bridge import TOLD_AS, HttpBridge
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.host.wall_clock import wall_us
from oceanhil.protocol.agent.events import BootEvent, TimeEvent
from oceanhil.protocol.agent.message import Event
from oceanhil.protocol.agent.vocabulary import BridgeFailure
from oceanhil.protocol.http import HttpFailure, HttpRequest, HttpResponse
from oceanhil.protocol.units import SECOND_US
from oceanhil.remote.wire.http_exchange import HttpExchanger, Route

_TIMEOUT_S = 10.0
# 2001: a clock that shows less was not set since power-on.
_UNSET_BELOW_US = 1_000_000_000 * SECOND_US


@contextmanager
def bridge(agent: AgentClient, server_url: str, unix_us: Callable[[], int] | None = None) -> Iterator[None]:
    """Do the requests of this agent's board at `server_url`; set its clock when it starts without time, or asks for it.

    `unix_us` is the bench's clock, by default this machine's.
    """
    exchanger = HttpExchanger(Route(server_url))

    def exchange(request: HttpRequest) -> HttpResponse | BridgeFailure:
        outcome = exchanger.exchange(request, _TIMEOUT_S)
        return TOLD_AS[outcome] if isinstance(outcome, HttpFailure) else outcome

    try:
        with HttpBridge(agent, exchange), _clock_kept(agent, unix_us or wall_us):
            yield
    finally:
        exchanger.close()


@contextmanager
def _clock_kept(agent: AgentClient, unix_us: Callable[[], int]) -> Iterator[None]:
    """Tell the time after each start and when it is asked for, in a thread: who tells of an event must not ask."""
    wanted: SimpleQueue[Event | None] = SimpleQueue()

    def hear(event: Event) -> None:
        if isinstance(event, BootEvent | TimeEvent):
            wanted.put(event)

    def set_clocks() -> None:
        while event := wanted.get():
            _set_clock(agent, unix_us, is_asked=isinstance(event, TimeEvent))

    unsubscribe = agent.on_event(hear)
    thread = threading.Thread(target=set_clocks, name="bridge clock", daemon=True)
    thread.start()
    try:
        yield
    finally:
        unsubscribe()
        wanted.put(None)
        thread.join()


def _set_clock(agent: AgentClient, unix_us: Callable[[], int], *, is_asked: bool) -> None:
    try:
        if is_asked or agent.clock_get().unix_us < _UNSET_BELOW_US:
            agent.clock_set(unix_us())
    except (AgentError, LinkError):
        # It is gone or held again: its next start is another chance.
        return
