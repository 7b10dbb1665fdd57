"""Promises about one exchange of the bridge, seen from close by: the bench answers part by part, or not at all."""

import time
import zlib
from typing import Final

from oceanhil.hil.agent.trial.trial import (
    TOKEN,
    CommandRefusal,
    NotTriedError,
    Trial,
    asked,
    declared,
    expect,
    expect_done,
    expect_refusal,
)
from oceanhil.protocol.agent.bridge import encode_response, split
from oceanhil.protocol.agent.error_code import AgentErrorCode
from oceanhil.protocol.agent.events import HttpEvent
from oceanhil.protocol.agent.vocabulary import CommandGroup
from oceanhil.protocol.http import HttpResponse

_UNAVAILABLE: Final = 503
_PARTS: Final = 2
_ANSWER: Final = encode_response(HttpResponse(_UNAVAILABLE, b"x" * 300, {}))
"""Of two parts."""
_ALL_EVENTS_S: Final = 0.5
_INTO_THE_WAIT: Final = 0.6
_AFTER_THE_WAIT: Final = 1.35


def _hand_over(
    trial: Trial, exchange: int, part: int, *, message: bytes = _ANSWER, bent: bool = False
) -> CommandRefusal | None:
    """Hand over one part of an answer; None when it was taken."""
    parts = split(message)
    data = parts[part - 1]
    data = bytes((data[0] ^ 1, *data[1:])) if bent else data
    crc32 = str(zlib.crc32(message))
    return trial.refusal("HTTP", "ANSWER", str(exchange), str(part), str(len(parts)), crc32, data.hex().upper())


def _expect_taken(trial: Trial, exchange: int, part: int, after: str) -> None:
    expect_done(_hand_over(trial, exchange, part), f"{after}, part {part} of an answer was")


def _expect_over(trial: Trial, exchange: int, after: str) -> None:
    refusal = trial.refusal("HTTP", "FAIL", str(exchange), "-1")
    expect_refusal(refusal, AgentErrorCode.NO_EXCHANGE, f"{after}, HTTP,FAIL of the exchange was")


def _damaged_answer(trial: Trial) -> None:
    exchange = asked(trial).exchange
    _expect_taken(trial, exchange, 1, "at first")
    refusal = _hand_over(trial, exchange, _PARTS, bent=True)
    what = "the last part of an answer, which was damaged, was"
    expect_refusal(refusal, AgentErrorCode.BAD_ARGUMENT, what, done="taken")
    for part in range(1, _PARTS + 1):
        _expect_taken(trial, exchange, part, "after an answer that came damaged")
    _expect_over(trial, exchange, "after an answer that came damaged, and then whole")


def _part_twice(trial: Trial) -> None:
    exchange = asked(trial).exchange
    for part in (1, 1, _PARTS):
        _expect_taken(trial, exchange, part, "when part 1 came twice")
    _expect_over(trial, exchange, "after an answer whose part 1 came twice")


def _another_answer(trial: Trial) -> None:
    exchange = asked(trial).exchange
    _expect_taken(trial, exchange, 1, "at first")
    refusal = _hand_over(trial, exchange, 1, message=encode_response(HttpResponse(_UNAVAILABLE, b"", {})))
    expect_done(refusal, "another answer, of one part, was", when=" after part 1 of two")
    _expect_over(trial, exchange, "after another answer of one part")


def _exchange_through_hold(trial: Trial) -> None:
    exchange = asked(trial).exchange
    trial.agent.hold()
    _expect_over(trial, exchange, "after HOLD")


def _resend_from(trial: Trial) -> None:
    """With a token that was pasted twice, a request is longer than one part."""
    trial.agent.factory()
    trial.provision(token=TOKEN * 2)
    request = asked(trial)
    if request.parts == 1:
        raise NotTriedError("its program's first request has one part")
    time.sleep(_ALL_EVENTS_S)
    trial.forget_events()
    trial.agent.http_resend(request.exchange, _PARTS)
    trial.event(HttpEvent)
    time.sleep(_ALL_EVENTS_S)
    parts = [each.part for each in trial.seen(HttpEvent) if each.exchange == request.exchange]
    expect(
        f"HTTP,RESEND from part {_PARTS} on sent part {min(parts, default=0)}", right=min(parts, default=0) == _PARTS
    )


def _time_out_from_the_request(trial: Trial) -> None:
    """A part that comes meanwhile wins no time; a promise before has found how long its program waits."""
    if trial.time_out_s is None:
        raise NotTriedError("how long its program waits for an answer was not found")
    exchange, began_s = asked(trial).exchange, time.monotonic()
    time.sleep(trial.time_out_s * _INTO_THE_WAIT)
    _expect_taken(trial, exchange, 1, f"within the {trial.time_out_s:.0f} s of a request")
    late_s = trial.time_out_s * _AFTER_THE_WAIT
    time.sleep(max(0.0, began_s + late_s - time.monotonic()))
    _expect_over(
        trial, exchange, f"{late_s:.0f} s after a request that waits {trial.time_out_s:.0f} s, with one part in it"
    )


_G: Final = CommandGroup
_BRIDGED: Final = (_G.HOLD, _G.PROVISION, _G.HTTP)
EXCHANGE_PROMISES: Final = (
    declared("HTTP,ANSWER", "all parts are missing again", _damaged_answer, *_BRIDGED),
    declared("HTTP,ANSWER", "A part that comes twice does no harm", _part_twice, *_BRIDGED),
    declared("HTTP,ANSWER", "A part with another `parts` or `crc32` begins a new answer", _another_answer, *_BRIDGED),
    declared("HTTP,RESEND", "sends the events of this request again, from `part` on", _resend_from, *_BRIDGED),
    declared("HOLD", "ends what the program waited for: an exchange", _exchange_through_hold, *_BRIDGED),
)
"""In the order in which they are tried."""
TIME_OUT_PROMISE: Final = declared(
    "HTTP,ANSWER", "The time-out counts from the request", _time_out_from_the_request, *_BRIDGED
)
"""To be tried once `time_out_s` is known."""
