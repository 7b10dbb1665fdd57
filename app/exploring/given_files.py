"""Files of laws and of known findings: read, and each law tried, before the first life; and what is added to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oceanhil.app.command_errors import EnvironmentRefusedError
from oceanhil.app.exploring.plan import PlanError
from oceanhil.app.output_files import alone_with, write_output
from oceanhil.exploration.habitat import Habitat
from oceanhil.exploration.known import KNOWN_FINDINGS, rows_of, unknown_in
from oceanhil.exploration.law_trial import can_fail
from oceanhil.exploration.life import Life
from oceanhil.exploration.own_laws import read_laws, read_python_laws
from oceanhil.protocol.bounded_text import DataFileError
from oceanhil.protocol.data_files import read_data
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.wording import os_reason
from oceanhil.scenarios.devices.law_file import SUFFIX, LawFileError
from oceanhil.scenarios.mistakes import ScenarioError
from oceanhil.scenarios.result import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from oceanhil.app.exploring.plan import Plan
    from oceanhil.exploration.findings import Finding
    from oceanhil.exploration.known import KnownFinding
    from oceanhil.exploration.life import Start
    from oceanhil.exploration.own_laws import OwnLaw
    from oceanhil.scenarios.names import Known
    from oceanhil.scenarios.trace import Event
    from oceanhil.scenarios.world import WorldFactory


def load_laws(paths: Iterable[Path], names: Known) -> tuple[OwnLaw, ...]:
    """Read files of laws; raises ScenarioError with what is wrong in one, PlanError where two laws have one name."""
    found: dict[str, OwnLaw] = {}
    for path in paths:
        for law in _laws_of(path, names):
            if (first := found.get(law.name)) is not None:
                raise PlanError(f"{law.place}: law {law.name!r} is at {first.place} already; rename one of the two")
            found[law.name] = law
    return tuple(found.values())


def _laws_of(path: Path, names: Known) -> Sequence[OwnLaw]:
    if path.suffix != SUFFIX:
        return read_laws(_read(path), str(path), names)
    try:
        return read_python_laws(str(path), load_profile())
    except LawFileError as error:
        raise PlanError(str(error)) from None


def load_known(path: Path | None, *, is_written: bool) -> Sequence[KnownFinding]:
    """Read known findings; a file that is going to be written need not be there. Raises as `load_laws`."""
    if path is None or (is_written and not path.exists()):
        return ()
    text = _read(path, "--accept makes one")
    if is_written:
        KNOWN_FINDINGS.refuse_closed(text, str(path))
    return KNOWN_FINDINGS.read(text, str(path))


def accept(findings: Iterable[Finding], path: Path) -> None:
    """Add findings to the file of known findings, but for what another command added meanwhile.

    Raises EnvironmentRefusedError.
    """
    with alone_with(path):
        # Of bytes: as text, ends of lines would become others.
        before = path.read_bytes() if path.exists() else b""
        try:
            new = unknown_in(findings, KNOWN_FINDINGS.read(before, str(path)))
        except ScenarioError as error:
            raise EnvironmentRefusedError(f"nothing was added: {error}") from None
        if new or not before:
            write_output(path, KNOWN_FINDINGS.with_rows(before.decode(), rows_of(new)))


def _read(path: Path, if_missing: str = "check the path") -> bytes:
    try:
        return read_data(path)
    except DataFileError as error:
        raise PlanError(f"{path}: {error.what}") from None
    except OSError as error:
        otherwise = if_missing if isinstance(error, FileNotFoundError) else "check the path"
        raise PlanError(f"{path}: cannot be read: {os_reason(error)}; {otherwise}") from None


def refuse_useless(plan: Plan, starts: Sequence[Start], factory: WorldFactory) -> None:
    """Try each law of the user's own; raises PlanError with those that say nothing.

    That is a law that nothing breaks, and one that is broken where nothing happens.
    """
    firsts = list({start.board: start for start in reversed(starts)}.values())
    if mistakes := [each for law in plan.own_laws for each in _why_useless(law, firsts, factory)]:
        raise PlanError("\n".join(mistakes))


def _why_useless(law: OwnLaw, starts: Sequence[Start], factory: WorldFactory) -> Iterator[str]:
    profile = load_profile()
    habitat = Habitat(factory, profile, [law.line])
    seen: list[Event] = []
    for start in starts:
        run = habitat.lead(Life(start, ()))
        seen += run.events
        if run.outcome is Outcome.ERROR:
            yield f"{run.reason}, where nothing happens, on {start.board.value}"
            return
        if run.outcome is Outcome.FAILED and run.failure is not None and run.failure.law:
            where = f"where nothing happens, on {start.board.value}"
            told = f"expected {run.failure.expected}; found {run.failure.found}"
            yield f"{law.place}: law {law.name!r} is broken {where}: {told}; it would be in every life"
            return
    try:
        if not can_fail(law.step, seen, profile):
            yield f"{law.place}: law {law.name!r} can never fail: nothing that a device does breaks it; say less in it"
    except LawFileError as error:
        yield str(error)
