"""Steps of a scenario, made of what was recorded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from oceanhil.protocol.panics import ResetCause
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.devices.steps import device
from oceanhil.scenarios.devices.steps.clocks import Run
from oceanhil.scenarios.devices.steps.crashes import ExpectPanic
from oceanhil.scenarios.devices.steps.serial import ExpectSerial
from oceanhil.scenarios.devices.steps.server import RegenerateToken
from oceanhil.scenarios.units import format_duration

if TYPE_CHECKING:
    from oceanhil.analysis.skeleton.boots import RecordedBoot, Seen
    from oceanhil.protocol.panics import Reset

WAIT_FROM_US = 20 * SECOND_US
"""A gap (µs) from this on becomes a step of its own; shorter ones are within what a step waits by itself."""
_PATIENCE_US = 60 * SECOND_US
_FIELD = re.compile(r"\{(\w+)\}")
_VOLATILE = frozenset({"device_id", "ip", "seconds", "sequence", "session", "slot", "token"})
_ANY_GLYPH = frozenset({"glyph"})
"""A step that expects a line takes any glyph in it, or none."""
_RESET_WORDS: Mapping[ResetCause, tuple[str, ...]] = {
    ResetCause.POWER_ON: (device.PowerOff.name, device.PowerOn.name),
    ResetCause.PIN: (f"{device.Reset.name}: pin",),
    ResetCause.PIN_OR_SOFTWARE: (f"{device.Reset.name}: pin",),
    ResetCause.SOFTWARE: (f"{device.Reset.name}: software",),
    ResetCause.WATCHDOG: (f"{device.Reset.name}: watchdog",),
    ResetCause.BROWNOUT: (f"{device.Reset.name}: brownout",),
    ResetCause.DEEP_SLEEP: (),
    ResetCause.OTHER: (f"{device.Reset.name}: pin",),
}
_NEW_FIRMWARE = (RegenerateToken.name, device.Flash.name)


class WrittenStep(msgspec.Struct, frozen=True):
    """A step as YAML in one line; without one only `comment`, which says what was seen but cannot be expected."""

    yaml: str = ""
    comment: str = ""


def steps_of(boot: RecordedBoot, before: RecordedBoot | None) -> Iterator[WrittenStep]:
    """Give the steps of one life of the program: how it is brought about, then what it said, then how it crashed."""
    last_us = _last_us(before)
    yield from _waited(last_us, boot.t_us)
    yield from _beginning(boot, before)
    last_us = last_us if boot.t_us is None else boot.t_us
    for run in _runs(boot.seen):
        yield from _waited(last_us, run[0].t_us)
        yield _expected(run)
        last_us = run[-1].t_us if run[-1].t_us is not None else last_us
    for crash in boot.crashes:
        yield WrittenStep(f"{ExpectPanic.name}: {crash.kind.value}", crash.summary)


def _beginning(boot: RecordedBoot, before: RecordedBoot | None) -> Iterator[WrittenStep]:
    if before is None:
        yield WrittenStep(device.PowerOn.name)
    elif before.token and boot.token and before.token != boot.token:
        yield from (WrittenStep(step) for step in _NEW_FIRMWARE)
    elif before.announced_restart or before.crashes:
        yield WrittenStep(comment="it restarts by itself")
    else:
        yield from (WrittenStep(step, _why(boot.reset)) for step in _words(boot.reset))


def _words(reset: Reset | None) -> tuple[str, ...]:
    return _RESET_WORDS[ResetCause.PIN if reset is None else reset.cause]


def _why(reset: Reset | None) -> str:
    return "the log does not tell how it was started" if reset is None else ""


def _last_us(boot: RecordedBoot | None) -> int | None:
    if boot is None:
        return None
    times = [each.t_us for each in boot.seen if each.t_us is not None]
    return times[-1] if times else boot.t_us


def _waited(last_us: int | None, t_us: int | None) -> Iterator[WrittenStep]:
    """Let the time of a long gap pass, in whole seconds: the step that follows waits for the rest."""
    gap_us = 0 if last_us is None or t_us is None else t_us - last_us
    if gap_us >= WAIT_FROM_US:
        yield WrittenStep(f"{Run.name}: {format_duration(gap_us - gap_us % SECOND_US)}")


def _runs(seen: Sequence[Seen]) -> Iterator[list[Seen]]:
    """Put equal lines in a row together."""
    run: list[Seen] = []
    for each in seen:
        if run and _expectation(run[-1]) != _expectation(each):
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _expected(run: list[Seen]) -> WrittenStep:
    first, count = run[0], len(run)
    if first.known is None:
        return WrittenStep(comment=f"line {first.number} is not known: {first.text}")
    key, text = _expectation(first)
    if count == 1 and key == "line":
        return WrittenStep(f"{ExpectSerial.name}: {_quoted(text)}")
    more = f", count: {count}, within: {_within(run)}" if count > 1 else ""
    return WrittenStep(f"{ExpectSerial.name}: {{{key}: {_quoted(text)}{more}}}")


def _expectation(seen: Seen) -> tuple[str, str]:
    """Give the whole line, or of a line that differs from run to run the part before what differs."""
    known = seen.known
    if known is None:
        return "", seen.text
    template = known.line.template
    doubtful = _VOLATILE if seen.is_as_printed else frozenset(known.fields) - _ANY_GLYPH
    stop = next((name for name in _FIELD.findall(template) if name in doubtful), "")
    head = template.partition(f"{{{stop}}}")[0] if stop else template
    text = _FIELD.sub(lambda found: known.fields[found[1]], head)
    return ("contains", text.rstrip()) if stop else ("line", text)


def _within(run: list[Seen]) -> str:
    """Give the time that the lines took, and half of it more."""
    times = [each.t_us for each in run if each.t_us is not None]
    took_us = (times[-1] - times[0]) * 3 // 2 if times else 0
    whole_us = max(_PATIENCE_US, took_us + SECOND_US - took_us % SECOND_US)
    return format_duration(whole_us)


def _quoted(text: str) -> str:
    """Write a text in double quotes; the escapes of JSON are those of YAML."""
    return json.dumps(text, ensure_ascii=False)
