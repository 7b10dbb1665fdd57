"""A life as text: how it is kept, so that it can be led again by another version of this project, in another place.

What is written: the start, and of each happening the name of its disturbance and its numbers by name, each as a
scenario file has it. So a life means the same after the table of disturbances was put into another order.

What is read is as much of a life as still means something here: a happening whose disturbance there is not, or cannot
be, is left out, and the others come when they came; a start that there is not becomes the one that is nearest to it.
What was lost by that is told.

What it must not know: files.

Laws: a life that is written and read among the starts and disturbances that it is made of has the same steps, and
nothing was lost. What is read of any text is a life of those starts and disturbances.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final

import msgspec

from oceanhil.exploration.disturbance import Disturbance
from oceanhil.exploration.drawing import Drawing
from oceanhil.exploration.life import Happening, Life, Start
from oceanhil.protocol import board
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.units import format_duration, parse_duration

FORMAT: Final = "oceanhil-life"
VERSION: Final = 1
_DIGITS: Final = 12


class NoLifeError(ValueError):
    """Nothing of the text is a life here; says why."""


class WrittenHappening(msgspec.Struct, frozen=True, omit_defaults=True):
    """A happening as text."""

    disturbance: str
    after: str
    lasts: str = ""
    """Empty where both ends of the disturbance are one."""
    values: Mapping[str, str] = {}


class WrittenLife(msgspec.Struct, frozen=True, omit_defaults=True):
    """A life as text."""

    format: str
    version: int
    start: Start
    happenings: tuple[WrittenHappening, ...]
    quiet: str = ""
    """How long nothing happens behind all that; empty: not at all."""
    unjudged: tuple[InvariantId, ...] = ()
    """Invariants that are not judged in it."""


class ReadLife(msgspec.Struct, frozen=True):
    """A life that was read."""

    life: Life
    lost: tuple[str, ...]
    """What of the text means nothing here."""


def written_life(life: Life) -> bytes:
    """Write a life as JSON, a line each for what a person would compare."""
    happenings = tuple(
        WrittenHappening(
            each.disturbance.name,
            format_duration(each.after_us),
            "" if each.disturbance.lasts is None else each.disturbance.lasts.written(each.lasts_us),
            each.words,
        )
        for each in life.happenings
    )
    quiet = format_duration(life.quiet_us) if life.quiet_us else ""
    written = WrittenLife(FORMAT, VERSION, life.start, happenings, quiet, life.unjudged)
    return msgspec.json.format(msgspec.json.encode(written, enc_hook=board.name_of)) + b"\n"


def name_of(life: Life) -> str:
    """Name a life after what it is made of: two lives that are written alike have one name."""
    return f"kept-{sha256(written_life(life)).hexdigest()[:_DIGITS]}"


def read_life(text: bytes, among: Drawing) -> ReadLife:
    """Read a life as far as it is one of those that can be drawn; raises NoLifeError."""
    try:
        written = msgspec.json.decode(text, type=WrittenLife, dec_hook=board.board_from)
    except NOT_JSON as error:
        raise NoLifeError(f"it is no life: {error}") from None
    if written.format != FORMAT:
        raise NoLifeError(f"its format is {written.format!r}, expected {FORMAT!r}")
    reading = _Reading(among.disturbances)
    start = reading.start(written.start, among.starts)
    happenings = tuple(reading.happenings(written.happenings))
    quiet_us = reading.quiet(written.quiet)
    if (written.happenings or written.quiet) and reading.lost and not happenings and not quiet_us:
        raise NoLifeError("; ".join(reading.lost))
    life = Life(start, happenings, quiet_us, written.unjudged)
    if (fitted := among.fitted(life)) != life:
        reading.lost["it takes longer than a life may here, so all of it comes sooner"] = None
    return ReadLife(fitted, tuple(reading.lost))


class _Reading:
    """Reads one life, and notes what is lost."""

    def __init__(self, among: Sequence[Disturbance]) -> None:
        self._among = {each.name: each for each in among}
        self.lost: dict[str, None] = {}

    def start(self, wanted: Start, among: Sequence[Start]) -> Start:
        found = [each for each in among if each.board is wanted.board]
        if not found:
            raise NoLifeError(f"its board {wanted.board.value} is not explored here")
        nearest = max(found, key=lambda each: _likeness(each, wanted))
        if nearest != wanted:
            self.lost["its start is none of those here"] = None
        return nearest

    def happenings(self, written: Sequence[WrittenHappening]) -> Iterator[Happening]:
        gone_us = 0
        for each in written:
            try:
                gone_us += _pause(each.after)
                found = self._happening(each, gone_us)
            except ValueError as error:
                self.lost[f"{each.disturbance!r}: {error}"] = None
                continue
            gone_us = 0
            yield found

    def quiet(self, written: str) -> int:
        try:
            return _pause(written) if written else 0
        except ValueError as error:
            self.lost[f"what is quiet: {error}"] = None
            return 0

    def _happening(self, written: WrittenHappening, after_us: int) -> Happening:
        disturbance = self._among.get(written.disturbance)
        if disturbance is None:
            raise ValueError("no such disturbance here")
        lasts, names = disturbance.lasts, disturbance.draws.keys()
        if names != written.values.keys():
            self.lost[f"{written.disturbance!r}: it has {', '.join(names) or 'nothing'} here"] = None
        drawn = disturbance.draws.items()
        return Happening(
            disturbance,
            after_us,
            0 if lasts is None else lasts.read(written.lasts),
            tuple(draw.read(written.values[name]) if name in written.values else draw.simplest for name, draw in drawn),
        )


def _pause(text: str) -> int:
    found_us = parse_duration(text)
    if found_us < 0:
        raise ValueError(f"{text!r} lies in the past")
    return found_us


def _likeness(one: Start, other: Start) -> int:
    fields = zip(msgspec.structs.astuple(one), msgspec.structs.astuple(other), strict=True)
    return sum(mine == theirs for mine, theirs in fields)
