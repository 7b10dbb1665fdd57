"""I9: a program that ends by a crash."""

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar

from oceanhil.protocol.lines import Line
from oceanhil.protocol.panics import OF_THE_BENCH
from oceanhil.scenarios.devices.steps.crashes import ExpectPanic, ResetRandomly
from oceanhil.scenarios.devices.steps.device import PowerOff, Reset
from oceanhil.scenarios.devices.steps.storage import CutPower
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant, Violation
from oceanhil.scenarios.step import PlacedStep
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_step import step_name
from oceanhil.scenarios.world import World

# A board cannot tell a watchdog or a brownout that the bench caused from one of its own.
_CAUSED_BY_THE_BENCH = frozenset(kind.value for kind in OF_THE_BENCH)
_BENCH_STEPS = frozenset({Reset.name, ResetRandomly.name, PowerOff.name, CutPower.name})
_FIRST_LINES = tuple(line.beginning for line in (Line.DEVICE_ID, Line.DEVICE_ID_FAILED))


class NoCrash(Invariant[World]):
    """I9: no device crashes, except as often as the scenario has `expect.panic` for it.

    A watchdog or brownout reset is no crash after the scenario reset the device or took its power away, until the
    program has come up again.
    """

    id: ClassVar[InvariantId] = InvariantId.I9
    kinds: ClassVar[frozenset[EventKind]] = frozenset({EventKind.PANIC, EventKind.STEP, EventKind.SERIAL})

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        self._expected: Counter[str] = Counter()
        self._bench_steps = 0
        self._came_up: dict[str, int] = {}
        self._resets_go_on = False

    def expect(self, steps: Sequence[PlacedStep]) -> None:
        """Count the crashes that the steps expect, device by device."""
        self._expected.update(step.step.on for step in steps if isinstance(step.step, ExpectPanic))

    @classmethod
    def hears(cls, text: str) -> bool:
        """The first line of a program."""
        return text.startswith(_FIRST_LINES)

    def take(self, event: Event) -> None:
        """Judge a crash."""
        match event.kind:
            case EventKind.STEP:
                name = step_name(event)
                self._bench_steps += name in _BENCH_STEPS
                self._resets_go_on = name == ResetRandomly.name
            case EventKind.SERIAL:
                if self._bench_steps and str(event.fields["text"]).startswith(_FIRST_LINES):
                    self._came_up[event.device] = self._bench_steps
            case _:
                self._judge(event)

    def _judge(self, event: Event) -> None:
        asked_for = self._resets_go_on or self._bench_steps > self._came_up.get(event.device, 0)
        if asked_for and event.fields["kind"] in _CAUSED_BY_THE_BENCH:
            return
        self._expected[event.device] -= 1
        if self._expected[event.device] < 0:
            place = str(event.fields.get("frames") or "").partition("\n")[0]
            where = f"; {place}" if place else ""
            self.violated(f"{event.device} crashed: {event.fields['found']}{where}", by=None)
