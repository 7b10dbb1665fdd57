"""Promises about the clocks: wall time, uptime, and the oscillator that counts in deep sleep."""

import time
from typing import Final

from oceanhil.hil.agent.trial.trial import Trial, declared, expect
from oceanhil.protocol.agent.events import BootEvent, SleepEvent
from oceanhil.protocol.agent.vocabulary import CommandGroup
from oceanhil.protocol.board_faults import ClockFault
from oceanhil.protocol.resets import ResetKind, ResetReason
from oceanhil.protocol.units import SECOND_US, WHOLE_PPM

_DOUBLE_PPM: Final = WHOLE_PPM
_HALF_PPM: Final = WHOLE_PPM // 2
_UPTIME_S: Final = 3_600_000
_MEASURED_S: Final = 1.0
_FAST_FROM, _FAST_TO = 1.6, 2.6
_NAP_US: Final = 1_900_000
"""Not of whole seconds."""
_EARLIEST: Final = 0.85
_WRAP_S: Final = 1 << 31
_LATE_S: Final = 20.0
"""How late an answer may be: what it shows is as old."""


def _sleep(trial: Trial) -> None:
    trial.running()
    trial.forget_events()
    began_s = time.monotonic()
    trial.agent.sleep(_NAP_US)
    trial.event(SleepEvent)
    said = trial.event(BootEvent).reason
    slept_s, wanted_s = time.monotonic() - began_s, _NAP_US / SECOND_US
    expect(f"after SLEEP, BOOT says {said.value}", right=said is ResetReason.DEEP_SLEEP)
    # What is slow here makes it longer, never shorter; an oscillator may be off by some percent.
    expect(f"BOOT came {slept_s:.1f} s after SLEEP for {wanted_s:g} s", right=slept_s > wanted_s * _EARLIEST)


def _clock_set(trial: Trial) -> None:
    agent = trial.agent
    for unix_s in (_WRAP_S + 5, -5000):
        agent.clock_set(unix_s * SECOND_US)
        shown_s = agent.clock_get().unix_us / SECOND_US
        expect(f"after CLOCK,SET to {unix_s} s it shows {shown_s:.1f} s", right=0 <= shown_s - unix_s < _LATE_S)


def _clock_fault(trial: Trial) -> None:
    agent = trial.agent
    agent.clock_set((_WRAP_S + 5) * SECOND_US)
    agent.clock_fault(ClockFault.SIGNED_32_BIT)
    shown_s = agent.clock_get().unix_us / SECOND_US
    agent.clock_fault(None)
    said = f"{_WRAP_S + 5} s are shown as {shown_s:.1f} s"
    expect(f"with signed-32-bit, {said}", right=0 <= shown_s + _WRAP_S < _LATE_S + 5)


def _fault_outlasts_a_boot(trial: Trial) -> None:
    trial.agent.clock_fault(ClockFault.SIGNED_32_BIT)
    trial.boot()
    trial.agent.clock_set((_WRAP_S + 5) * SECOND_US)
    shown_s = trial.agent.clock_get().unix_us / SECOND_US
    trial.agent.clock_fault(None)
    expect(f"after a boot, signed-32-bit shows {_WRAP_S + 5} s as {shown_s:.1f} s", right=shown_s < 0)


def _drift(trial: Trial) -> None:
    trial.running()
    trial.agent.clock_drift(_DOUBLE_PPM)
    before, began_s = trial.agent.clock_get(), time.monotonic()
    time.sleep(_MEASURED_S)
    after, took_s = trial.agent.clock_get(), time.monotonic() - began_s
    trial.agent.clock_drift(0)
    wall = (after.unix_us - before.unix_us) / SECOND_US / took_s
    uptime = (after.uptime_ms - before.uptime_ms) / 1000 / took_s
    both = all(_FAST_FROM < each < _FAST_TO for each in (wall, uptime))
    rates = f"wall time ran {wall:.1f} times as fast, and uptime {uptime:.1f} times"
    expect(f"with CLOCK,DRIFT,{_DOUBLE_PPM} {rates}", right=both)


def _sleep_drift(trial: Trial) -> None:
    trial.running()
    trial.agent.clock_sleep_drift(-_HALF_PPM)
    trial.forget_events()
    began_s = time.monotonic()
    trial.agent.sleep(_NAP_US)
    trial.event(BootEvent)
    slept_s, wanted_s = time.monotonic() - began_s, 2 * _NAP_US / SECOND_US
    trial.agent.clock_sleep_drift(0)
    said = f"with CLOCK,SLEEPDRIFT,{-_HALF_PPM} BOOT came {slept_s:.1f} s after SLEEP,{_NAP_US}"
    # An oscillator that is slow by half counts so far in twice the time; what is slow here makes it longer still.
    expect(f"{said}, expected {wanted_s:g} s", right=slept_s > wanted_s * _EARLIEST)


def _uptime(trial: Trial) -> None:
    trial.running()
    trial.agent.clock_uptime(_UPTIME_S * SECOND_US)
    shown_s = trial.agent.clock_get().uptime_ms / 1000
    said = f"after CLOCK,UPTIME to {_UPTIME_S} s it shows {shown_s:.1f} s"
    expect(said, right=0 <= shown_s - _UPTIME_S < _LATE_S)
    trial.forget_events()
    trial.agent.restart(ResetKind.PIN)
    trial.event(BootEvent)
    shown_s = trial.agent.clock_get().uptime_ms / 1000
    expect(f"after CLOCK,UPTIME to {_UPTIME_S} s and a boot it shows {shown_s:.1f} s", right=shown_s < _UPTIME_S)


def _clock_through_go(trial: Trial) -> None:
    trial.agent.hold()
    trial.agent.clock_set(_WRAP_S // 2 * SECOND_US)
    trial.boot()
    shown_s = trial.agent.clock_get().unix_us / SECOND_US
    said = f"a clock that was set in the hold to {_WRAP_S // 2} s shows {shown_s:.1f} s after GO"
    expect(said, right=0 <= shown_s - _WRAP_S // 2 < _LATE_S)


_G: Final = CommandGroup
CLOCK_PROMISES: Final = (
    declared(
        "SLEEP",
        "sends the event SLEEP, then goes into deep sleep until its own timer has counted so many µs",
        _sleep,
        _G.HOLD,
        _G.SLEEP,
    ),
    declared("CLOCK,SET", "sets wall time, signed, 64 bits", _clock_set, _G.CLOCK),
    declared("CLOCK,FAULT", "time falls back to 1901 in 2038", _clock_fault, _G.CLOCK, _G.CLOCK_FAULTS),
    declared(
        "CLOCK,FAULT",
        "What was arranged lasts through resets",
        _fault_outlasts_a_boot,
        _G.HOLD,
        _G.CLOCK,
        _G.CLOCK_FAULTS,
    ),
    declared("CLOCK,DRIFT", "lets both clocks run fast", _drift, _G.HOLD, _G.CLOCK, _G.CLOCK_FAULTS),
    declared(
        "CLOCK,SLEEPDRIFT",
        "the same for the oscillator that counts in deep sleep",
        _sleep_drift,
        _G.HOLD,
        _G.SLEEP,
        _G.CLOCK_FAULTS,
    ),
    declared("CLOCK,UPTIME", "ends what was said for a boot", _uptime, _G.HOLD, _G.CLOCK, _G.CLOCK_FAULTS),
    declared(
        "CLOCK,SET", "A clock that was set in the hold keeps its time through GO", _clock_through_go, _G.HOLD, _G.CLOCK
    ),
)
