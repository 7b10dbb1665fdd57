"""The HTTP bridge's end on the board: requests go out as events, answers come back as commands."""

from collections.abc import Callable
from typing import assert_never

from oceanhil.protocol.agent.bridge import BridgeError, MessageAssembler, decode_response, request_events
from oceanhil.protocol.agent.commands import HttpAnswer, HttpCommand, HttpFail, HttpResend
from oceanhil.protocol.agent.error_code import AgentErrorCode, WordsError
from oceanhil.protocol.agent.events import HttpEvent
from oceanhil.protocol.agent.message import Event
from oceanhil.protocol.agent.replies import Done
from oceanhil.protocol.http import Exchanged, HttpFailure, HttpRequest
from oceanhil.simulator.agent.outcome import DONE, AgentOutcome
from oceanhil.simulator.kernel import Kernel, Signal

_LAST_EXCHANGE = 9999


class _Exchange:
    """One request under way."""

    def __init__(self, number: int, events: tuple[HttpEvent, ...]) -> None:
        self.number = number
        self.events = events
        self.answer = MessageAssembler()
        self.signal = Signal[Exchanged]()


class LineUplink:
    """Carries one request at a time, as the firmware sends them; implements `oceanhil.simulator.network.Uplink`."""

    def __init__(self, kernel: Kernel, report: Callable[[Event], None]) -> None:
        self._kernel = kernel
        self._report = report
        self._number = 0
        self._under_way: _Exchange | None = None

    def exchange(self, request: HttpRequest, timeout_us: int) -> Signal[Exchanged]:
        """Report a request; the signal fires with what the bridge brings, or TIMEOUT. One too long is REFUSED."""
        self._number = self._number % _LAST_EXCHANGE + 1
        try:
            events = request_events(self._number, request)
        except BridgeError:
            refused = Signal[Exchanged]()
            self._kernel.call_later(0, lambda: refused.fire(HttpFailure.REFUSED))
            return refused
        started = self._under_way = _Exchange(self._number, events)
        self._kernel.call_later(timeout_us, lambda: self._end(started, HttpFailure.TIMEOUT))
        for event in events:
            self._report(event)
        return started.signal

    def drop(self) -> None:
        """Forget a request under way: its program is gone."""
        self._under_way = None

    def carry_out(self, command: HttpCommand) -> AgentOutcome:
        """Do one of the HTTP commands; the program goes on once the reply is out."""
        match command:
            case HttpAnswer():
                return self._take(self._find(command.exchange), command)
            case HttpFail():
                ended, failure = self._find(command.exchange), HttpFailure(command.failure.code)
                return AgentOutcome(Done(), lambda: self._end(ended, failure))
            case HttpResend():
                again = self._find(command.exchange)
                for event in again.events[command.part - 1 :]:
                    self._report(event)
                return DONE
            case _:
                assert_never(command)

    def _find(self, number: int) -> _Exchange:
        if self._under_way is None or self._under_way.number != number:
            raise WordsError(AgentErrorCode.NO_EXCHANGE, f"no exchange {number} is under way")
        return self._under_way

    def _take(self, exchange: _Exchange, part: HttpAnswer) -> AgentOutcome:
        if part.part > part.parts:
            raise WordsError(AgentErrorCode.OUT_OF_RANGE, f"part {part.part}, expected 1 to {part.parts}")
        message = exchange.answer.add(part)
        if message is None:
            if len(exchange.answer.missing) == part.parts:
                raise WordsError(AgentErrorCode.BAD_ARGUMENT, "the parts have another CRC-32, send all of them again")
            return DONE
        try:
            response = decode_response(message)
        except BridgeError as error:
            exchange.answer.forget()  # or the same parts again would be taken for late ones of a message that was good
            raise WordsError(AgentErrorCode.BAD_ARGUMENT, str(error)) from error
        return AgentOutcome(Done(), lambda: self._end(exchange, response))

    def _end(self, exchange: _Exchange, outcome: Exchanged) -> None:
        if self._under_way is exchange:
            self._under_way = None
            exchange.signal.fire(outcome)
