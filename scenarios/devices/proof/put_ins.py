"""Changes that put something in that nobody asked for: what must not come can come only then.

They are tried on expectations that noticed nothing else. Each is what may happen to any device.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Final

from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep, WorldStep
from oceanhil.scenarios.devices.proof.change import Change, Kind
from oceanhil.scenarios.devices.proof.passed import PassedRun
from oceanhil.scenarios.devices.steps.clocks import Run, SetSkew
from oceanhil.scenarios.devices.steps.device import PowerOn, Reset
from oceanhil.scenarios.devices.steps.server import RegenerateToken, Restart, SetRelay, Switch
from oceanhil.scenarios.devices.steps.storage import Clear
from oceanhil.scenarios.names import ANY
from oceanhil.scenarios.step import UnpreparedError
from oceanhil.scenarios.world import MAIN_DEVICE

_TAKES_EFFECT_US: Final = 60 * SECOND_US
_CLOCK_OFF_US: Final = 3600 * SECOND_US


def _last_resort(name: str, words: str, does: str, steps: Callable[[str], Sequence[WorldStep]]) -> Kind:
    return Kind(
        name=name,
        does=f"{does}: before every step, just before the expectation, or a minute before it",
        applies="expectations that noticed nothing else",
        make=_put_in(name, words, steps),
        is_about_one=True,
        is_last_resort=True,
    )


def _put_in(
    kind: str, words: str, steps: Callable[[str], Sequence[WorldStep]]
) -> Callable[[PassedRun], Iterator[Change]]:
    """Give what does `steps` besides: all the time, then before each expectation; `{name}` in `words` is the device."""

    def make(run: PassedRun) -> Iterator[Change]:
        always = words.format(name=MAIN_DEVICE)
        yield Change(kind=kind, words=f"{always} before every step", hold=partial(_do_all, tuple(steps(MAIN_DEVICE))))
        for index in run.expectations:
            step = run.steps[index].step
            name = step.on if isinstance(step, DeviceStep) and step.on != ANY else MAIN_DEVICE
            done, what = tuple(steps(name)), f"{words.format(name=name)} before {run.words_of(index)}"
            yield Change(kind=kind, words=what, at=index, put_in=done)
            # What looks back sees only what came of it, and that takes time.
            yield Change(kind=kind, words=f"{what}, a minute", at=index, put_in=(*done, Run(for_us=_TAKES_EFFECT_US)))

    return make


def _do_all(steps: Sequence[WorldStep], context: DeviceContext) -> None:
    # Before the dashboard knows the device there is nothing to be done in it.
    with suppress(UnpreparedError):
        for step in steps:
            step.run(context)


def _restart(name: str) -> Sequence[WorldStep]:
    return PowerOn(on=name), Reset(on=name)


def _forget(name: str) -> Sequence[WorldStep]:
    return Clear(on=name), PowerOn(on=name), Reset(on=name)


def _replace(name: str) -> Sequence[WorldStep]:
    return (RegenerateToken(on=name),)


def _switch(name: str) -> Sequence[WorldStep]:
    return tuple(SetRelay(on=name, relay=relay, state=Switch.ON) for relay in (1, 2))


def _shift_clock(name: str) -> Sequence[WorldStep]:
    return (SetSkew(on=name, by_us=_CLOCK_OFF_US),)


PUT_INS: Final[Sequence[Kind]] = (
    _last_resort("restart-put-in", "{name} starts once more", "the device starts once more", _restart),
    _last_resort(
        "loss-put-in", "{name} loses its token and starts", "the device loses its token and starts once more", _forget
    ),
    _last_resort(
        "token-put-in", "{name} gets another token", "the tokens of the device are replaced in the dashboard", _replace
    ),
    _last_resort("relays-put-in", "relays of {name} go on", "both relays are switched on in the dashboard", _switch),
    _last_resort(
        "clock-put-in", "the clock of {name} goes wrong", "the device's clock is set an hour forward", _shift_clock
    ),
    _last_resort(
        "server-restart-put-in",
        "the server restarts",
        "the server restarts and forgets sessions",
        lambda _: (Restart(),),
    ),
)
