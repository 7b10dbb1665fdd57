"""Files of findings: one each, and none in the place of what another run has found.

A file says in its first line which life of which command it comes from. The same life of the same command is the same
finding, and its file is written anew. Where a file of that name comes from elsewhere, the new one gets a number behind.
"""

from __future__ import annotations

from contextlib import suppress
from os.path import lexists
from typing import TYPE_CHECKING

from oceanhil.app.command_errors import EnvironmentRefusedError
from oceanhil.app.exploring.findings_text import origin, path_of, scenario_of
from oceanhil.app.output_files import write_output
from oceanhil.exploration.known import unknown_in
from oceanhil.protocol.bounded_text import DataFileError
from oceanhil.protocol.data_files import read_data

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from oceanhil.app.exploring.exploration import Explored, Told
    from oceanhil.app.exploring.on_boards import OnBoards
    from oceanhil.app.exploring.plan import Plan
    from oceanhil.exploration.findings import Finding
    from oceanhil.exploration.known import KnownFinding


def name_apart(findings: Sequence[Finding], plan: Plan, folder: Path) -> None:
    """Give each finding a name of which there is none in the folder but from the same life of the same command."""
    taken: set[str] = set()
    for finding in findings:
        while finding.id in taken or _is_of_others(path_of(finding, folder), origin(finding, plan)):
            finding.others += 1
        taken.add(finding.id)


def write_findings(findings: Sequence[Finding], plan: Plan, laws: Sequence[str], folder: Path) -> None:
    """Write a scenario for each finding, with these laws; raises EnvironmentRefusedError."""
    for finding in findings:
        write_output(path_of(finding, folder), scenario_of(finding, plan, laws))


class WritesAtOnce:
    """Writes each finding that is not known when it is told of it, and tells it on.

    A process that is killed hours later has left them. What cannot be written now is told when all of them are written.
    """

    def __init__(
        self, told: Told, plan: Plan, laws: Sequence[str], folder: Path, known: Sequence[KnownFinding]
    ) -> None:
        self._told = told
        self._plan, self._laws, self._folder, self._known = plan, laws, folder, known
        self._new: list[Finding] = []

    def begins(self, boards: OnBoards) -> None:
        """Tell it on."""
        self._told.begins(boards)

    def went_on(self, so_far: Explored) -> None:
        """Tell it on."""
        self._told.went_on(so_far)

    def found(self, finding: Finding) -> None:
        """Write it, and tell it on."""
        if unknown_in([finding], self._known):
            self._new.append(finding)
            name_apart(self._new, self._plan, self._folder)
            with suppress(EnvironmentRefusedError):
                write_findings([finding], self._plan, self._laws, self._folder)
        self._told.found(finding)


def _is_of_others(path: Path, written: str) -> bool:
    if not lexists(path):
        return False
    try:
        text = read_data(path)
    except (DataFileError, OSError):
        return True
    return not text.startswith(f"# {written}: ".encode())
