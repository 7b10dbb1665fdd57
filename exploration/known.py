"""Findings that are known: a file that is written by an exploration, kept beside the firmware, and read by the next.

A finding is one of them if it breaks the same law in the same way (`findings.py`), if all that is disturbed in the
known one is disturbed in it too, and if the layout of its record is one of those that the known one names, where it
names some. Which life met it, on which board and when, does not matter.

What it must not know: where the file is kept.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Final

import msgspec

from oceanhil.exploration.disturbance import Kind
from oceanhil.exploration.findings import Breach, Finding
from oceanhil.protocol.record import StorePolicy
from oceanhil.scenarios.known_rows import KnownRows
from oceanhil.scenarios.language import ForPeople
from oceanhil.scenarios.names import free_text
from oceanhil.scenarios.nodes import as_text, quoted

_Word = Annotated[str, free_text("is compared with what is found; what is never found is never known")]


class KnownFinding(msgspec.Struct, frozen=True, kw_only=True):
    """One of them, as the file has it."""

    finding: _Word
    """What it was called when it was found."""
    law: _Word
    way: _Word
    """What was found, without numbers."""
    cause: tuple[Kind, ...] = ()
    """What is disturbed in it."""
    stores: tuple[StorePolicy, ...] = ()
    """Of which layouts of the record it is, where it is of firmware that was asked for one; empty: of any firmware."""
    because: ForPeople = ""
    """Why it is left as it is."""

    def explains(self, finding: Finding) -> bool:
        """Tell whether that one is this one again."""
        is_of_layout = not self.stores or finding.life.start.store in self.stores
        return finding.breach == Breach(self.law, self.way) and {*self.cause} <= finding.kinds and is_of_layout


class Met(msgspec.Struct, frozen=True):
    """A known finding, and in how many lives of this exploration it was met."""

    known: KnownFinding
    lives: int


KNOWN_FINDINGS: Final = KnownRows(
    KnownFinding,
    "finding",
    "findings",
    "- finding: one\n  law: more\n  way: so\n",
    "# Findings that are known, for oceanhil explore --known; it adds to them with --accept.\n",
)
"""How such a file is read and added to."""


def rows_of(findings: Iterable[Finding]) -> str:
    """Give the rows of such a file with these findings."""
    return "".join(_row(finding) for finding in findings)


def unknown_in(findings: Iterable[Finding], known: Sequence[KnownFinding]) -> list[Finding]:
    """Give those that are none of the known ones."""
    return [each for each in findings if not any(row.explains(each) for row in known)]


def met_in(findings: Iterable[Finding], known: Sequence[KnownFinding]) -> Iterator[Met]:
    """Give the known ones that were met, in their order; each finding counts for the first that explains it.

    Those of one name are one: what is known may come in several ways.
    """
    firsts: dict[str, KnownFinding] = {}
    for row in known:
        firsts.setdefault(row.finding, row)
    lives = dict.fromkeys(firsts, 0)
    for finding in findings:
        explaining = next((row.finding for row in known if row.explains(finding)), None)
        if explaining is not None:
            lives[explaining] += finding.lives
    return (Met(firsts[name], count) for name, count in lives.items() if count)


def _row(finding: Finding) -> str:
    cause = ", ".join(sorted(kind.value for kind in finding.kinds))
    law, way = as_text(finding.breach.law), quoted(finding.breach.way)
    return f"- finding: {finding.id}\n  law: {law}\n  way: {way}\n  cause: [{cause}]\n"
