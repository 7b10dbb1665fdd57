"""Who hears which line: an invariant that does not hear one would have made nothing of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.devices.invariants import INVARIANTS
from oceanhil.scenarios.invariants import Invariant, Watch
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.world import World
from tests.scenarios.fake_world import fake_world
from tests.scenarios.writing import case_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from oceanhil.scenarios.trace import Event

TROUBLES = {
    "none": "",
    "without Wi-Fi": "- radio.access_point: Another\n",
    "without time": "- radio.block: time-server\n- device.power_off\n- device.power_on\n",
    "refused": "- server.fault: {kind: status, path: session, status: 401}\n"
    "- server.fault: {kind: status, path: state, status: 401}\n",
    "failing": "- server.fault: {kind: status, path: state, status: 503}\n",
    "unanswered": "- server.fault: {kind: drop_response, path: state}\n",
    "crash": "- device.crash: task-watchdog\n",
    "unsaved": "- storage.refuse: {what: save, times: 3}\n- server.revoke_token\n"
    "- device.power_off\n- device.power_on\n",
}


@cache
def life(trouble: str) -> tuple[Event, ...]:
    """What happens in an hour with such a trouble in its midst."""
    begin = "- server.generate\n- device.flash: {}\n- device.power_on\n- time.run: 3m\n"
    steps = f"{begin}{TROUBLES[trouble]}- time.run: 57m"
    return run_case(case_of("", steps), SimWorldFactory(), load_profile()).events


def breaches(invariants: Sequence[type[Invariant[World]]], events: Sequence[Event]) -> list[str]:
    world = fake_world()
    watch = Watch(world, invariants)
    found = []
    for event in events:
        world.run_for(event.t_us - world.now_us)
        world.trace.add(event.t_us, event.source, event.kind, event.device, event.fields)
        found.append(watch.first_violation())
    found.append(watch.first_violation(at_end=True))
    return [each.found for each in found if each is not None]


def hearing_all(invariant: type[Invariant[World]]) -> type[Invariant[World]]:
    return type(invariant.__name__, (invariant,), {"hears": classmethod(lambda _cls, _text: True)})


EVERYTHING_HEARD = [hearing_all(invariant) for invariant in INVARIANTS]


@pytest.mark.long
@pytest.mark.parametrize("trouble", TROUBLES)
@settings(max_examples=6)
@given(missing=st.sets(st.integers(0, 400), max_size=120))
def test_what_is_not_heard_would_change_no_judgement(trouble: str, missing: set[int]) -> None:
    events = [event for index, event in enumerate(life(trouble)) if index not in missing]
    assert breaches(INVARIANTS, events) == breaches(EVERYTHING_HEARD, events)


@pytest.mark.long
def test_lives_with_gaps_break_invariants_of_many_kinds() -> None:
    found = {
        breach.split("expected")[0][:20]
        for trouble in TROUBLES
        for gap in range(0, 200, 5)
        for breach in breaches(INVARIANTS, [each for at, each in enumerate(life(trouble)) if not gap <= at < gap + 9])
    }
    assert len(found) > 3


def test_a_line_in_which_a_secret_was_cut_is_for_everybody() -> None:
    assert not any(invariant.hears("any line") for invariant in INVARIANTS if invariant.id.value == "I1")
