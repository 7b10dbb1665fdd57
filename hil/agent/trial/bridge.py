"""Promises of an agent whose program sends its requests over the line: a server of the bench's own answers them."""

import re
import time
from typing import Final

from oceanhil.hil.agent.http_bridge import HttpBridge
from oceanhil.hil.agent.trial.one_exchange import TIME_OUT_PROMISE
from oceanhil.hil.agent.trial.server import TrialServer
from oceanhil.hil.agent.trial.trial import (
    REQUEST_S,
    BrokenPromiseError,
    NotTriedError,
    Trial,
    asked,
    declared,
    expect,
    expect_refusal,
)
from oceanhil.protocol.agent.error_code import AgentErrorCode
from oceanhil.protocol.agent.events import HttpEvent, RelaysEvent
from oceanhil.protocol.agent.vocabulary import CommandGroup
from oceanhil.protocol.http import HttpResponse

_CHOSEN_TENTHS: Final = -987
_TIME_OUT_S: Final = 20.0
_TIMED_OUT: Final = re.compile(r"(?<![\w.-])-11(?![\w.-])")
_RATE_LIMITED: Final = 429
_SOON_S: Final = 10.0
"""For what comes at once, or after the second that an answer tells it to wait; else a program waits for minutes."""
_HEADER_NAMES: Final = ("Retry-After", "retry-after", "RETRY-AFTER")
_LONG_BYTES: Final = 1500


def tells_a_time_out(line: str) -> bool:
    """Tell whether a printed line has the number that HTTPClient gives to a time-out, in whichever words."""
    return _TIMED_OUT.search(line) is not None


def _sensor(trial: Trial) -> None:
    server = TrialServer()
    trial.agent.hold()
    trial.agent.sensor_set(_CHOSEN_TENTHS, None)
    with HttpBridge(trial.agent, server.exchange):
        trial.boot()
        report = server.report(REQUEST_S)
    if report is None:
        raise NotTriedError(f"its program reported nothing within {REQUEST_S:g} s")
    chosen = f"{_CHOSEN_TENTHS / 10}"
    expect(
        f"SENSOR,SET to {chosen} °C before a boot is what the program reports in it",
        right=chosen.encode() not in report,
    )


def _header_names(trial: Trial) -> None:
    heard = [name for name in _HEADER_NAMES if _waits_as_told(trial, name)]
    if not heard:
        raise NotTriedError("its program does not go by Retry-After")
    deaf = [name for name in _HEADER_NAMES if name not in heard]
    expect(f"a 429 with '{heard[0]}: 1' is heeded, one with '{''.join(deaf[:1])}: 1' is not", right=not deaf)


def _waits_as_told(trial: Trial, name: str) -> bool:
    server = TrialServer(first=HttpResponse(_RATE_LIMITED, b'{"success": false}', {name: "1"}))
    trial.agent.hold()
    with HttpBridge(trial.agent, server.exchange):
        trial.boot()
        if not server.is_asked(1, REQUEST_S):
            raise NotTriedError(f"its program asks nothing within {REQUEST_S:g} s")
        return server.is_asked(2, _SOON_S)


def _long_answers(trial: Trial) -> None:
    if not _is_registered(trial, 0):
        raise NotTriedError("its program does not go on after a registration")
    trial.agent.factory()
    said = f"after an answer of {_LONG_BYTES} bytes its program did not go on, after a short one it does"
    expect(said, right=_is_registered(trial, _LONG_BYTES))


def _is_registered(trial: Trial, padding: int) -> bool:
    """Tell whether it opens a session with what its registration was answered with."""
    server = TrialServer(padding=padding)
    trial.agent.hold()
    with HttpBridge(trial.agent, server.exchange):
        trial.boot()
        return server.is_asked(1, REQUEST_S) and server.is_session_asked(_SOON_S)


def _relays(trial: Trial) -> None:
    server = TrialServer(relay1=True)
    trial.agent.hold()
    with HttpBridge(trial.agent, server.exchange):
        trial.boot()
        try:
            trial.event(RelaysEvent, REQUEST_S)
        except BrokenPromiseError as error:
            raise NotTriedError(f"its program switches no relay: {error}") from None
        trial.agent.hold()
    words = trial.tell(0, "RELAYS", "READ").words
    expect(f"after HOLD, RELAYS,READ says {','.join(words)}", right=words == ("off", "off", "0", "0"))


def _exchange(trial: Trial) -> None:
    number = asked(trial).exchange
    other = str(number % 9999 + 1)
    refusal = trial.refusal("HTTP", "FAIL", other, "-1")
    expect_refusal(refusal, AgentErrorCode.NO_EXCHANGE, "HTTP,FAIL of another exchange was")
    refusal = trial.refusal("HTTP", "ANSWER", str(number), "3", "2", "5", "00")
    expect_refusal(refusal, AgentErrorCode.OUT_OF_RANGE, "part 3 of 2 was", done="taken")
    refusal = trial.refusal("HTTP", "ANSWER", str(number), "1", "1", "5", "00")
    expect_refusal(refusal, AgentErrorCode.BAD_ARGUMENT, "an answer with a wrong CRC-32 was", done="taken")
    trial.forget_events()
    trial.agent.http_resend(number, 1)
    expect("HTTP,RESEND from part 1 began with another part", right=trial.event(HttpEvent).part == 1)


def _late_answer(trial: Trial) -> None:
    number, before, began_s = asked(trial).exchange, len(trial.printed), time.monotonic()
    if not trial.printed.wait(tells_a_time_out, before, _TIME_OUT_S):
        raise NotTriedError(f"it did not print within {_TIME_OUT_S:g} s that a request ended with -11")
    trial.time_out_s = time.monotonic() - began_s
    refusal = trial.refusal("HTTP", "FAIL", str(number), "-1")
    what, when = f"HTTP,FAIL of exchange {number} was", " after it was printed to end with -11"
    expect_refusal(refusal, AgentErrorCode.NO_EXCHANGE, what, when=when)


_G: Final = CommandGroup
_BRIDGED: Final = (_G.HOLD, _G.PROVISION, _G.HTTP)
BRIDGE_PROMISES: Final = (
    declared("SENSOR,SET", "in place of its sensor until the next boot", _sensor, *_BRIDGED, _G.OUTPUTS),
    declared(
        "RELAYS,READ", "HOLD opens the relays, since no program holds them any more", _relays, *_BRIDGED, _G.OUTPUTS
    ),
    declared("HTTP,ANSWER", "all bytes after the empty line are the body", _long_answers, *_BRIDGED),
    declared("HTTP,ANSWER", "Header names are read without regard to case", _header_names, *_BRIDGED),
    declared("HTTP", "answers any of them when the board waits for no such exchange", _exchange, *_BRIDGED),
    declared("HTTP", "the commands that still come are refused with `no-exchange`", _late_answer, *_BRIDGED),
    TIME_OUT_PROMISE,
)
"""In the order in which they are tried."""
