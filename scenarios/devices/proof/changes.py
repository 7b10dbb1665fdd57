"""What is changed in the world of a case that passes: each kind of change once, in a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from oceanhil.protocol.faults import Fault, FaultKind, FaultRule
from oceanhil.protocol.network_change import HostChange
from oceanhil.protocol.redact import redact
from oceanhil.protocol.surroundings import Host
from oceanhil.scenarios.devices.context import DeviceContext, WorldStep
from oceanhil.scenarios.devices.proof.change import Change, Kind, Missing
from oceanhil.scenarios.devices.proof.passed import PassedRun
from oceanhil.scenarios.devices.proof.put_ins import PUT_INS
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest

_LINES: Final = frozenset({EventKind.SERIAL, EventKind.PANIC, EventKind.HALT})
"""What is seen on the serial line."""


def _silent_line(run: PassedRun) -> Iterator[Change]:
    if any(each.kind is EventKind.SERIAL for each in run.events):
        yield Change(kind="silent-line", words="the serial line says nothing", missing=lambda: _is_line)


def _is_line(event: Event) -> bool:
    return event.kind in _LINES


def _cut_off(run: PassedRun) -> Iterator[Change]:
    if run.has_requests:
        yield Change(kind="cut-off", words="no request leaves the device", hold=_block)


def _block(context: DeviceContext) -> None:
    context.world.network.apply(HostChange(Host.SERVER, blocked=True))


def _deaf_server(run: PassedRun) -> Iterator[Change]:
    if run.has_requests:
        yield Change(kind="deaf-server", words="the server answers no request", hold=_deafen)


def _deafen(context: DeviceContext) -> None:
    server = context.world.server
    server.clear_faults()
    server.add_fault(FaultRule(Fault(FaultKind.DROP_REQUEST)))


def _lost_journal(run: PassedRun) -> Iterator[Change]:
    if run.has_requests:
        yield Change(kind="lost-journal", words="the server records no request", missing=lambda: _is_request)


def _is_request(event: Event) -> bool:
    return event.kind is EventKind.REQUEST


def _step_left_out(run: PassedRun) -> Iterator[Change]:
    for index in run.removable_steps:
        yield Change(kind="step-left-out", words=f"without {run.words_of(index)}", at=index, without=index)


def _usual_firmware(run: PassedRun) -> Iterator[Change]:
    if run.has_own_firmware:
        yield Change(kind="usual-firmware", words="without what 'given' says of the firmware", is_usual_firmware=True)


def _line_not_heard(run: PassedRun) -> Iterator[Change]:
    for index, events in run.evidence.items():
        said = [run.events[each] for each in events if run.events[each].kind is EventKind.SERIAL]
        lines = {(event.device, str(event.fields["text"])) for event in said}
        for device, text in sorted(lines):
            yield Change(
                kind="line-not-heard",
                words=f"the line {redact(text)!r} is not heard",
                at=index,
                missing=partial(_same_line, device, text),
            )


def _request_not_recorded(run: PassedRun) -> Iterator[Change]:
    for index, events in run.evidence.items():
        for each in (each for each in events if _is_request(run.events[each])):
            number, request = run.number_of_request(each), TracedRequest.of(run.events[each])
            yield Change(
                kind="request-not-recorded",
                words=f"request {number}, {request.method} {request.path}, is not recorded",
                at=index,
                missing=partial(_Numbered, number),
            )


def _same_line(device: str, text: str) -> Missing:
    return lambda event: event.kind is EventKind.SERIAL and event.device == device and event.fields["text"] == text


class _Numbered:
    """Tells which is the request of that number, counted from 1."""

    def __init__(self, number: int) -> None:
        self._left = number

    def __call__(self, event: Event) -> bool:
        if event.kind is not EventKind.REQUEST:
            return False
        self._left -= 1
        return self._left == 0


def _is_met_by_lines(run: PassedRun, _change: Change, index: int) -> bool:
    return bool(run.needed_events(index) & _LINES)


def _is_met_by_requests(run: PassedRun, _change: Change, index: int) -> bool:
    return EventKind.REQUEST in run.needed_events(index)


def _is_about(_run: PassedRun, change: Change, index: int) -> bool:
    return change.at == index


def _counts_exactly(run: PassedRun, change: Change, index: int) -> bool:
    step = run.steps[index].step
    return change.at == index and isinstance(step, WorldStep) and step.counts_exactly


KINDS: Final[Sequence[Kind]] = (
    Kind(
        name="silent-line",
        does="the device is mute: no line, crash or halt is seen; all else goes on",
        applies="cases in which a device says something",
        make=_silent_line,
        has_to_notice=_is_met_by_lines,
    ),
    Kind(
        name="cut-off",
        does="the device is mute on the network: no request comes to the server",
        applies="cases with requests",
        make=_cut_off,
        has_to_notice=_is_met_by_requests,
    ),
    Kind(
        name="deaf-server",
        does="the server takes each request and closes the connection without an answer; nothing is processed",
        applies="cases with requests",
        make=_deaf_server,
    ),
    Kind(
        name="lost-journal",
        does="requests are answered and nobody records them",
        applies="cases with requests",
        make=_lost_journal,
        has_to_notice=_is_met_by_requests,
    ),
    Kind(
        name="step-left-out",
        does="one step that does something is left out, each in turn",
        applies="every step that is no expectation, what `given` prepares by itself aside",
        make=_step_left_out,
    ),
    Kind(
        name="usual-firmware",
        does="firmware is generated as if `given.firmware` said no more than the store",
        applies="cases with other keys there",
        make=_usual_firmware,
    ),
    Kind(
        name="line-not-heard",
        does="the line that met an expectation is not heard, however often it is said",
        applies="each `expect.serial`",
        make=_line_not_heard,
        has_to_notice=_is_about,
        is_about_one=True,
    ),
    Kind(
        name="request-not-recorded",
        does="the last request that met an expectation is not recorded",
        applies="each expectation that waits for requests or counts them",
        make=_request_not_recorded,
        has_to_notice=_counts_exactly,
        is_about_one=True,
    ),
    *PUT_INS,
)
