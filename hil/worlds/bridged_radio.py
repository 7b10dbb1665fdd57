"""What stands for the radio of an emulated board: its requests leave over the line, into the simulated network."""

from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from typing import Protocol

from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.agent.http_bridge import TOLD_AS
from oceanhil.protocol.agent.bridge import BridgeError, MessageAssembler, decode_request
from oceanhil.protocol.agent.error_code import AgentErrorCode
from oceanhil.protocol.agent.events import BootEvent, CutEvent, HttpEvent, TimeEvent
from oceanhil.protocol.agent.message import Event
from oceanhil.protocol.agent.vocabulary import BridgeFailure
from oceanhil.protocol.http import HttpFailure, HttpResponse
from oceanhil.protocol.settings import DeviceSettings
from oceanhil.protocol.units import SECOND_US
from oceanhil.simulator.kernel import Kernel, Task, wait
from oceanhil.simulator.network import ExchangeEnd, HalfAnswer, Network


class BridgedAgent(Protocol):
    """The part of `oceanhil.hil.agent.client.AgentClient` that is wanted here."""

    def http_answer(self, exchange: int, response: HttpResponse) -> None:
        """Hand over the answer to a request."""

    def http_fail(self, exchange: int, failure: BridgeFailure) -> None:
        """Tell why there is no answer."""

    def clock_set(self, unix_us: int) -> None:
        """Tell the time."""


class BoardTime(Protocol):
    """The part of `oceanhil.hil.worlds.emulated.device.GrantedTime` that is wanted here."""

    def at(self, now_us: int) -> AbstractContextManager[object]:
        """Work with the board as it is at `now_us`, and let it act on that."""


class BoardRadio:
    """Does the requests of one board at `address`, and tells it the time, each at its time in the run."""

    def __init__(  # noqa: PLR0917 - what ties one board to one run
        self,
        agent: BridgedAgent,
        time: BoardTime,
        kernel: Kernel,
        network: Network,
        settings: DeviceSettings,
        address: str,
    ) -> None:
        self._agent = agent
        self._time = time
        self._kernel = kernel
        self._network = network
        self._settings = settings
        self._address = address
        self._assembler = MessageAssembler()
        self._under_way: list[Task] = []

    def take(self, event: Event) -> None:
        """Take what the board says through its agent."""
        match event:
            case HttpEvent():
                message = self._assembler.add(event)
                if message is not None:
                    self._begin(self._exchange(event.exchange, message))
            case TimeEvent():
                self._begin(self._tell_time())
            case BootEvent() | CutEvent():
                self.leave()
            case _:
                pass

    def leave(self) -> None:
        """Forget all that is under way: the board runs no more, or begins anew."""
        for task in self._under_way:
            task.cancel()
        self._under_way.clear()
        self._assembler.forget()

    def _begin(self, work: Coroutine[object, object, None]) -> None:
        self._under_way = [task for task in self._under_way if task.alive]
        self._under_way.append(self._kernel.spawn(work, _ended))

    async def _exchange(self, number: int, message: bytes) -> None:
        try:
            request = decode_request(message, self._address)
        except BridgeError:
            self._tell(lambda: self._agent.http_fail(number, BridgeFailure.REFUSED))
            return
        outcome = await wait(self._network.exchange(request, self._settings.http_timeout_s * SECOND_US))
        self._tell(lambda: self._answer(number, outcome))

    def _answer(self, number: int, outcome: ExchangeEnd) -> None:
        if isinstance(outcome, HalfAnswer):
            # The bridge knows whole answers and none.
            outcome = HttpFailure.CONNECTION_LOST
        if isinstance(outcome, HttpFailure):
            self._agent.http_fail(number, TOLD_AS[outcome])
            return
        try:
            self._agent.http_answer(number, outcome)
        except BridgeError:
            self._agent.http_fail(number, BridgeFailure.LOST)

    async def _tell_time(self) -> None:
        unix_us = await wait(self._network.ask_time(self._settings.sntp_timeout_s * SECOND_US))
        if unix_us is not None:
            self._tell(lambda: self._agent.clock_set(unix_us))

    def _tell(self, say: Callable[[], None]) -> None:
        """Say something to the board in its present, and let it act on it."""
        with self._time.at(self._kernel.now_us):
            try:
                say()
            except AgentError as error:
                # A board that has just stopped waiting is not told any more.
                if error.code is not AgentErrorCode.NO_EXCHANGE:
                    raise


def _ended(error: BaseException | None) -> None:
    if error is not None:
        raise error
