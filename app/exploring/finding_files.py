"""Files of findings: one each, and none in the place of what another run has found.

A file says in its first line which life of which command it comes from. The same life of the same command is the same
finding, and its file is written anew. Where a file of that name comes from elsewhere, the new one gets a number behind.
"""

from __future__ import annotations

from os.path import lexists
from typing import TYPE_CHECKING

from oceanhil.app.exploring.findings_text import origin, path_of, scenario_of
from oceanhil.app.output_files import write_output
from oceanhil.protocol.bounded_text import DataFileError
from oceanhil.protocol.data_files import read_data

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from oceanhil.app.exploring.plan import Plan
    from oceanhil.exploration.findings import Finding


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


def _is_of_others(path: Path, written: str) -> bool:
    if not lexists(path):
        return False
    try:
        text = read_data(path)
    except (DataFileError, OSError):
        return True
    return not text.startswith(f"# {written}: ".encode())
