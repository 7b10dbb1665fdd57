"""Steps in which a device falls over by itself: crashes, made and expected, and resets that nobody asked for."""

from typing import Annotated

import msgspec

from oceanhil.protocol.chance import Chance
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.resets import ResetKind
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep
from oceanhil.scenarios.devices.steps.serial import WITHIN_US, last_lines
from oceanhil.scenarios.names import free_text
from oceanhil.scenarios.scalars import Count, DurationUs, Repeats
from oceanhil.scenarios.step import Touch, Unmet
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import Capability

DumpText = Annotated[str, free_text("a part of what firmware prints; what it does not print is not found, and fails")]
"""A part of a crash dump."""


_SPONTANEOUS = (ResetKind.WATCHDOG, ResetKind.BROWNOUT)


class Crash(DeviceStep, name="device.crash", needs=Capability.CRASH, main="kind"):
    """Let the running program crash; nothing happens without power. Expect it with `expect.panic`."""

    kind: PanicKind

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).crash(self.kind)


class ResetRandomly(DeviceStep, name="device.reset_randomly", touches=Touch.RESET, main="count", waits=True):
    """Reset it `count` times at moments drawn from `seed`, by watchdog or brown-out, while `within` passes."""

    count: Repeats = 3
    within_us: DurationUs = msgspec.field(default=60 * SECOND_US, name="within")
    seed: Count = 0

    def __post_init__(self) -> None:
        if self.count > self.within_us:
            within = format_duration(self.within_us)
            raise ValueError(f"device.reset_randomly: {self.count} resets do not fit into {within}")

    def run(self, context: DeviceContext) -> None:
        """Draw the moments, then let time pass from one to the next and to the end."""
        rng = Chance(self.seed)
        moments_us = sorted(rng.sample(range(self.within_us), self.count))
        passed_us = 0
        for moment_us in moments_us:
            context.world.run_for(moment_us - passed_us)
            passed_us = moment_us
            context.device(self.on).reset(rng.choice(_SPONTANEOUS))
        context.world.run_for(self.within_us - passed_us)


class ExpectPanic(DeviceStep, name="expect.panic", met_by=EventKind.PANIC, main="kind", waits=True):
    """The device crashes, after the crashes that were expected before: of this kind, with this text in its dump."""

    kind: PanicKind | None = None
    text: DumpText = ""
    within_us: DurationUs = msgspec.field(default=WITHIN_US, name="within")

    def run(self, context: DeviceContext) -> None:
        """Look from the last expected crash on, then wait; raises Unmet when it is another one, or none comes."""
        notes = context.notes(self.on)
        index = context.find(notes.panic_cursor, self._is_panic, self.within_us)
        if index is None:
            found = last_lines(context, self.on, context.boot_index(self.on))
            raise Unmet(f"{self._wanted_text} within {format_duration(self.within_us)}", found)
        notes.panic_cursor = index + 1
        fields = context.world.trace.events[index].fields
        if self.kind is not None and fields["kind"] != self.kind.value:
            raise Unmet(self._wanted_text, f"{fields['kind']}: {fields['found']}")
        if self.text not in f"{fields['found']}\n{fields['text']}":
            raise Unmet(self._wanted_text, str(fields["found"]))

    @property
    def _wanted_text(self) -> str:
        kind = f" of kind {self.kind.value!r}" if self.kind is not None else ""
        text = f" with {self.text!r} in its dump" if self.text else ""
        return f"a crash{kind}{text}"

    def _is_panic(self, event: Event) -> bool:
        return event.kind is EventKind.PANIC and event.device == self.on
