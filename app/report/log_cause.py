"""What the serial log of a case that failed points to: the documented cause, where the scenario does not provoke it.

A log is less than a run knows. The server refuses an expired and a used token in the same words, and a device repeats
what a fault answered it as if the server had said so: where the trace tells the server's own reason, or that a fault
answered, that decides. Where an invariant judges what a device did after an answer, whoever made that answer is not to
blame for it.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from oceanhil.analysis.diagnosis.engine import diagnose_lines
from oceanhil.analysis.diagnosis.knowledge import Cause, causes
from oceanhil.analysis.diagnosis.model import Course, Finding, LogVerdict
from oceanhil.app.report.answers import (
    Standing,
    answer_words,
    is_made_up,
    is_refused,
    leads_to,
    older_token,
    said_of_the_server,
    standing_answers,
)
from oceanhil.app.report.timeline import request_words
from oceanhil.host.durations import clock
from oceanhil.protocol.error_reason import SESSION_OVER, TOKEN_ENDED, ErrorReason
from oceanhil.protocol.lines import Line, recognise
from oceanhil.scenarios.devices.steps.faults import FaultStep
from oceanhil.scenarios.devices.steps.nearest_line import nearly_met
from oceanhil.scenarios.devices.touches import touched_by
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.result import Failure, LogCause, Outcome, Result
from oceanhil.scenarios.step import Touch
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_step import step_name
from oceanhil.scenarios.units import format_duration

_FAULT_ANSWERED = "A fault of the scenario's own made this answer"
_FAULT_REMEDY = (
    "Nothing that the log says of this answer is the device's or the server's fault. "
    f"See whether {FaultStep.name} strikes more requests, or for longer, than the scenario means it to."
)
_UNREAD = "The device made nothing of an answer that was right, and written in another form"
_UNREAD_REMEDY = "A server may write its answers so (RFC 8259, RFC 9112): see how the firmware reads this one."
_HEEDLESS = "What the device itself made of this answer"
_ITS_OWN_REMEDY = "See what its firmware does after such an answer: the request that came then is its own doing"
_MADE_UP_REMEDY = f"{_ITS_OWN_REMEDY}, though a fault of the scenario made the answer."
_REFUSED_WHEN_NEW = "registered-then-401"
"""The cause by which a device is refused right after it registered; a log does not tell what the server knows."""
_SESSION_LOST = "session-lost"
_PLACED: Mapping[str, str] = {
    "panic": "Mend what the program did there: {place}.",
    "watchdog": (
        "The program came no further than this: {place}. See what it waits for, such as a mutex that "
        "another task has taken and not given back, or which loop it does not leave."
    ),
    "heap-corrupted": (
        "A buffer was written past its end, or used after it was freed; it was found out here: {place}. "
        "Run the case with --sanitize: that names the access which went wrong."
    ),
}
"""What to do about causes that are about a place in the program, where a sketch's own is known."""
_PROVOKES: Mapping[Touch, frozenset[ErrorReason]] = {
    Touch.CREDENTIALS: TOKEN_ENDED,
    Touch.SETTINGS: frozenset({ErrorReason.MAINTENANCE, ErrorReason.RATE_LIMITED}),
    Touch.CLOCK: frozenset({ErrorReason.CLOCK_SKEW}),
}
"""What a step may lay hands on, and the reasons for which the server refuses a device because of that."""
_STEPS_TOLD = 3
_LONGEST_SEEN = 80
"""How much of a line is shown: what is known by its beginning may go on with hundreds of dots."""
_AFTER_ANSWERS = frozenset({InvariantId.I8.value, InvariantId.I10.value, InvariantId.I14.value, InvariantId.I15.value})
"""What these judge is what a device asks for, and when, after what it was answered."""


def with_log_cause(result: Result) -> Result:
    """Add to a case that failed what its log points to, up to the failure; any other result is given as it is.

    What the scenario is there to reproduce is in the log because it was provoked, and explains nothing.
    """
    if result.outcome is not Outcome.FAILED or not result.board:
        return result
    at_us = result.failure.at_us if result.failure is not None else None
    events = [event for event in result.events if at_us is None or event.t_us <= at_us]
    cause = _cause(result, events)
    return result if cause is None else msgspec.structs.replace(result, log_cause=cause)


def _cause(result: Result, events: Sequence[Event]) -> LogCause | None:
    if result.failure is not None and nearly_met(result.failure.found):
        # The device did what was expected; a refusal on purpose, say, that the log has besides is not why it failed.
        return None
    broken = result.failure if result.failure is not None and result.failure.invariant else None
    if broken is not None and (heedless := _heedless(broken, events)) is not None:
        return heedless
    standing = standing_answers(events)
    # No invariant is broken by what a fault answers.
    made_up = () if broken is not None else (each for each in reversed(standing) if each.reason is None)
    fault = next(iter(made_up), None)
    finding = next(_findings(result, list(said_of_the_server(events)), standing), None)
    if finding is None:
        is_fooled = any(_findings(result, _lines(events), ()))
        return _fault_cause(fault) if fault is not None and is_fooled else None
    finding = _of_the_last_answer(finding, standing)
    if finding.cause in _PLACED:
        finding = _with_place(finding, events)
    said = next((each for each in reversed(standing) if each.reason in finding.reasons), None)
    if fault is not None and said is not None and leads_to(fault, said, events):
        return _fault_cause(fault, f"after that the server itself answered {said.words}")
    return _log_cause(finding, said, events)


def _heedless(broken: Failure, events: Sequence[Event]) -> LogCause | None:
    """Tell which request broke the invariant, and how soon it came after which refusal; None where none did."""
    if broken.invariant not in _AFTER_ANSWERS or not events:
        return None
    requests = [event for event in events if event.kind is EventKind.REQUEST]
    then = requests.pop() if requests else None
    if then is None or then.t_us != broken.at_us:
        return None
    before = next((event for event in reversed(requests) if event.device == then.device), None)
    if before is None or not (is_made_up(before) or is_refused(before)):
        return None
    return LogCause(
        title=_HEEDLESS,
        confidence=0,
        evidence="",
        remedy=_MADE_UP_REMEDY if is_made_up(before) else f"{_ITS_OWN_REMEDY}.",
        documented="",
        reason=answer_words(before),
        then=f"{request_words(then)} {format_duration(then.t_us - before.t_us)} later, at {clock(then.t_us)}",
    )


def _fault_cause(fault: Standing, note: str = "") -> LogCause:
    """Tell of what a fault answered; one that leaves the meaning alone is nothing to look into, but how it was read."""
    title, remedy = (_UNREAD, _UNREAD_REMEDY) if fault.says_the_same else (_FAULT_ANSWERED, _FAULT_REMEDY)
    return LogCause(title, 0, "", remedy, "", note=note, reason=fault.words)


def _lines(events: Sequence[Event]) -> Sequence[str]:
    return [str(event.fields.get("text", "")) for event in events if event.kind is EventKind.SERIAL]


def _findings(result: Result, lines: Sequence[str], standing: Sequence[Standing]) -> Iterator[Finding]:
    """Give what these lines point to, surest first, and of refusals only what the server's reasons do not refute.

    What a scenario is there to reproduce is left out, but where a cause less sure would be told of the same answer:
    a token that is lost in the save that the scenario interrupts was not flashed to two devices.
    """
    diagnosis = diagnose_lines(lines)
    if diagnosis.verdict is not LogVerdict.PROBLEM:
        return
    reasons = {each.reason for each in standing if each.reason is not None}
    provoked: list[Finding] = []
    for each in diagnosis.findings:
        # A device that had a session was refused long after it registered; only the server knows why.
        is_session = reasons and reasons <= SESSION_OVER and each.cause == _REFUSED_WHEN_NEW
        finding = _session_lost(each) if is_session else each
        is_refuted = reasons and finding.reasons and reasons.isdisjoint(finding.reasons)
        if finding.course is not Course.OPEN or is_refuted:
            continue
        if _is_provoked(finding, result):
            provoked.append(finding)
        else:
            yield next((surer for surer in provoked if not set(surer.reasons).isdisjoint(finding.reasons)), finding)


def _with_place(crash: Finding, events: Sequence[Event]) -> Finding:
    """Say of a crash whose place in the program is known to mend that: nothing is left to decode or to ask support."""
    frames = (str(event.fields.get("frames") or "") for event in reversed(events) if event.kind is EventKind.PANIC)
    place, _, caller = next(frames, "").partition("\n")
    if not place:
        return crash
    called = f", called in {caller.partition(chr(10))[0]}" if caller else ""
    # What is told besides, such as who has the mutex that is waited for.
    place, semicolon, besides = place.partition("; ")
    remedy = _PLACED[crash.cause].format(place=f"{place}{called}{semicolon}{besides}")
    return msgspec.structs.replace(crash, remedy=remedy, documented=())


def _session_lost(seen: Finding) -> Finding:
    """Give the cause of a session that is over, with the evidence of what was seen."""
    return _with_cause(seen, next(each for each in causes() if each.id == _SESSION_LOST))


def _of_the_last_answer(seen: Finding, standing: Sequence[Standing]) -> Finding:
    """Give why no other session was opened, where the server has said so since: the one that is over is not why."""
    reason = standing[-1].reason if standing else None
    if not seen.reasons or not SESSION_OVER.issuperset(seen.reasons) or reason is None or reason in SESSION_OVER:
        return seen
    # What else may be behind that reason comes later in the file.
    plain = next((each for each in causes() if each.reasons == (reason,)), None)
    return seen if plain is None else _with_cause(seen, plain)


def _with_cause(seen: Finding, cause: Cause) -> Finding:
    """Put another cause to the evidence of what was seen."""
    about = {name: getattr(cause, name) for name in ("title", "documented", "remedy", "scenarios", "reasons")}
    return msgspec.structs.replace(seen, cause=cause.id, note="", **about)


def _is_provoked(finding: Finding, result: Result) -> bool:
    return result.scenario in finding.scenarios


def _log_cause(finding: Finding, said: Standing | None, events: Sequence[Event]) -> LogCause:
    return LogCause(
        title=finding.title,
        confidence=finding.confidence,
        evidence=_shortened(finding.evidence[-1].text) if finding.evidence else "",
        remedy=finding.remedy,
        documented="; ".join(map(str, finding.documented)),
        # What a note says of likelihood is settled by the server's own word.
        note=finding.note if said is None else _clock_set(said, events) or older_token(said.event, events),
        reason="" if said is None else said.words,
        provoked="" if said is None else _provoked(said, events),
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_SEEN else f"{text[: _LONGEST_SEEN - 1]}…"


def _clock_set(said: Standing, events: Sequence[Event]) -> str:
    """Of a clock that was refused: say when the device had set it last."""
    if said.reason is not ErrorReason.CLOCK_SKEW:
        return ""
    lines = (event for event in _before(said, events) if event.kind is EventKind.SERIAL)
    last = next((event for event in lines if _sets_the_clock(str(event.fields.get("text", "")))), None)
    return "" if last is None else f"the device had last set its clock at {clock(last.t_us)}"


def _sets_the_clock(text: str) -> bool:
    known = recognise(text)
    return known is not None and known.line is Line.TIME_SYNCED


def _provoked(said: Standing, events: Sequence[Event]) -> str:
    """Name the steps before the first such answer by which the scenario itself can have brought it about."""
    steps = [event for event in _before(said, events) if event.kind is EventKind.STEP]
    named = [(step_name(event), event) for event in reversed(steps)]
    told = [
        f"{name}, line {event.fields.get('line')}, at {clock(event.t_us)}"
        for name, event in named
        if any(said.reason in _PROVOKES.get(touch, ()) for touch in touched_by(name))
    ]
    return "; ".join(told[-_STEPS_TOLD:])


def _before(said: Standing, events: Sequence[Event]) -> Iterator[Event]:
    """Give what happened before the first such answer, the newest first."""
    return (event for event in reversed(events) if event.t_us <= said.first.t_us)
