"""Expectations about the device itself: its power, its boots and its storage."""

from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Annotated

import msgspec

from oceanhil.protocol.lines import Line
from oceanhil.protocol.wording import plural
from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep, PromiseStep, Wanted
from oceanhil.scenarios.devices.own_sleep import starts
from oceanhil.scenarios.devices.poll_pace import limit_words
from oceanhil.scenarios.devices.records import (
    StorageState,
    TokenState,
    describe,
    recall,
    same_contents,
    state_of,
    token_states,
)
from oceanhil.scenarios.devices.steps.serial import WITHIN_US, last_lines
from oceanhil.scenarios.names import Reading, free_text
from oceanhil.scenarios.power_state import is_power_cut
from oceanhil.scenarios.scalars import Count, DurationUs
from oceanhil.scenarios.step import Unmet
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import Capability, is_held_to_pages

HaltText = Annotated[str, free_text("a part of what firmware says; what it does not say is not found, and fails")]
"""Why a program ends."""


class ExpectPowerLost(
    DeviceStep,
    name="expect.power_lost",
    met_by=EventKind.POWER,
    needs=Capability.POWER_CUT,
    main="within",
    waits=True,
):
    """The armed power cut happens. Ends the counting run of a sweep."""

    within_us: DurationUs = msgspec.field(default=WITHIN_US, name="within")

    def run(self, context: DeviceContext) -> None:
        """Look from the last cut on, then wait; raises Unmet when the time is over."""
        notes = context.notes(self.on)
        within_us = self.within_us + context.later_us()
        index = context.find(notes.power_cursor, partial(is_power_cut, device=self.on), within_us)
        if index is None:
            found = (
                f"power is on; {self._why_uncut(context)}{last_lines(context, self.on, context.boot_index(self.on))}"
            )
            raise Unmet(f"a power cut within {limit_words(self.within_us, within_us)}", found)
        notes.power_cursor = index + 1
        notes.cuts_due = max(0, notes.cuts_due - 1)

    def _why_uncut(self, context: DeviceContext) -> str:
        """Say where the cut that is due lies beyond what was saved: a replay ID may name any unit."""
        notes = context.notes(self.on)
        if not notes.cuts_due or notes.cuts_due > len(notes.cuts):
            return ""
        cut = notes.cuts[-notes.cuts_due]
        done = context.device(self.on).flash_units(cut.boot)
        if done > cut.unit:
            return ""
        return f"boot {cut.boot} did {plural(done, 'unit')} of flash work, and the cut is behind {cut.unit:,}; "

    def swept_units(self, context: DeviceContext, boot: int) -> int | None:
        """Let the time pass in which power would be lost, unless another cut comes before that boot."""
        if context.notes(self.on).cuts_due:
            return None
        context.world.run_for(self.within_us + context.later_us())
        return context.device(self.on).flash_units(boot)


class ExpectHalt(PromiseStep, name="expect.halt", met_by=EventKind.HALT, main="reason", waits=True):
    """The program ends in this boot and only a reset helps."""

    reason: HaltText = ""
    within_us: DurationUs = msgspec.field(default=WITHIN_US, name="within")

    def lines(self) -> Iterable[Line]:
        """The line before it: whether a program that does not say so has ended, or rests for ever, nobody can see."""
        return (Line.SYSTEM_HALTED,)

    def run(self, context: DeviceContext) -> None:
        """Look back to the last boot, then wait; raises Unmet when the time is over."""
        boot = context.boot_index(self.on)
        if context.find(boot, self._sign(context), self.within_us) is None:
            reason = f" for {self.reason!r}" if self.reason else ""
            expected = f"the program to halt{reason} within {format_duration(self.within_us)}"
            raise Unmet(expected, last_lines(context, self.on, boot))

    def _sign(self, context: DeviceContext) -> Wanted:
        """Tell of an event whether it is the end; firmware that pages alone bind may say that it rests, and rest."""
        if not is_held_to_pages(context.world):
            return self._is_halt
        said = Line.SYSTEM_HALTED.pattern
        return lambda event: (
            self._is_halt(event)
            or (
                event.kind is EventKind.SERIAL
                and event.device == self.on
                and said.fullmatch(str(event.fields["text"]).rstrip()) is not None
            )
        )

    def _is_halt(self, event: Event) -> bool:
        is_halt = event.kind is EventKind.HALT and event.device == self.on
        return is_halt and self.reason in str(event.fields.get("reason", ""))


class ExpectBoots(DeviceStep, name="expect.boots", met_by=(), main="count"):
    """So many boots since the run began or since the last mark.

    Those that end a deep sleep of its own do not count of firmware of other people.
    """

    count: Count

    def run(self, context: DeviceContext) -> None:
        """Look; raises Unmet when there were more or fewer."""
        begun = (context.world.trace.events[at] for at in starts(context, self.on, context.mark))
        reasons = Counter(str(event.fields["reason"]) for event in begun)
        if reasons.total() != self.count:
            told = ", ".join(f"{count} by {reason}" for reason, count in reasons.most_common())
            raise Unmet(plural(self.count, "boot"), f"{reasons.total()}; {told}" if told else "0")


class ExpectStorage(PromiseStep, name="expect.storage", met_by=(), needs=Capability.STORAGE_READ, main="verdict"):
    """What the device would read as its token record at the next boot."""

    verdict: StorageState | None = None
    token: TokenState | None = None
    same_as: Reading | None = None

    def run(self, context: DeviceContext) -> None:
        """Look; raises Unmet at the first difference."""
        reading = context.device(self.on).stored_record()
        found, last = describe(context, self.on, reading), self._last_save(context)
        if self.verdict is not None and state_of(reading) is not self.verdict:
            raise Unmet(f"storage to be {self.verdict.value}", found, last)
        if self.token is not None and self.token not in token_states(context, self.on, reading):
            raise Unmet(f"a stored token that is {self.token.value}", found, last)
        if self.same_as is not None:
            remembered = recall(context, self.same_as)
            if not same_contents(reading, remembered):
                raise Unmet(f"storage as in {self.same_as!r}: {describe(context, self.on, remembered)}", found, last)

    def _last_save(self, context: DeviceContext) -> Event | None:
        """Give the save that storage is as it is from, in the trace; None where no save was seen."""
        return max(context.events(0, EventKind.SAVE, self.on), key=lambda event: event.t_us, default=None)
