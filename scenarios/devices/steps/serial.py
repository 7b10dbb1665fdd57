"""Steps about the serial line of a device: what it prints, and what disturbs it on the way to whoever listens."""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated

import msgspec

from oceanhil.protocol.lines import NO_ANSWER, Line, lines_like, recognise
from oceanhil.protocol.patterns import LinearPattern
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import clock
from oceanhil.scenarios.devices.announced_waits import JOIN_OF_OTHERS_US, JOINS_LAST, Reprieve, growing, reprieve
from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep, PromiseStep, Wanted
from oceanhil.scenarios.devices.poll_pace import POLL_DUE, later_us, limit_words
from oceanhil.scenarios.devices.steps.clocks import needs_to_wait
from oceanhil.scenarios.devices.steps.in_the_clear import excuse_in_the_clear
from oceanhil.scenarios.devices.steps.nearest_line import nearest_line
from oceanhil.scenarios.devices.steps.refusals import lines_under
from oceanhil.scenarios.devices.steps.told import (
    answered_otherwise,
    await_told,
    excuse_later_attempts,
    excuse_told_otherwise,
    excuse_unprinted,
    excuse_unsought,
    tells_of_no_answer,
)
from oceanhil.scenarios.names import free_text
from oceanhil.scenarios.scalars import Count, DurationUs, PartsPerMillion, Regex
from oceanhil.scenarios.step import Unmet
from oceanhil.scenarios.trace import OWN_WORDS, Event, EventKind, own_words, printed_words
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import Capability, LineFault, is_foreign, is_held_to_pages

WITHIN_US = 60 * SECOND_US
_LINES_SHOWN = 6
SerialText = Annotated[
    str, free_text("firmware prints what it likes; see what it prints before expecting that it does not")
]
"""What a device prints."""


class LineStep(PromiseStep):
    """A step about a line: `line` is the whole text, `contains` a part of it, `pattern` a regular expression.

    White space at the end of a line does not count: println of the Arduino cores, and templates with an empty field,
    leave some there.
    """

    line: SerialText | None = None
    contains: SerialText | None = None
    pattern: Regex | None = None

    def __post_init__(self) -> None:
        if sum(each is not None for each in (self.line, self.contains, self.pattern)) != 1:
            raise ValueError(f"{self.name} takes exactly one of 'line', 'contains' and 'pattern'")

    @property
    def wanted_text(self) -> str:
        """What is looked for, for messages."""
        if self.line is not None:
            return f"the line {self.line!r}"
        if self.contains is not None:
            return f"a line that contains {self.contains!r}"
        return f"a line that matches {self.pattern.pattern!r}" if self.pattern else "a line"

    def wanted(self, profile: Profile) -> Callable[[Event], bool]:
        """Tell of an event whether it is such a line of this device; refusals may be in the words of the profile."""
        matches = line_matcher(profile, self.line, self.contains, self.pattern)
        return lambda event: (
            event.kind is EventKind.SERIAL
            and event.device == self.on
            and (matches(str(event.fields["text"])) or (OWN_WORDS in event.fields and matches(own_words(event))))
        )

    def lines(self) -> Iterable[Line]:
        """The line that is meant; of a part or a pattern, all that it may be in."""
        if self.line is not None:
            known = recognise(self.line)
            return () if known is None else (known.line,)
        return lines_like(self._part)

    @property
    def meant(self) -> Line | None:
        """The one line that is meant, as far as that can be said; None where it is no documented one."""
        part, lines = self._part.replace("\\", ""), tuple(self.lines())
        return next((line for line in lines if line.literal in part), lines[0] if lines else None)

    @property
    def _part(self) -> str:
        return self.contains or (self.pattern.pattern if self.pattern else self.line or "")


def line_matcher(
    profile: Profile, line: str | None, contains: str | None, pattern: LinearPattern | None
) -> Callable[[str], bool]:
    """Tell of a text whether it is the `line`, has that part in it or the pattern; refusals in the profile's words."""
    if pattern is not None:
        return lambda text: pattern.search(text.rstrip()) is not None
    if contains is not None:
        return lambda text: contains in text
    same = [same_line(each) for each in lines_under(profile, line or "")]
    return lambda text: any(matches(text) for matches in same)


def same_line(expected: str) -> Callable[[str], bool]:
    """Tell of a text whether it is the line `expected`, white space at the end left out.

    Where the public pages print a glyph that was lost on the way (`[REG]  Registration successful!`), any glyph or none
    will do.
    """
    expected = expected.rstrip()
    known = recognise(expected)
    if known is not None and "glyph" in known.fields:
        pattern = known.line.pattern
        return lambda text: pattern.fullmatch(text.rstrip()) is not None
    return lambda text: text.rstrip() == expected


def last_lines(context: DeviceContext, name: str, start: int) -> str:
    """The last few lines that the device printed from index `start` on, in its own words, for messages."""
    texts = [printed_words(event) for event in context.events(start, EventKind.SERIAL, name)]
    if not texts:
        return "no line at all"
    shown = " | ".join(texts[-_LINES_SHOWN:])
    return f"… | {shown}" if len(texts) > _LINES_SHOWN else shown


class ExpectSerial(LineStep, name="expect.serial", met_by=EventKind.SERIAL, takes_turns=True, main="line", waits=True):
    """The device prints the line, after those that were expected before; `count` times in all.

    Foreign firmware that has announced a wait is waited for until that is over, and the time `within` again, at most a
    minute.
    """

    within_us: DurationUs = msgspec.field(default=WITHIN_US, name="within")
    count: Count = 1

    def run(self, context: DeviceContext) -> None:
        """Look from the last expected line on, then wait; raises Unmet when the time is over.

        Raises UnsoughtError or LackingError for foreign firmware that was not refused what the line tells of.
        """
        notes, wanted = context.notes(self.on), self._wanted_here(context)
        start, within_us = notes.serial_cursor, self._patience_us(context)
        why = JOINS_LAST if self._is_of_joins(context) else POLL_DUE
        missing = self._look(context, wanted, self.count, within_us)
        if missing:
            self._excuse(context)
        if missing and (left := reprieve(context, self.on, within_us) or self._grows(context, start, wanted)):
            within_us, why = within_us + left.time_us, left.why
            missing = self._look(context, wanted, missing, left.time_us)
            if missing:
                # What it has asked for meanwhile may have been granted.
                self._excuse(context)
        if missing:
            times = f", time {self.count - missing + 1} of {self.count}" if self.count > 1 else ""
            expected = f"{self.wanted_text} within {limit_words(self.within_us, within_us, why)}{times}"
            lines = last_lines(context, self.on, start)
            told = [near, lines] if (near := self._nearest(context, start, wanted)) else [lines]
            found = f"{' | '.join(told)}{self._said_too_early(context, wanted)}"
            raise Unmet(expected, found, answered_otherwise(context, self.on, self.meant, self.line or ""))

    def _excuse(self, context: DeviceContext) -> None:
        """Excuse foreign firmware that owes no such line; raises UnsoughtError or LackingError then."""
        excuse_in_the_clear(context, self.on, self.line or "")
        excuse_unsought(context, self.on, self.meant, self.line or "")
        excuse_told_otherwise(context, self.on, self.meant, self.line or "")
        excuse_unprinted(context, self.on, self.meant, self.line or self.contains or "")
        excuse_later_attempts(context, self.on, self.meant)

    def _look(self, context: DeviceContext, wanted: Wanted, times: int, within_us: int) -> int:
        """Go past so many of the wanted lines, in so much time (µs) for all; gives how many are missing."""
        notes, end_us = context.notes(self.on), context.world.now_us + within_us
        for missing in range(times, 0, -1):
            index = context.find(notes.serial_cursor, wanted, max(0, end_us - context.world.now_us))
            if index is None:
                return missing
            notes.consume_line(index)
        return 0

    def evidence(self, context: DeviceContext) -> Sequence[int]:
        """The line that was expected, the last of them."""
        return [context.notes(self.on).serial_cursor - 1]

    def _patience_us(self, context: DeviceContext) -> int:
        """Give the time for all of them: each line may tell what a poll has brought, or how a join has ended."""
        within_us = self.within_us + context.later_us() + (self.count - 1) * later_us(context.world.profile.device)
        return max(within_us, self.count * JOIN_OF_OTHERS_US) if self._is_of_joins(context) else within_us

    def _grows(self, context: DeviceContext, start: int, wanted: Wanted) -> Reprieve | None:
        """Give how much longer a line may take that tells of one failure more, of a device whose waits grow."""
        if self.meant is None or NO_ANSWER not in (self.line or self.contains or ""):
            return None
        return growing(
            context, [each.t_us for each in context.events(start, EventKind.SERIAL, self.on) if wanted(each)]
        )

    def _is_of_joins(self, context: DeviceContext) -> bool:
        """Tell whether the line is about joins of firmware that gives them up when it likes."""
        return self.meant is Line.WIFI_FAILED and is_held_to_pages(context.world)

    def _wanted_here(self, context: DeviceContext) -> Wanted:
        """Tell of an event whether it is the line; which number stands for no answer is foreign firmware's matter."""
        wanted, meant = self.wanted(context.world.profile), self.meant
        if meant is None or NO_ANSWER not in (self.line or self.contains or "") or not is_held_to_pages(context.world):
            return wanted
        return lambda event: (
            wanted(event)
            or (event.kind is EventKind.SERIAL and event.device == self.on and tells_of_no_answer(event, meant))
        )

    def pass_over(self, context: DeviceContext) -> None:
        """Wait for what the line tells of."""
        end_us = context.world.now_us + self._patience_us(context)
        for _ in range(self.count):
            await_told(context, self.on, self.meant, self.line or "", max(0, end_us - context.world.now_us))
        excuse_in_the_clear(context, self.on, self.line or "")

    def _nearest(self, context: DeviceContext, start: int, wanted: Wanted) -> str:
        """Give the line that differs from the whole one that was expected in its wording alone."""
        if self.line is None:
            return ""
        others = (each for each in context.events(start, EventKind.SERIAL, self.on) if not wanted(each))
        return nearest_line(self.line.rstrip(), others)

    def _said_too_early(self, context: DeviceContext, wanted: Wanted) -> str:
        """Say when the line came, if it was passed over on the way to the line that was expected before it."""
        notes, events = context.notes(self.on), context.world.trace.events
        skipped = events[notes.serial_skipped : max(0, notes.serial_cursor - 1)]
        early = next((event for event in skipped if wanted(event)), None)
        if early is None:
            return ""
        return f" | it came at {clock(early.t_us)}, before {printed_words(events[notes.serial_cursor - 1])}"


class ExpectNoSerial(LineStep, name="expect.no_serial", met_by=(), main="line", waits=True):
    """The device has not printed the line since the last expected one, and does not for the time `for`.

    Of foreign firmware a line that was expected may have been passed over, so what it printed before the last mark does
    not count either.
    """

    for_us: DurationUs = msgspec.field(default=0, name="for")

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs: nobody waits for hours beside a bench."""
        return LineStep.all_needs(self) | needs_to_wait(self.for_us)

    def is_spoken(self, speaks: Callable[[Line], bool]) -> bool:
        """One of the lines that it may be in is enough: the others stay away by themselves."""
        lines = tuple(self.lines())
        return not lines or any(map(speaks, lines))

    def pass_over(self, context: DeviceContext) -> None:
        """Let the time pass all the same: what comes next is about what happened in it."""
        context.world.run_for(self.for_us)

    def run(self, context: DeviceContext) -> None:
        """Look back, then wait; raises Unmet when the line comes."""
        wanted = self.wanted(context.world.profile)
        cursor = context.notes(self.on).serial_cursor
        start = max(cursor, context.mark) if is_foreign(context.world) else cursor
        index = context.find(start, wanted, self.for_us)
        if index is not None:
            event = context.world.trace.events[index]
            found = f"{event.fields['text']} at {clock(event.t_us)}"
            raise Unmet(f"not {self.wanted_text} for {format_duration(self.for_us)}", found, event)


class SerialFaultStep(DeviceStep, needs=Capability.SERIAL_FAULTS):
    """A step about what becomes of the bytes that the device sends."""


class Disturb(SerialFaultStep, name="serial.disturb", main="noise"):
    """Flip a bit of this share of the bytes from the device, lose this share, double this share; drawn from `seed`."""

    noise: PartsPerMillion = 0
    drop: PartsPerMillion = 0
    duplicate: PartsPerMillion = 0
    seed: Count = 0

    def __post_init__(self) -> None:
        if not (self.noise or self.drop or self.duplicate):
            raise ValueError("serial.disturb takes at least one of 'noise', 'drop' and 'duplicate'")

    def run(self, context: DeviceContext) -> None:
        fault = LineFault(noise_ppm=self.noise, drop_ppm=self.drop, duplicate_ppm=self.duplicate, seed=self.seed)
        context.device(self.on).break_line(fault)


class Stick(SerialFaultStep, name="serial.stick"):
    """Let nothing through that the device sends."""

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).break_line(LineFault(stuck=True))


class MendLine(SerialFaultStep, name="serial.mend"):
    """Make the line sound again."""

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).break_line(None)
