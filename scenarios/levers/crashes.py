"""Expectations about crashes."""

from typing import Annotated, ClassVar

import msgspec

from oceanhil.protocol.panics import PanicKind
from oceanhil.scenarios.context import Context, Unmet
from oceanhil.scenarios.levers.base import DeviceLever
from oceanhil.scenarios.levers.serial_lines import WITHIN_US, last_lines
from oceanhil.scenarios.names import free_text
from oceanhil.scenarios.scalars import DurationUs
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.units import format_duration

DumpText = Annotated[str, free_text("a part of what firmware prints; what it does not print is not found, and fails")]
"""A part of a crash dump."""


class ExpectPanic(DeviceLever, frozen=True, kw_only=True):
    """The device crashes, after the crashes that were expected before: of this kind, with this text in its dump."""

    name: ClassVar[str] = "expect.panic"
    main: ClassVar[str] = "kind"
    waits: ClassVar[bool] = True

    kind: PanicKind | None = None
    text: DumpText = ""
    within_us: DurationUs = msgspec.field(default=WITHIN_US, name="within")

    def run(self, context: Context) -> None:
        """Look from the last expected crash on, then wait; raises Unmet when it is another one, or none comes."""
        bench = context.bench(self.on)
        index = context.find(bench.panic_cursor, self._is_panic, self.within_us)
        if index is None:
            found = last_lines(context, self.on, context.boot_index(self.on))
            raise Unmet(f"{self._wanted_text} within {format_duration(self.within_us)}", found)
        bench.panic_cursor = index + 1
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
