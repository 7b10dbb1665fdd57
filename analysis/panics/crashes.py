"""The crashes of a recorded log, with their places in the program, as lines of text.

A module of its own: the diagnosis, whose lines it reads, takes long to load for who only decodes addresses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from oceanhil.analysis.diagnosis.captured.boards import lines_of_boards, without_only_label
from oceanhil.analysis.diagnosis.captured.lines import printed_lines
from oceanhil.analysis.diagnosis.captured.recorded_log import RecordedLog
from oceanhil.analysis.panics.decode import decode
from oceanhil.boards import families, family
from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import Panic
from oceanhil.protocol.redact import redact

_CRASHES_MAX = 20


def family_of(lines: Iterable[str]) -> Board | None:
    """Name the family that most of the telling lines speak for; None when no line tells.

    Lines of a family that is like another one look like the other's too: a single one that only it prints decides.
    """
    known = families()
    signs = tuple((each.board, re.compile(each.log_signs)) for each in known)
    votes = Counter(board for line in lines for board, sign in signs if sign.search(line))
    if not votes:
        return None
    winner = votes.most_common(1)[0][0]
    alike = Counter({each.board: votes[each.board] for each in known if each.like is winner and votes[each.board]})
    return alike.most_common(1)[0][0] if alike else winner


if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from oceanhil.analysis.panics.elf import ElfError, Program


def panics_of_boards(lines: Iterable[str]) -> Mapping[str, tuple[Panic, ...]]:
    """Find the crashes in a log, of each board by itself where labels tell several apart; by label, empty for one."""
    printed: dict[str, list[str]] = {}
    for each in lines_of_boards(RecordedLog(lines)):
        printed.setdefault(each.label, []).append(each.printed)
    return {label: panics_in(printed[label]) for label in sorted(printed)}


def panics_in(lines: Sequence[str]) -> tuple[Panic, ...]:
    """Find the crashes in one board's lines, time stamps, a label and all; the family is told from the log itself."""
    lines = without_only_label(lines)
    board = family_of(lines)
    if board is None:
        return ()
    reader = family(board).panic_reader()
    findings = [each for line in lines for text in printed_lines(line) for each in reader.feed(text)]
    return tuple(each for each in (*findings, *reader.close()) if isinstance(each, Panic))


def crash_report(panics: Sequence[Panic], program: Program | ElfError | None, label: str = "") -> Iterator[str]:
    """Write each crash in one line, with its places under it; of very many only the last ones.

    `label` tells whose they are where a log has several boards.
    """
    if left_out := len(panics[:-_CRASHES_MAX]):
        yield f"{left_out} earlier crashes are left out"
    for panic in panics[-_CRASHES_MAX:]:
        reset = f"; then {panic.reset.words}" if panic.reset is not None else ""
        yield f"crash: {label}{' ' * bool(label)}{redact(panic.summary)}{reset}"
        yield from (f"  {line}" for line in decode(panic, program).lines)
